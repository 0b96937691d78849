"""People of customers, what we know of these and what we think of them, as their pages show them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clave.base.folding import folded
from clave.store.models import (
    CompetitorVisit,
    Contact,
    ContactConsent,
    ContactFile,
    InfluenceCloseness,
    InfluenceEdge,
    InfluenceOpinion,
    Person,
    ProfileStatement,
)
from tests.web import made

PERSON = ("contact", "contact_edit", "influence_contact")
"""Addresses about one person of a customer."""


def contact(by: Person | None, customer: str, name: str = "Rosalba Cárdenas", **more: Any) -> Contact:
    """A person of a customer."""
    now = timezone.now()
    given: dict[str, Any] = {"position": "Gerente", "area": "management", "language": "es"} | more
    return Contact.objects.create(
        customer=customer, name=name, confirmed_on=timezone.localdate(), folded=folded(f"{name} gerente"), by=by,
        created_at=now, changed_at=now, **given,
    )  # fmt: skip


def opinion(by: Person | None, number: int, **more: Any) -> InfluenceOpinion:
    """What we think of them, the first word."""
    return InfluenceOpinion.objects.create(
        contact_id=number, number=1, by=by, at=timezone.now(), **{"decides": True} | more
    )


def statement(
    by: Person | None, customer: str, field: str = "sales", value: str = "9000000000", ago: int = 0
) -> ProfileStatement:
    """Something that was said of an account."""
    day = timezone.localdate() - timedelta(days=ago)
    return ProfileStatement.objects.create(
        customer=customer, field=field, value=value, on=day, source="Visita", by=by, at=timezone.now()
    )


def file(by: Person, customer: str) -> ContactFile:
    """A file with two people that is not loaded."""
    return ContactFile.objects.create(
        customer=customer, name="personas.csv", headers=["Nombre", "Correo", "Signo"], lines=[2, 3], by=by, at=timezone.now(),
        rows=[["Ana Gil", "ana@norte.co", "Leo"], ["Luis", "luis(at)norte", ""]], columns={"name": 0, "email": 1},
    )  # fmt: skip


def singing(customer: str) -> Contact:
    """A person whose address, birthday and what we think of them are canaries."""
    kept = contact(None, customer, email="canary@norte.example", phone="+57 300 5550199", birth_day=29, birth_month=2)
    ContactConsent.objects.create(
        contact=kept, purpose="greeting", given=True, on=timezone.localdate(), evidence="Lo dijo", at=timezone.now()
    )
    opinion(None, kept.pk, note="canary-influence")
    return kept


def crowd(by: Person, customer: str, many: int) -> None:
    """So many people, each known, with an opinion and a consent."""
    before = Contact.objects.count()
    for at in range(before, before + many):
        one = contact(by, customer, f"Persona {at:04}", email=f"p{at}@norte.co")
        opinion(by, one.pk, support=at % 5 - 2)
        ContactConsent.objects.create(
            contact=one,
            purpose="relationship",
            given=True,
            on=timezone.localdate(),
            evidence="Correo",
            by=by,
            at=timezone.now(),
        )
        InfluenceCloseness.objects.create(contact=one, person=by, level=at % 4, by=by, at=timezone.now())
        statement(by, customer, "projects", f"Proyecto {at}")
        CompetitorVisit.objects.create(
            customer=customer, on=timezone.localdate(), competitor=f"Rival {at}", by=by, at=timezone.now()
        )


def world(by: Person) -> dict[str, int]:
    """Something that each page can show, of the first customer."""
    customer = made.code(0)
    first = contact(by, customer, email="rosalba@norte.co", phone="+57 300 1234567")
    second = contact(by, customer, "Nubia Ortiz", left_on=None)
    contact(by, customer, "Óscar Lema", left_on=timezone.localdate())
    opinion(by, first.pk, support=1, note="Firmó el acuerdo")
    opinion(by, second.pk, decides=False, blocks=True, support=-2)
    InfluenceCloseness.objects.create(contact=first, person=by, level=3, by=by, at=timezone.now())
    InfluenceEdge.objects.create(source=second, target=first, by=by, at=timezone.now())
    statement(by, customer)
    statement(by, customer, "changes", "Cambió el gerente", ago=200)
    CompetitorVisit.objects.create(
        customer=customer,
        on=timezone.localdate(),
        competitor="Rival",
        offered="5 % menos",
        price=6200,
        by=by,
        at=timezone.now(),
    )
    return {"contact": first.pk, "contact_file": file(by, customer).pk}
