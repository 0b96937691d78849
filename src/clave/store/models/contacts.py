"""The people of a customer, and what each lets us do with their data. (G12)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.consent import PURPOSES
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES
from clave.store.guards import Refuses


class Contact(models.Model):
    """A person of a customer as `operations.contacts.ContactSaid` says; `confirmed_on` is the day on which somebody last saw
    that it is so, `left_on` the one on which they left the customer, `folded` name and position for searching.

    `erased_at`: the person asked to be forgotten; the row stays without a word about them, for what points to it."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    position = models.TextField(blank=True)
    area = models.CharField(max_length=10)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    channel = models.CharField(max_length=7, blank=True)
    language = models.CharField(max_length=5)
    birth_day = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    public_official = models.BooleanField(null=True)
    source = models.TextField(blank=True)
    confirmed_on = models.DateField()
    left_on = models.DateField(null=True)
    folded = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__in=tuple(AREAS)), name="contact_area_is_known"),
            models.CheckConstraint(condition=Q(channel__in=("", *CHANNELS)), name="contact_channel_is_known"),
            models.CheckConstraint(condition=Q(language__in=tuple(LANGUAGES)), name="contact_language_is_known"),
            models.CheckConstraint(
                condition=Q(birth_day=None, birth_month=None) | Q(birth_day__range=(1, 31), birth_month__range=(1, 12)),
                name="contact_birthday_is_whole",
            ),
            models.UniqueConstraint(
                fields=("customer", "email"),
                condition=~Q(email="") & Q(removed_at=None),
                name="one_contact_of_an_email",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactConsent(models.Model):
    """What a contact said for one purpose on a day, and how we know; rows are only added, the latest counts."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12)
    given = models.BooleanField()
    on = models.DateField()
    evidence = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(purpose__in=tuple(PURPOSES)), name="consent_purpose_is_known"),
            Refuses(name="consents_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(fields=("contact", "purpose", "on"), name="consent_by_purpose")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.purpose}"
