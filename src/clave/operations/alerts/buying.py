"""Silent customers, families that stopped and a mix that thins, from the days and money of what was bought. (B1, E6, A3)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.base.figures import Figure
from clave.base.period import Windows
from clave.base.words import Text, _, counted
from clave.measures.frame import Bools, Ints, day_number
from clave.measures.shape import Floats
from clave.operations.alerts.habit import Habits, habits, stopped
from clave.operations.alerts.shape import COUNTED, Alert, sure_of
from clave.policy import declared
from clave.policy.limits import Limits

MONTHS = 12
A_YEAR = 365


@dataclass(frozen=True)
class Bought:
    """Purchase days: one row an account, family and day, in that order; `family` is a place in `families`, −1 = none.

    `day` counts from 1970-01-01, `money` is net, in the company's currency."""

    accounts: tuple[str, ...]
    families: tuple[str, ...]
    account: Ints
    family: Ints
    day: Ints
    money: Floats

    @property
    def days(self) -> tuple[Ints, Ints]:
        """Account and day of every purchase day, each once and in order."""
        pairs = np.unique(np.column_stack([self.account, self.day]), axis=0)
        return pairs[:, 0], pairs[:, 1]

    def up_to(self, as_of: date) -> Bought:
        """What was known on a day."""
        return self.only(self.day <= day_number(as_of))

    def within(self, first: date, last: date) -> Bought:
        """What was bought from one day to another, both inside."""
        return self.only((self.day >= day_number(first)) & (self.day <= day_number(last)))

    def only(self, keep: Bools) -> Bought:
        """Some of its rows."""
        return Bought(
            self.accounts, self.families, self.account[keep], self.family[keep], self.day[keep], self.money[keep]
        )


def silent(bought: Bought, as_of: date, limits: Limits) -> list[Alert]:
    """Customers silent for longer than they ever were; at stake is a month of what they bought in the year up to their last
    purchase."""
    known = bought.up_to(as_of)
    units, days = known.days
    found = habits(units, days, len(known.accounts), as_of)
    last = day_number(as_of) - found.since
    money = _year_up_to(known.account, known.day, known.money, last) / MONTHS
    return [
        Alert("silent", known.accounts[at], _silence(found, at), "", float(money[at]), "month", *_surely(found, at))
        for at in np.flatnonzero(stopped(found, limits)).tolist()
    ]


def families_stopped(bought: Bought, as_of: date, limits: Limits, besides: frozenset[str] = frozenset()) -> list[Alert]:
    """Families that a customer no longer buys though it buys the rest; of who is silent altogether (`besides`) nothing
    more is said."""
    known = bought.up_to(as_of)
    named = known.only(known.family >= 0)
    wide = max(len(named.families), 1)
    unit = named.account * wide + named.family
    found = habits(unit, named.day, len(named.accounts) * wide, as_of)
    money = _year_up_to(unit, named.day, named.money, day_number(as_of) - found.since) / MONTHS
    alerts = []
    for at in np.flatnonzero(stopped(found, limits)).tolist():
        account, family = named.accounts[at // wide], named.families[at % wide]
        if account not in besides:
            why = _("{since} without buying {family}; its longest pause was {longest}, usually every {usual}").fill(
                family=family, **_figures(found, at)
            )
            alerts.append(Alert("family", account, why, family, float(money[at]), "month", *_surely(found, at)))
    return alerts


def thinning(bought: Bought, as_of: date, limits: Limits) -> list[Alert]:
    """Customers that bought clearly fewer families in the last six months than in the same six months a year before: the
    same season on both sides."""
    windows = Windows(as_of)
    now = bought.within(windows.semester_from, as_of)
    then = bought.within(windows.first_of(MONTHS + 6), windows.before_to)
    alerts = []
    for at, account in enumerate(bought.accounts):
        new, old = _families(now, at), _families(then, at)
        gone = sorted(set(old) - set(new))
        if new and len(old) > len(new) and len(old) - len(new) >= max(limits[declared.alert_thinning] * len(old), 2):
            lost = sum(old[family] for family in gone)
            why = _thinner(len(new), len(old), [bought.families[family] for family in gone])
            alerts.append(Alert("mix", account, why, "", 2 * lost, "year", None, COUNTED))
    return alerts


def _families(bought: Bought, at: int) -> dict[int, float]:
    """What an account bought of each family, where it bought anything."""
    mine = (bought.account == at) & (bought.family >= 0)
    found: dict[int, float] = {}
    for family, money in zip(bought.family[mine].tolist(), bought.money[mine].tolist(), strict=True):
        found[family] = found.get(family, 0.0) + money
    return {family: money for family, money in found.items() if money > 0}


def _thinner(new: int, old: int, gone: list[str]) -> Text:
    text = counted(
        "buys {n} family in six months; in the same months of last year {old}. It left {gone}",
        "buys {n} families in six months; in the same months of last year {old}. It left {gone}",
        new,
    )
    return text.fill(old=old, gone=", ".join(gone[:3]) + (" …" if len(gone) > 3 else ""))


def _year_up_to(unit: Ints, day: Ints, money: Floats, last: Floats) -> Floats:
    """Money of the 365 days up to each unit's last purchase; one value a unit."""
    recent = day > last[unit] - A_YEAR
    return np.bincount(unit[recent], weights=money[recent], minlength=len(last)).astype(np.float64)


def _silence(found: Habits, at: int) -> Text:
    text = _("{since} without buying; its longest pause in three years was {longest}, usually every {usual}")
    return text.fill(**_figures(found, at))


def _figures(found: Habits, at: int) -> dict[str, Figure]:
    return {
        "since": Figure(float(found.since[at]), "days"),
        "longest": Figure(float(found.longest[at]), "days"),
        "usual": Figure(float(found.usual[at]), "days"),
    }


def _surely(found: Habits, at: int) -> tuple[float, Text]:
    chance = float(found.chance[at])
    return chance, sure_of(chance)
