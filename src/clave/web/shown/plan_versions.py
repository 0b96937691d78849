"""What changed between two versions of a plan, in words: each thing with its fields as they were and as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure, Unit
from clave.base.words import Text, _
from clave.operations.plan.difference import ADDED, CHANGED, KINDS, REMOVED, Difference
from clave.operations.plan.progress import UNITS
from clave.operations.plan.said import MEASURES, OURS_ALONE, SIDES, STATES, Plan
from clave.store.account_plans import names_of
from clave.store.deeds import FIELDS
from clave.store.fields import RESERVED
from clave.web.shown.selection import Badge
from clave.web.words import told

HOW: dict[str, tuple[str, str, Text]] = {
    ADDED: ("ok", "plus", _("came in")), REMOVED: ("bad", "minus", _("went")), CHANGED: ("info", "pencil", _("changed")),
}  # fmt: skip
WORDS: dict[str, dict[str, Text]] = {"measure": MEASURES, "side": SIDES, "state": STATES}
FIGURES = ("target", "baseline", "now", "worth")
Names = tuple[dict[int, str], dict[int, str]]
YES, NO, NOTHING = _("yes"), _("no"), _("nothing")


@dataclass(frozen=True)
class ChangeShown:
    """One thing that came, went or changed: (field, before, after) in words."""

    kind: str
    how: Badge
    name: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Shown:
    """How the figures of a thing are written, and whether whoever looks may read them."""

    unit: Unit
    currency: str
    hidden: bool


def changes_shown(
    found: Sequence[Difference], plans: tuple[Plan, Plan], currency: str, *, margin: bool
) -> list[ChangeShown]:
    """As people read them; the figures of an objective by margin are reserved to who sees it."""
    names = names_of(plans)
    return [
        ChangeShown(
            told(KINDS[one.kind]), Badge(*HOW[one.how]), one.name,
            _fields(one, plans, names, currency, hidden=_hides(one, plans, margin=margin)),
        )
        for one in found
    ]  # fmt: skip


def _fields(
    one: Difference, plans: tuple[Plan, Plan], names: Names, currency: str, *, hidden: bool
) -> tuple[tuple[str, str, str], ...]:  # fmt: skip
    """Each field that says something else, in words: its name, before, after."""
    found, unit = [], _unit(one, plans)
    for field, old, new in one.fields:
        shown = Shown("money" if field == "worth" else unit, currency, hidden)
        before, after = (_worded(field, value, plans, names, shown) for value in (old, new))
        found.append((told(FIELDS[field]) if field in FIELDS else field, before, after))
    return tuple(found)


def _hides(one: Difference, plans: tuple[Plan, Plan], *, margin: bool) -> bool:
    told_by = (plan.objectives.get(one.number) for plan in plans) if one.kind == "objectives" else ()
    return not margin and any(said is not None and said.measure in OURS_ALONE for said in told_by)


def _unit(one: Difference, plans: tuple[Plan, Plan]) -> Unit:
    """In which unit its figures are; a measure that was changed is that of the newer version."""
    measures = [plan.objectives[one.number].measure for plan in plans if one.number in plan.objectives]
    return UNITS[measures[-1]] if one.kind == "objectives" and measures else "score"


def _worded(field: str, value: Any, plans: tuple[Plan, Plan], names: Names, shown: Shown) -> str:
    if value is None or value == "":
        return told(NOTHING)
    if field in WORDS:
        return told(WORDS[field].get(value, value))
    if isinstance(value, bool):
        return told(YES if value else NO)
    if isinstance(value, date):
        return told(Figure(value, "date"))
    if isinstance(value, Decimal):
        hidden = shown.hidden and field in FIGURES
        return told(RESERVED) if hidden else told(Figure(float(value), shown.unit, shown.currency))
    return _named(field, value, plans, names)


def _named(field: str, value: Any, plans: tuple[Plan, Plan], names: Names) -> str:
    if field in ("owner", "contact"):
        return names[0 if field == "owner" else 1].get(value, str(value))
    if field in ("goal", "objective"):
        for plan in reversed(plans):
            if field == "goal" and value in plan.goals:
                return plan.goals[value].text
            if field == "objective" and value in plan.objectives:
                return plan.objectives[value].title
    return str(value)
