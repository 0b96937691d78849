"""How many requests are worked on at once, how many may wait, and what the others are told (ADR 0040).

A request more than there is room for is answered at once with 503 and when to come back. Kept in a queue without an end it
would be answered when nobody waits for it any more, and keep those behind it waiting as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Condition
from time import monotonic

from django.conf import settings


@dataclass(frozen=True)
class Room:
    """`at_once` requests are worked on, `waiting` may wait `patience` seconds for one of them to end: longer than any page
    takes, shorter than people wait. Who is not let in is told to come back after `again` seconds."""

    at_once: int
    waiting: int
    patience: float = 5
    again: int = 5


class Full(Exception):
    """There is no room for another request."""


class Gate:
    """Lets requests in, the longest waiting first."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.inside, self.refused = 0, 0
        self._line: list[object] = []
        self._changed = Condition()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._line)

    @contextmanager
    def passed(self) -> Iterator[float]:
        """While the body runs there is one more inside; gives how many seconds it waited. Raises Full."""
        waited = self._enter()
        try:
            yield waited
        finally:
            with self._changed:
                self.inside -= 1
                self._changed.notify_all()

    def _enter(self) -> float:
        with self._changed:
            if self.inside < self.room.at_once and not self._line:
                self.inside += 1
                return 0.0
            if len(self._line) >= self.room.waiting:
                self.refused += 1
                raise Full
            return self._wait()

    def _wait(self) -> float:
        me, began = object(), monotonic()
        self._line.append(me)
        try:
            free = self._changed.wait_for(
                lambda: self._line[0] is me and self.inside < self.room.at_once, self.room.patience
            )
            if not free:
                self.refused += 1
                raise Full
            self.inside += 1
        finally:
            self._line.remove(me)
            self._changed.notify_all()
        return monotonic() - began


@cache
def gate() -> Gate:
    """The one of this process."""
    return Gate(Room(settings.CLAVE_AT_ONCE, settings.CLAVE_WAITING))
