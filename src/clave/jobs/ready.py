"""Whether clave can do its work now: the parts without which it cannot, each with a sentence that says what to do and
names nothing that a stranger should not read (ADR 0040)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.pace import PACE
from clave.jobs.signs import Sign, signs
from clave.store.imports import fact_store

KEPT = 2.0
"""Seconds for which what was found is the answer: anybody may ask, and asking often must cost nothing."""
WORDS: dict[str, Text] = {
    "database": _("The database does not answer: see whether it runs and whether DATABASE_URL leads to it."),
    "migrations": _(
        "The database is of another version of clave: start `clave serve` once, which brings it up to date."
    ),
    "facts": _("The book of facts cannot be read: `clave doctor` says which file, and what to do."),
    "disk": _("The disk of the data is almost full (CLAVE_DISK_FREE): make room before something cannot be saved."),
    "worker": _("No worker has given a sign of life for a minute, so jobs wait: see whether `clave serve` runs whole."),
}


@dataclass(frozen=True)
class Part:
    """Something without which clave cannot do its work: a key of `WORDS`, and whether it is there."""

    key: str
    good: bool

    @property
    def words(self) -> Text:
        """What is wrong and what to do, where it is not."""
        return WORDS[self.key]


def looked(now: datetime) -> tuple[Part, ...]:
    """Every part as it is now. Without the database nothing is said of what stands in it."""
    return tuple(_looked(now))


def _looked(now: datetime) -> Iterator[Part]:
    there = answers()
    yield Part("database", there)
    if there:
        yield Part("migrations", not behind())
    yield Part("facts", readable())
    yield Part("disk", shutil.disk_usage(settings.CLAVE_DATA).free >= settings.CLAVE_DISK_FREE)
    yield Part("worker", alive(now) is not None)


def answers() -> bool:
    """Whether the database does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def behind() -> list[str]:
    """The migrations that this version has and the database has not, by name; none where it is up to date."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def readable() -> bool:
    """Whether the newest book is whole: its newest list of files reads, and every file of it is there."""
    store = fact_store()
    try:
        store.open()
    except (ClaveError, OSError):
        return False
    return store.newest_reads()


def alive(now: datetime) -> Sign | None:
    """The worker that gave the latest sign of life, not longer ago than a lease lasts; None where none did."""
    return next((sign for sign in signs(settings.CLAVE_DATA) if abs(now - sign.seen_at) <= PACE.lease), None)


class Remembered:
    """What was found lately, so that many who ask cost as much as one."""

    def __init__(self, look: Callable[[datetime], tuple[Part, ...]], clock: Callable[[], float] = monotonic) -> None:
        self._look, self._clock, self._lock = look, clock, Lock()
        self._found: tuple[float, tuple[Part, ...]] | None = None

    def at(self, now: datetime) -> tuple[Part, ...]:
        """Every part; whoever asks meanwhile waits for the one who looks."""
        with self._lock:
            if self._found is None or not 0 <= self._clock() - self._found[0] < KEPT:
                self._found = (self._clock(), self._look(now))
            return self._found[1]


READY = Remembered(looked)
