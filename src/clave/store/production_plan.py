"""Reading a kept plan of the plant: which one, which of its orders, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from clave.base.folding import folded
from clave.store.models import PlannedOrder, ProductionPlan
from clave.store.models.dispatch import CONFIRMED, OPEN

ORDERS = {
    "start": ("start", "machine", "place"),
    "end": ("end", "machine", "place"),
    "order": ("order",),
    "due": ("due", "start"),
    "late": ("late", "start"),
    "machine": ("machine", "place"),
    "name": ("name", "start"),
}
ONLY = ("clave", "tarde", "cede", "gana", "fija")


@dataclass(frozen=True)
class Wanted:
    """Which orders: of a machine, words, a customer, only key ones (`clave`), late ones (`tarde`), those that gave way
    (`cede`) or gained (`gana`), those that nothing moves (`fija`)."""

    machine: str = ""
    text: str = ""
    customer: str = ""
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing narrows the orders."""
        return not (self.machine or self.text or self.customer or self.only)


def newest_plan(day: date | None = None) -> ProductionPlan | None:
    """The plan people look at: the open one of the latest day (or of that day), else its confirmed one."""
    found = ProductionPlan.objects.filter(state__in=(OPEN, CONFIRMED)).select_related("by", "confirmed_by")
    if day is not None:
        found = found.filter(day=day)
    last = found.order_by("-day", "-pk").first()
    if last is None or last.state == OPEN:
        return last
    return found.filter(day=last.day, state=OPEN).first() or last


def planned_orders(plan: ProductionPlan, wanted: Wanted) -> QuerySet[PlannedOrder]:
    """The orders of a plan as asked, by when they start unless another order is asked for."""
    found = plan.orders.all()
    if wanted.machine:
        found = found.filter(machine=wanted.machine)
    if wanted.text:
        found = found.filter(folded__contains=folded(wanted.text))
    if wanted.customer:
        found = found.filter(customer=wanted.customer)
    narrowed: dict[str, dict[str, Any]] = {
        "clave": {"key": True}, "tarde": {"late__gt": 0}, "cede": {"gave_way": True}, "gana": {"code": "gained"},
        "fija": {"code__in": ("frozen", "locked")},
    }  # fmt: skip
    if wanted.only:
        found = found.filter(**narrowed[wanted.only])
    return found.order_by(*_order(wanted.order))


def _order(asked: str) -> tuple[str, ...]:
    first, *rest = ORDERS.get(asked.removeprefix("-"), ORDERS["start"])
    return (f"-{first}" if asked.startswith("-") else first, *rest)


def around(one: PlannedOrder, most: int = 4) -> QuerySet[PlannedOrder]:
    """The orders just before and after one on its machine, itself among them."""
    found = PlannedOrder.objects.filter(plan=one.plan_id, machine=one.machine)
    return found.filter(place__gte=one.place - most, place__lte=one.place + most).order_by("place")
