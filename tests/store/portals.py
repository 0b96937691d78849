"""References asked of people of customers, for the tests of the portal."""

from __future__ import annotations

from datetime import datetime, timedelta

from clave.store.models import Contact, ContactConsent, Person, ReferenceAsk, WillingReference


def reference(by: Person, who: Contact, now: datetime, *, consents: bool = True) -> ReferenceAsk:
    """A reference that waits for a word of the person."""
    today = now.date()
    if consents:
        ContactConsent.objects.create(
            contact=who,
            purpose="reference",
            given=True,
            on=today - timedelta(days=30),
            evidence="Correo",
            by=by,
            at=now,
        )
    given = {
        "customer": who.customer,
        "name": "Calzado",
        "ways": ["call"],
        "since": today,
        "by": by,
        "at": now,
        "changed_at": now,
    }
    willing, _made = WillingReference.objects.get_or_create(contact=who, ended_at=None, defaults=given)
    return ReferenceAsk.objects.create(
        customer=who.customer, name="Calzado", willing=willing, contact=who, prospect="Botas del Sur", way="call", on=today,
        sector="calzado", product="PU-300", state="asked", by=by, at=now, changed_at=now, folded="",
    )  # fmt: skip
