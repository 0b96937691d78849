"""What backups leave in the log: that one was made, that an installation was restored from one, and that the state was
moved to another database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from clave.actions.audit import record
from clave.actions.shape import action
from clave.store.models import AuditEvent, Person

LONGEST = 120
"""Of a place, so many characters from its end: the log keeps names short."""
LONGEST_PLACE = 90
"""The same where there are two of them."""


@action
def note_backup(*, path: Path, seal: str, by: Person | str | None, now: datetime) -> AuditEvent:
    """Write down that a backup was made: who, when, where, and the SHA-256 it is sealed with. `by` a name of a machine
    (`terminal:<number of its user>`) where nobody is signed in."""
    return record(by=by, now=now, what="backup.made", about=_about(path, seal))


@action
def note_restored(*, path: Path, seal: str, by: str, now: datetime) -> AuditEvent:
    """Write down, as the first thing after what the backup holds, that this installation was restored from it."""
    return record(by=by, now=now, what="backup.restored", about=_about(path, seal))


@action
def note_moved(*, source: str, target: str, by: str, now: datetime) -> AuditEvent:
    """Write down, as the first thing in the new database, from where everything before it came. Places without users or
    passwords."""
    return record(by=by, now=now, what="database.moved", about=f"database:{_end(source)} → {_end(target)}")


def _end(place: str) -> str:
    return place if len(place) <= LONGEST_PLACE else "…" + place[1 - LONGEST_PLACE :]


def _about(path: Path, seal: str) -> str:
    place = str(path)
    return f"backup:{seal} {place if len(place) <= LONGEST else '…' + place[1 - LONGEST :]}"
