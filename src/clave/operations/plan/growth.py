"""Where the growth of a plan comes from: a year before it, what each objective brings or takes, a year with all of it. (G8)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.period import months_before
from clave.base.words import Text, _
from clave.measures.bought import Known
from clave.operations.plan.progress import Progress, more_a_year
from clave.operations.plan.said import ObjectiveSaid, Plan

NOT_SAID = _("Not in any objective")


@dataclass(frozen=True)
class Step:
    """One bar: from which amount to which; `objective` is its number, None where it is the rest of the goal of all."""

    text: Text | str
    start: float
    end: float
    objective: int | None = None

    @property
    def change(self) -> float:
        """What it brings a year; below zero it takes away."""
        return self.end - self.start


@dataclass(frozen=True)
class Growth:
    """Purchases of the year from `first` to `last`, a step for every objective with a figure, and what they come to; `without`
    are the titles of those of which nobody said what they are worth. Money a year, in the currency of the facts."""

    first: date
    last: date
    base: float
    steps: tuple[Step, ...]
    without: tuple[str, ...]

    @property
    def target(self) -> float:
        """A year with all of it."""
        return self.steps[-1].end if self.steps else self.base

    @property
    def share(self) -> float | None:
        """By how much it is above the year before (0.2 = 20 % more); None where nothing was bought then."""
        return self.target / self.base - 1 if self.base > 0 else None


def growth(plan: Plan, found: Mapping[int, Progress], facts: Known | None) -> Growth | None:
    """The bars of a plan, the largest gain first, what it loses last; None where the facts do not reach a whole year before it.

    An objective of money counts by its target above its comparison, a year; the others by what somebody said that they are
    worth. An objective about everything the account buys is the frame of the others: what they leave of it is its own bar."""
    if facts is None:
        return None
    last = min(plan.period.starts_on - timedelta(days=1), facts.as_of)
    first = months_before(last, 12) + timedelta(days=1)
    if first < facts.first:
        return None
    base = sum(row.money for row in facts.bought if first <= row.date <= last)
    frames = [number for number, one in plan.objectives.items() if _is_frame(one)]
    worth = {number: _worth(one, found.get(number)) for number, one in plan.objectives.items()}
    parts = [
        (one, plan.objectives[one].title, more) for one, more in worth.items() if more is not None and one not in frames
    ]
    bars: list[tuple[int | None, Text | str, float]] = sorted(parts, key=lambda one: -one[2])
    whole = max((more for one in frames if (more := worth[one]) is not None), default=None)
    if whole is not None and (rest := round(whole - sum(more for _number, _title, more in parts), 2)):
        bars.append((None, NOT_SAID if parts else plan.objectives[frames[0]].title, rest))
    without = tuple(one.title for number, one in plan.objectives.items() if worth[number] is None)
    return Growth(first, last, base, _stacked(base, bars), without)


def _is_frame(one: ObjectiveSaid) -> bool:
    return one.measure == "money" and not one.family and not one.product


def _worth(one: ObjectiveSaid, found: Progress | None) -> float | None:
    """Its money a year: measured where it is measured in money, else as somebody said; None where nobody did."""
    if one.measure == "money" and found is not None and (more := more_a_year(one, found)) is not None:
        return more
    return None if one.worth is None else float(one.worth)


def _stacked(base: float, bars: list[tuple[int | None, Text | str, float]]) -> tuple[Step, ...]:
    steps, level = [], base
    for number, text, more in bars:
        steps.append(Step(text, level, level + more, number))
        level += more
    return tuple(steps)
