"""Why an order stands where it does, in words: one reason each, and the price of priority named where it is the reason (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clave.base.figures import Figure, Moment
from clave.base.words import Joined, Text, _, joined
from clave.privileges.production.planning import Plan
from clave.privileges.production.plant import Plant, WorkOrder
from clave.privileges.production.price import Changed, Price
from clave.privileges.production.schedule import Bar

Code = Literal["frozen", "locked", "unreachable", "gave_way", "gained", "crowded", "same_family", "in_time"]


@dataclass(frozen=True)
class Why:
    """One order: the code of its reason, the reason as a sentence, and where it stands and when it ends as another."""

    order: str
    code: Code
    reason: Text | Joined
    place: Joined


def reasons(made: Plan, cost: Price) -> tuple[Why, ...]:
    """One reason for every order of the plan, machine by machine."""
    gave = {each.bar.order.order: each for each in cost.gave_way}
    gained = {each.bar.order.order: each for each in cost.gained}
    return tuple(_why(made.plant, bar, gave, gained) for bar in made.schedule.bars)


def _why(plant: Plant, bar: Bar, gave: Mapping[str, Changed], gained: Mapping[str, Changed]) -> Why:
    name = bar.order.order
    code, reason = _reason(plant, bar, gave.get(name), gained.get(name))
    return Why(name, code, reason, place(bar))


def place(bar: Bar) -> Joined:
    """`Place 3 on M1: from 2 Mar 06:00 to 14:30. It is due on 4 Mar.` and how late it is, if it is."""
    stands = _("Place {place} on {machine}, from {start} to {end}; due on {due}.").fill(
        place=bar.place,
        machine=bar.machine,
        start=Moment(bar.start),
        end=Moment(bar.end),
        due=Figure(bar.order.due, "date"),
    )
    return joined([stands, *([_("It is {hours} late.").fill(hours=_hours(bar.late_hours))] if bar.late else [])], " ")


def _reason(plant: Plant, bar: Bar, gave: Changed | None, gained: Changed | None) -> tuple[Code, Text | Joined]:
    """The first that is true, what a person decided before what the plan made of it."""
    if bar.frozen:
        return "frozen", _("It begins within the frozen hours of the plan in force and stays where it was.")
    if bar.locked:
        return "locked", _("A person keeps it at this place.")
    if gave:
        return "gave_way", _gave_way(gave)
    if gained:
        return "gained", _("It is for a key account: without priority it would end on {end}, {hours} later.").fill(
            end=Moment(gained.without.end), hours=_hours(-gained.hours)
        )
    if bar.late and (soonest := _soonest(plant, bar.order)) > bar.order.due:
        return "unreachable", _("Not even alone could it be in time: it would end on {day}.").fill(
            day=Figure(soonest, "date")
        )
    if bar.late:
        return "crowded", _("It would be late without priority too: the orders before it keep {machine} busy.").fill(
            machine=bar.machine
        )
    if bar.before and not bar.setup:
        return "same_family", _("Right behind {order}, without a setup; it ends in time.").fill(order=bar.before)
    return "in_time", _("Here it ends in time.")


def _soonest(plant: Plant, order: WorkOrder) -> date:
    """The day on which it would end if every machine were free for it now."""
    ends = []
    for name, minutes in order.minutes.items():
        hours = plant.by_machine[name].calendar
        begun = hours.worked(plant.minute(order.released)) if order.released else 0
        ends.append(hours.done(begun + minutes))
    return (plant.moment(min(ends)) - timedelta(minutes=1)).date()


def _gave_way(changed: Changed) -> Text | Joined:
    later = _("It gives way: without priority it would end on {end}, {hours} earlier.").fill(
        end=Moment(changed.without.end), hours=_hours(changed.hours)
    )
    if not changed.passed_by:
        return later
    passed = joined([named(each.order) for each in changed.passed_by])
    return joined([later, _("Before it now: {orders}.").fill(orders=passed)], " ")


def named(order: WorkOrder) -> Text:
    """An order with its customer: `OP-12 (Aceros Norte)`; its number alone where it is made for stock."""
    if order.who is None:
        return Text("{order}").fill(order=order.order)
    return Text("{order} ({customer})").fill(order=order.order, customer=order.who)


def _hours(value: float) -> Figure:
    """Hours in words; whole days from two days on."""
    return Figure(value / 24, "days") if abs(value) >= 48 else Figure(value, "hours")
