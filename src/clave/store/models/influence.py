"""What we think of the people of an account, who of ours knows them, and who influences whom. (G12)

Opinions about a person: they belong to what that person gets who asks for what is kept of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.influence import CLOSENESS, SUPPORT
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact


class InfluenceOpinion(models.Model):
    """An opinion as `operations.influence.Opinion`; rows are only added, the newest that stands counts. `number` counts those of
    a contact, so that two people never give the same one."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="opinions")
    number = models.PositiveIntegerField()
    decides = models.BooleanField(default=False)
    influences = models.BooleanField(default=False)
    uses = models.BooleanField(default=False)
    blocks = models.BooleanField(default=False)
    support = models.SmallIntegerField(null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(support=None) | Q(support__in=tuple(SUPPORT)), name="support_is_known"),
            models.UniqueConstraint(fields=("contact", "number"), name="one_opinion_after_another"),
            Refuses(name="opinions_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.number}"


class InfluenceCloseness(models.Model):
    """How well somebody of ours knows a contact, from a moment on; rows are only added, the newest of each person counts."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="closeness")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    level = models.SmallIntegerField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=tuple(CLOSENESS)), name="closeness_is_known"),
            Refuses(name="closeness_is_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.person_id}"


class InfluenceEdge(models.Model):
    """One contact influences another, from one moment to another."""

    source = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="influences")
    target = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="influenced_by")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="nobody_influences_themselves"),
            models.UniqueConstraint(
                fields=("source", "target"), condition=Q(ended_at=None), name="one_arrow_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.target_id}"
