"""Contacts that there were with a customer, logged by anybody of ours. (G7)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.touchpoints import DIRECTIONS, KINDS
from clave.store.models.contacts import Contact


class Touchpoint(models.Model):
    """A contact as `operations.touchpoints.TouchpointSaid` says; `stems` is what it is searched by.

    `done_on` is the day on which what was left to do was done; `withdrawn_at` takes a slip out of every list."""

    customer = models.TextField()
    on = models.DateField()
    kind = models.CharField(max_length=12)
    direction = models.CharField(max_length=3)
    text = models.TextField()
    topics = models.JSONField(default=list)
    feedback = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    follow_up = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    stems = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="touchpoint_kind_is_known"),
            models.CheckConstraint(condition=Q(direction__in=tuple(DIRECTIONS)), name="touchpoint_direction_is_known"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="touchpoint_cost_is_no_gain"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("-on", "-id"), name="touchpoints_by_day"),
            models.Index(fields=("customer", "-on"), name="touchpoints_of_a_customer"),
            models.Index(fields=("by", "-on"), name="touchpoints_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.on}"


class TouchpointContact(models.Model):
    """Somebody of the customer was in it."""

    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="with_whom")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="touchpoints")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("touchpoint", "contact"), name="one_contact_in_a_touchpoint")
        ]

    def __str__(self) -> str:
        return f"{self.touchpoint_id} {self.contact_id}"
