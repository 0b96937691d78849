"""The plan that was confirmed against what the facts say now: what is done, under way, late, or not begun (G5).

The facts know days and the plan knows hours, so they are compared by day: a day early or late is what anybody can prove.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from clave.base.figures import Figure, Moment
from clave.base.words import Text, _, counted
from clave.privileges.production.plant import Lines

State = Literal["done", "under_way", "overdue", "not_begun", "waiting", "gone", "held", "new"]
STATES: tuple[State, ...] = ("overdue", "not_begun", "under_way", "waiting", "done", "gone", "held", "new")
"""As a planner reads them: what needs somebody first."""


@dataclass(frozen=True)
class Planned:
    """An order as it was confirmed."""

    order: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Seen:
    """An order as the facts have it; days that nobody entered are None."""

    order: str
    started: date | None = None
    finished: date | None = None


@dataclass(frozen=True)
class Progress:
    """One order: its state, the sentence, and by how many days it began and ended later (below zero: earlier) than planned,
    None where it did not yet or nobody says."""

    order: str
    state: State
    sentence: Text
    began_late: int | None = None
    ended_late: int | None = None


def progress(
    planned: Iterable[Planned], seen: Iterable[Seen], now: datetime, held: Collection[str] = ()
) -> tuple[Progress, ...]:
    """Every order of the plan, then the open ones that it left out: those `held` back by hand, and those that came after."""
    facts = {one.order: one for one in seen}
    starts_known = any(one.started for one in facts.values())
    there = list(planned)
    known = {one.order for one in there}
    came = [one for one in facts.values() if one.order not in known and one.finished is None]
    return (
        *(_of(one, facts.get(one.order), now, starts_known) for one in there),
        *(
            Progress(one.order, "held", _("Somebody held it back: the plan was made without it."))
            if one.order in held
            else Progress(one.order, "new", _("It came after the plan was confirmed: plan again to give it a place."))
            for one in came
        ),
    )


def _of(plan: Planned, seen: Seen | None, now: datetime, starts_known: bool) -> Progress:
    if seen is None:
        return Progress(plan.order, "gone", _("The facts do not have it any more: nobody says whether it was made."))
    began = (seen.started - plan.start.date()).days if seen.started else None
    if seen.finished is not None:
        late = (seen.finished - plan.end.date()).days
        return Progress(plan.order, "done", _ended(seen.finished, late), began, late)
    if plan.end < now:
        text = _("It should have ended on {end}, and nobody has reported it finished.")
        return Progress(plan.order, "overdue", text.fill(end=Moment(plan.end)), began)
    if seen.started is not None:
        text = _("It began on {day} and is planned to end on {end}.")
        return Progress(
            plan.order, "under_way", text.fill(day=Figure(seen.started, "date"), end=Moment(plan.end)), began
        )
    if plan.start < now:
        text = (
            _("It should have begun on {start}, and nobody has reported that it did.")
            if starts_known
            else _("By the plan it is under way since {start}; the facts do not say when an order begins.")
        )
        return Progress(plan.order, "not_begun" if starts_known else "under_way", text.fill(start=Moment(plan.start)))
    return Progress(plan.order, "waiting", _("It begins on {start}.").fill(start=Moment(plan.start)))


def _ended(day: date, late: int) -> Text:
    if late == 0:
        return _("It ended on {day}, the day it was planned for.").fill(day=Figure(day, "date"))
    if late > 0:
        text = counted(
            "It ended on {day}, {n} day later than planned.", "It ended on {day}, {n} days later than planned.", late
        )
    else:
        text = counted(
            "It ended on {day}, {n} day earlier than planned.",
            "It ended on {day}, {n} days earlier than planned.",
            -late,
        )
    return text.fill(day=Figure(day, "date"))


def kept_to(found: Iterable[Progress]) -> tuple[int, int]:
    """Orders that ended by the day planned, and all that ended."""
    ended = [one for one in found if one.ended_late is not None]
    return sum(one.ended_late is not None and one.ended_late <= 0 for one in ended), len(ended)


def under_way_first(lines: Lines, under_way: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """A sequence with what is under way (machine by order) first on its machine: nobody moves what runs."""
    left = {machine: tuple(name for name in names if name not in under_way) for machine, names in lines.items()}
    for machine in {*left, *under_way.values()}:
        running = tuple(sorted(order for order, where in under_way.items() if where == machine))
        left[machine] = (*running, *left.get(machine, ()))
    return left
