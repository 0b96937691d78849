"""What we know of an account, field by field, and which competitors visit it. (G12)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.profile import TYPED
from clave.store.guards import Refuses


class ProfileStatement(models.Model):
    """What somebody learnt of an account, as `operations.profile.Said`; rows are only added, the one of the latest day counts.

    `withdrawn_at` takes a slip back, `said_in` is the note that it was taken from."""

    customer = models.TextField()
    field = models.CharField(max_length=14)
    value = models.TextField()
    on = models.DateField()
    source = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    said_in = models.ForeignKey("store.Touchpoint", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(field__in=TYPED), name="profile_field_is_known"),
            Refuses(name="statements_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(fields=("customer", "field", "-on"), name="statements_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.customer} {self.field}"


class ProfileConfirmation(models.Model):
    """The whole profile of an account was seen to be so on a day."""

    customer = models.TextField(db_index=True)
    on = models.DateField()
    source = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer", "on"), condition=Q(withdrawn_at=None), name="one_confirmation_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.on}"


class CompetitorVisit(models.Model):
    """A competitor was at an account: what it offered, of which family, at which price of a unit, and how we know."""

    customer = models.TextField()
    on = models.DateField()
    competitor = models.TextField()
    offered = models.TextField(blank=True)
    family = models.TextField(blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    source = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    said_in = models.ForeignKey("store.Touchpoint", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="competitor_price_is_a_price")
        ]
        indexes: ClassVar = [models.Index(fields=("customer", "-on"), name="visits_of_competitors")]

    def __str__(self) -> str:
        return f"{self.customer} {self.competitor}"
