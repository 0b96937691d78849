"""What is owed by how late it is: still to come, and bands of so many days. Currencies are never added up. (G6)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.words import Text, _
from clave.privileges.collection.debts import ZERO, Debt

MANY = 3
"""Bands of late money that have an end; the last one has none."""
PLACES = MANY + 2
COMING = _("Not due yet")


@dataclass(frozen=True)
class Band:
    """Debts from `first` to `last` days late, both inside: `last` None = and more, `first` 0 = on its day or to come."""

    first: int
    last: int | None
    count: int
    money: Decimal

    @property
    def label(self) -> Text:
        """How it is called."""
        if self.first == 0:
            return COMING
        if self.last is None:
            return _("More than {days} days").fill(days=self.first - 1)
        return _("{first} to {last} days").fill(first=self.first, last=self.last)


def place_of(late: int, width: int) -> int:
    """The band of something so many days late: 0 = not late yet, then one for each `width` days, the last without end."""
    return 0 if late <= 0 else min((late - 1) // width + 1, MANY + 1)


def bands(debts: Iterable[Debt], as_of: date, width: int) -> dict[str, tuple[Band, ...]]:
    """The open money of each currency by band, empty bands too; the currency with most documents first."""
    count: dict[str, list[int]] = {}
    money: dict[str, list[Decimal]] = {}
    for debt in debts:
        if (balance := debt.balance) > 0:
            place = place_of(debt.late(as_of), width)
            count.setdefault(debt.currency, [0] * PLACES)[place] += 1
            money.setdefault(debt.currency, [ZERO] * PLACES)[place] += balance
    return {
        currency: tuple(_band(place, width, n, money[currency][place]) for place, n in enumerate(count[currency]))
        for currency in sorted(count, key=lambda one: (-sum(count[one]), one))
    }


def _band(place: int, width: int, count: int, money: Decimal) -> Band:
    first = 0 if place == 0 else (place - 1) * width + 1
    last = 0 if place == 0 else None if place > MANY else place * width
    return Band(first, last, count, money)
