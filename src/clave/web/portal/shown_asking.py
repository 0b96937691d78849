"""What a customer asked, as the portal shows it to them: states in their words, moves, and what both sides said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from clave.base.words import _
from clave.operations.portal.asking import ENDED, KINDS, STATES, after_words, next_words, place_words
from clave.store.models import PortalAsk
from clave.store.portal_asking import stage_of, steps_of, taken_out
from clave.web.words import told

TONES = {
    "solved": ("ok", "check"), "delivered": ("ok", "check"), "unsolved": ("warn", "x"), "declined": ("warn", "x"),
    "heard": ("info", "message"), "received": ("info", "message"),
}  # fmt: skip
GOING = ("key", "clock")
OUT = _("Taken out of the list: ask {name} why.")
OUT_STATE = _("Taken out")
Placed = tuple[Mapping[int, int], int]


@dataclass(frozen=True)
class Row:
    """One of them in the list."""

    one: PortalAsk
    tone: str
    icon: str
    state: str
    next: str
    place: str


@dataclass(frozen=True)
class Move:
    """It came to a state on a day; `who` of the customer where they began it."""

    day: date
    state: str
    who: str


@dataclass(frozen=True)
class Word:
    """What somebody said of it, and when; `ours` = of our side."""

    at: datetime
    who: str
    text: str
    ours: bool


def row(one: PortalAsk, placed: Placed) -> Row:
    """As the list shows it."""
    stage = stage_of(one)
    if taken_out(one):
        return Row(one, "", "x", told(OUT_STATE), told(OUT.fill(name=one.responsible.name)), "")
    tone, icon = TONES.get(stage, GOING)
    comes = told(after_words(one.verdict, one.responsible.name) or next_words(stage, one.responsible.name, one.due_on))
    place = placed[0].get(one.request_id or 0)
    return Row(one, tone, icon, told(STATES[stage]), comes, told(place_words(place, placed[1])) if place else "")


def whole(one: PortalAsk, placed: Placed) -> dict[str, Any]:
    """As its page shows it."""
    words = [
        Word(word.at, (word.contact or word.person).name, word.text, word.person_id is not None)
        for word in one.said  # type: ignore[attr-defined]
    ]
    if one.request and one.request.answer and one.request.answered_on:
        by = one.request.answered_by or one.responsible
        at = timezone.make_aware(datetime.combine(one.request.answered_on, datetime.min.time()))
        words.append(Word(at, by.name, one.request.answer, True))
    moves = [
        Move(step.day, told(STATES[step.stage]), one.contact.name if at == 0 else "")
        for at, step in enumerate(steps_of(one))
    ]
    verdict = {"solved": _("You said that it is solved."), "unsolved": _("You said that it is not solved.")}.get(
        one.verdict
    )
    return {
        "row": row(one, placed),
        "kind": told(KINDS[one.kind]),
        "moves": moves[::-1],
        "words": sorted(words, key=lambda word: word.at),
        "verdict": told(verdict) if verdict else "",
        "asks": stage_of(one) in ENDED and one.verdict != "solved",
    }
