"""24 months as a spark line: an SVG path on whole numbers, so that fifty of them weigh little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.period import Windows

WIDTH, HEIGHT, MARGIN = 156, 48, 6  # twice the 78 × 24 it is drawn at
FEWEST = 2


@dataclass(frozen=True)
class Spark:
    """The line from the oldest month to the newest; `x` and `y` are its last point; the figures say what it shows."""

    line: str
    x: int
    y: int
    last: float
    lowest: float
    highest: float

    @property
    def area(self) -> str:
        """The line closed along the bottom."""
        return f"{self.line}V{HEIGHT}H{MARGIN}Z"


def spark(months: Sequence[float]) -> Spark | None:
    """None where there is no line to draw."""
    if len(months) < FEWEST:
        return None
    low, high = min(months), max(months)
    spread = high - low
    step = (WIDTH - 2 * MARGIN) / (len(months) - 1)
    tall = HEIGHT - 2 * MARGIN
    xs = [round(MARGIN + step * at) for at in range(len(months))]
    ys = [round(HEIGHT - MARGIN - tall * ((value - low) / spread if spread else 0.5)) for value in months]
    moves = "".join(f"l{xs[at] - xs[at - 1]} {ys[at] - ys[at - 1]}" for at in range(1, len(xs)))
    return Spark(f"M{xs[0]} {ys[0]}{moves.replace(' -', '-')}", xs[-1], ys[-1], months[-1], low, high)


def within(months: Sequence[float], as_of: date, first_day: date | None) -> list[float]:
    """The months that the facts cover: before the first invoice of the company nothing is known, which is not zero."""
    if first_day is None:
        return list(months)
    windows, count = Windows(as_of), len(months)
    return [value for at, value in enumerate(months) if windows.first_of(count - at) >= first_day]
