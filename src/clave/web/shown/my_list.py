"""One's own list as its page and its export show it: only what this person's role may see of each customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.report.sheet import Head, Value
from clave.selection.weights import rank_order_centroid
from clave.store.models import Person, Reminder
from clave.store.own_lists import Mine, OwnList, order_on
from clave.web.access import allows
from clave.web.shown.accounts import HEALTH
from clave.web.shown.order import FULL, Placed
from clave.web.shown.selection import FAMILIES, Badge
from clave.web.words import reader, told
from clave.web.written import cop_m


@dataclass(frozen=True)
class Sees:
    """What somebody may see of the customers on their list: `figures` of accounts, `scores` of the selection."""

    figures: bool
    scores: bool

    @classmethod
    def of(cls, person: Person) -> Sees:
        """By the role."""
        return cls(allows(person.role, "account"), allows(person.role, "selection"))


@dataclass(frozen=True)
class Row:
    """One customer: what may not be seen is empty, what is not known says so."""

    mine: Mine
    place: int | None
    score: float | None
    first: str
    unknown: str
    money: str
    health: Badge | None
    gone: bool


@dataclass(frozen=True)
class ReminderShown:
    """Something to remember: `late` days past its day, 0 = today, negative = still to come."""

    reminder: Reminder
    mine: Mine
    late: int

    @property
    def due(self) -> bool:
        """Whether it waits by now."""
        return self.late >= 0


def row(mine: Mine, sees: Sees, currency: str) -> Row:
    """One customer as this person may see it, in the currency of the latest list."""
    own, line = (mine.own if sees.scores else None), (mine.line if sees.figures else None)
    return Row(
        mine=mine,
        place=mine.place if own else None,
        score=own.value if own else None,
        first=_name(own.first) if own and own.first else "",
        unknown=", ".join(map(_name, own.unknown)) if own else "",
        money=cop_m(line.money, currency) if line and line.money is not None else "",
        health=HEALTH[line.health] if line else None,  # type: ignore[index]
        gone=mine.line is None,
    )


def reminders(mine: OwnList, today: date) -> list[ReminderShown]:
    """All that is open, what is due first in front."""
    return [reminder(one, row, today) for one, row in mine.reminders]


def reminder(one: Reminder, mine: Mine, today: date) -> ReminderShown:
    """One of them."""
    return ReminderShown(one, mine, (today - one.due_on).days)


ORDERS: dict[str, Text] = {
    "own": _("My order"),
    "name": _("Name"),
    "money": _("Purchases"),
    "due": _("What is due"),
}


def orders(sees: Sees) -> list[tuple[str, Text]]:
    """How the list can be sorted by whoever may see so much."""
    hidden = {"own": not sees.scores, "money": not sees.figures}
    return [(key, label) for key, label in ORDERS.items() if not hidden.get(key)]


def criteria(mine: OwnList) -> list[tuple[str, str, float]]:
    """One's own order: name, tint and weight of each criterion in force."""
    weights = rank_order_centroid(len(mine.order)).tolist() if mine.order else []
    return [(_name(key), FAMILIES.get(key, ""), weight) for key, weight in zip(mine.order, weights, strict=True)]


def placed(mine: OwnList, order: Sequence[str]) -> list[Placed]:
    """One's own order as it is moved, beside the order of the list."""
    weights = rank_order_centroid(len(order)).tolist() if order else []
    usual = order_on(type(mine.kept)(), mine.run)
    return [
        Placed(
            key=key,
            place=place,
            label=_name(key),
            harvest=told(CRITERIA[key].harvest),
            family=FAMILIES.get(key, ""),
            weight=weight,
            width=round(FULL * weight / weights[0]),
            typed="",
            was=usual.index(key) + 1,
            lacks="",
        )
        for place, (key, weight) in enumerate(zip(order, weights, strict=True), 1)
    ]


def _name(key: str) -> str:
    return CRITERIA[key].name.say(reader()) if key in CRITERIA else key


def heads(sees: Sees) -> list[Head]:
    """The columns of the export."""
    found = [Head(told(_("Customer")), "text", 14), Head(told(_("Name")), "text", 34)]
    found += [
        Head(told(_("Strategy")), "text", 44),
        Head(told(_("Next reminder")), "date"),
        Head(told(_("What to remember")), "text", 34),
    ]
    if sees.scores:
        found += [Head(told(_("Place in my order")), "whole"), Head(told(_("Score in my order")), "number")]
    if sees.figures:
        found += [Head(told(_("Purchases, 12 months")), "money", 18), Head(told(_("Health")), "text")]
    return found


def values(mine: OwnList, sees: Sees) -> Iterator[list[Value]]:
    """The rows of the export; what is not known is an empty cell."""
    for one in mine.rows:
        following = one.reminders[0] if one.reminders else None
        cells: list[Value] = [one.account.customer, one.account.name, one.account.strategy]
        cells += [following.due_on if following else None, following.text if following else ""]
        if sees.scores:
            cells += [one.place, one.own.value if one.own else None]
        if sees.figures:
            cells += [one.line.money if one.line else None, told(HEALTH[one.line.health].label) if one.line else ""]  # type: ignore[index]
        yield cells
