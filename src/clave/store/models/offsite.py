"""Off-site sessions with a customer: who came, the agenda, the ideas said in them and what each became. (C3)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations import offsite
from clave.operations.portal.invitations import SAID
from clave.store.models.account_plan import PlanAction
from clave.store.models.contacts import Contact
from clave.store.models.needs import JointInitiative, Need
from clave.store.models.staged import Staged, StagedStep


class OffsiteSession(Staged):
    """A session as `operations.offsite.OffsiteSaid` says, and who of ours it belongs to."""

    on = models.DateField()
    place = models.TextField()
    purpose = models.TextField()
    agreed = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=offsite.STAGES), name="offsite_stage_is_known"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="offsite_cost_is_no_gain"),
        ]
        indexes: ClassVar = [models.Index(fields=("stage", "on"), name="offsite_by_stage")]

    def __str__(self) -> str:
        return f"{self.customer} {self.on}"


class OffsiteStep(StagedStep):
    """A session came to a stage."""

    of = models.ForeignKey(OffsiteSession, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=offsite.STAGES), name="offsite_step_stage_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.stage}"


class OffsitePerson(models.Model):
    """Somebody who comes: a `person` of ours, or a `contact` of the customer, with what that one said in the portal (`answer`)
    and who else of theirs comes (`also`)."""

    of = models.ForeignKey(OffsiteSession, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=3, blank=True)
    also = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer__in=SAID), name="offsite_answer_is_known"),
            models.CheckConstraint(
                condition=Q(person=None, contact__isnull=False) | Q(person__isnull=False, contact=None),
                name="offsite_person_is_of_one_side",
            ),
            models.UniqueConstraint(fields=("of", "person"), name="ours_come_once"),
            models.UniqueConstraint(fields=("of", "contact"), name="theirs_come_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.person_id or self.contact_id}"


class OffsitePoint(models.Model):
    """A point of the agenda at its `place`, counted from 1."""

    of = models.ForeignKey(OffsiteSession, on_delete=models.CASCADE, related_name="points")
    place = models.SmallIntegerField()
    text = models.TextField()
    minutes = models.SmallIntegerField(null=True)
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, offsite.LONGEST_POINT)), name="point_takes_minutes"
            ),
            models.CheckConstraint(condition=Q(person=None) | Q(contact=None), name="one_leads_a_point"),
        ]

    def __str__(self) -> str:
        return self.text


class OffsiteIdea(models.Model):
    """An idea said in a session, by somebody of either side, and the one thing it became; or why it was turned down.

    What it became may be taken out as a slip: then it is undecided again."""

    of = models.ForeignKey(OffsiteSession, on_delete=models.CASCADE, related_name="ideas")
    text = models.TextField()
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="ideas")
    initiative = models.ForeignKey(JointInitiative, on_delete=models.PROTECT, null=True, related_name="ideas")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, related_name="ideas")
    turned_down = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(need=None, initiative=None) | Q(need=None, action=None) | Q(initiative=None, action=None),
                name="an_idea_becomes_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(turned_down="") | Q(need=None, initiative=None, action=None),
                name="what_was_turned_down_became_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.text
