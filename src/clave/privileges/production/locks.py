"""What people decided about single work orders, before a plan is made: kept at a place, or held back (G5).

A lock that cannot be is marked with a sentence and left out; the rest of the plan stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.privileges.production.plant import Lock, Plant, SetAside


@dataclass(frozen=True)
class Asked:
    """What somebody asked for an order until a day: a machine and a place, 1 = the first after the frozen ones; without a
    machine it is held back."""

    order: str
    by: str
    reason: str
    until: date
    machine: str = ""
    place: int = 0


@dataclass(frozen=True)
class Settled:
    """The plant without what is held back, the locks that can be, what is held, and the locks that cannot be and why."""

    plant: Plant
    locks: tuple[Lock, ...]
    held: tuple[SetAside, ...]
    marked: tuple[SetAside, ...]


def settled(plant: Plant, asked: Iterable[Asked], under_way: Collection[str] = ()) -> Settled:
    """Take what people asked into the plant; of two that want one place, the first asked has it."""
    held: list[SetAside] = []
    marked: list[SetAside] = []
    locks: list[Lock] = []
    orders = plant.by_order
    for one in asked:
        wrong = _wrong(one, plant, locks, under_way)
        if wrong is not None:
            marked.append(SetAside(one.order, wrong))
        elif one.machine:
            locks.append(Lock(one.order, one.machine, one.place))
        else:
            text = _("{order} is held back by {name} until {day}: {reason}")
            held.append(SetAside(one.order, _said(text, one)))
            del orders[one.order]
    left = tuple(order for order in plant.orders if order.order in orders)
    kept = tuple(lock for lock in locks if lock.order in orders)
    return Settled(replace(plant, orders=left), kept, tuple(held), tuple(marked))


def _wrong(one: Asked, plant: Plant, locks: list[Lock], under_way: Collection[str]) -> Text | None:
    """Why a lock cannot be; None where it can."""
    order = plant.by_order.get(one.order)
    if order is None:
        return _said(_("The lock of {order} does nothing: the order is not open, or was set aside. Take it away."), one)
    if one.order in under_way:
        return _said(_("The lock of {order} does nothing: the order is under way and stays where it is."), one)
    if not one.machine:
        return None
    if one.machine not in order.minutes:
        text = _("The lock of {order} does nothing: it cannot be made on {machine}. It can on {machines}.")
        return _said(text, one).fill(machines=", ".join(sorted(order.minutes)))
    other = next((lock.order for lock in locks if (lock.machine, lock.place) == (one.machine, one.place)), None)
    if other is not None:
        text = _(
            "The locks of {other} and {order} contradict each other: both want place {place} on {machine}. {other} has it."
        )
        return _said(text, one).fill(other=other)
    return None


def _said(text: Text, one: Asked) -> Text:
    return text.fill(
        order=one.order, name=one.by, reason=one.reason, until=one.until, day=Figure(one.until, "date"),
        machine=one.machine, place=one.place,
    )  # fmt: skip
