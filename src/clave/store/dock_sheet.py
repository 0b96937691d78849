"""What leaves from each dock of a kept plan, pick by pick, and the stops that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q

from clave.privileges.dispatch.stops import Leaving, Stop, stops
from clave.store.models import DispatchPlan

FIELDS = (
    "order",
    "line",
    "customer",
    "name",
    "key",
    "product",
    "product_name",
    "turn",
    "picks",
    "unit_kilos",
    "unit_pallets",
)


def stops_of(plan: DispatchPlan, warehouse: str) -> tuple[Stop, ...]:
    """The stops of one dock, in sequence."""
    return stops(leaving(plan, warehouse))


def leaving(plan: DispatchPlan, warehouse: str) -> Iterator[Leaving]:
    """What leaves from one warehouse. A line stands in the one it leaves from first; it may leave from a second one too."""
    there = Q(warehouse=warehouse) | Q(picks__1__isnull=False)
    rows = plan.lines.filter(there, given__gt=0).order_by("position").values_list(*FIELDS)
    for order, line, customer, name, key, product, product_name, turn, picks, kilos, pallets in rows:
        for house, grade, units in picks:
            if house == warehouse:
                quantity = Decimal(units)
                yield Leaving(
                    order, line, customer, name, key, product, product_name, turn, grade, quantity,
                    None if kilos is None else kilos * quantity, None if pallets is None else pallets * quantity,
                )  # fmt: skip
