"""Telling customers that they are key accounts, and what they answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

MAIL, PAPER = "mail", "paper"
CHANNELS = (MAIL, PAPER)
LINK, HAND = "link", "hand"
YES, PARTLY, NO = "yes", "partly", "no"
NOTICED = (YES, PARTLY, NO)


class Announcement(models.Model):
    """One letter to one customer, as it went: by mail or on paper. Of several the newest counts.

    `reasons` are the criteria that the letter names, `letter` the PDF; of the link only the hash of its token is kept,
    so that the letter of one that went by mail is kept without it, and only one to print carries it.
    `acknowledged_on` is the day somebody of the customer said that they received it, through the link or told to us
    (`acknowledged_how`); `noticed` answers whether they notice that they are key; `reminded_at` is when its owner was
    reminded that nobody had."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    reasons = models.JSONField()
    addressee = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    channel = models.CharField(max_length=5)
    language = models.CharField(max_length=2)
    paragraph = models.TextField(blank=True)
    letter = models.BinaryField()
    announced_on = models.DateField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    mail = models.ForeignKey("store.Mail", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    acknowledged_on = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    acknowledged_how = models.CharField(max_length=4, blank=True)
    noticed = models.CharField(max_length=6, blank=True)
    comment = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="announced_in_a_known_way"),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_at=None, acknowledged_how="")
                | Q(acknowledged_on__isnull=False, acknowledged_at__isnull=False, acknowledged_how__in=(LINK, HAND)),
                name="acknowledged_whole_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.announced_on}"
