"""The rhythm of contact that was agreed for an account, and the calendar that each person subscribes to. (C4, D4)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.contacts import AREAS, CHANNELS
from clave.store.models.contacts import Contact


class Cadence(models.Model):
    """A rhythm as `operations.rhythms.RhythmSaid` says: `who` is a part in the account or a department, or empty where
    `person` is named; `mark` is the same text for the same rhythm, so that none is agreed twice.

    `ended_on` is the first day on which it no longer holds; `standard` names the rhythm of the catalogue it began as."""

    customer = models.TextField(db_index=True)
    standard = models.CharField(max_length=20, blank=True)
    who = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="cadences")
    area = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=7, blank=True)
    topic = models.TextField(blank=True)
    days = models.SmallIntegerField()
    since = models.DateField()
    mark = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days__range=(1, 366)), name="cadence_can_be_kept"),
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(who="") | Q(person__isnull=False, who=""), name="cadence_has_one_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(contact=None, area__in=tuple(AREAS)) | Q(contact__isnull=False, area=""),
                name="cadence_has_an_interlocutor",
            ),
            models.CheckConstraint(condition=Q(channel__in=("", *CHANNELS)), name="cadence_channel_is_known"),
            models.UniqueConstraint(
                fields=("customer", "mark"), condition=Q(ended_on=None), name="one_cadence_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.who or self.person_id} {self.days}"


class AgendaFeed(models.Model):
    """The secret address under which a person's calendar is read without signing in: only its hash is kept.

    `kinds` are those of `operations.diary.KINDS` that they chose (none = all); `told` what it was told last, so that what moved
    or is off is said to be: ids, days and marks, no words."""

    person = models.OneToOneField(
        "store.Person", on_delete=models.CASCADE, primary_key=True, related_name="agenda_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    kinds = models.JSONField(default=list)
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.person_id)
