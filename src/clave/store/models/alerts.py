"""Alerts as they were found night by night: since when, still so or over, put off, a false alarm, and whose they are. (G7)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.alerts.shape import KINDS
from clave.store.guards import Refuses


class AlertRun(models.Model):
    """One search for alerts: of which day, on which facts (their newest day `known_to`, null = none), under which policy;
    `dark` are sentences that say which kinds nobody could judge, as `clave.base.words.stored` writes them."""

    day = models.DateField()
    known_to = models.DateField(null=True)
    facts_version = models.CharField(max_length=64, blank=True)
    policy_version = models.CharField(max_length=128)
    currency = models.CharField(max_length=3)
    dark = models.JSONField(default=list)
    accounts = models.IntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} #{self.pk}"


class RaisedAlert(models.Model):
    """One alert as `operations.alerts.shape.Alert` says it, from `first_day` to `last_day` on which it was so; `ended_on`
    once a search did not find it any more.

    `why` and `sure` are stored texts. Put off until a day (inside), marked as a false alarm, or given to somebody: each with
    who and when; a false alarm stays one until it ends, so that it is not raised again tomorrow."""

    kind = models.CharField(max_length=12)
    customer = models.TextField()
    name = models.TextField()
    matter = models.TextField(blank=True)
    why = models.JSONField()
    sure = models.JSONField(null=True)
    chance = models.FloatField(null=True)
    money = models.FloatField(null=True)
    worth = models.CharField(max_length=6, blank=True)
    currency = models.CharField(max_length=3)
    urgency = models.SmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    ended_on = models.DateField(null=True)
    snoozed_until = models.DateField(null=True)
    snooze_reason = models.TextField(blank=True)
    snoozed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    false_at = models.DateTimeField(null=True)
    false_reason = models.TextField(blank=True)
    false_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    assigned = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    assigned_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="alert_kind_is_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="alert_lasts_forward"),
            models.CheckConstraint(condition=Q(false_at=None) | ~Q(false_reason=""), name="false_alarm_has_a_reason"),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | ~Q(snooze_reason=""), name="alert_put_off_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=("kind", "customer", "matter"), condition=Q(ended_on=None), name="one_open_alert_a_matter"
            ),
            Refuses(name="alerts_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("ended_on", "urgency", "-money"), name="alerts_by_urgency"),
            models.Index(fields=("customer", "kind", "-ended_on"), name="alerts_of_a_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.customer}"
