"""The outbox: every mail that clave writes, whole, until it has gone; and who wants which."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.store.models.people import Person

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
"""In the outbox; on its way to the server at this moment; taken by the server; given up, with the sentence why."""
MAIL_STATES = (WAITING, SENDING, SENT, FAILED)


class Mail(models.Model):
    """One mail to one address. `key` names what it says to whom, so that it is written once however often asked.

    `template` is a letter of `clave.report.letters`; `error` a text as `clave.base.words.stored` writes it; `attempts`
    counts how often the server was asked to take it, `due_at` is when it is tried next. `unsure`: clave stopped between
    handing it over and noting it, so nobody knows whether it arrived (ADR 0020). Once `emptied_at` is set its words and
    attachments are gone and only that it was sent remains.

    `sealed` is a link that lets its reader in, enciphered (`clave.store.sealing`), and so are then the attachments; the
    words only mark its place, so that nobody reads it in the outbox. It goes with the mail and is gone from here once it
    went, or once it is no longer good (`ends_at`).

    `leave` is the address by which its reader leaves such mails with one click (RFC 8058); empty where it is a mail that
    serves what they asked for."""

    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=40)
    to = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="mails")
    language = models.CharField(max_length=2)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    sealed = models.TextField(blank=True)
    ends_at = models.DateTimeField(null=True)
    leave = models.TextField(blank=True)

    state = models.CharField(max_length=7, default=WAITING, db_index=True)
    unsure = models.BooleanField(default=False)
    error = models.JSONField(null=True)
    attempts = models.SmallIntegerField(default=0)
    message_id = models.CharField(max_length=200)

    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=MAIL_STATES), name="mail_state_is_known"),
            models.CheckConstraint(condition=Q(sealed="") | ~Q(state=SENT), name="no_link_stays_once_sent"),
            models.CheckConstraint(condition=Q(sealed="") | Q(ends_at__isnull=False), name="every_link_ends"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=Q(state=WAITING), name="mail_to_send"),
            models.Index(fields=("-created_at",), name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class MailAttachment(models.Model):
    """A file that goes with a mail: its name, its kind (MIME) and its bytes."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class MailChoice(models.Model):
    """What a person wants to get by mail; who never chose gets everything."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="mail_choice")
    bulletin = models.BooleanField(default=True)
    digest = models.BooleanField(default=True)
    agenda = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.person_id)
