"""Production as it was planned, locked by hand and confirmed: the plan of the plant, its orders, and the locks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.store.models.plans import CONFIRMED, IS_KNOWN, OPEN, ByHand, Plan

PLACED, HELD = "placed", "held"
LOCKS = (PLACED, HELD)


class ProductionPlan(Plan):
    """The plan of the plant made on a day, from `begins` on, from {facts, policy, grants, locks, in_force}. A day has one
    confirmed one at most; the orders of a plan that was superseded while it was open go, those of one that was confirmed
    stay."""

    begins = models.DateTimeField()

    class Meta(Plan.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=IS_KNOWN, name="production_plan_state_is_known"),
            models.UniqueConstraint(fields=("day",), condition=Q(state=OPEN), name="one_open_production_a_day"),
            models.UniqueConstraint(
                fields=("day",), condition=Q(state=CONFIRMED), name="one_confirmed_production_a_day"
            ),
        ]


class PlannedOrder(models.Model):
    """One work order in a plan: its machine and place, when it is set up, starts and ends, and the same without priority.

    `late` and `late_without` are minutes of the clock after its due day, `minutes` those of work and `setup` those of the
    setup before it. `code` and `why` are the reason of `privileges.production.why`; `costs` [{order, name, hours}] those
    that gave way to it, `gave_to` [{order, name}] the key orders that passed it;
    `machines` are all that can make it."""

    plan = models.ForeignKey(ProductionPlan, on_delete=models.CASCADE, related_name="orders")
    machine = models.TextField()
    place = models.IntegerField()
    order = models.TextField()
    product = models.TextField()
    product_name = models.TextField()
    family = models.TextField()
    family_before = models.TextField(blank=True)
    customer = models.TextField(blank=True)
    name = models.TextField(blank=True)
    category = models.CharField(max_length=40, blank=True)
    key = models.BooleanField()
    weight = models.IntegerField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    due = models.DateField()
    released = models.DateField(null=True)
    setup_start = models.DateTimeField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    setup = models.IntegerField()
    minutes = models.IntegerField()
    late = models.IntegerField()
    machine_without = models.TextField()
    place_without = models.IntegerField()
    end_without = models.DateTimeField()
    late_without = models.IntegerField()
    frozen = models.BooleanField()
    locked = models.BooleanField()
    gave_way = models.BooleanField()
    code = models.CharField(max_length=16)
    why = models.JSONField()
    costs = models.JSONField()
    gave_to = models.JSONField()
    machines = models.JSONField()
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("plan", "order"), name="one_planned_order"),
            models.UniqueConstraint(fields=("plan", "machine", "place"), name="one_order_a_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("plan", "start"), name="planned_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.machine} {self.place}"


class OrderLock(ByHand):
    """A work order that a person keeps on a machine at a place among those not frozen, or holds back; one stands per order,
    and one per place."""

    kind = models.CharField(max_length=8)
    machine = models.TextField(blank=True)
    place = models.IntegerField(default=0)

    class Meta(ByHand.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=LOCKS), name="order_lock_kind_is_known"),
            models.UniqueConstraint(fields=("order",), condition=Q(ended_at=None), name="one_lock_an_order"),
            models.UniqueConstraint(
                fields=("machine", "place"), condition=Q(ended_at=None, kind=PLACED), name="one_lock_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order} {self.machine} {self.place}"
