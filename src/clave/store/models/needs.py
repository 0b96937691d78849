"""Needs that customers told us, to whom else the solution was offered, and joint initiatives. (B3, B4, E10)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations import initiatives, needs
from clave.store.models.contacts import Contact
from clave.store.models.staged import Staged, StagedStep


class Need(Staged):
    """A need as `operations.needs.NeedSaid` says; `result` what came of it and `gained` the money (null = nobody knows)."""

    asked_by = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    problem = models.TextField()
    solution = models.TextField(blank=True)
    result = models.TextField(blank=True)
    gained = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    product = models.TextField(blank=True)
    family = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=needs.STAGES), name="need_stage_is_known"),
            models.CheckConstraint(condition=Q(gained=None) | Q(gained__gte=0), name="need_gain_is_no_loss"),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "asked_on"), name="need_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.problem}"


class NeedStep(StagedStep):
    """A need came to a stage."""

    of = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=needs.STAGES), name="need_step_stage_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.stage}"


class NeedOffer(models.Model):
    """The solution was offered to another customer on a day, and what they said; one taken back stands nowhere."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="offers")
    customer = models.TextField()
    name = models.TextField()
    on = models.DateField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=5, blank=True)
    answered_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer__in=tuple(needs.ANSWERS)), name="need_answer_is_known"),
            models.UniqueConstraint(
                fields=("need", "customer"), condition=Q(removed_at=None), name="a_need_is_offered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.customer}"


class JointInitiative(Staged):
    """An initiative as `operations.initiatives.InitiativeSaid` says, its `owner` of ours, and what came of it."""

    kind = models.CharField(max_length=8)
    title = models.TextField()
    about = models.TextField(blank=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    next_on = models.DateField(null=True)
    site = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.TextField(blank=True)
    result = models.TextField(blank=True)
    gained = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    moved_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(initiatives.KINDS)), name="initiative_kind_is_known"),
            models.CheckConstraint(condition=Q(stage__in=initiatives.STAGES), name="initiative_stage_is_known"),
            models.CheckConstraint(condition=Q(gained=None) | Q(gained__gte=0), name="initiative_gain_is_no_loss"),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "next_on"), name="initiative_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.title}"


class InitiativeStep(StagedStep):
    """An initiative came to a stage."""

    of = models.ForeignKey(JointInitiative, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=initiatives.STAGES), name="initiative_step_stage_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.stage}"
