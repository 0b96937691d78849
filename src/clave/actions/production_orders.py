"""A finished plan of the plant as it is kept: every order with its words, and what stands around the sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from clave.base.folding import folded
from clave.base.words import Shown, Text, _, stored
from clave.privileges.production.difference import Difference, difference
from clave.privileges.production.planning import Plan
from clave.privileges.production.plant import Machine, WorkOrder
from clave.privileges.production.price import Changed, Price
from clave.privileges.production.schedule import Bar, Totals, timed
from clave.privileges.production.why import Why, reasons
from clave.store.models import PlannedOrder, ProductionPlan
from clave.store.producing import Ready

HOUR, DAYS = 60, 62
KEPT, MOVED = 50, 40
"""Minutes of an hour, days of opening hours that are kept; remarks and changes kept with their words."""


def rows(made: Plan, cost: Price, kept: ProductionPlan) -> Iterator[PlannedOrder]:
    """The rows of a plan, machine by machine."""
    words = {one.order: one for one in reasons(made, cost)}
    gave = {one.bar.order.order: one for one in cost.gave_way}
    paid: dict[str, list[Changed]] = {}
    for loser in cost.gave_way:
        for passed in loser.passed_by:
            paid.setdefault(passed.order.order, []).append(loser)
    families = {bar.order.order: bar.order.family for bar in made.schedule.bars}
    ready_for = {machine.machine: machine.family or "" for machine in made.plant.machines}
    for bar in made.schedule.bars:
        name = bar.order.order
        before = families[bar.before] if bar.before else ready_for[bar.machine]
        yield _row(bar, cost.without.by_order[name], words[name], kept, before, paid.get(name, []), gave.get(name))


def _row(
    bar: Bar, without: Bar, why: Why, kept: ProductionPlan, before: str, paid: Iterable[Changed], gave: Changed | None
) -> PlannedOrder:
    order = bar.order
    named = {"order": order.order, "product": order.product, "customer": order.customer or "", "name": order.who or ""}
    return PlannedOrder(
        **named,
        plan=kept,
        machine=bar.machine,
        place=bar.place,
        product_name=order.product_name or order.product,
        family=order.family,
        family_before=before,
        category=order.category or "",
        key=order.key,
        weight=order.weight,
        quantity=order.quantity,
        due=order.due,
        released=order.released,
        setup_start=bar.setup_start,
        start=bar.start,
        end=bar.end,
        setup=bar.setup,
        minutes=order.minutes[bar.machine],
        late=bar.late,
        machine_without=without.machine,
        place_without=without.place,
        end_without=without.end,
        late_without=without.late,
        frozen=bar.frozen,
        locked=bar.locked,
        gave_way=gave is not None,
        code=why.code,
        why=stored(why.reason),
        costs=[_named(loser.bar.order) | {"hours": loser.late_hours} for loser in paid],
        gave_to=[_named(passed.order) for passed in gave.passed_by] if gave else [],
        machines=sorted(order.minutes),
        folded=folded(" ".join((*named.values(), order.product_name or "", order.family))),
    )


def _named(order: WorkOrder) -> dict[str, Any]:
    return {"order": order.order, "name": order.who or ""}


def summary(made: Plan, cost: Price, found: Ready) -> dict[str, Any]:
    """What stands around the sequence."""
    aside = [one.sentence for one in made.plant.set_aside]
    changes = _changes(made) if found.basis["in_force"] != "0" else None
    return {
        "orders": len(made.plant.orders),
        "weighted": made.schedule.weighted_lateness / HOUR,
        "weighted_without": cost.weighted_without / HOUR,
        "key": _totals(cost.key),
        "key_without": _totals(cost.key_without),
        "others": _totals(cost.others),
        "others_without": _totals(cost.others_without),
        "setup_hours": made.schedule.setup_hours,
        "setup_more": cost.setup_hours,
        "setup_cost": str(cost.setup_cost),
        "gave_way": len(cost.gave_way),
        "gave_hours": sum(one.late_hours for one in cost.gave_way),
        "gave_most": max((one.late_hours for one in cost.gave_way), default=0.0),
        "gained": len(cost.gained),
        "ends": made.schedule.ends.isoformat(),
        "frozen_hours": made.how.frozen.total_seconds() / 3600,
        "mode": made.how.mode,
        "tried": [[one.name, one.weighted_lateness / HOUR, one.setup_hours] for one in made.tried],
        "machines": _machines(made),
        "aside": {"n": len(aside), "shown": _said(aside)},
        "remarks": _said(found.remarks),
        "held": [{"order": one.what, "text": stored(one.sentence)} for one in found.settled.held],
        "marked": [{"order": one.what, "text": stored(one.sentence)} for one in found.settled.marked],
        "changes": {
            "sentences": _said(changes.sentences if changes else [_("There is no plan in force: this is the first.")]),
            "moved": [
                {"order": one.order, "text": stored(one.sentence)}
                for one in (changes.moved if changes else ())
                if one.code != "shifted"
            ][:MOVED],
            "n": sum(one.code != "shifted" for one in (changes.moved if changes else ())),
        },
    }


def _said(texts: Iterable[Shown | Text]) -> list[Any]:
    return [stored(one) for one in texts][:KEPT]


def _totals(found: Totals) -> dict[str, float]:
    return {"orders": found.orders, "late": found.late, "hours": found.late_hours}


def _machines(made: Plan) -> list[dict[str, Any]]:
    """Every machine with its load and its opening hours, in minutes from the beginning of the plan."""
    return [
        {
            "name": row.machine.machine,
            "family": row.machine.family or "",
            "orders": len(row.bars),
            "late": sum(bar.late > 0 for bar in row.bars),
            "work": row.work_hours,
            "setup": row.setup_hours,
            "ends": row.bars[-1].end.isoformat() if row.bars else None,
            "open": _hours(row.machine),
        }
        for row in made.schedule.rows()
    ]


def _hours(machine: Machine) -> list[list[int]]:
    hours = machine.calendar
    windows = [[opened, closed] for opened, closed in zip(hours.opens, hours.closes, strict=True)]
    if windows[-1][1] <= windows[-1][0]:  # it never closes
        windows[-1][1] = DAYS * 24 * HOUR
    return [window for window in windows if window[0] < DAYS * 24 * HOUR]


def _changes(made: Plan) -> Difference:
    """What it changes against the plan in force."""
    standing = {name for names in made.in_force.values() for name in names}
    part = replace(made.plant, orders=tuple(order for order in made.plant.orders if order.order in standing))
    return difference(timed(part, made.in_force), made.schedule)
