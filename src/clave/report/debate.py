"""A debate on one page for the meeting: everybody's orders, how far they agree, what each would do, room to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clave.base.figures import Figure, number
from clave.base.words import Text, _, counted, joined
from clave.criteria.registry import CRITERIA
from clave.report.typesetting import pdf
from clave.selection.agreement import Agreement
from clave.selection.consensus import Borda, Kemeny
from clave.selection.debate import Effect, Turn

NAMED, CROWDED, NAMED_CROWDED = 4, 8, 2
"""How many of those that enter or leave are named, and how many where there are more lines than `CROWDED`; the rest is
counted, so that everything fits on the page."""
MOST = 12
"""Orders and what-ifs with a line of their own; what has no room is counted."""
LONGEST = 30
STEPS = (1, 2, 3, 5)
WORDS = {
    "title": _("Debate on the order of importance"),
    "page": _("Page"),
    "of": _("of"),
    "criterion": _("Criterion"),
    "orders": _("Everybody's order"),
    "heat": _("The place that each gave it; the darker, the farther from the group. Sorted by the Kemeny order."),
    "agreement": _("Agreement"),
    "none": _("Nobody gave an order yet."),
    "effects": _("Who enters and who leaves"),
    "against": _("Against the list with the order in force when the debate was opened."),
    "order": _("Order"),
    "enter": _("Enter"),
    "leave": _("Leave"),
    "money": _("Purchases inside"),
    "decision": _("Decision"),
    "chosen": _("Order chosen"),
    "reason": _("Reason"),
    "signed": _("Name, role and signature"),
}
BEFORE = _("Before")


@dataclass(frozen=True)
class Meeting:
    """All that the page says. `orders` are names with the order of each who answered; `effects` what each order or what-if
    would do, None where that is not known; `chosen` is empty while nothing is, then `decided_by` chose it `since` a day."""

    debate: str
    question: str
    as_of: date
    currency: str
    asked: int
    keys: tuple[str, ...]
    orders: tuple[tuple[str, tuple[str, ...]], ...] = ()
    agreement: Agreement | None = None
    borda: Borda | None = None
    kemeny: Kemeny | None = None
    effects: tuple[tuple[str, Effect | None], ...] = ()
    chosen: tuple[str, ...] = ()
    reason: str = ""
    decided_by: str = ""
    since: date | None = None
    company: str = ""
    made_at: datetime | None = None


def debate_pdf_of(meeting: Meeting, language: str = "es") -> bytes:
    """The page in `language`, PDF/UA-1 on A4 across."""
    return pdf("debate", debate_data(meeting, language), language)


def debate_data(meeting: Meeting, language: str) -> Mapping[str, object]:
    """What the template is given."""
    found, made = meeting.agreement, meeting.made_at
    named = NAMED if len(meeting.effects) <= CROWDED else NAMED_CROWDED
    return {
        "words": WORDS,
        "company": meeting.company,
        "debate": meeting.debate,
        "question": meeting.question,
        "as_of": _("facts up to {day}").fill(day=Figure(meeting.as_of, "date")),
        "answered": _("{given} of {asked} gave their order").fill(given=len(meeting.orders), asked=meeting.asked),
        "made": _("made on {day} at {time}").fill(day=Figure(made.date(), "date"), time=f"{made:%H:%M}")
        if made
        else "",
        "heads": [_short(name) for name, _given in meeting.orders],
        "groups": [_("Borda"), _("Kemeny"), BEFORE] if meeting.kemeny else [],
        "rows": _rows(meeting),
        "agreement": _agreement(found, language) if found else None,
        "effects": [_effect(name, effect, meeting.currency, named) for name, effect in meeting.effects[:MOST]],
        "more": _more(len(meeting.effects) - MOST),
        "chosen": joined([_name(key) for key in meeting.chosen], " · ") if meeting.chosen else "",
        "reason": meeting.reason,
        "decided": _("{name}; in force from {day}").fill(name=meeting.decided_by, day=Figure(meeting.since, "date"))
        if meeting.since
        else "",
    }


def _agreement(found: Agreement, language: str) -> Mapping[str, object]:
    return {
        "w": number(found.w, 2, language),
        "name": found.name,
        "meaning": list(found.meaning),
        "share": round(100 * found.w),
    }


def _rows(meeting: Meeting) -> Sequence[Mapping[str, object]]:
    """Criteria in the group's order, each with its places: of the people, of the groups, and before."""
    if meeting.kemeny is None or meeting.borda is None:
        return []
    middle = meeting.kemeny.order
    orders = [order for _who, order in meeting.orders] + [meeting.borda.order, middle, meeting.keys]
    return [
        {
            "label": _name(key),
            "cells": [
                {
                    "text": str(order.index(key) + 1),
                    "step": sum(abs(order.index(key) - at) >= step for step in STEPS),
                }
                for order in orders
            ],
        }
        for at, key in enumerate(middle)
    ]


def _effect(name: str, effect: Effect | None, currency: str, named: int) -> Mapping[str, object]:
    unknown = _("not measured yet")
    return {
        "name": name,
        "enter": _names(effect.entered, named) if effect else unknown,
        "leave": _names(effect.left, named) if effect else unknown,
        "money": Figure(effect.money, "money", currency) if effect else "",
    }


def _names(turns: Sequence[Turn], most: int) -> object:
    if not turns:
        return _("nobody")
    named: list[Text | str] = [_brief(turn.stand.name) for turn in turns[:most]]
    rest = len(turns) - most
    return joined([*named, *([counted("{n} more", "{n} more", rest)] if rest > 0 else [])])


def _brief(name: str) -> str:
    """A customer in a narrow column."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def _more(rest: int) -> Text | str:
    if rest <= 0:
        return ""
    return counted(
        "{n} more order is on the page of the debate.", "{n} more orders are on the page of the debate.", rest
    )


def _name(key: str) -> Text:
    return CRITERIA[key].name if key in CRITERIA else Text(key)


def _short(name: str) -> str:
    """A person at the head of a narrow column: the first name and the first letter of the next."""
    first, *others = name.split()
    return first + (f" {others[0][0]}." if others else "")
