"""What the rows of a table come to, whatever the database and in whatever order it gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """What a table holds, whatever the database: how many rows, and the sum of the SHA-256 of each."""

    rows: int
    hash: str


class Sum:
    """Counts lines, and adds their SHA-256 up: the same for the same rows in whatever order a database gives them."""

    def __init__(self) -> None:
        self.count, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        """One line more."""
        self.count += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % (1 << 256)

    @property
    def rows(self) -> Rows:
        """What it came to."""
        return Rows(self.count, f"{self._sum:064x}")


def summed(found: Iterable[bytes]) -> Rows:
    """Rows and hash of these lines."""
    total = Sum()
    for line in found:
        total.add(line)
    return total.rows
