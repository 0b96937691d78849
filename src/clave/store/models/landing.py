"""How a customer leaves the list: until when, what is done on the way, who tells it and how, and what leaving costs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

RECOVERED, FINISHED, TAKEN_BACK = "recovered", "finished", "taken_back"
ENDINGS = (RECOVERED, FINISHED, TAKEN_BACK)


class LandingPlan(models.Model):
    """The plan without which nobody lands; one customer has one open plan at most.

    `told_by` tells the customer, on or before `told_on`, in the way that `how` describes; `cost` is what leaving was
    said to cost when it was decided (`selection.leaving.Cost` as `stored`); `ending` is one of ENDINGS once it ended."""

    customer = models.TextField()
    until = models.DateField()
    told_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    how = models.TextField()
    cost = models.JSONField(default=dict)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ending = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("customer",), condition=Q(ended_at=None), name="one_open_landing"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at=None) | (Q(ending__in=ENDINGS) & Q(ended_at__isnull=False)),
                name="landing_ends_as_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.until:%Y-%m-%d}"


class LandingStep(models.Model):
    """One thing to do before the status ends: what, by when, and who answers for it; `tells` = the customer hears it."""

    plan = models.ForeignKey(LandingPlan, on_delete=models.CASCADE, related_name="steps")
    what = models.TextField()
    due_on = models.DateField()
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    tells = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.what
