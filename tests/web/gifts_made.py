"""Hospitality for tests: people who said yes, acts in any state, tenders."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.operations.hospitality.kinds import ALLOWED, APPROVED, COUNTING, WAITING
from clave.store.models import (
    OWNER,
    Contact,
    ContactConsent,
    Hospitality,
    HospitalityGuest,
    Ownership,
    Person,
    TenderBlackout,
)

ACCOUNT, OTHER = "C-0001", "C-0002"
PURPOSES = ("hospitality", "greeting", "news")


def guest(name: str = "Rosa Gómez", customer: str = ACCOUNT, *, said: bool = True, **more: object) -> Contact:
    """Somebody of a customer who said yes to everything, or was never asked."""
    now, today = timezone.now(), timezone.localdate()
    given = {"area": "purchasing", "language": "es", "public_official": False, "folded": name.lower()} | more
    kept = Contact.objects.create(
        customer=customer, name=name, confirmed_on=today, created_at=now, changed_at=now, **given
    )
    for purpose in PURPOSES if said else ():
        ContactConsent.objects.create(contact=kept, purpose=purpose, given=True, on=today - timedelta(days=90), at=now)
    return kept


def act(
    by: Person, state: str = ALLOWED, cost: int | None = 90_000, customer: str = ACCOUNT, *, to: Contact | None = None,
    ours: Person | None = None, what: str = "Un libro de cocina", days: int = 0, **more: object,
) -> Hospitality:  # fmt: skip
    """An act as it stands, of a day so many before today."""
    now = timezone.now()
    decided = {"decided_by": officer(), "decided_at": now, "decided_words": "De acuerdo"} if state == APPROVED else {}
    ended = {} if state in COUNTING else {"ended_by": by, "ended_at": now}
    why = [{"code": "person_once", "text": "pasa del límite", "weight": "waiting"}] if state == WAITING else []
    given = {"direction": "out", "kind": "gift", "because": why} | decided | ended | more
    kept = Hospitality.objects.create(
        customer=customer, name=f"Calzado {customer}", on=timezone.localdate() - timedelta(days=days), what=what,
        cost=None if cost is None else Decimal(cost), ours=ours or by, state=state, by=by, at=now, **given,
    )  # fmt: skip
    HospitalityGuest.objects.create(act=kept, contact=to or guest(f"Rosa {kept.pk}", customer))
    return kept


def tender(by: Person, customer: str = OTHER, days: int = -3) -> TenderBlackout:
    """A tender that began so many days from today and has no end."""
    return TenderBlackout.objects.create(
        customer=customer, name=f"Calzado {customer}", since=timezone.localdate() + timedelta(days=days),
        why="Licitación de pegantes 2027", by=by, at=timezone.now(),
    )  # fmt: skip


def answers(person: Person, customer: str = ACCOUNT) -> None:
    """From yesterday on the person answers for the account."""
    Ownership.objects.create(
        customer=customer, part=OWNER, person=person, starts_on=timezone.localdate() - timedelta(days=1),
        created_at=timezone.now(),
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    today = timezone.localdate()
    guest("Luis Cumple", birth_day=today.day, birth_month=today.month)
    for state in ("rejected", "declined", "cancelled", APPROVED):
        act(by, state, days=40)
    first = act(by, days=2)
    act(by, ALLOWED, None, kind="lunch", what="Almuerzo", days=-4)
    kept = act(by, WAITING, 400_000, together=[first.pk], ours=officer("kam", "Karla"))
    return {"hospitality": kept.pk, "tender": tender(by).pk}


def officer(role: str = "compliance", name: str = "Oscar") -> Person:
    """Somebody of ours who decides, or whom nobody stands above."""
    email = f"{name.lower()}.gifts@clave.example"
    return Person.objects.filter(email=email).first() or Person.objects.create_person(
        email=email, name=name, role=role, password=None, created_at=timezone.now()
    )
