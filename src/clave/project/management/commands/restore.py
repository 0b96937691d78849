"""`restore`: a backup put back into an empty installation, on either database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clave.actions.backups import note_restored
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.cli.show import progress
from clave.project.management.commands.backup import at_the_terminal
from clave.store.backup.restoring import Restored, restore


class Command(BaseCommand):
    """Writes everything, or nothing."""

    help = "Put a backup back into this installation, which must be empty."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence, or JSON."""
        with progress(settings.LANGUAGE_CODE) as report:
            found = restore(options["archive"], rehearse=options["dry_run"], progress=report)
        if found.written:
            note_restored(path=options["archive"], seal=found.seal, by=at_the_terminal(), now=timezone.now())
        self.stdout.write(as_json(found) if options["json"] else sentence(found).say(settings.LANGUAGE_CODE))


def sentence(found: Restored) -> Text:
    """What was put back, for people."""
    one = found.manifest
    figures = {"day": one.made_at, "rows": Figure(one.rows, "count"), "version": one.facts_version}
    if not found.written:
        text = _(
            "The backup of {day} is whole and fits here: {rows} rows, facts up to version {version}. Nothing was written."
        )
        return text.fill(**figures)
    return _(
        "Restored as on {day}: {rows} rows and the facts up to version {version}, equal by hash. Everybody signs in again."
    ).fill(**figures)


def as_json(found: Restored) -> str:
    """The same for machines; `settings` stand in the environment, and are for whoever writes it."""
    one = found.manifest
    return json.dumps(
        {
            "restored": found.written,
            "made_at": one.made_at,
            "rows": one.rows,
            "seal": found.seal,
            "audit": one.audit,
            "facts_version": one.facts_version,
            "settings": one.settings,
        }
    )
