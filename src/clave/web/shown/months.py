"""36 months of purchases as three years side by side: the chart's spec, its first picture, its table and its message."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from clave.base.figures import MONTHS, Figure, Unit, number
from clave.base.words import Text, _
from clave.measures.account import Month
from clave.report.charts import Scale, amounts, said, scale
from clave.report.charts import consumption as spec
from clave.web.words import reader

WIDTH, HEIGHT, GAP = 720, 160, 6
MOST_LINES, STEPS, NEARLY = 5, (0.2, 0.5, 1.0, 2.0), 1e-9
YEAR = 12
_MESSAGE = _(
    "Purchases by month: {total} in the last 12 months, {before} in the 12 before; most in {month}, with {most}."
)


@dataclass(frozen=True)
class Bar:
    """One month of the last twelve: its bar, and where the ticks of the two years before stand (SVG units; None where
    that month is not known), with what the table says of each."""

    label: str
    year: int
    x: float
    width: float
    y: float
    height: float
    year_ago: float | None
    two_years_ago: float | None
    now: str
    before: str
    earlier: str

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
    """A line of the grid: where it stands (SVG units) and its amount in words."""

    y: float
    label: str


@dataclass(frozen=True)
class Consumption:
    """The last twelve months against the same months of the two years before, in money or in kilos.

    `spec` is JSON. Totals are None where not all of their months are known."""

    unit: Unit
    spec: str
    bars: tuple[Bar, ...]
    grid: tuple[Level, ...]
    called: Text
    message: Text
    total: Figure
    before: Figure
    earlier: Figure
    missing: int

    @property
    def change(self) -> float | None:
        """Relative to the twelve months before; None where they are not known or came to nothing."""
        now, before = self.total.value, self.before.value
        if not isinstance(now, float) or not isinstance(before, float) or before <= 0:
            return None
        return now / before - 1


def consumption(months: Sequence[Month], unit: Unit = "money", currency: str = "") -> Consumption | None:
    """None unless there are 36 months with something in them."""
    values = amounts(months, unit)
    greatest = max((value for value in values if value is not None), default=0.0)
    if len(months) < 3 * YEAR or greatest <= 0:
        return None
    axis = scale(greatest, unit)
    years = [_sum(values[start : start + YEAR or None]) for start in (-YEAR, -2 * YEAR, -3 * YEAR)]
    total, before, earlier = (Figure(year, unit, currency) for year in years)
    best = max(range(YEAR), key=lambda at: values[at - YEAR] or 0.0)
    return Consumption(
        unit=unit,
        spec=json.dumps(spec(months, unit, currency, reader())),
        bars=tuple(_bar(months, values, at, greatest, unit, currency) for at in range(YEAR)),
        grid=_grid(greatest, axis),
        called=axis.called,
        message=_MESSAGE.fill(
            total=total,
            before=before,
            month=_name(months[best - YEAR]),
            most=Figure(values[best - YEAR], unit, currency),
        ),
        total=total,
        before=before,
        earlier=earlier,
        missing=sum(not month.known for month in months[-3 * YEAR :]),
    )


def _name(month: Month) -> str:
    return MONTHS[reader()][month.month - 1]


def _bar(
    months: Sequence[Month], values: Sequence[float | None], at: int, greatest: float, unit: Unit, currency: str
) -> Bar:
    def height(value: float | None) -> float:
        return round(max(value or 0.0, 0.0) / greatest * HEIGHT, 1)

    now, before, earlier = (values[at - YEAR * (back + 1)] for back in range(3))
    step = WIDTH / YEAR
    return Bar(
        label=_name(months[at - YEAR]),
        year=months[at - YEAR].year,
        x=round(at * step + GAP, 1),
        width=round(step - 2 * GAP, 1),
        y=HEIGHT - height(now),
        height=height(now),
        year_ago=None if before is None else HEIGHT - height(before),
        two_years_ago=None if earlier is None else HEIGHT - height(earlier),
        now=said(now, unit, currency, reader()),
        before=said(before, unit, currency, reader()),
        earlier=said(earlier, unit, currency, reader()),
    )


def _grid(greatest: float, axis: Scale) -> tuple[Level, ...]:
    """At most five lines at round numbers of the axis' unit."""
    top = greatest / axis.step
    size = 10.0 ** math.floor(math.log10(top))
    step = next(size * part for part in STEPS if top / (size * part) < MOST_LINES)
    decimals = max(0, -math.floor(math.log10(step) + NEARLY))
    count = math.floor(top / step + NEARLY)
    return tuple(
        Level(round(HEIGHT * (1 - at * step / top), 1), number(at * step, decimals, reader()))
        for at in range(1, count + 1)
    )


def _sum(values: Sequence[float | None]) -> float | None:
    """None where any of them is not known: half a year is not a year."""
    return None if None in values else float(sum(value for value in values if value is not None))
