"""Reading a kept plan of the plant: which one, which of its orders, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clave.base.folding import folded
from clave.store.models import OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.production import PLACED

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


def frozen_on(plan: ProductionPlan | None) -> Counter[str]:
    """How many orders of each machine are frozen in a plan: they are its first ones, and no lock moves them."""
    return Counter(PlannedOrder.objects.filter(plan=plan, frozen=True).values_list("machine", flat=True))


def places_asked(plan: ProductionPlan, locks: Iterable[OrderLock]) -> dict[int, int]:
    """By lock, its place in a plan: locks are kept as places behind what is frozen, and people read places of the plan."""
    frozen, has = frozen_on(plan), dict(plan.orders.filter(locked=True).values_list("order", "place"))
    placed = (lock for lock in locks if lock.kind == PLACED)
    return {lock.pk: has.get(lock.order, frozen[lock.machine] + lock.place) for lock in placed}
