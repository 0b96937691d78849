"""Alerts of any number, notes that are due and birthdays, as Hoy shows them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.base.figures import Figure
from clave.base.words import _, stored
from clave.operations.alerts.shape import KINDS, sure_of
from clave.store.models import (
    OWNER,
    AlertRun,
    Contact,
    ContactConsent,
    Ownership,
    Person,
    RaisedAlert,
    Touchpoint,
    TouchpointContact,
)

CUSTOMER = "C-0002"


def answers(by: Person, customer: str = CUSTOMER, part: str = OWNER) -> Ownership:
    """Somebody answers for an account since last week."""
    return Ownership.objects.create(
        customer=customer, part=part, person=by, starts_on=timezone.localdate() - timedelta(days=7), created_at=timezone.now()
    )  # fmt: skip


def looked(days_ago: int = 0) -> AlertRun:
    """A search of today, on facts that end so many days ago."""
    today = timezone.localdate()
    return AlertRun.objects.create(
        day=today, known_to=today - timedelta(days=days_ago), facts_version="1", policy_version="p", currency="COP", accounts=3,
        dark=[stored(_("No people of customers were written down yet: nobody can tell whom we know."))],
        made_at=timezone.now(),
    )  # fmt: skip


def raised(at: int = 0, kind: str = "silent", customer: str = CUSTOMER, **more: object) -> RaisedAlert:
    """An open alert since three days ago; every `at` is another matter."""
    today = timezone.localdate()
    said = {
        "kind": kind, "customer": customer, "name": f"Calzado {customer} S.A.S.", "matter": str(at or ""),
        "why": stored(_("{since} without buying; its longest pause in three years was {longest}, usually every {usual}").fill(
            since=Figure(43.0, "days"), longest=Figure(30.0, "days"), usual=Figure(18.0, "days"))),
        "sure": stored(sure_of(0.05)), "chance": 0.05, "money": 80e6 - at, "worth": "month", "currency": "COP",
        "urgency": KINDS[kind].urgency, "first_day": today - timedelta(days=3), "last_day": today,
    } | more  # fmt: skip
    return RaisedAlert.objects.create(**said)


def contact(name: str = "Gloria Mejía", customer: str = CUSTOMER, *, greet: bool = True, ahead: int = 0) -> Contact:
    """A person of a customer with a phone, whose birthday is so many days ahead."""
    day, now = timezone.localdate() + timedelta(days=ahead), timezone.now()
    kept = Contact.objects.create(
        customer=customer, name=name, area="purchasing", language="es", phone="+57 300 123 4567", birth_day=day.day,
        birth_month=day.month, confirmed_on=timezone.localdate(), folded=name.lower(), created_at=now, changed_at=now,
    )  # fmt: skip
    if greet:
        ContactConsent.objects.create(contact=kept, purpose="greeting", given=True, on=timezone.localdate(), at=now)
    return kept


def note(by: Person, contact: Contact | None = None, customer: str = CUSTOMER, days: int = 2) -> Touchpoint:
    """A call of last week that left something to do, due so many days ago."""
    today, now = timezone.localdate(), timezone.now()
    kept = Touchpoint.objects.create(
        customer=customer, on=today - timedelta(days=7), kind="call", direction="out", text="Llamada", stems="llam",
        follow_up="Llevar la ficha del PU-440", follow_up_on=today - timedelta(days=days), by=by, at=now, changed_at=now,
    )  # fmt: skip
    if contact:
        TouchpointContact.objects.create(touchpoint=kept, contact=contact)
    return kept


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    looked()
    answers(by, "C-0005")
    note(by, contact(customer="C-0005"), "C-0005")
    raised(customer="C-0005", kind="family", false_at=timezone.now(), false_by=by, false_reason="Compra por su filial")
    return {"alert": raised(customer="C-0005").pk}
