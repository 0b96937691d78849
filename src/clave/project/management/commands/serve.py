"""`serve`: the pages, by granian: one process, eight threads."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clave.project.serving import serve


class Command(BaseCommand):
    """Serve what is there; changes nothing but the hashed assets."""

    help = "Serve the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until it is told to stop."""
        serve(options["host"], options["port"], self._tell)

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
