"""`serve`: the pages and the worker, each in a process of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clave.project.serving import serve


class Command(BaseCommand):
    """Serve what is there, and do what is asked for; start again what dies."""

    help = "Serve the pages and do the jobs they ask for."

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
