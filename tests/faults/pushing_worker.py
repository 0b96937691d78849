"""A real worker that says each step of writing to an ERP: `python -m tests.faults.pushing_worker`; it ends with its work, and
then says how the push stands: its state, its tries, and how many lines became what."""

from __future__ import annotations

import json
import os
from threading import Thread
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from clave.jobs import pushes as jobs  # noqa: E402
from clave.jobs.worker import Worker  # noqa: E402
from clave.store.models import Push  # noqa: E402
from clave.store.pushes import came_to  # noqa: E402
from tests.jobs.quick_worker import QUICK, stop_when_empty  # noqa: E402

begin, keep = jobs.begin_lines, jobs.keep_entries


def begun(**given: Any) -> None:
    begin(**given)
    print("begun", flush=True)


def kept(**given: Any) -> None:
    print("written", flush=True)
    keep(**given)
    print("kept", flush=True)


def main() -> None:
    """Let what was approved go on, and work it off."""
    jobs.begin_lines, jobs.keep_entries = begun, kept
    push = Push.objects.select_related("of", "decided_by").get()
    assert push.decided_by is not None
    jobs.start_writing(push=push, by=push.decided_by, now=timezone.now())
    quick = Worker(pace=QUICK)
    Thread(target=stop_when_empty, args=(quick,), daemon=True).start()
    quick.work()
    push.refresh_from_db()
    print(json.dumps([push.state, push.tries, came_to([push.pk])[push.pk]]), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
