"""Contacts and rhythms of any number, as their pages show them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.operations.touchpoints import KINDS, stemmed
from clave.store.models import OWNER, Cadence, Contact, Ownership, Person, Touchpoint, TouchpointContact

ACCOUNT = "C-0002"
TEXTS = ("Confirma la prueba del PU-440", "Pide la ficha de seguridad", "Pregunta por el pedido de diciembre")


def answers_for(person: Person, customer: str = ACCOUNT) -> None:
    """Somebody owns the account since yesterday."""
    Ownership.objects.create(
        customer=customer, part=OWNER, person=person, starts_on=timezone.localdate() - timedelta(days=400),
        created_at=timezone.now(),
    )  # fmt: skip


def somebody(customer: str = ACCOUNT, name: str = "Rosalba Cárdenas") -> Contact:
    """Somebody of purchasing."""
    now = timezone.now()
    return Contact.objects.create(
        customer=customer, name=name, area="purchasing", language="es", confirmed_on=timezone.localdate(),
        folded=name.lower(), created_at=now, changed_at=now,
    )  # fmt: skip


def contacts(by: Person, size: int, customer: str = ACCOUNT, whom: Contact | None = None) -> list[Touchpoint]:
    """So many contacts, one every three days, every fourth with something left to do."""
    now, today, kinds = timezone.now(), timezone.localdate(), tuple(KINDS)
    made = Touchpoint.objects.bulk_create(
        Touchpoint(
            customer=customer, on=today - timedelta(days=3 * at), kind=kinds[at % 6], direction="in" if at % 5 == 0 else "out",
            text=f"{TEXTS[at % 3]} {at}", topics=["precio"] if at % 2 else [], cost=50_000 if at % 7 == 0 else None,
            follow_up="Enviar la ficha" if at % 4 == 0 else "", follow_up_on=today - timedelta(days=at) if at % 8 == 0 else None,
            stems=stemmed(f"{TEXTS[at % 3]} {at}", "Enviar la ficha" if at % 4 == 0 else ""), by=by, at=now, changed_at=now,
        )
        for at in range(size)
    )  # fmt: skip
    if whom is not None:
        TouchpointContact.objects.bulk_create(TouchpointContact(touchpoint=one, contact=whom) for one in made)
    return list(made)


def rhythm(customer: str = ACCOUNT, days: int = 15, topic: str = "Pedido de diciembre", **more: object) -> Cadence:
    """The owner visits somebody of purchasing."""
    now = timezone.now()
    given: dict[str, object] = {"who": "owner", "area": "purchasing", "channel": "visit"}
    return Cadence.objects.create(
        customer=customer, topic=topic, days=days, since=timezone.localdate() - timedelta(days=200),
        mark=f"owner|purchasing|{topic}|{more}", created_at=now, changed_at=now, **(given | more),
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """A timeline, and a rhythm with and without an interlocutor."""
    whom = somebody()
    kept = contacts(by, 30, whom=whom)
    rhythm(topic="Pagos", area="finance")
    return {"touchpoint": kept[0].pk, "cadence": rhythm().pk}
