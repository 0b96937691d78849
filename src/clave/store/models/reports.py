"""Reports of consumption: what each holds, how far it came, whom it was sent to, and how an account wants to get it. (G10)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.report.consumption.period import LENGTHS
from clave.store.models.contacts import Contact
from clave.store.models.mail import Mail

PREPARED, APPROVED, SENT, SEEN = "prepared", "approved", "sent", "seen"
REPORT_STATES = (PREPARED, APPROVED, SENT, SEEN)
LANGUAGES = ("es", "en")


class ConsumptionReport(models.Model):
    """The report of one account and one period; there is one that was not withdrawn.

    `content` is all that it says, frozen when it was prepared, as `report.consumption.content.kept` writes it; `pdf` the
    paper made of it and of the `note` of whoever answers for the account, `digest` its SHA-256. `facts_version` is what it
    was read from. `seen_at` is when somebody of the customer (`seen_by`) opened it in the portal first: nothing else tells
    us."""

    customer = models.TextField()
    name = models.TextField()
    first = models.DateField()
    last = models.DateField()
    months = models.SmallIntegerField()
    label = models.CharField(max_length=16)
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=8)
    content = models.JSONField()
    facts_version = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default=PREPARED)
    folded = models.TextField()
    prepared_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer", "last"), condition=Q(withdrawn_at=None), name="one_report_of_a_period"
            ),
            models.CheckConstraint(condition=Q(state__in=REPORT_STATES), name="report_state_is_known"),
            models.CheckConstraint(condition=Q(months__in=LENGTHS), name="report_period_divides_a_year"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="report_language_is_known"),
            models.CheckConstraint(
                condition=Q(state=PREPARED, approved_at=None) | (~Q(state=PREPARED) & Q(approved_at__isnull=False)),
                name="report_is_approved_or_not",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(PREPARED, APPROVED), sent_at=None)
                | (Q(state__in=(SENT, SEEN)) & Q(sent_at__isnull=False)),
                name="report_is_sent_or_not",
            ),
            models.CheckConstraint(
                condition=(Q(state=SEEN) & Q(seen_at__isnull=False)) | (~Q(state=SEEN) & Q(seen_at=None)),
                name="report_is_seen_or_not",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("last", "state"), name="reports_of_a_period")]

    def __str__(self) -> str:
        return f"{self.customer} {self.label}"


class ReportSending(models.Model):
    """One mail with the link to a report to one person of the customer; `turn` is 1 the first time, more when it was sent
    again."""

    report = models.ForeignKey(ConsumptionReport, on_delete=models.PROTECT, related_name="sendings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    turn = models.SmallIntegerField()
    attached = models.BooleanField()
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("report", "contact", "turn"), name="one_sending_of_a_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.turn}"


class ReportChoice(models.Model):
    """How an account wants its reports: whether the PDF goes along with the mail, and in which language (empty = that of its
    people)."""

    customer = models.TextField(unique=True)
    attach = models.BooleanField(default=False)
    language = models.CharField(max_length=2, blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(language__in=("", *LANGUAGES)), name="report_choice_language_is_known"),
        ]

    def __str__(self) -> str:
        return self.customer
