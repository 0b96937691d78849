"""The stages of a request, which may follow which, what each took, and the hours of laboratory of a customer (G4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from clave.base.errors import ClaveError
from clave.base.words import Text, _, joined
from clave.policy import declared
from clave.policy.limits import Limits

Stage = Literal["received", "assessed", "accepted", "in_lab", "customer_trial", "delivered", "declined"]
STAGES: tuple[Stage, ...] = get_args(Stage)
FOLLOWING: Mapping[Stage, tuple[Stage, ...]] = {
    "received": ("assessed", "declined"),
    "assessed": ("accepted", "declined"),
    "accepted": ("in_lab", "declined"),
    "in_lab": ("customer_trial", "delivered", "declined"),
    "customer_trial": ("in_lab", "delivered", "declined"),
    "delivered": (),
    "declined": ("assessed",),
}
OPEN: tuple[Stage, ...] = tuple(stage for stage in STAGES if stage not in ("delivered", "declined"))
LABELS: Mapping[Stage, Text] = {
    "received": _("received"),
    "assessed": _("assessed"),
    "accepted": _("accepted"),
    "in_lab": _("in the laboratory"),
    "customer_trial": _("being tried at the customer's"),
    "delivered": _("delivered"),
    "declined": _("declined"),
}


@dataclass(frozen=True)
class Step:
    """A request came to a stage on a day."""

    stage: Stage
    day: date


def check(here: Stage, to: Stage) -> None:
    """Raise ClaveError where a stage may not follow another."""
    if to not in FOLLOWING[here]:
        after = FOLLOWING[here]
        remedy = _("It may go to: {stages}.").fill(stages=joined([LABELS[stage] for stage in after]))
        raise ClaveError(
            _("a request that is {here} cannot become {to}.").fill(here=LABELS[here], to=LABELS[to]),
            remedy=remedy if after else _("It is done: open a new request."),
        )


def days_in(steps: Sequence[Step], as_of: date) -> Mapping[Stage, int]:
    """Days that a request spent in each stage so far, by its steps in order; the last one goes on while it is open."""
    spent: dict[Stage, int] = {}
    for at, step in enumerate(steps):
        until = steps[at + 1].day if at + 1 < len(steps) else as_of if step.stage in OPEN else step.day
        spent[step.stage] = spent.get(step.stage, 0) + max((until - step.day).days, 0)
    return spent


@dataclass(frozen=True)
class Hours:
    """Hours that the laboratory worked on a request on a day."""

    request: str
    customer: str
    day: date
    hours: float


@dataclass(frozen=True)
class Spent:
    """Hours of a customer and what they cost by policy."""

    hours: float
    cost: Decimal | None


def spent(entries: Iterable[Hours], first: date, last: date, limits: Limits) -> Mapping[str, Spent]:
    """Hours by customer from `first` to `last`, both inside, at the rate of policy, where it has one. Raises ClaveError on
    impossible hours."""
    total: dict[str, float] = {}
    for entry in entries:
        if not 0 < entry.hours <= 24:
            raise ClaveError(
                _(
                    "the hours of a day must be above 0 and at most 24, and request {request} has {hours} on {day}."
                ).fill(request=entry.request, hours=entry.hours, day=entry.day.isoformat()),
                remedy=_("Correct the entry."),
            )
        if first <= entry.day <= last:
            total[entry.customer] = total.get(entry.customer, 0.0) + entry.hours
    found = limits[declared.cost_lab_hour]
    rate = None if found is None else Decimal(str(found))
    return {
        customer: Spent(hours, None if rate is None else Decimal(str(hours)) * rate)
        for customer, hours in sorted(total.items())
    }
