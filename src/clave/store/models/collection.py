"""Invoices and collection: how an account wants its invoice, who asks it to pay, and what was said, promised and disputed.

Wishes and routes are statements: rows are only added. What people note of one day (an error, a promise, a dispute, a
contact) is a row of its own that can be closed, and withdrawn where it was noted by a slip; nothing is deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.privileges.collection.records import ERRORS, REASONS
from clave.privileges.collection.routes import TONES, WAYS
from clave.privileges.collection.wishes import CHANNELS
from clave.store.guards import Refuses
from clave.store.models.privileges import DID, Statement


class InvoiceWish(Statement):
    """How one account wants its invoice; `cut_off` is the last day of the month on which it takes them in, null = any."""

    customer = models.TextField(db_index=True)
    recipient = models.TextField(blank=True)
    channel = models.CharField(max_length=6)
    portal = models.TextField(blank=True)
    needs_order = models.BooleanField()
    cut_off = models.SmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(did__in=DID), name="wish_did_something_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="wish_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(channel__in=tuple(CHANNELS)), name="wish_channel_is_known"),
            models.CheckConstraint(condition=Q(cut_off=None) | Q(cut_off__range=(1, 31)), name="wish_cut_off_is_a_day"),
            Refuses(name="wishes_are_never_changed", operation="UPDATE"),
            Refuses(name="wishes_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.channel}"


class CollectionRoute(Statement):
    """Who asks one account to pay (`asks`, null = the collections department), how, whom, in which tone and when: days
    before it is due (null = never), days late of the first contact, days between two; `person` = whether it
    is a natural person, where somebody says other than the customer file (null = as that says)."""

    customer = models.TextField(db_index=True)
    asks = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8)
    tone = models.CharField(max_length=10)
    contact = models.TextField(blank=True)
    before = models.SmallIntegerField(null=True)
    first = models.SmallIntegerField()
    again = models.SmallIntegerField()
    person = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(did__in=DID), name="route_did_something_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="route_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(way__in=tuple(WAYS)), name="route_way_is_known"),
            models.CheckConstraint(condition=Q(tone__in=tuple(TONES)), name="route_tone_is_known"),
            models.CheckConstraint(condition=Q(first__gte=0, again__gte=1), name="route_days_make_sense"),
            Refuses(name="routes_are_never_changed", operation="UPDATE"),
            Refuses(name="routes_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.way}"


class Noted(models.Model):
    """What every such row has: whose it is about, who noted it and when, and who withdrew it where it was a slip."""

    customer = models.TextField(db_index=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class InvoiceError(Noted):
    """Something wrong on an invoice: told on a day, who of ours answers and until when, and with what it was put right."""

    document = models.TextField()
    kind = models.CharField(max_length=10)
    words = models.TextField()
    told_on = models.DateField()
    answers = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(ERRORS)), name="invoice_error_kind_is_known"),
            models.UniqueConstraint(
                fields=("customer", "document", "kind"), condition=Q(closed_on=None, withdrawn_at=None),
                name="one_open_error_of_a_kind",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document} {self.kind}"


class PaymentPromise(Noted):
    """Somebody of the customer (`said_by`) promised on `made` that `amount` of `documents` would be paid by `until`.
    Whether it was kept is never kept here: the receivables tell it."""

    documents = models.JSONField()
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    made = models.DateField()
    until = models.DateField()
    said_by = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_is_of_something"),
            models.CheckConstraint(condition=Q(until__gte=F("made")), name="promise_is_for_later"),
            models.UniqueConstraint(
                fields=("customer", "currency", "amount", "made", "until"), condition=Q(withdrawn_at=None),
                name="a_promise_counts_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.customer} {self.amount} {self.until}"


class InvoiceDispute(Noted):
    """The customer does not agree with a document: why, about how much (null = all of it), who of ours answers, since when,
    and how it ended."""

    document = models.TextField()
    reason = models.CharField(max_length=10)
    words = models.TextField()
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    told_on = models.DateField()
    answers = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=tuple(REASONS)), name="dispute_reason_is_known"),
            models.UniqueConstraint(
                fields=("customer", "document"), condition=Q(closed_on=None, withdrawn_at=None),
                name="one_open_dispute_of_a_document",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document} {self.reason}"


class CollectionContact(Noted):
    """A contact about payment that there was: when (`moment`), by which way, with whom, and what was said."""

    moment = models.DateTimeField()
    way = models.CharField(max_length=8)
    whom = models.TextField(blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=tuple(WAYS)), name="contact_way_is_known"),
            models.UniqueConstraint(
                fields=("customer", "moment", "way"), condition=Q(withdrawn_at=None), name="a_contact_counts_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("customer", "moment"), name="contacts_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.customer} {self.way} {self.moment:%Y-%m-%d %H:%M}"
