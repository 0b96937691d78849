"""Reading the people of a customer: who they are, what each consents to, and when anybody last had contact with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from django.db.models import Max

from clave.operations.consent import PURPOSES, Answer, Consent, allowed
from clave.operations.contacts import ContactSaid
from clave.store.fields import BIRTHDAY, CONTACT_DETAILS, Sight
from clave.store.models import Contact, ContactConsent, TouchpointContact

DETAILS = ("email", "phone")
"""What only who works with the account reads of a contact."""


def contacts_of(customer: str, *, left: bool = True) -> list[Contact]:
    """The people of a customer by name, those who left at the end; none that was taken out or forgotten."""
    found = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None)
    rows = found if left else found.filter(left_on=None)
    return sorted(rows.select_related("by"), key=lambda one: (one.left_on is not None, one.folded, one.pk))


def said_of(contact: Contact) -> ContactSaid:
    """A contact as the deciders read it."""
    return ContactSaid(**{one.name: getattr(contact, one.name) for one in fields(ContactSaid)})


def consents_of(numbers: Iterable[int]) -> dict[int, list[ContactConsent]]:
    """Every word on consent of these contacts, the newest first."""
    found: dict[int, list[ContactConsent]] = {}
    for row in ContactConsent.objects.filter(contact__in=list(numbers)).select_related("by").order_by("-on", "-pk"):
        found.setdefault(row.contact_id, []).append(row)
    return found


def answers(rows: Iterable[ContactConsent], day: date) -> dict[str, Answer]:
    """What each purpose comes to on a day."""
    said = [Consent(row.purpose, row.given, row.on, row.evidence) for row in rows]
    return {purpose: allowed(purpose, said, day) for purpose in PURPOSES}


def last_spoken(numbers: Iterable[int]) -> Mapping[int, date]:
    """The last day on which anybody of ours had contact with each of these; those without one are left out."""
    met = TouchpointContact.objects.filter(contact__in=list(numbers), touchpoint__withdrawn_at=None)
    return dict(met.values_list("contact").annotate(last=Max("touchpoint__on")))


def sees_details(sight: Sight, customer: str) -> bool:
    """Whether somebody may read how the people of a customer are reached."""
    return sight.sees(CONTACT_DETAILS, customer)


def sees_birthday(sight: Sight, contact: Contact, said: Mapping[str, Answer]) -> bool:
    """Whether somebody may read a birthday: the person said yes to it, and it is theirs to know."""
    return said["greeting"].allowed is True and sight.sees(BIRTHDAY, contact.customer)
