"""`web`: the pages alone, by granian: one process, eight threads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from clave.jobs.instance import at_work
from clave.project.serving import serve_pages
from clave.project.supervising import end_with_parent


class Command(BaseCommand):
    """Serve what is there; changes nothing but the hashed assets."""

    help = "Serve the pages only; `work` does the jobs that they ask for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--with-parent", action="store_true", help="End when the standard input does.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until it is told to stop."""
        if options["with_parent"]:
            end_with_parent()
        with at_work(settings.CLAVE_DATA):
            serve_pages(options["host"], options["port"], self._tell)

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
