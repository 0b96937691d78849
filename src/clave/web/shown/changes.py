"""Why a customer stands where it does, and what would change it, as the panel and the account show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clave.selection.why import KEY_FOR
from clave.store.models import SelectionLine
from clave.web.words import told

LEADING = 3
ICONS = {"money": "trending-up", "kilos": "weight", "days": "calendar-check", "order": "scale", "rating": "star"}
OURS = {"order", "rating"}


@dataclass(frozen=True)
class ChangeShown:
    """One change: what it is in words, how sure the customer would then be inside, and who would make it."""

    text: str
    sure: float
    icon: str
    ours: bool


@dataclass(frozen=True)
class Reasons:
    """The reasons that decide, and the others."""

    leading: Sequence[str]
    others: Sequence[str]


def changes(line: SelectionLine) -> list[ChangeShown]:
    """In the order in which they were kept: the surest first."""
    return [_change(kept["kind"].partition(":")[0], told(kept["text"]), kept["sure"]) for kept in line.would_take]


def _change(kind: str, text: str, sure: float) -> ChangeShown:
    return ChangeShown(text, sure, ICONS.get(kind, "star"), kind in OURS)


def halves(found: Sequence[ChangeShown]) -> tuple[list[ChangeShown], list[ChangeShown]]:
    """What we would decide, and what the customer would do: only the second is something to ask of it."""
    return [change for change in found if change.ours], [change for change in found if not change.ours]


def reasons(line: SelectionLine, *, chips: bool = False) -> Reasons:
    """With `chips` beside it the list of criteria needs no sentence."""
    kept = [reason for reason in line.why if not (chips and reason.get("text") == KEY_FOR.msgid)]
    said = [told(reason) for reason in kept]
    return Reasons(said[:LEADING], said[LEADING:])
