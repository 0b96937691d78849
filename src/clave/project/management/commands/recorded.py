"""`recorded FILE`: what people recorded (ratings, declared wallets) as the chain reads it, for the terminal's lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.recorded import packed
from clave.store.recorded import recorded_at


class Command(BaseCommand):
    """Reads, and changes nothing."""

    help = "Write what people recorded into a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ClaveError where the database cannot be read, or is of another version of clave."""
        try:
            found = recorded_at(timezone.now())
        except DatabaseError as error:
            raise ClaveError(
                _("the database cannot be read, or is of another version of clave."),
                remedy=_("Start the installation once (`clave serve`): that brings it up to date."),
            ) from error
        options["file"].write_bytes(packed(found.tables))
