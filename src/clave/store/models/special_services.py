"""Special services of an account, and the budget of a year for them. (G7)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.special_services import KINDS, STAGES
from clave.store.models.improvement import ImprovementRequest
from clave.store.models.staged import Staged, StagedStep


class SpecialService(Staged):
    """As `operations.special_services.ServiceSaid` says; `cost` is what it really cost (null = nobody knows yet), `result`
    what came of it on `done_on`.

    One of laboratory with a `request` has its hours logged there, and counts no hours of its own."""

    kind = models.CharField(max_length=8)
    what = models.TextField()
    needed_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    expected = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    document = models.TextField(blank=True)
    request = models.ForeignKey(ImprovementRequest, on_delete=models.PROTECT, null=True, related_name="services")
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="service_kind_is_known"),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="service_stage_is_known"),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="service_hours_are_some"),
            models.CheckConstraint(condition=Q(expected=None) | Q(expected__gte=0), name="service_expected_is_no_gain"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="service_cost_is_no_gain"),
            models.CheckConstraint(condition=Q(request=None) | Q(kind="lab"), name="service_request_is_of_the_lab"),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "needed_on"), name="service_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.what}"


class ServiceStep(StagedStep):
    """A service came to a stage."""

    of = models.ForeignKey(SpecialService, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="service_step_stage_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.stage}"


class ServiceBudget(models.Model):
    """What the special services of an account may cost in a year, in the company's currency, and why."""

    customer = models.TextField()
    year = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("customer", "year"), name="one_service_budget_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="service_budget_is_no_debt"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.year}"
