"""The life of a status: where each customer stands now, and every step that brought it there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.selection.life import STATES


class KeyStatus(models.Model):
    """Where one customer stands. The steps (`StatusChange`) are the history; this is their last line, held while one is
    added, so that two people never move the same customer at once.

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

    `effective_on` is the day from which it counts, which may lie before the moment it was entered; `reason` is what the
    person wrote; `line` the proposal's line it was decided on; `run` the list it was decided with."""

    customer = models.TextField(db_index=True)
    before = models.CharField(max_length=9, blank=True)
    after = models.CharField(max_length=9, blank=True)
    category = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey("store.SelectionRun", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("customer", "effective_on", "id"), name="steps_of_a_status")]

    def __str__(self) -> str:
        return f"{self.customer} {self.before or '·'} → {self.after or '·'}"
