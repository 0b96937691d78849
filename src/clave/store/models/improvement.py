"""What customers ask of our products: requests with their stages, and the hours of laboratory they took. (G4)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.privileges.improvement.stages import STAGES

KINDS = ("improvement", "development", "complaint")


class ImprovementRequest(models.Model):
    """What a customer asks: `title` in a line, `asks` in their words, `measure` by what everybody will see that it is done.

    `promised` is the day we promised, `worth` what it may be worth a year (null = nobody estimated it). `stage` is that of
    its last standing step. `answer` is what the customer was told, on `answered_on`; `result` what came of it at the end."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    kind = models.CharField(max_length=12)
    product = models.TextField(blank=True)
    title = models.TextField()
    asks = models.TextField()
    measure = models.TextField(blank=True)
    asked = models.DateField()
    promised = models.DateField(null=True)
    worth = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    stage = models.CharField(max_length=16, default="received")
    assigned = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)
    closed_on = models.DateField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="request_stage_is_known"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(promised=None) | Q(promised__gte=F("asked")), name="request_promised_after_it_was_asked"
            ),
            models.CheckConstraint(condition=Q(worth=None) | Q(worth__gt=0), name="request_worth_is_something"),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "asked"), name="request_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.title}"


class ImprovementStep(models.Model):
    """A request came to a stage on a day, with a note; one that was a slip is `undone`."""

    request = models.ForeignKey(ImprovementRequest, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=16)
    day = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(stage__in=STAGES), name="step_stage_is_known")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.stage}"


class LabHours(models.Model):
    """Hours that the laboratory worked on a request on a day, and what was done; those taken back count no more."""

    request = models.ForeignKey(ImprovementRequest, on_delete=models.CASCADE, related_name="worked")
    day = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    what = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(hours__gt=0) & Q(hours__lte=24), name="hours_fit_a_day"),
        ]
        indexes: ClassVar = [models.Index(fields=("day",), name="lab_hours_by_day")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.day:%Y-%m-%d} {self.hours}"
