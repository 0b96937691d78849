"""`start`: from an empty folder to a page in one command; quick the second time."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clave.project.first_start import make_ready
from clave.project.serving import check_free, check_unserved


class Command(BaseCommand):
    """Prepare the database, the demo company and the first selection where they are missing; then serve."""

    help = "Prepare everything that is missing, then serve."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and whether an empty installation gets the demo company."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty installation empty.")
        parser.add_argument("--only-prepare", action="store_true", help="Stop before serving.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what it does, the address and, while nobody can sign in, the set-up link."""
        if not options["only_prepare"]:
            # before the minute that the demo company takes
            check_free(options["host"], options["port"])
            check_unserved()
        make_ready(options["host"], options["port"], demo=not options["no_demo"], tell=self.stdout.write)
        if not options["only_prepare"]:
            self.stdout.flush()
            # A process of its own: the engine of the facts does not survive the server's fork once it has worked here.
            serving = [sys.executable, "-m", "clave.project", "serve", "--host", options["host"]]
            os.execv(sys.executable, [*serving, "--port", str(options["port"])])
