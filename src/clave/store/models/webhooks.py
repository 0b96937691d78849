"""Other systems that are told what happened in clave: where, of what, and what came of each telling. (ADR 0039)"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

WAITING, SENDING, DELIVERED, FAILED, HELD = "waiting", "sending", "delivered", "failed", "held"
"""In the outbox; with a worker at this moment; taken by the receiver; given up after the last try; kept while its webhook is off,
until somebody sends it."""
DELIVERY_STATES = (WAITING, SENDING, DELIVERED, FAILED, HELD)
STILL = (WAITING, SENDING)


class Webhook(models.Model):
    """One receiver: `url`, and the kinds of `store.webhook_kinds` of which it is told.

    `sealed` is its secret as `store.sealing` enciphers it, shown once and never again; `sealed_before` the one that it replaced,
    which signs as well until `before_until`. `why_off` is a sentence as `base.words.stored` writes it, where clave itself
    switched it off; `failing_since` the first failure after which nothing arrived. A removed one stays, for the log of what
    was sent."""

    name = models.CharField(max_length=80)
    url = models.TextField()
    kinds = models.JSONField()
    sealed = models.BinaryField()
    sealed_before = models.BinaryField(default=b"")
    before_until = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)
    why_off = models.JSONField(null=True)
    failing_since = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def rotating(self, now: datetime) -> bool:
        """Whether the secret before still signs."""
        return bool(self.sealed_before) and self.before_until is not None and now < self.before_until


class WebhookMessage(models.Model):
    """What happened, as every receiver gets it: `body` is the very text that is signed, `key` its name for whoever must not take
    it twice. It stands or falls with the transaction of what happened."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    body = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WebhookDelivery(models.Model):
    """A message on its way to one receiver. `holder` marks the worker that may write here until `lease_until` (its fence);
    `attempts` counts the tries since it was last put in the outbox; `status` and `error` are of the last one."""

    of = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9, default=WAITING)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)
    error = models.JSONField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("of", "message"), name="one_delivery_of_a_message"),
            models.CheckConstraint(condition=Q(state__in=DELIVERY_STATES), name="delivery_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(state__in=STILL), name="webhook_to_send"),
            models.Index(fields=("of", "-id"), name="webhook_log"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class WebhookAttempt(models.Model):
    """One try: when, what came back (the first of it), how long it took. Without `ended_at` clave stopped before it knew."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32)
    milliseconds = models.IntegerField(null=True)
    status = models.SmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    error = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status or '-'}"
