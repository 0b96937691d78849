"""The decision about an order as the clerk reads it: whether it may go on, why, and line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure, number
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.privileges.conditions import KINDS
from clave.store.models import OrderDecision
from clave.web.shown.selection import Badge
from clave.web.words import reader, told

GOES = Badge("ok", "circle-check", _("It may be entered as it is"))
HELD = Badge("bad", "lock", _("Credit holds it back"))
SMALL = Badge("warn", "scale", _("It does not reach the minimum"))
NOTHING = Badge("warn", "alert-triangle", _("Nothing of it can be decided"))
APPLIES, REFUSED = Badge("ok", "check", _("applied")), Badge("", "x", _("not applied"))


@dataclass(frozen=True)
class ConditionSaid:
    """A condition on a line: what it gives, whether it does, and why."""

    what: str
    badge: Badge
    why: str


@dataclass(frozen=True)
class LineSaid:
    """A line: its quantity, the price that counts (with the list price where it is another), its conditions and remarks;
    empty where nobody knows."""

    product: str
    quantity: str
    price: str
    instead_of: str
    conditions: tuple[ConditionSaid, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class AskedBefore:
    """A question that was answered: which answer, of whom, about which order, what came of it, when and who asked."""

    number: int
    name: str
    key: bool
    order: str
    verdict: Badge
    at: datetime
    by: str


@dataclass(frozen=True)
class DecisionShown:
    """The whole answer. `facts` are pairs of label and words; `said` the message, sentence by sentence."""

    number: int
    customer: str
    name: str
    key: bool
    category: str
    verdict: Badge
    facts: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    lines: tuple[LineSaid, ...]
    late: bool
    list_day: date | None
    currency: str
    order: str
    at: datetime
    by: str


def decision_shown(kept: OrderDecision) -> DecisionShown:
    """A kept decision in the reader's language."""
    answer: dict[str, Any] = kept.answer
    category = answer["category"]
    return DecisionShown(
        kept.pk, answer["customer"], answer["name"] or answer["customer"], answer["key"],
        told(CRITERIA[category].name) if category in CRITERIA else "", _verdict(answer), _facts(answer),
        tuple(told(text) for text in answer["said"]), tuple(_line(one) for one in answer["lines"]), answer["late"],
        _day(answer["list_day"]), answer["currency"], kept.order, kept.at, _asker(kept),
    )  # fmt: skip


def asked_before(kept: OrderDecision) -> AskedBefore:
    """A kept decision as the list of the last ones tells it."""
    answer: dict[str, Any] = kept.answer
    name = answer["name"] or answer["customer"]
    return AskedBefore(kept.pk, name, answer["key"], kept.order, _verdict(answer), kept.at, _asker(kept))


def _asker(kept: OrderDecision) -> str:
    return kept.by.name if kept.by else told(_("the order system"))


def _verdict(answer: Mapping[str, Any]) -> Badge:
    if answer["credit"]["held"]:
        return HELD
    if answer["may_go_on"]:
        return GOES
    return NOTHING if not any(line["quantity"] is not None for line in answer["lines"]) else SMALL


def _facts(answer: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    who = _("Key account") if answer["key"] else _("Ordinary customer")
    pairs: list[tuple[Text, Text]] = [
        (_("Class"), who), (_("Turn in dispatch"), _turn(answer)), (_("Minimum"), _minimum(answer)),
        (_("Credit"), _credit(answer)),
    ]  # fmt: skip
    return tuple((told(label), told(words)) for label, words in pairs)


def _turn(answer: Mapping[str, Any]) -> Text:
    turn, ahead = _day(answer["turn"]), answer["head_start"]
    if turn is None:
        return _("After what has a day")
    if not ahead:
        return _("By its day: {turn}").fill(turn=Figure(turn, "date"))
    return _("{days} ahead: as of {turn}").fill(days=Figure(ahead, "days"), turn=Figure(turn, "date"))


def _minimum(answer: Mapping[str, Any]) -> Text:
    found = answer["minimum"]
    if found["waived"]:
        return _("Waived; it costs {cost}").fill(cost=Figure(Decimal(found["cost"]), "money", answer["currency"]))
    if found["unknown"]:
        return _("Not known: a price is missing")
    return _("Reached") if found["passes"] else _("Not reached")


def _credit(answer: Mapping[str, Any]) -> Text:
    return _("Held back") if answer["credit"]["held"] else _("Nothing in the way")


def _line(one: Mapping[str, Any]) -> LineSaid:
    agreed = next((c["price"] for c in one["conditions"] if c["applies"] and c["kind"] != "terms" and c["price"]), None)
    listed = _amount(one["price"])
    price = listed if agreed is None else Decimal(agreed)
    conditions = tuple(
        ConditionSaid(
            f"{told(KINDS[c['kind']])}, {told(c['figure'])}", APPLIES if c["applies"] else REFUSED, told(c["why"])
        )
        for c in one["conditions"]
    )
    about = tuple(told(text) for text in one["said"][: len(one["said"]) - len(conditions)])
    return LineSaid(
        one["product"],
        _written(_amount(one["quantity"])),
        _written(price),
        _written(listed) if price != listed else "",
        conditions,
        about,
    )


def _written(value: Decimal | None) -> str:
    """A figure with its cents where it has any; empty where it is not known."""
    if value is None:
        return ""
    return number(float(value), 0 if value == value.to_integral_value() else 2, reader())


def _amount(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)
