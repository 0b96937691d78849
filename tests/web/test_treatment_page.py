"""Cómo tratamos a una cuenta: la hoja de trato que cualquiera de la casa abre, y lo que cada rol no ve de ella."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from clave.selection.life import CONFIRMED, NONE
from clave.store.models import CollectionRoute, Grant, KeyStatus, Person, SecondsLetter
from tests.web.conftest import As

CODE = "C-1/A"
pytestmark = pytest.mark.django_db


@pytest.fixture
def account(person: object) -> KeyStatus:
    """A key account with a head start, a letter for seconds, and a route of its own."""
    by = Person.objects.create_person(
        email="d@clave.example", name="Diana", role="management", password="x" * 14, created_at=timezone.now()
    )
    since = date(2026, 1, 1)
    Grant.objects.create(
        customer=CODE, privilege="dispatch", since=since, parameters={"days": 14}, origin="own", reason="r", by=by,
        at=timezone.now(),
    )  # fmt: skip
    SecondsLetter.objects.create(
        customer=CODE,
        name="Nápoles",
        grade="second",
        family="PU",
        since=since,
        document="Acta",
        by=by,
        at=timezone.now(),
    )
    CollectionRoute.objects.create(
        customer=CODE, since=since, way="visit", tone="courteous", contact="", first=3, again=10, person=False, reason="r",
        by=by, at=timezone.now(),
    )  # fmt: skip
    return KeyStatus.objects.create(
        customer=CODE, name="Calzado Nápoles S.A.S.", state=CONFIRMED, category="volume", changed_at=timezone.now()
    )


def page(role: str, signed_in: As, route: str = "account_treatment") -> str:
    return signed_in(role).get(reverse(route, args=[CODE])).content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("role", ["dispatch", "plant", "credit", "lab", "employee", "kam"])
def test_everybody_of_the_house_reads_it_with_their_department_first(
    account: KeyStatus, signed_in: As, role: str
) -> None:
    found = page(role, signed_in)
    first = {"dispatch": "Despacho", "plant": "Planta", "lab": "Laboratorio", "employee": "Recepción", "kam": "Ventas"}
    assert found.count("el tuyo") == 1
    assert f'">{first.get(role, "Cartera")}' in found.partition("el tuyo")[0][-400:]
    for words in ("hasta 14 días", "segundas de PU", "le rigen como a todos"):
        assert words in found


@pytest.mark.parametrize(("role", "sees"), [("kam", True), ("director", True), ("plant", False), ("employee", False)])
def test_how_it_is_charged_is_for_who_opens_collection(
    account: KeyStatus, signed_in: As, role: str, sees: bool
) -> None:
    found = page(role, signed_in)
    assert ("por visita, en tono cortés" in found) is sees
    assert ("reservado: lo lee quien abre facturación" in found) is not sees
    assert ("Lo que le debemos" in found) is sees, "the way back is there for who may go it"


def test_it_prints_and_is_not_there_for_who_is_no_key_account(account: KeyStatus, signed_in: As) -> None:
    client = signed_in("dispatch")
    paper = client.get(reverse("account_treatment_pdf", args=[CODE]))
    assert paper.content.startswith(b"%PDF-")
    assert client.get(reverse("account_treatment", args=["C-2"])).status_code == 404
    KeyStatus.objects.update(state=NONE)
    assert client.get(reverse("account_treatment", args=[CODE])).status_code == 404
