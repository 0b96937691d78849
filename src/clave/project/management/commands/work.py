"""`work`: the worker on its own, for whoever serves the pages with another server."""

from __future__ import annotations

import logging
import os
import signal
import sys
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from clave.jobs.instance import at_work
from clave.jobs.pace import PACE
from clave.jobs.worker import Worker
from clave.project.supervising import end_with_parent

HEADSTART = 1
"""Seconds before CLAVE_DRAIN ends in which a job is handed back."""

AFTER_THE_PAGES = 5
"""Nice: how far a job stands behind the pages of the same machine, where somebody waits for those."""


class Command(BaseCommand):
    """Take up jobs until it is told to stop (SIGTERM or Ctrl+C)."""

    help = "Do the jobs that wait; `serve` starts one of these by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Nothing but how it is supervised."""
        parser.add_argument("--with-parent", action="store_true", help="End when the standard input does.")

    def handle(self, *args: Any, **options: Any) -> None:
        """What is in hand may end; what does not end in time is handed back to whoever works next."""
        worker = Worker(pace=replace(PACE, drain=settings.CLAVE_DRAIN - HEADSTART))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if options["with_parent"]:
            end_with_parent()
            os.nice(AFTER_THE_PAGES)
        with at_work(settings.CLAVE_DATA):
            ended = worker.work()
        if not ended:
            logging.shutdown()
            sys.stdout.flush()
            os._exit(0)  # a thread that still works cannot be stopped in any other way
