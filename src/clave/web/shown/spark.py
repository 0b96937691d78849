"""24 months as a spark line: an SVG path on whole numbers and even steps, so that fifty of them weigh little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from clave.base.period import Windows

WIDTH, HEIGHT, MARGIN = 78, 24, 3
FEWEST = 2


@dataclass(frozen=True)
class Spark:
    """The line from the oldest month to the newest, which is worth `last` and ends at `x`, `y`."""

    line: str
    first: int
    x: int
    y: int
    last: float

    @property
    def area(self) -> str:
        """The line closed along the bottom."""
        return f"{self.line}V{HEIGHT}H{self.first}Z"


def spark(months: Sequence[float]) -> Spark | None:
    """None where there is no line to draw."""
    if len(months) < FEWEST:
        return None
    low, high = min(months), max(months)
    step = max(1, (WIDTH - 2 * MARGIN) // (len(months) - 1))
    tall = HEIGHT - 2 * MARGIN
    ys = [round(HEIGHT - MARGIN - tall * ((value - low) / (high - low) if high > low else 0.5)) for value in months]
    first = WIDTH - MARGIN - step * (len(months) - 1)
    moves = " ".join(f"{step} {now - before}" for before, now in pairwise(ys)).replace(" -", "-")
    return Spark(f"M{first} {ys[0]}l{moves}", first, WIDTH - MARGIN, ys[-1], months[-1])


def within(months: Sequence[float], as_of: date, first_day: date | None) -> list[float]:
    """The months that the facts cover: before the first invoice of the company nothing is known, which is not zero."""
    if first_day is None:
        return list(months)
    windows, count = Windows(as_of), len(months)
    return [value for at, value in enumerate(months) if windows.first_of(count - at) >= first_day]
