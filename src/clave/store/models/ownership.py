"""Who answers for an account: one owner at a date, a substitute, a sponsor of the management."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

OWNER, SUBSTITUTE, SPONSOR = "owner", "substitute", "sponsor"
PARTS = (OWNER, SUBSTITUTE, SPONSOR)


class Ownership(models.Model):
    """One person in one part for one account, from a day until the day before `ends_on` (None = until further notice).

    `value` is what a sponsor adds of their own: a door, a decision, a guarantee."""

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
            models.UniqueConstraint(fields=("customer", "part", "starts_on"), name="one_beginning_a_day"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="ownership_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.part} {self.starts_on}"
