"""`work`: the worker on its own, for whoever serves the pages with another server."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand

from clave.jobs.worker import Worker


class Command(BaseCommand):
    """Take up jobs until it is told to stop (SIGTERM or Ctrl+C)."""

    help = "Do the jobs that wait; `serve` starts one of these by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        """What is in hand may end; what does not end in time is handed back to whoever works next."""
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if not worker.work():
            logging.shutdown()
            sys.stdout.flush()
            os._exit(0)  # a thread that still works cannot be stopped in any other way
