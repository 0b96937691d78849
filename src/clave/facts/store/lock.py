"""One writer at a time, by a lock of the operating system that a killed process gives back."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _


@contextmanager
def writing(folder: Path, by: str, now: datetime) -> Iterator[None]:
    """Hold the store of `folder` for writing; raises ClaveError where somebody else holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise ClaveError(
                _("somebody is writing to this book right now ({who}).").fill(who=lock.read().strip()),
                where=str(folder),
                remedy=_("Wait until that import ends and try again; reading goes on meanwhile."),
            ) from error
        lock.truncate(0)
        lock.write(f"{by}, {now:%Y-%m-%d %H:%M}")
        lock.flush()
        yield
