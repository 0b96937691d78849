"""One web and one worker per data folder, by a lock of the operating system that a killed process gives back."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _

LOCK = "serving.lock"
AT_WORK = "working.lock"
"""Held by the pages and by every worker, whoever started them, and alone by what needs all of them to be away."""


@contextmanager
def the_only_one(folder: Path, address: str) -> Iterator[None]:
    """Hold a data folder while it is served; raises ClaveError where somebody serves it already."""
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise ClaveError(
                _("clave is running with this data already: {who}.").fill(who=lock.read().strip()),
                where=str(folder),
                remedy=_("Use that one, or stop it first; for another installation set another CLAVE_DATA."),
            ) from error
        lock.truncate(0)
        lock.write(f"{address}, PID {os.getpid()}")
        lock.flush()
        yield


def who_serves(folder: Path) -> str:
    """Address and process of whoever serves this data; empty where nobody does."""
    if not (folder / LOCK).exists():
        return ""
    with (folder / LOCK).open(encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read().strip()
    return ""


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """One of those that use a data folder for long. Raises ClaveError where something needs all of them to be away."""
    with (folder / AT_WORK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClaveError(
                _("the state of this installation is being moved to another database."),
                where=str(folder),
                remedy=_("Wait until it is there, set DATABASE_URL as it says, and start again."),
            ) from error
        yield


@contextmanager
def nobody_at_work(folder: Path) -> Iterator[None]:
    """Hold a data folder while nobody uses it. Raises ClaveError where pages or a worker do."""
    with the_only_one(folder, _MOVING), (folder / AT_WORK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClaveError(
                _("pages or a worker use this data."),
                where=str(folder),
                remedy=_("Stop what was started with `web` or `work`, and try again; nothing was changed."),
            ) from error
        yield


_MOVING = "clave db move"
