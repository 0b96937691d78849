"""What was answered since this process began: how many requests by route and status, and how long they took."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from threading import Lock
from time import time

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds. Between them stand what clave promises of its pages: 0.3 reading, 0.5 writing."""


@dataclass
class Spread:
    """How long the answers of one route took: how many fell under each bound and above the last, and their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


class Counts:
    """Of this process, of which there is one. Routes are names of the table of access, so there are never more than those."""

    def __init__(self) -> None:
        self.began = time()
        self._lock = Lock()
        self._answered: Counter[tuple[str, str, int]] = Counter()
        self._took: defaultdict[str, Spread] = defaultdict(Spread)

    def answered(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """One more answer."""
        with self._lock:
            self._answered[route, method, status] += 1
            self._took[route].add(seconds)

    def answers(self) -> dict[tuple[str, str, int], int]:
        """How many, by route, method and status."""
        with self._lock:
            return dict(self._answered)

    def spreads(self) -> dict[str, Spread]:
        """How long they took, by route."""
        with self._lock:
            return {route: Spread(list(one.counts), one.total) for route, one in self._took.items()}


COUNTS = Counts()
