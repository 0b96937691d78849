"""Who of a customer is willing to be a reference, what was asked and given, and whom they recommended us to. (B5)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.portal.invitations import SAID
from clave.operations.references import RESULTS, STATES, WAYS
from clave.store.models.contacts import Contact


class WillingReference(models.Model):
    """A person of a customer who is willing, as `operations.references.WillingSaid` says; `ended_at`: not any more."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    ways = models.JSONField(default=list)
    since = models.DateField()
    about = models.TextField(blank=True)
    note = models.TextField(blank=True)
    said_in = models.ForeignKey("store.Touchpoint", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("contact",), condition=Q(ended_at=None), name="one_is_willing_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.contact_id}"


class ReferenceAsk(models.Model):
    """A reference asked of somebody, as `operations.references.AskSaid` says, what they answered, and the business that came
    (`amount` null = nobody knows); one written down by a slip is `removed`. `word` is what they said in the portal (yes, no),
    `word_at` when."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    willing = models.ForeignKey(WillingReference, on_delete=models.PROTECT, related_name="asks")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    prospect = models.TextField()
    way = models.CharField(max_length=6)
    on = models.DateField()
    sector = models.TextField(blank=True)
    product = models.TextField(blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=8)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    word = models.CharField(max_length=3, blank=True)
    word_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="reference_state_is_known"),
            models.CheckConstraint(condition=Q(word__in=SAID), name="reference_word_is_known"),
            models.CheckConstraint(condition=Q(way__in=tuple(WAYS)), name="reference_way_is_known"),
            models.CheckConstraint(condition=Q(result__in=tuple(RESULTS)), name="reference_result_is_known"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="reference_brings_no_loss"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "-on"), name="reference_by_state")]

    def __str__(self) -> str:
        return f"{self.customer} {self.prospect}"


class Referral(models.Model):
    """An account recommended us to somebody by itself, and what came of it."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    prospect = models.TextField()
    on = models.DateField()
    note = models.TextField(blank=True)
    result = models.CharField(max_length=8, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    said_in = models.ForeignKey("store.Touchpoint", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(result__in=tuple(RESULTS)), name="referral_result_is_known"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="referral_brings_no_loss"),
        ]
        indexes: ClassVar = [models.Index(fields=("-on",), name="referral_by_day")]

    def __str__(self) -> str:
        return f"{self.customer} {self.prospect}"
