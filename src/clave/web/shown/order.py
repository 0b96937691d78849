"""The order of importance as a list that can be moved: place, weight and what each criterion would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.errors import ClaveError
from clave.base.words import Text, said
from clave.criteria.registry import CRITERIA
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.selection.ordering import asked
from clave.selection.weights import of_order, typed_by
from clave.store.models import SelectionRun
from clave.web.shown.policy import plain
from clave.web.shown.selection import FAMILIES
from clave.web.words import reader, told

FULL = 100
PARTS = (declared.order.key, declared.weighting.key, declared.typed_weights.key)
"""The values that an order comes from."""


@dataclass(frozen=True)
class Placed:
    """One criterion of the order; `weight` None = nobody has data for it, so it weighs nothing; `typed` = its weight as
    somebody typed it; `was` = its place in the order in force, None where it is new."""

    key: str
    place: int
    label: str
    harvest: str
    family: str
    weight: float | None
    width: int
    typed: str
    was: int | None
    lacks: str

    @property
    def up(self) -> int:
        """Places up from where it stands in force."""
        return max(0, self.was - self.place) if self.was else 0

    @property
    def down(self) -> int:
        """Places down from there."""
        return max(0, self.place - self.was) if self.was else 0


@dataclass(frozen=True)
class Spare:
    """A criterion out of the order, which can be taken in."""

    key: str
    label: str
    harvest: str


@dataclass(frozen=True)
class Coming:
    """An order that is decided and takes effect after the day of the list: from when, its criteria by name, and why."""

    since: date
    names: str
    reason: str


def coming(policy: Policy, day: date) -> list[Coming]:
    """Every order that takes effect after a day, the nearest first; one that changes weights only is none."""
    found: list[Coming] = []
    before = in_order(policy.at(day))
    entries = [entry for key in PARTS for entry in policy.entries.get(key, ()) if entry.since > day]
    for since in sorted({entry.since for entry in entries}):
        after = in_order(policy.at(since))
        if after != before:
            reason = next(entry.reason for entry in entries if entry.since == since)
            names = ", ".join(told(CRITERIA[key].name) for key in after)
            found.append(Coming(since, names, Text(reason).say(reader())))
        before = after
    return found


def in_order(limits: Limits) -> tuple[str, ...]:
    """The order as it counts: with typed weights it comes out of them."""
    return asked(limits, None)[0]


def placed(
    limits: Limits, in_force: tuple[str, ...], run: SelectionRun | None, fields: Mapping[str, str]
) -> list[Placed]:
    """The order of `limits`, beside the places of the order in force; `fields` are weights as they were just typed."""
    order, lacking = in_order(limits), _lacking(run)
    counted = tuple(key for key in order if key not in lacking)
    weights = _weights(counted, limits)
    greatest = max(weights.values(), default=0.0) or 1.0
    typed = typed_by(limits)
    return [
        Placed(
            key=key,
            place=place,
            label=CRITERIA[key].name.say(reader()),
            harvest=said(CRITERIA[key].harvest, reader()),
            family=FAMILIES.get(key, ""),
            weight=weights.get(key),
            width=round(FULL * weights.get(key, 0.0) / greatest),
            typed=fields.get(key, plain(typed[key], reader()) if typed.get(key) else ""),
            was=in_force.index(key) + 1 if key in in_force else None,
            lacks=lacking.get(key, ""),
        )
        for place, key in enumerate(order, 1)
    ]


def spare(limits: Limits) -> list[Spare]:
    """The criteria that do not count."""
    order = limits[declared.order]
    return [
        Spare(key, CRITERIA[key].name.say(reader()), said(CRITERIA[key].harvest, reader()))
        for key in declared.CRITERIA
        if key not in order
    ]


def _weights(order: tuple[str, ...], limits: Limits) -> dict[str, float]:
    """None where the typed weights weigh nothing: the effect says the sentence."""
    try:
        return dict(zip(order, of_order(order, limits).tolist(), strict=True)) if order else {}
    except ClaveError:
        return {}


def _lacking(run: SelectionRun | None) -> Mapping[str, str]:
    """Why criteria had no data in the latest list."""
    kept = run.out_of_force if run else {}
    return {key: told(one["because"]) for key, one in kept.items()}
