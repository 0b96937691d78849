"""What a new plan changes against the one in force, in words: what moves, what only ends at another time (G5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from clave.base.figures import Figure, Moment
from clave.base.words import Joined, Text, _, counted, joined
from clave.privileges.production.schedule import Bar, Schedule
from clave.privileges.production.why import named

Code = Literal["new", "gone", "machine", "earlier", "later", "shifted"]


@dataclass(frozen=True)
class Moved:
    """One order that differs. `machine`: it goes to another one; `earlier`, `later`: it passes others or is passed;
    `shifted`: it keeps its turn and only its time changes; `new`, `gone`: it is in one of both alone."""

    order: str
    code: Code
    before: Bar | None
    after: Bar | None
    sentence: Text | Joined

    @property
    def hours(self) -> float:
        """Hours of the clock that it ends later; 0 where it is in one of both alone."""
        return (self.after.end - self.before.end) / timedelta(hours=1) if self.before and self.after else 0.0


@dataclass(frozen=True)
class Difference:
    """All that differs, what is moved before what is only shifted, and the sum of it in a few sentences."""

    moved: tuple[Moved, ...]
    sentences: tuple[Text | Joined, ...]

    @property
    def same(self) -> bool:
        """Whether both say the same of every order."""
        return not self.moved


def difference(before: Schedule, after: Schedule) -> Difference:
    """Compare two schedules, order by order."""
    turned = {name for machine in after.lines for name in _turned(before, after, machine)}
    moved = [*_alone(before, after, "gone"), *_alone(after, before, "new")]
    for bar in after.bars:
        old = before.by_order.get(bar.order.order)
        if old is not None and (found := _moved(old, bar, bar.order.order in turned)):
            moved.append(found)
    moved.sort(key=lambda each: each.code == "shifted")
    return Difference(tuple(moved), tuple(_summary(moved, before, after)))


def _turned(before: Schedule, after: Schedule, machine: str) -> set[str]:
    """The fewest orders that, taken out, leave the others of a machine in the turn they had."""
    was = {name: at for at, name in enumerate(before.lines.get(machine, ()))}
    common = [name for name in after.lines[machine] if name in was]
    return set(common) - set(_longest_rising(common, [was[name] for name in common]))


def _longest_rising(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """The longest part of the names whose places rise."""
    tails: list[int] = []
    ends: list[int] = []
    chain: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        chain.append(ends[length - 1] if length else -1)
        tails[length : length + 1], ends[length : length + 1] = [place], [at]
    found: list[str] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(names[at])
        at = chain[at]
    return found


def _alone(here: Schedule, there: Schedule, code: Code) -> list[Moved]:
    """Orders that are in one of both only."""
    found = []
    for bar in here.bars:
        name = bar.order.order
        if name in there.by_order:
            continue
        if code == "new":
            text = _("{order} is new in the plan: {machine}, ends on {end}.")
            found.append(Moved(name, code, None, bar, _said(text, bar)))
        else:
            text = _("{order} is no longer in the plan.")
            found.append(Moved(name, code, bar, None, _said(text, bar)))
    return found


def _said(text: Text, bar: Bar) -> Text:
    return text.fill(order=named(bar.order), machine=bar.machine, end=Moment(bar.end))


def _moved(old: Bar, new: Bar, turned: bool) -> Moved | None:
    """What became of an order that is in both; None where nothing did."""
    if old.machine != new.machine:
        code: Code = "machine"
        first = _("{order} goes from {before} to {machine}.").fill(before=old.machine)
    elif turned and old.place != new.place:
        code = "earlier" if new.start < old.start else "later"
        first = _("{order} goes from place {was} to place {place} on {machine}.").fill(was=old.place, place=new.place)
    elif old.end != new.end:
        code = "shifted"
        first = _("{order} keeps its place on {machine}.") if turned else _("{order} keeps its turn on {machine}.")
    else:
        return None
    said = joined([_said(first, new), *_ending(old, new)], " ")
    return Moved(new.order.order, code, old, new, said)


def _ending(old: Bar, new: Bar) -> list[Text]:
    """When it ends now, and whether that makes it late or saves it."""
    said: list[Text] = []
    if old.end != new.end:
        hours = (new.end - old.end) / timedelta(hours=1)
        text = _("It ends on {end}, {hours} later.") if hours > 0 else _("It ends on {end}, {hours} earlier.")
        said.append(text.fill(end=Moment(new.end), hours=Figure(abs(hours), "hours")))
    if new.late and not old.late:
        said.append(_("It is late now."))
    elif old.late and not new.late:
        said.append(_("It is no longer late."))
    return said


def _summary(moved: Sequence[Moved], before: Schedule, after: Schedule) -> list[Text | Joined]:
    """How many move, and what becomes of lateness and setups."""
    if not moved:
        return [_("The plan stays as it is.")]
    turned = sum(each.code in ("machine", "earlier", "later") for each in moved)
    said: list[Text | Joined] = [
        counted("{n} order changes its machine or its turn.", "{n} orders change their machine or their turn.", turned)
    ]
    for label, key in ((_("Key accounts"), True), (_("Others"), False)):
        was, now = before.totals(key=key), after.totals(key=key)
        if was != now:
            said.append(
                _("{label}: late orders {now}, before {was}; lateness {hours}, before {hours_before}.").fill(
                    label=label, now=now.late, was=was.late,
                    hours=Figure(now.late_hours, "hours"), hours_before=Figure(was.late_hours, "hours"),
                )
            )  # fmt: skip
    if before.setup_hours != after.setup_hours:
        said.append(
            _("Setups: {now} instead of {was}.").fill(
                now=Figure(after.setup_hours, "hours"), was=Figure(before.setup_hours, "hours")
            )
        )
    return said
