"""36 months of purchases as three years side by side, for the small chart and its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clave.base.figures import MONTHS, number
from clave.facts.lines import Month
from clave.web.words import reader

WIDTH, HEIGHT, GAP = 720, 160, 6
MILLION, MOST_LINES, STEPS, NEARLY = 1e6, 5, (0.2, 0.5, 1.0, 2.0), 1e-9
YEAR = 12


@dataclass(frozen=True)
class Bar:
    """One month of the last twelve: its bar, and where the ticks of the two years before stand (SVG units)."""

    label: str
    x: float
    width: float
    y: float
    height: float
    year_ago: float
    two_years_ago: float
    now: Month
    before: Month
    earlier: Month

    @property
    def end(self) -> float:
        """Right edge."""
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        """Where the name of the month stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Level:
    """A line of the grid: where it stands (SVG units) and its millions in words."""

    y: float
    label: str


@dataclass(frozen=True)
class Consumption:
    """The last twelve months against the same months of the two years before."""

    bars: tuple[Bar, ...]
    grid: tuple[Level, ...]
    total: float
    before: float
    earlier: float

    @property
    def change(self) -> float | None:
        """Relative to the twelve months before; None where there were none."""
        return self.total / self.before - 1 if self.before > 0 else None


def consumption(months: Sequence[Month]) -> Consumption | None:
    """None unless there are 36 months with something in them."""
    if len(months) < 3 * YEAR or not any(month.money for month in months):
        return None
    earlier, before, now = months[-3 * YEAR : -2 * YEAR], months[-2 * YEAR : -YEAR], months[-YEAR:]
    greatest = max(month.money for month in months) or 1.0
    step = WIDTH / YEAR

    def height(money: float) -> float:
        return round(max(money, 0.0) / greatest * HEIGHT, 1)

    bars = tuple(
        Bar(
            label=MONTHS[reader()][now[index].month - 1],
            x=round(index * step + GAP, 1),
            width=round(step - 2 * GAP, 1),
            y=HEIGHT - height(now[index].money),
            height=height(now[index].money),
            year_ago=HEIGHT - height(before[index].money),
            two_years_ago=HEIGHT - height(earlier[index].money),
            now=now[index],
            before=before[index],
            earlier=earlier[index],
        )
        for index in range(YEAR)
    )
    return Consumption(bars, _grid(greatest), _sum(now), _sum(before), _sum(earlier))


def _grid(greatest: float) -> tuple[Level, ...]:
    """At most five lines at round numbers of millions."""
    top = greatest / MILLION
    size = 10.0 ** math.floor(math.log10(top))
    step = next(size * part for part in STEPS if top / (size * part) < MOST_LINES)
    decimals = max(0, -math.floor(math.log10(step) + NEARLY))
    count = math.floor(top / step + NEARLY)
    return tuple(
        Level(round(HEIGHT * (1 - at * step / top), 1), number(at * step, decimals, reader()))
        for at in range(1, count + 1)
    )


def _sum(months: Sequence[Month]) -> float:
    return sum(month.money for month in months)
