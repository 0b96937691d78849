"""Plants for tests and benchmarks: small ones written out, large ones drawn from a seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from clave.privileges.production.calendar import ALWAYS, Calendar, Shift, calendar
from clave.privileges.production.plant import Machine, Plant, Setups, WorkOrder

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # a Monday
TODAY = NOW.date()


def order(name: str, *, minutes: int, due: int, family: str = "F", machines: str = "M1", **rest: object) -> WorkOrder:
    """An order due `due` days from today, on any of some machines at the same speed."""
    each = dict.fromkeys(machines.split(), minutes)
    return WorkOrder(name, "P", family, TODAY + timedelta(days=due), each, **rest)  # type: ignore[arg-type]


def plant(
    *orders: WorkOrder, setup: int = 0, hours: Calendar = ALWAYS, families: dict[str, str] | None = None
) -> Plant:
    """A plant of the machines that these orders name, all working the same hours."""
    names = sorted({machine for each in orders for machine in each.minutes})
    stands = families or {}
    machines = tuple(Machine(name, hours, stands.get(name)) for name in names)
    return Plant(NOW, machines, orders, Setups(setup))


def week(starts: int = 6, hours: int = 16, days: int = 6, needed: int = 200_000) -> Calendar:
    """The same hours on the first `days` days of every week."""
    made = calendar([Shift(starts * 60, hours * 60, weekday=day) for day in range(1, days + 1)], NOW, needed)
    assert made is not None
    return made


def drawn(orders: int, seed: int = 1, machines: int = 4, families: int = 8, load: float = 1.2) -> Plant:
    """An overloaded plant: 22 % of the orders for key accounts of weight 10, 7 or 4; setups of 10 to 120 minutes by pair of
    families; each order on one to three machines; due within the time that the work of all would take at `load`."""
    rng = Random(seed)
    names = [f"M{at + 1}" for at in range(machines)]
    kinds = [f"F{at + 1}" for at in range(families)]
    known = {("", a, b): rng.randrange(10, 121, 5) for a in kinds for b in kinds if a != b}
    minutes = [rng.randrange(30, 301, 5) for _order in range(orders)]
    span = max(int(sum(minutes) / machines / load / (16 * 60 * 6 / 7)), 1)
    made = []
    for at, each in enumerate(minutes):
        weight = rng.choice((10, 7, 4)) if rng.random() < 0.22 else 1
        able = rng.sample(names, rng.randint(1, min(3, machines)))
        made.append(
            WorkOrder(
                f"OP-{at:04}", f"P{at % 97}", rng.choice(kinds), TODAY + timedelta(days=rng.randint(0, span)),
                dict.fromkeys(sorted(able), each), weight, "volume" if weight > 1 else None, f"C{at % 41}",
            )
        )  # fmt: skip
    hours = week(needed=2 * sum(minutes) + 200 * orders)
    return Plant(NOW, tuple(Machine(name, hours, kinds[0]) for name in names), tuple(made), Setups(30, known))


def day(ahead: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=ahead)
