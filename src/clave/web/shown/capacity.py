"""Capacity as its page shows it: a bar for each manager, who has room, what has no owner, and the budget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.kams import PEOPLE, Carried, Load, Totals, fed, totals, warnings
from clave.selection.strain import Budget, losing
from clave.store.erp_owners import key_names
from clave.store.kams import budget_on, loads
from clave.store.models import KamCapacity, Person
from clave.store.ownership import owners
from clave.store.policy import policy_in_force
from clave.web.initials import initials


@dataclass(frozen=True)
class Bar:
    """Used of total, 0 to 100; `total` None = not entered."""

    used: Figure
    total: Figure | None
    share: int
    tone: str

    @property
    def text(self) -> Text:
        """`4 of 6`; `4` where no limit is entered."""
        return _("{used}, no limit entered").fill(used=self.used) if self.total is None else _("{used} of {total}").fill(
            used=self.used, total=self.total
        )  # fmt: skip


@dataclass(frozen=True)
class KamShown:
    """One manager: what they carry of what they can, and what one more account would take."""

    load: Load
    accounts: Bar
    hours: Bar | None
    one_more: Text
    tone: str
    least: str
    wide: tuple[tuple[Carried, int], ...] = ()
    """Their accounts with more relationships than they can look after, and how many those are too many."""
    lost: tuple[tuple[str, Figure], ...] = ()

    @property
    def initials(self) -> str:
        """Two letters."""
        return initials(self.load.name)


@dataclass(frozen=True)
class CapacityShown:
    """The whole page: managers with the most room first, key accounts that nobody answers for, limits and warnings."""

    kams: tuple[KamShown, ...]
    orphans: tuple[tuple[str, str, Person | None], ...]
    totals: Totals
    warnings: tuple[Text, ...]
    accounts: int
    keys: int
    takes_hours: float | None
    takes_each: float | None
    budget: Budget
    from_people: bool
    feeds: tuple[tuple[Text, float | None, bool], ...]

    @property
    def budget_share(self) -> int:
        """Of the budget, 0 to 100."""
        return min(100, round(100 * (self.budget.spent or 0) / self.budget.total)) if self.budget.total else 0

    @property
    def one_more(self) -> Text | None:
        """What the budget says of one key account more; None where it is not known."""
        left, each = self.budget.left, self.budget.each
        if left is None or not each:
            return None
        room = math.floor(left / each + 1e-9)
        if room < 0:
            return _("more than there is: {money}").fill(money=self.budget.money(-left))
        return counted("room for {n} account more", "room for {n} accounts more", room) if room else _(
            "full: one more would push one out"
        )  # fmt: skip


def capacity_of(day: date, currency: str) -> CapacityShown:
    """As it is on a day; the budget in the currency of the company."""
    limits, found = policy_in_force().at(day), loads(day)
    every = totals(found)
    keys = key_names()
    own = owners(day, keys)
    orphans = tuple(
        (code, name, own.get(code)) for code, name in sorted(keys.items(), key=lambda pair: pair[1])
        if code not in own or not own[code].is_active
    )  # fmt: skip
    return CapacityShown(
        kams=tuple(sorted((_kam(load, limits) for load in found), key=_most_room)),
        orphans=orphans,
        totals=every,
        warnings=warnings(found, limits),
        accounts=sum(load.accounts for load in found),
        keys=len(keys),
        takes_hours=limits[declared.treatment_hours],
        takes_each=limits[declared.relationship_hours],
        budget=budget_on(day, currency),
        from_people=limits[declared.capacity_source] == PEOPLE,
        feeds=_feeds(limits, every),
    )


def _feeds(limits: Limits, every: Totals) -> tuple[tuple[Text, float | None, bool], ...]:
    """What the selection holds its list against, and whether it came from the people."""
    held = fed(limits, every)
    values = (declared.capacity_kams, declared.capacity_accounts, declared.capacity_hours)
    return tuple((value.meaning, held[value], limits[value] is None and held[value] is not None) for value in values)


def _kam(load: Load, limits: Limits) -> KamShown:
    hours = None if load.hours is None else _bar(load.hours, load.can.hours)
    accounts = _bar(load.accounts, load.can.accounts)
    over = load.accounts > limits[declared.warn_per_kam]
    tone = "bad" if "bad" in (accounts.tone, hours.tone if hours else "") else "warn" if over else ""
    wide = tuple((one, left) for one in load.carried if (left := load.too_wide(one)))
    least = load.least_first
    return KamShown(
        load, accounts, hours, _one_more(load, limits), tone, least[0].name if least else "", wide, _lost(load)
    )


def _lost(load: Load) -> tuple[tuple[str, Figure], ...]:
    """Who of their accounts loses how many hours where they have more to do than hours, those of least score first."""
    return tuple((one.name, Figure(hours, "score")) for one, hours in losing(Carried("", "", 0.0), load))


def _bar(used: float, total: float | None) -> Bar:
    if total is None:
        return Bar(Figure(used, "score"), None, 0, "")
    share = 100 if not total else round(100 * used / total)
    tone = "bad" if used > total else "warn" if share >= 100 else ""
    return Bar(Figure(used, "score"), Figure(total, "score"), min(100, share), tone)


def _one_more(load: Load, limits: Limits) -> Text:
    """What the next account would mean for this manager."""
    takes, accounts, hours = limits[declared.treatment_hours], load.room_accounts, load.room_hours
    if accounts is None and hours is None:
        return _("nobody entered what they can carry")
    fitting = [
        room for room in (accounts, int(hours // takes) if hours is not None and takes else None) if room is not None
    ]
    if not fitting:
        return _("nobody said how many hours an account takes")
    room = min(fitting)
    if room > 0:
        return counted("room for {n} account more", "room for {n} accounts more", room)
    return _("full: one more would push one out") if room == 0 else _("more than they can carry")


def _most_room(kam: KamShown) -> tuple[float, str]:
    room = kam.load.room_accounts
    hours = kam.load.room_hours
    first = room if room is not None else hours if hours is not None else float("-inf")
    return (-first, kam.load.name)


def history_of(person: Person) -> Sequence[KamCapacity]:
    """What was entered for somebody, the newest first."""
    return list(KamCapacity.objects.filter(person=person).select_related("by").order_by("-starts_on"))
