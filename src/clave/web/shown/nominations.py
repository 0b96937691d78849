"""Nominations as their page shows them: where each one stands and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.store.models import Nomination, Person
from clave.store.models.committee import BEFORE, DECIDED, OPEN, WITHDRAWN
from clave.web.shown.selection import FAMILIES, Badge

STATES: dict[str, Badge] = {
    OPEN: Badge("info", "clock", _("Waits for a committee")),
    BEFORE: Badge("key", "users", _("Before the committee")),
    DECIDED: Badge("ok", "circle-check", _("Decided")),
    WITHDRAWN: Badge("", "arrow-back-up", _("Withdrawn")),
}
SEGMENTS: dict[str, Text] = {
    OPEN: _("Open ones"),
    BEFORE: _("In a proposal"),
    DECIDED: _("Decided ones"),
    WITHDRAWN: _("Withdrawn ones"),
}
INTO, OUT_OF = _("It is on the list."), _("It is not on the list.")


@dataclass(frozen=True)
class Row:
    """One nomination; `outcome` what the committee made of it, None before that; `mine` = whoever reads may withdraw it."""

    nomination: Nomination
    badge: Badge
    criterion: Text | None
    family: str
    outcome: Text | None
    mine: bool


def rows(found: Iterable[Nomination], reader: Person, may_withdraw_any: bool) -> list[Row]:
    """As one person sees them."""
    return [
        Row(
            nomination=one,
            badge=STATES[one.state],
            criterion=CRITERIA[one.criterion].name if one.criterion in CRITERIA else None,
            family=FAMILIES.get(one.criterion, ""),
            outcome=_outcome(one),
            mine=one.state == OPEN and (may_withdraw_any or one.by_id == reader.pk),
        )
        for one in found
    ]


def _outcome(one: Nomination) -> Text | None:
    if one.state != DECIDED or one.line is None:
        return None
    decision = getattr(one.line, "decision", None)
    return None if decision is None else INTO if decision.inside else OUT_OF
