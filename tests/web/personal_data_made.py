"""Requests about personal data for tests: of a person of a customer, searched or not, and one that was erased."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.actions.erasing import erase_personal
from clave.actions.personal import keep_data_found, keep_data_package, register_data_request
from clave.store.models import Contact, DataRequest, Person, Touchpoint
from clave.store.personal_search import Subject, search
from tests.web import people_made

NAME, EMAIL = "Zoraida Quimbaya", "zoraida@canario.example"


def subject(by: Person, name: str = NAME, customer: str = "C-0001", **more: object) -> Contact:
    """Somebody of a customer whom a note mentions twice: by name, and by half of it."""
    kept = people_made.contact(by, customer, name, **{"email": EMAIL} | more)
    now = timezone.now()
    for text in (f"Hablé con {name} de la prueba", f"{name.split()[0]} pide muestras"):
        note = Touchpoint.objects.create(
            customer=customer, on=timezone.localdate(), kind="call", direction="out", text=text, stems="", by=by, at=now,
            changed_at=now,
        )  # fmt: skip
        note.with_whom.create(contact=kept)
    return kept


def request(
    by: Person, kind: str = "erase", *, whose: Subject | None = None, ago: int = 0, searched: bool = False
) -> DataRequest:
    """A request that came so many days ago."""
    whose, now = whose or subject(by), timezone.now()
    day = timezone.localdate() - timedelta(days=ago)
    row = register_data_request(by=by, now=now, subject=whose, kind=kind, received_on=day, words="Correo del lunes")
    if searched:
        keep_data_found(by=by, now=now, number=row.pk, found=search(whose))
    if kind == "export":
        keep_data_package(by=by, now=now, number=row.pk, package=b"PK")
    return DataRequest.objects.get(pk=row.pk)


def erased(by: Person, name: str = "Otra Persona") -> DataRequest:
    """One whose certificate stands."""
    row = request(by, whose=subject(by, name, email=""))
    return erase_personal(by=by, now=timezone.now(), number=row.pk, typed=row.reference)


def world(by: Person) -> dict[str, int]:
    """The numbers that addresses of pages carry."""
    gone = erased(by)
    return {
        "data_request": request(by, searched=True).pk, "data_erased": gone.pk, "administrator": by.pk,
    }  # fmt: skip
