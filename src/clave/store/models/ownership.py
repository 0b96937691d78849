"""Who answers for an account: one owner at a date, a substitute, a sponsor of the management; and what each can carry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

OWNER, SUBSTITUTE, SPONSOR = "owner", "substitute", "sponsor"
PARTS = (OWNER, SUBSTITUTE, SPONSOR)
LASTED = Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))


class Ownership(models.Model):
    """One person in one part for one account, from a day until the day before `ends_on` (None = until further notice).

    `value` is what a sponsor adds of their own: a door, a decision, a guarantee. A row that ends on the day it begins was
    corrected on that very day: it was never in force, and stays as history."""

    customer = models.TextField(db_index=True)
    part = models.CharField(max_length=10, choices=[(part, part) for part in PARTS])
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="ownerships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    value = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer", "part"), condition=Q(ends_on=None), name="one_person_in_a_part"
            ),
            models.UniqueConstraint(
                fields=("customer", "part", "starts_on"), condition=LASTED, name="one_beginning_a_day"
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="ownership_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.part} {self.starts_on}"


class KamCapacity(models.Model):
    """What one person can carry as owner of accounts from a day on, until a later row; None = not entered, never zero.

    `hours` a month for all their accounts; `accounts` at most; `relationships` that can be looked after in each."""

    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="capacities")
    starts_on = models.DateField()
    hours = models.FloatField(null=True)
    accounts = models.IntegerField(null=True)
    relationships = models.IntegerField(null=True)
    reason = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "starts_on"), name="one_capacity_a_day"),
            models.CheckConstraint(
                condition=(Q(hours=None) | Q(hours__gte=0))
                & (Q(accounts=None) | Q(accounts__gte=0))
                & (Q(relationships=None) | Q(relationships__gte=0)),
                name="capacity_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"


class AccountLoad(models.Model):
    """What one account takes of whoever answers for it, from a day on, until a later row; None = not entered, never zero.

    `hours` a month, where it takes others than policy says; `relationships` to be looked after in it."""

    customer = models.TextField()
    starts_on = models.DateField()
    hours = models.FloatField(null=True)
    relationships = models.IntegerField(null=True)
    reason = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("customer", "starts_on"), name="one_account_load_a_day"),
            models.CheckConstraint(
                condition=(Q(hours=None) | Q(hours__gte=0)) & (Q(relationships=None) | Q(relationships__gte=0)),
                name="account_load_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.starts_on}"
