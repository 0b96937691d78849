"""The order lines of a customer in its own words: what left, what is on its way to be late, and the new day. (G2)

A line never says who went ahead of it, nor why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _

LEFT, SHORT, LEAVING, LATE, MOVED, IN_TIME, UNDATED = "left", "short", "leaving", "late", "moved", "in_time", "undated"
STATES: Mapping[str, Text] = {
    LATE: _("Past its day"),
    MOVED: _("Will be late"),
    IN_TIME: _("On its day"),
    LEAVING: _("It leaves today"),
    UNDATED: _("Without a promised day"),
    SHORT: _("Left incomplete"),
    LEFT: _("Left"),
}
"""In the order in which a customer wants to read them."""
OPEN = (LATE, MOVED, IN_TIME, LEAVING, UNDATED)


@dataclass(frozen=True)
class OrderLine:
    """A line as the facts have it; `day` is the one we promised, else the one they asked for. `leaves` is the day the dispatch
    plan of today gives its last part (None = it gives none), `released` units that a confirmed plan sends."""

    order: str
    line: str
    product: str
    name: str
    ordered: date
    day: date | None
    promised: bool
    asked: Decimal
    left: Decimal
    left_on: date | None
    leaves: date | None = None
    released: Decimal = Decimal(0)

    @property
    def open(self) -> bool:
        """Whether somebody still waits for it."""
        return self.left_on is None


@dataclass(frozen=True)
class Told:
    """A line with its state, a sentence about it, and the day on which it now leaves (None = nobody knows)."""

    line: OrderLine
    state: str
    words: Text
    new_day: date | None = None

    @property
    def order(self) -> int:
        """Its place among the states."""
        return tuple(STATES).index(self.state)


def told(one: OrderLine, today: date) -> Told:
    """A line as its customer reads it."""
    if one.left_on is not None:
        if one.left < one.asked:
            words = _("{left} of {asked} left on {day}.").fill(
                left=_units(one.left), asked=_units(one.asked), day=Figure(one.left_on, "date")
            )
            return Told(one, SHORT, words)
        return Told(one, LEFT, _("It left on {day}.").fill(day=Figure(one.left_on, "date")))
    if one.released >= one.asked > 0:
        return Told(one, LEAVING, _("It leaves today."))
    if one.day is None:
        words = (
            _("It leaves on {day}.").fill(day=Figure(one.leaves, "date")) if one.leaves else _("We owe you its day.")
        )
        return Told(one, UNDATED, words, one.leaves)
    if one.day < today:
        return Told(one, LATE, _new_day(one, today), _later(one, today))
    if one.leaves is not None and one.leaves > one.day:
        return Told(one, MOVED, _new_day(one, today), one.leaves)
    return Told(one, IN_TIME, _("We are on our way to keep its day."))


def _later(one: OrderLine, today: date) -> date | None:
    return one.leaves if one.leaves and one.leaves >= today else None


def _new_day(one: OrderLine, today: date) -> Text:
    day = _later(one, today)
    if day is None:
        return _("It has no new day yet: ask whoever answers to you.")
    return _("Its new day is {day}.").fill(day=Figure(day, "date"))


def _units(quantity: Decimal) -> Figure:
    return Figure(float(quantity), "count")


def summed(lines: Iterable[Told]) -> Mapping[str, int]:
    """How many lines are in each state, those without any left out."""
    found: dict[str, int] = {}
    for one in lines:
        found[one.state] = found.get(one.state, 0) + 1
    return {state: found[state] for state in STATES if state in found}
