"""Joint promotions and agreements with a customer, and what the facts say came of each. (G9)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.promotions.said import KINDS, MEASURES, STAGES
from clave.store.models.contacts import Contact
from clave.store.models.staged import Staged, StagedStep


class Promotion(Staged):
    """A promotion as `operations.promotions.said.PromotionSaid` says, its `owner` of ours, and what each side `spent` of its
    budget (null = nobody wrote it down yet)."""

    kind = models.CharField(max_length=9)
    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    families = models.JSONField(default=list)
    products = models.JSONField(default=list)
    measure = models.CharField(max_length=5)
    ours = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    theirs = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    ours_spent = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    theirs_spent = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    goal = models.TextField(blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    conditions = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="promotion_kind_is_known"),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="promotion_stage_is_known"),
            models.CheckConstraint(condition=Q(measure__in=tuple(MEASURES)), name="promotion_measure_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="promotion_ends_after_it_begins"),
            models.CheckConstraint(
                condition=(Q(ours=None) | Q(ours__gte=0)) & (Q(theirs=None) | Q(theirs__gte=0)),
                name="promotion_budget_is_no_gain",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "starts_on"), name="promotion_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.title}"


class PromotionStep(StagedStep):
    """A promotion came to a state."""

    of = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="promotion_step_stage_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.stage}"


class PromotionResult(models.Model):
    """What the facts told of a promotion when they were last asked: its `months` (as `operations.promotions.result.Month`), up to
    `until`, with so many comparable accounts; null `until` = the facts had nothing. `basis` is what it was
    measured by. `verdict`, `lift`, `low`, `high` (null = cannot be said) are what these months come to, so that lists need
    not reckon it again."""

    of = models.OneToOneField(Promotion, on_delete=models.CASCADE, related_name="result")
    months = models.JSONField(default=list)
    until = models.DateField(null=True)
    peers = models.IntegerField(default=0)
    verdict = models.CharField(max_length=9)
    bought = models.FloatField(null=True)
    lift = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    facts_version = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    basis = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.of_id} {self.verdict}"
