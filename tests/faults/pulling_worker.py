"""A real worker that says each step of a pull: `python -m tests.faults.pulling_worker [twin]`; it ends with its work.

Its twin counts a page before it is on the disk, and never looks whether it is there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import django
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
django.setup()

from clave.actions import pulls  # noqa: E402
from clave.facts.sources.spool import Spool  # noqa: E402
from clave.facts.sources.sql.reading import Database  # noqa: E402
from clave.jobs import sources as jobs  # noqa: E402
from clave.jobs.sources import start_pull  # noqa: E402
from clave.jobs.worker import Worker  # noqa: E402
from tests.jobs.quick_worker import QUICK, stop_when_empty  # noqa: E402

PAGE = 40
note, pages, load_files, keep, together = pulls._note, Database.pages, jobs.load_files, Spool.keep, Spool.together
held: list[Any] = []


def noted(run: Any, **changes: Any) -> None:
    note(run, **changes)
    print("page", flush=True)


def small(self: Database, *args: Any, **kwargs: Any) -> Any:
    self.page = PAGE
    return pages(self, *args, **kwargs)


def loaded(**kwargs: Any) -> Any:
    done = load_files(**kwargs)
    print("loaded", flush=True)
    return done


def late(self: Spool, *page: Any) -> None:
    """The page before this one is put on the disk now."""
    flush()
    held.append((self, *page))


def flush() -> None:
    while held:
        keep(*held.pop())


def whole(self: Spool, *args: Any) -> Any:
    flush()
    return together(self, *args)


def those_there(self: Spool, table: str, last: int) -> list[Path]:
    return sorted((self.folder / table).glob("*.parquet"))[:last]


def main() -> None:
    """Work off what waits."""
    pulls._note, Database.pages, jobs.load_files = noted, small, loaded  # type: ignore[assignment,method-assign]
    jobs.refresh = lambda **_: None  # type: ignore[assignment]
    if "twin" in sys.argv:
        Spool.keep, Spool.together, Spool._pages = late, whole, those_there  # type: ignore[method-assign]
    quick = Worker(pace=QUICK)
    start_pull(number=1, by=None, now=timezone.now())
    Thread(target=stop_when_empty, args=(quick,), daemon=True).start()
    quick.work()
    os._exit(0)


if __name__ == "__main__":
    main()
