"""What one customer bought by family and month, and the sums a report makes of it: what is not known is never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.period import month_index, months_before
from clave.report.consumption.period import Period

Amount = float | None
Amounts = tuple[Amount, ...]
HISTORY = 36
"""Months before the period that a report tells of."""


@dataclass(frozen=True)
class Bought:
    """Money and kilos by family, one value a month from `start` on, oldest first; None = not known."""

    start: date
    months: int
    money: Mapping[str, Amounts]
    kilos: Mapping[str, Amounts]

    def place(self, day: date) -> int:
        """The place of a day's month; below zero before the first."""
        return month_index(day) - month_index(self.start)

    def month(self, place: int) -> date:
        """The first day of the month at a place."""
        return months_before(self.start, -place)

    def of(self, amounts: Sequence[Amount], period: Period) -> Amounts:
        """The months of a period among `amounts`; what lies before the first is not known."""
        first = self.place(period.first)
        return tuple(amounts[at] if 0 <= at < self.months else None for at in range(first, first + period.months))

    def total(self, kilos: bool = False) -> Amounts:
        """All families together, month by month."""
        rows = list((self.kilos if kilos else self.money).values())
        if not rows:
            return (0.0,) * self.months
        return tuple(summed(row[at] for row in rows) for at in range(self.months))

    def tail(self, months: int) -> Bought:
        """Its last months alone, without the families that were not bought in them."""
        cut = max(0, self.months - months)
        money = {name: found[cut:] for name, found in self.money.items() if any(found[cut:])}
        return Bought(self.month(cut), self.months - cut, money, {name: self.kilos[name][cut:] for name in money})

    @property
    def families(self) -> tuple[str, ...]:
        """Every family that it ever bought in these months."""
        return tuple(self.money)


def summed(amounts: Iterable[Amount]) -> Amount:
    """All together; not known where one of them is not."""
    found = list(amounts)
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None


def change(now: Amount, before: Amount) -> Amount:
    """By which share it grew; None where there is nothing to compare with, or what is compared is below zero."""
    if now is None or before is None or before <= 0 or now < 0:
        return None
    return now / before - 1
