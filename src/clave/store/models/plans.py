"""What every plan of a day has, whatever it plans: its state, from what it was made, and what people decide by hand in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

OPEN, CONFIRMED, SUPERSEDED = "open", "confirmed", "superseded"
STATES = (OPEN, CONFIRMED, SUPERSEDED)
IS_KNOWN = Q(state__in=STATES)


class Plan(models.Model):
    """The plan of one day. `basis` says from what it was made: a version, a digest or a number of each part. `summary` holds
    what stands around it, with texts and figures as `clave.base.words.stored` writes them. A day has one open plan."""

    day = models.DateField()
    state = models.CharField(max_length=10, default=OPEN)
    facts_version = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=128)
    basis = models.JSONField()
    currency = models.CharField(max_length=3)
    summary = models.JSONField()
    made_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        get_latest_by = ("day", "id")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} #{self.pk}"


class ByHand(models.Model):
    """What a person decided about an order, with the reason, until a day (inside), or until somebody ends it."""

    order = models.TextField()
    reason = models.TextField()
    until = models.DateField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
