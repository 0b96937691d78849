"""The figures of a report: the period, the same one of the years before, months, families, and what changed. (G10)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.consumption.bought import HISTORY, Amount, Amounts, Bought, change, summed
from clave.report.consumption.period import YEAR, Period

SIDE_BY_SIDE = 4
"""This period and the same one of the three years before: 36 months and the period reach so far."""


@dataclass(frozen=True)
class Side:
    """One period: money and kilos (None = not known), and by which share each grew on the same one a year before."""

    period: Period
    money: Amount
    kilos: Amount
    money_change: Amount = None
    kilos_change: Amount = None


@dataclass(frozen=True)
class Family:
    """One family: its money in the same period of two years ago, of one year ago and in this one, by which share it grew, its
    kilos now and a year ago, its share of what was bought now, and the first day of the last month in which it was bought.

    `name` is empty for lines without a family; `others` > 0: it is so many small ones together."""

    name: str
    earlier: Amount
    before: Amount
    now: Amount
    change: Amount
    kilos: Amount
    kilos_before: Amount
    share: Amount
    last_month: date | None = None
    others: int = 0

    @property
    def difference(self) -> Amount:
        """Money more or less than a year before."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Changes:
    """What changed on the same period a year before, each the largest first: families that grew, that fell, that stopped
    (bought then, not now) and that are new (never bought in the 36 months before)."""

    up: tuple[Family, ...] = ()
    down: tuple[Family, ...] = ()
    stopped: tuple[Family, ...] = ()
    new: tuple[Family, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Everything a report says in figures; `months` are the last 36 of `money` and `kilos` from `start` on."""

    period: Period
    currency: str
    start: date
    money: Amounts
    kilos: Amounts
    sides: tuple[Side, ...]
    year: Amount
    year_before: Amount
    families: tuple[Family, ...]
    changes: Changes

    @property
    def now(self) -> Side:
        """The period itself."""
        return self.sides[0]

    @property
    def empty(self) -> bool:
        """Whether nothing was bought in all these months, as far as anybody knows."""
        return not any(self.money)

    @property
    def known_months(self) -> int:
        """Months of which something is known."""
        return sum(one is not None for one in self.money)

    @property
    def bought_months(self) -> int:
        """Months in which something was bought."""
        return sum(bool(one) for one in self.money)


READ = 60
"""Months up to the end of a period that are read: what is told, and two years more from which the forecast learns."""


def figures(every: Bought, period: Period, currency: str, limits: Limits) -> Figures:
    """The figures of `period`, from what was bought in the months up to its last."""
    bought = every.tail(HISTORY + period.months)
    money, kilos = bought.total(), bought.total(kilos=True)
    families = _families(bought, period)
    return Figures(
        period, currency, bought.start, money, kilos, _sides(bought, period, money, kilos),
        summed(_tail(money, 0)), summed(_tail(money, 1)),
        _folded(families, limits[declared.report_families]), _changes(families, bought, period, limits),
    )  # fmt: skip


def _tail(amounts: Amounts, years: int) -> Sequence[Amount]:
    """The twelve months up to the last, so many years back; a month that nobody has is not known."""
    found = amounts[len(amounts) - YEAR * (years + 1) : len(amounts) - YEAR * years]
    return found if len(found) == YEAR else (None,)


def _sides(bought: Bought, period: Period, money: Amounts, kilos: Amounts) -> tuple[Side, ...]:
    asked = [period.years_back(back) for back in range(SIDE_BY_SIDE + 1)]
    sums = [(summed(bought.of(money, one)), summed(bought.of(kilos, one))) for one in asked]
    found = [
        Side(one, *now, change(now[0], before[0]), change(now[1], before[1]))
        for one, now, before in zip(asked, sums, sums[1:], strict=False)
    ]
    return tuple(one for at, one in enumerate(found) if at == 0 or one.money is not None)


def _families(bought: Bought, period: Period) -> list[Family]:
    """Every family, the most money of this period first."""
    total = summed(bought.of(bought.total(), period))
    found = [_family(bought, name, period, total) for name in bought.families]
    return sorted(found, key=lambda one: (-(one.now or 0.0), -(one.before or 0.0), one.name))


def _family(bought: Bought, name: str, period: Period, total: Amount) -> Family:
    def sum_of(amounts: Amounts, years: int) -> Amount:
        return summed(bought.of(amounts, period.years_back(years)))

    money, kilos = bought.money[name], bought.kilos[name]
    now, before = sum_of(money, 0), sum_of(money, 1)
    last = max((at for at, one in enumerate(money) if one and one > 0), default=None)
    return Family(
        name, sum_of(money, 2), before, now, change(now, before), sum_of(kilos, 0), sum_of(kilos, 1),
        now / total if total and total > 0 and now is not None and now >= 0 else None,
        None if last is None else bought.month(last),
    )  # fmt: skip


def _folded(found: Sequence[Family], most: int) -> tuple[Family, ...]:
    """At most so many families, the rest of them together; what was bought in none of the three periods is left out."""
    seen = [one for one in found if one.now or one.before or one.earlier]
    if len(seen) <= most:
        return tuple(seen)
    rest = seen[most - 1 :]
    now, before = summed(one.now for one in rest), summed(one.before for one in rest)
    together = Family(
        "", summed(one.earlier for one in rest), before, now, change(now, before), summed(one.kilos for one in rest),
        summed(one.kilos_before for one in rest),
        summed(one.share for one in rest), None, len(rest),
    )  # fmt: skip
    return (*seen[: most - 1], together)


def _changes(found: Sequence[Family], bought: Bought, period: Period, limits: Limits) -> Changes:
    most, least = limits[declared.report_changes], limits[declared.report_change_share]
    named = [one for one in found if one.name]

    def largest(kept: Sequence[Family], key: str) -> tuple[Family, ...]:
        return tuple(sorted(kept, key=lambda one: -abs(getattr(one, key) or 0.0))[:most])

    moved = [one for one in named if one.now and one.change is not None and abs(one.change) >= least]
    return Changes(
        up=largest([one for one in moved if (one.difference or 0) > 0], "difference"),
        down=largest([one for one in moved if (one.difference or 0) < 0], "difference"),
        stopped=largest([one for one in named if one.now == 0 and (one.before or 0) > 0], "before"),
        new=largest([one for one in named if (one.now or 0) > 0 and _is_new(bought, one.name, period)], "now"),
    )


def _is_new(bought: Bought, name: str, period: Period) -> bool:
    """Whether nothing of it was bought before the period, in months of which all are known and some are many enough to say so."""
    past = bought.money[name][: max(0, bought.place(period.first))]
    return len(past) >= YEAR and all(one is not None for one in past[-YEAR:]) and not any(past)
