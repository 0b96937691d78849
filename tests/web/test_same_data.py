"""What one database keeps, the other keeps too: SQLite forgives lengths and signs that PostgreSQL refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from clave.actions.people import offer_setup
from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.store.models import Person, SelectionLine, SelectionRun
from tests.web import made
from tests.web.conftest import NOW, As

LONG = 'Ñandú & Cía. «Los "Ω" de O\'Higgins» \\ 😀 ' * 60
pytestmark = pytest.mark.django_db


def test_names_and_codes_of_any_length_are_kept_as_they_are() -> None:
    whole = made.listing(20)
    first = replace(whole.lines[0], name=LONG, customer="C" * 300)
    keep_selection(
        listing=replace(whole, lines=(first, *whole.lines[1:])),
        measured=made.measured(20),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )
    kept = SelectionLine.objects.get(rank=1)
    assert (kept.name, kept.customer) == (LONG, "C" * 300)


@pytest.mark.parametrize(
    "address",
    [
        "/cuentas/?q=%00",
        "/cuentas/a%00b/",
        "/buscar/?q=a%00",
        "/seleccion/?q=%00",
        "/seleccion/?cliente=%00",
    ],
)
def test_an_address_with_a_nul_is_a_page_that_does_not_exist(signed_in: As, run: SelectionRun, address: str) -> None:
    assert signed_in("kam").get(address).status_code == 404


def test_an_e_mail_longer_than_the_column_is_said_at_the_form(client: Client) -> None:
    given = {"name": "Ana", "password": "una frase larga", "again": "una frase larga"}
    address = f"/inicio/{offer_setup(now=datetime.now(UTC))}/"
    answer = client.post(address, given | {"email": "ana@" + "abcd." * 52 + "co"})
    assert answer.status_code == 422
    assert not Person.objects.exists()
