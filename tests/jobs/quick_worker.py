"""A real worker in a hurry, as a process: `python -m tests.jobs.quick_worker`; it ends when nothing is left to do."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from threading import Thread

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
django.setup()

from clave.jobs.pace import Pace  # noqa: E402
from clave.jobs.worker import Worker  # noqa: E402
from clave.store.models import Job  # noqa: E402
from clave.store.models.jobs import LIVE  # noqa: E402

QUICK = Pace(lease=timedelta(seconds=1), heartbeat=0.2, poll=0.02, mishap=0.05, tell=0.05, drain=1)


def stop_when_empty(worker: Worker) -> None:
    """Asks only when a hand is idle, so that the end of the queue ends the process."""
    while Job.objects.filter(state__in=LIVE).exists():
        worker.told.wait(QUICK.heartbeat)
    worker.stop()


if __name__ == "__main__":
    quick = Worker(pace=QUICK)
    signal.signal(signal.SIGTERM, lambda *_: quick.stop())
    Thread(target=stop_when_empty, args=(quick,), daemon=True).start()
    quick.work()
    os._exit(0)
