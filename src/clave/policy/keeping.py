"""Adding entries to a company's policy file on disk: one writer at a time, all or nothing, nothing lost."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy.reading import Policy, company, unreadable
from clave.policy.shape import Dated
from clave.policy.writing import appended

READABLE = 0o644


def add(path: Path, entries: Mapping[str, Dated], *, seen: str | None = None) -> Policy:
    """Append `entries` by key to the file at `path`, which may not exist yet; returns the policy that then holds.

    Whoever comes second waits for the first. `seen` is the version of the policy that the decision was taken on: where
    another one holds by now, nothing is written. Comments and the order of what stands there are kept; a file that
    somebody saves by hand at the same moment is read again. Raises ClaveError for a file that cannot be read or
    written, for an entry that may not be, and where values would contradict each other."""
    target = path.resolve()
    with _alone(target):
        while True:
            found = _content(target)
            text = found.decode("utf-8-sig")
            if seen is not None and company(text, str(path)).version != seen:
                raise _overtaken(path)
            longer = _longer(text, entries, str(path))
            policy = company(longer, str(path))
            if _replaced(target, found, longer):
                return policy


def _longer(text: str, entries: Mapping[str, Dated], where: str) -> str:
    for key, entry in entries.items():
        text = appended(text, key, entry, where)
    return text


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the file; a process that dies gives it back."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("a", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _content(path: Path) -> bytes:
    """What stands in the file; nothing where there is none. Raises ClaveError where it cannot be read as text."""
    try:
        found = path.read_bytes()
        found.decode("utf-8-sig")
    except FileNotFoundError:
        return b""
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    return found


def _replaced(path: Path, found: bytes, text: str) -> bool:
    """Write beside it and change places once it is safely on disk; False where the file changed since it was read."""
    try:
        handle, name = tempfile.mkstemp(prefix=path.name + ".", suffix=".new", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else READABLE)
            if _content(path) != found:
                return False
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        _settle(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def _settle(folder: Path) -> None:
    """The new name is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> ClaveError:
    return ClaveError(
        _("the policy file cannot be written: {reason}. Nothing was changed.").fill(
            reason=error.strerror or str(error)
        ),
        where=str(path),
        remedy=_("Check that clave may write in that folder and that the disk has room, and save again."),
    )


def _overtaken(path: Path) -> ClaveError:
    return ClaveError(
        _("the policy changed while you looked at this. Nothing was saved."),
        where=path.name,
        remedy=_("Look again at what your changes would do now, and save."),
    )
