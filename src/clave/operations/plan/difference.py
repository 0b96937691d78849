"""What changed between two versions of a plan: what came in, what went, and field by field what is said otherwise. (G8)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clave.base.words import Text, _
from clave.operations.plan.said import Plan

KINDS: dict[str, Text] = {
    "plan": _("Plan"), "goals": _("Goal"), "objectives": _("Objective"), "actions": _("Action"),
}  # fmt: skip
NAMED = {"goals": "text", "objectives": "title", "actions": "text"}
"""By which of its fields a thing is called."""
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Difference:
    """One thing that came in, went, or changed: its kind and name, and its fields as they were and as they are."""

    kind: str
    number: int
    how: str
    name: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Everything by which `after` is not `before`, the plan itself first; () where they say the same."""
    found = [*_period(before, after)]
    for kind in NAMED:
        found += _things(kind, getattr(before, kind), getattr(after, kind))
    return tuple(found)


def _period(before: Plan, after: Plan) -> Iterator[Difference]:
    fields = _fields(asdict(before.period), asdict(after.period))
    if fields:
        yield Difference("plan", 0, CHANGED, "", fields)


def _things(kind: str, before: Mapping[int, Any], after: Mapping[int, Any]) -> Iterator[Difference]:
    name = NAMED[kind]
    for number in sorted(before.keys() | after.keys()):
        old, new = before.get(number), after.get(number)
        if old is None:
            yield Difference(kind, number, ADDED, getattr(new, name))
        elif new is None:
            yield Difference(kind, number, REMOVED, getattr(old, name))
        elif fields := _fields(asdict(old), asdict(new)):
            yield Difference(kind, number, CHANGED, getattr(new, name), fields)


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((key, before[key], after[key]) for key in after if before[key] != after[key])
