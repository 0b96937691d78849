"""The life of a status: where each customer stands now, every step that brought it there, and its reviews."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.selection.life import STATES
from clave.store.guards import Refuses


class KeyStatus(models.Model):
    """Where one customer stands. The steps (`StatusChange`) and the reviews (`StatusReview`) are the history; this is
    what they come to (`life.stand`), held while one is added, so that two people never move the same customer at once.

    `since` is the day it became a key account (None before), `reviews` how many decided reviews it has been through
    since, `below` how many of the last ones running found it below the exit band; `until` the day on which an override
    or a landing ends; `category` the criterion that comes first among its reasons."""

    customer = models.TextField(unique=True)
    name = models.TextField()
    state = models.CharField(max_length=9)
    category = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True)
    reviews = models.IntegerField(default=0)
    below = models.IntegerField(default=0)
    until = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[*STATES, ""]), name="status_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.state}"


class StatusChange(models.Model):
    """One step in the life of a status: from where to where, from which day on, why, by whom. Steps are only added.

    `effective_on` is the day from which it counts, which may lie before the moment it was entered; `until` the day on
    which what it leads to ends (an override, a landing); `reason` is what the person wrote, or `because` what clave
    says itself, kept as message and values (`clave.base.words.stored`) and said in the language of whoever reads; `run` the
    list it was decided with; `takes_back` the step that it undoes. A step to where it already stands gives it another `until`."""

    customer = models.TextField(db_index=True)
    before = models.CharField(max_length=9, blank=True)
    after = models.CharField(max_length=9, blank=True)
    category = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    because = models.JSONField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey("store.SelectionRun", on_delete=models.PROTECT, null=True, related_name="+")
    takes_back = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="taken_back")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("customer", "effective_on", "id"), name="steps_of_a_status")]
        constraints: ClassVar = [
            Refuses(name="steps_are_never_changed", operation="UPDATE"),
            Refuses(name="steps_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.before or '·'} → {self.after or '·'}"


class StatusReview(models.Model):
    """What one decided review found of a member: only added, and only once for each list.

    `since` names the membership it belongs to; `state` is stays, watched or leaves; `sure` its acceptability (None = it
    bought nothing that year), `floor` the exit band then, `below` the reviews running below it, `because` {text}."""

    customer = models.TextField()
    run = models.ForeignKey("store.SelectionRun", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    state = models.CharField(max_length=7)
    sure = models.FloatField(null=True)
    floor = models.FloatField()
    below = models.IntegerField()
    because = models.JSONField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("customer", "run"), name="one_review_of_a_list"),
            Refuses(name="reviews_are_never_changed", operation="UPDATE"),
            Refuses(name="reviews_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.state}"
