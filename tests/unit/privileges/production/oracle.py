"""A slow second opinion: the clock of every machine walked minute by minute, with no code of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations, product

from clave.privileges.production.calendar import Shift
from clave.privileges.production.plant import Lines, Plant

Told = dict[str, tuple[int, int, int]]
"""By order: minutes of setup, the minute after its last one, minutes late."""


def open_minutes(shifts: Sequence[Shift], plant: Plant, days: int) -> list[int]:
    """Every minute from now on in which a machine works."""
    start, minutes = plant.now, set[int]()
    for ahead in range(-1, days):
        day = start.date() + timedelta(days=ahead)
        own = [shift for shift in shifts if shift.day == day]
        for shift in own or [shift for shift in shifts if shift.day is None and shift.weekday == day.isoweekday()]:
            first = ahead * 1440 + shift.starts - start.hour * 60 - start.minute
            minutes |= set(range(first, first + shift.minutes))
    return sorted(minute for minute in minutes if minute >= 0)


def walked(plant: Plant, lines: Lines, clocks: dict[str, list[int]]) -> Told:
    """The outcome of a sequence; `clocks` are the open minutes of each machine (empty: it never closes)."""
    told: Told = {}
    orders = {order.order: order for order in plant.orders}
    for machine in plant.machines:
        clock: Sequence[int] = clocks.get(machine.machine) or range(1_000_000)
        at, stands = 0, machine.family
        for name in lines[machine.machine]:
            order = orders[name]
            setup = 0 if stands is None else plant.setups.minutes(machine.machine, stands, order.family)
            at += setup
            if order.released:
                released = (order.released - plant.now.date()).days * 1440 - plant.now.hour * 60 - plant.now.minute
                while clock[at] < released:
                    at += 1
            at += order.minutes[machine.machine]
            end = clock[at - 1] + 1
            due = ((order.due - plant.now.date()).days + 1) * 1440 - plant.now.hour * 60 - plant.now.minute
            told[name] = (setup, end, max(0, end - due))
            stands = order.family
    return told


def lateness(plant: Plant, told: Told) -> tuple[int, int]:
    """Weighted lateness and setup minutes, the two things a plan makes small, in this order."""
    return sum(order.weight * told[order.order][2] for order in plant.orders), sum(each[0] for each in told.values())


def best(plant: Plant, clocks: dict[str, list[int]]) -> tuple[int, int]:
    """The smallest of all sequences there are."""
    names = [order.order for order in plant.orders]
    machines = [machine.machine for machine in plant.machines]
    found = []
    for chosen in product(*([name for name in machines if name in order.minutes] for order in plant.orders)):
        groups = [[name for name, where in zip(names, chosen, strict=True) if where == machine] for machine in machines]
        for orders in product(*(permutations(group) for group in groups)):
            found.append(lateness(plant, walked(plant, dict(zip(machines, orders, strict=True)), clocks)))
    return min(found)
