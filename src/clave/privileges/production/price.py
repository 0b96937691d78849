"""What priority costs the others: the plan made again with every weight 1, same seed and moves, and the difference (G5).

«Without priority» is a definition: the same orders, machines, frozen part and locks, and every order weighs 1. The loss of one
order is attributed to the orders of key accounts that passed it, never proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.production.planning import WEIGHTS, How, Plan, plan
from clave.privileges.production.plant import Lines, Lock, Plant
from clave.privileges.production.schedule import HOUR, Bar, Schedule, Totals

MOST = 3  # orders that are named as having passed one


@dataclass(frozen=True)
class Changed:
    """An order with and without priority; `passed_by` are orders of key accounts that are before it on its machine and
    would not be without priority, up to three."""

    bar: Bar
    without: Bar
    passed_by: tuple[Bar, ...] = ()

    @property
    def hours(self) -> float:
        """Hours of the clock that it ends later with priority; below zero where it ends earlier."""
        return (self.bar.end - self.without.end) / timedelta(hours=1)

    @property
    def late_hours(self) -> float:
        """Hours late more with priority; below zero where fewer."""
        return (self.bar.late - self.without.late) / HOUR


@dataclass(frozen=True)
class Price:
    """With and without priority: lateness of key accounts and of the others, setup hours, their cost in money, which others
    gave way (they are later than due by more), and which orders of key accounts gained. `weighted_without`: what the plan
    without priority comes to, weighed as with it."""

    key: Totals
    key_without: Totals
    others: Totals
    others_without: Totals
    setup_hours: float
    setup_cost: Decimal
    currency: str
    gave_way: tuple[Changed, ...]
    gained: tuple[Changed, ...]
    without: Schedule
    weighted_without: int

    @property
    def others_late_hours(self) -> float:
        """Hours of lateness that priority adds to the others."""
        return self.others.late_hours - self.others_without.late_hours


def price(made: Plan, limits: Limits) -> Price:
    """Solve again without priority and subtract."""
    plain = replace(made.how, mode=WEIGHTS)
    without = plan(made.plant.unweighted(), plain, in_force=made.in_force, locks=made.locks).schedule
    now = made.schedule
    setups = now.setup_hours - without.setup_hours
    changed = [_changed(bar, now, without) for bar in now.bars]
    return Price(
        key=now.totals(key=True),
        key_without=without.totals(key=True),
        others=now.totals(key=False),
        others_without=without.totals(key=False),
        setup_hours=setups,
        setup_cost=Decimal(str(round(setups * limits[declared.production_machine_hour], 4))),
        currency=(*limits[declared.cost_currency], "")[0],
        gave_way=_ranked(each for each in changed if not each.bar.key and each.late_hours > 0),
        gained=_ranked(each for each in changed if each.bar.key and each.late_hours < 0),
        without=without,
        weighted_without=_weighed(made, without),
    )


def priced(
    plant: Plant, asked: How, limits: Limits, *, in_force: Lines | None = None, locks: Iterable[Lock] = ()
) -> tuple[Plan, Price]:
    """A plan and what its priority costs. A search of so many moves may stop at a sequence that the one without priority
    beats by the very weights that it was to serve; then it is made again from there, so that priority by weight is never worse
    than none. «Never late if possible» gives up that sum on purpose. Raises ClaveError as `plan`."""
    kept = tuple(locks)
    made = plan(plant, asked, in_force=in_force, locks=kept)
    cost = price(made, limits)
    if asked.mode == WEIGHTS and cost.weighted_without < made.schedule.weighted_lateness:
        made = plan(plant, asked, in_force=in_force, locks=kept, without=cost.without.lines)
        cost = price(made, limits)
    return made, cost


def _weighed(made: Plan, without: Schedule) -> int:
    weights = {order.order: order.weight for order in made.plant.orders}
    return sum(bar.late * weights[bar.order.order] for bar in without.bars)


def _ranked(changed: Iterable[Changed]) -> tuple[Changed, ...]:
    """The largest difference first."""
    return tuple(sorted(changed, key=lambda each: (-abs(each.late_hours), each.bar.order.order)))


def _changed(bar: Bar, now: Schedule, without: Schedule) -> Changed:
    other = without.by_order[bar.order.order]
    if bar.key:
        return Changed(bar, other)
    earlier = set(without.lines[other.machine][: other.place - 1])
    ahead = [now.by_order[name] for name in now.lines[bar.machine][: bar.place - 1] if name not in earlier]
    return Changed(bar, other, tuple(each for each in ahead if each.key)[-MOST:])
