"""`doctor`: what can only be looked at with the database, as JSON for `clave doctor`."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clave.base.words import said
from clave.project.examining import outside, state, unsafe, work
from clave.project.examining.shape import Asked, Found, Look, found_by

FIRST: dict[str, Look] = {"database": state.database}
LOOKS: dict[str, Look] = {
    "migrations": state.migrations,
    "clock": state.clock,
    "company": state.company,
    "secrets": state.secrets,
    "facts": state.facts,
    "worker": work.worker,
    "schedules": work.schedules,
    "jobs": work.jobs,
    "mails": work.mails,
    "mail": outside.mail,
    "backups": outside.backups,
    "settings": unsafe.unsafe,
    "proxy": outside.proxy,
}


def examined(asked: Asked) -> list[Found]:
    """Everything that was found; without a database only that."""
    first = list(found_by(FIRST, asked))
    return first if any(one.good is False for one in first) else [*first, *found_by(LOOKS, asked)]


class Command(BaseCommand):
    """Reads, and changes nothing."""

    help = "Say as JSON what is wrong with this installation; `clave doctor` shows it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How far to look."""
        parser.add_argument("--deep", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """A list of {"key", "good", "what", "remedy"} in the language of the installation."""
        found = examined(Asked(timezone.now(), options["deep"]))
        self.stdout.write(json.dumps([as_said(one, settings.LANGUAGE_CODE) for one in found], ensure_ascii=False))


def as_said(one: Found, language: str) -> dict[str, Any]:
    """In words."""
    remedy = said(one.remedy, language) if one.remedy else ""
    return {"key": one.key, "good": one.good, "what": said(one.what, language), "remedy": remedy}
