"""What the special services of an account will come to by the end of the year, and how sure that is. (G7)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist, fmean, stdev

from clave.operations.special_services import Line, Position
from clave.policy import declared
from clave.policy.limits import Limits

YEAR = 12  # months


@dataclass(frozen=True)
class Forecast:
    """Money by the end of the year, from `low` to `high` as sure as policy's interval; `months` complete ones it stands on.

    `missing`: months still to wait for before there is one (the figures are None then). `verdict`: within / may / over the
    budget, or none without one."""

    months: int
    missing: int = 0
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = "none"


def forecast(lines: Iterable[Line], position: Position, today: date, limits: Limits) -> Forecast:
    """What was done in each complete month goes on as it was: their mean for the months that are left, and their spread for
    how sure. What is spent or approved already is its floor. A year that is over, or has not begun, has none."""
    months = today.month - 1 if today.year == position.year else 0
    need = limits[declared.service_months]
    if today.year != position.year or months < need:
        return Forecast(months, max(0, need - months))
    by_month = [0.0] * months
    for line in lines:
        if line.stage == "done" and line.day.year == position.year and line.day.month <= months:
            by_month[line.day.month - 1] += float(line.price.amount or 0)
    left = YEAR - months
    floor = float(position.spent.money + position.committed.money)
    whole = sum(by_month) + fmean(by_month) * left
    sure = NormalDist().inv_cdf((1.0 + limits[declared.interval_level]) / 2.0)
    spread = sure * (stdev(by_month) if months > 1 else 0.0) * sqrt(left)
    low, amount, high = (max(floor, value) for value in (whole - spread, whole, whole + spread))
    return Forecast(months, 0, amount, low, high, _verdict(position, low, high))


def _verdict(position: Position, low: float, high: float) -> str:
    if position.budget is None:
        return "none"
    budget = float(position.budget)
    return "over" if low > budget else "may" if high > budget else "within"
