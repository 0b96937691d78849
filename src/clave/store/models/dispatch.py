"""Dispatch as it was planned, moved by hand and confirmed: the plan of a day, its lines, pins, releases and who gave way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.store.models.plans import IS_KNOWN, OPEN, ByHand, Plan

FIRST, BLOCKED = "first", "blocked"
MOVES = (FIRST, BLOCKED)


class DispatchPlan(Plan):
    """The dispatch of one day, made from {facts, policy, grants, seconds, minimums, pins, confirmed}; `counted` is the day of
    the stock it shares out. The lines of a superseded one go."""

    counted = models.DateField(null=True)

    class Meta(Plan.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=IS_KNOWN, name="dispatch_plan_state_is_known"),
            models.UniqueConstraint(fields=("day",), condition=Q(state=OPEN), name="one_open_plan_a_day"),
        ]


class DispatchLine(models.Model):
    """One order line in a plan. `turn` and `turn_without` are its places among those of its warehouse that may leave, with
    priority and without it, null where it may not; `position` that in the whole sequence. Quantities in the unit of sale;
    `unit_kilos` and `unit_pallets` what one of it weighs and takes of a pallet (null: nobody said);
    `promise` is the day its last part leaves (null: no supply in sight, or it waits for something else: `promised` says
    which). `picks` [[warehouse, grade, quantity]], `why` a text, `costs` [{line, name, quantity, day}] of those that gave
    way to it, `gave_to` [order (name)]; `money_waiting` is what gave way, null where a price is missing."""

    plan = models.ForeignKey(DispatchPlan, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    position_without = models.IntegerField()
    turn = models.IntegerField(null=True)
    turn_without = models.IntegerField(null=True)
    order = models.TextField()
    line = models.TextField()
    customer = models.TextField()
    name = models.TextField()
    category = models.CharField(max_length=40, blank=True)
    key = models.BooleanField()
    product = models.TextField()
    product_name = models.TextField()
    warehouse = models.TextField(blank=True)
    asked = models.DecimalField(max_digits=18, decimal_places=4)
    given = models.DecimalField(max_digits=18, decimal_places=4)
    given_without = models.DecimalField(max_digits=18, decimal_places=4)
    free = models.DecimalField(max_digits=18, decimal_places=4)
    unit_kilos = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit_pallets = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    waits = models.BooleanField()
    displaced = models.BooleanField()
    code = models.SmallIntegerField()
    flags = models.IntegerField()
    due = models.DateField(null=True)
    promise = models.DateField(null=True)
    promised = models.CharField(max_length=8)
    picks = models.JSONField()
    why = models.JSONField()
    costs = models.JSONField()
    gave_to = models.JSONField()
    money_waiting = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("plan", "order", "line"), name="one_dispatch_line")]
        indexes: ClassVar = [
            models.Index(fields=("plan", "position"), name="dispatch_in_sequence"),
            models.Index(fields=("plan", "warehouse", "turn"), name="dispatch_by_warehouse"),
            models.Index(fields=("plan", "product", "position"), name="dispatch_by_product"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.line}"


class LinePin(ByHand):
    """A line that a person put first or keeps back; one stands per line."""

    line = models.TextField()
    move = models.CharField(max_length=8)

    class Meta(ByHand.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(move__in=MOVES), name="line_pin_move_is_known"),
            models.UniqueConstraint(fields=("order", "line"), condition=Q(ended_at=None), name="one_pin_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.order} {self.line}"


class Release(models.Model):
    """What a confirmed plan sent: out of the scan and out of the stock until a count later than `counted` shows it.
    `open_before` is what the line still lacked when it was planned."""

    plan = models.ForeignKey(DispatchPlan, on_delete=models.CASCADE, related_name="releases")
    order = models.TextField()
    line = models.TextField()
    product = models.TextField()
    warehouse = models.TextField(blank=True)
    grade = models.SmallIntegerField(default=0)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    open_before = models.DecimalField(max_digits=18, decimal_places=4)
    key = models.BooleanField()
    counted = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("warehouse", "counted"), name="release_by_count")]

    def __str__(self) -> str:
        return f"{self.order} {self.line} {self.quantity}"


class Displacement(models.Model):
    """A line that gave way to priority on a day, in a plan that was confirmed; once a day, however often it was planned."""

    plan = models.ForeignKey(DispatchPlan, on_delete=models.CASCADE, related_name="displacements")
    day = models.DateField()
    order = models.TextField()
    line = models.TextField()
    quantity = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("order", "line", "day"), name="displaced_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.order} {self.line}"
