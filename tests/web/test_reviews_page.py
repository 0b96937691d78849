"""Revisiones: what is overdue and due soon, each with its act, and the calendar of the year."""

from __future__ import annotations

import gzip
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from clave.actions.landing import land_account
from clave.store.models import Person, SelectionRun
from clave.store.ownership import owners
from tests.store.lives import brought, plan
from tests.store.proposing import keep_run, proposed
from tests.web.conftest import As

PAGE = "/seleccion/revisiones/"
LONG_AGO = date(2024, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


@pytest.fixture
def programme(director: Client) -> Person:
    """One account in each state, some of them late."""
    me = Person.objects.get(role="director")
    today = timezone.localdate()
    brought("C-0001", "decided", by=me, day=today - timedelta(days=31), name="Andina")
    brought("C-0002", "trial", by=me, day=today - timedelta(days=366), name="Boreal")
    brought("C-0003", "confirmed", by=me, day=LONG_AGO, name="Caribe", until=today + timedelta(days=10))
    brought("C-0004", "confirmed", by=me, day=LONG_AGO, name="Delta")
    land_account(by=me, now=timezone.now(), customer="C-0004", on=today, reason="Se va", plan=plan(me, today))
    return me


def sheet(content: bytes) -> list[list[object]]:
    """The rows of the first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def text_of(client: Client, **given: str) -> str:
    return client.get(PAGE, given).content.decode()


def test_without_key_accounts_it_says_what_will_stand_here(director: Client) -> None:
    text = text_of(director)
    assert "Todavía nadie es cliente clave" in text
    assert 'class="al' not in text


def test_what_is_overdue_comes_first_with_its_act(director: Client, programme: Person) -> None:
    text = text_of(director)
    assert text.index("Boreal") < text.index("Caribe")
    assert "/cuentas/C-0001/estado/?acto=announce#acto" in text
    assert "/cuentas/C-0002/estado/?acto=confirm#acto" in text
    assert "Prorrogar o terminar" in text
    assert "La lista se revisa cada 6" in text
    assert "vencido:" in text


def test_the_year_and_the_whole_calendar(director: Client, programme: Person) -> None:
    assert "Fin de un aterrizaje" in text_of(director)
    assert "Quitar los pedidos sin mínimo" not in text_of(director)
    assert "Quitar los pedidos sin mínimo" in text_of(director, ver="todo")


def test_filters_by_kind_name_and_own_accounts(director: Client, programme: Person) -> None:
    listed = text_of(director, tipo="trial")
    assert "Boreal" in listed
    assert "Andina" not in listed
    assert "Andina" in text_of(director, q="andi")
    assert "De eso no vence nada" in text_of(director, q="zzz")
    assert "De eso no vence nada" in text_of(director, mias="1")
    assert owners(timezone.localdate()) == {}
    assert "Andina" in text_of(director, tipo="nonsense", pagina="x")


def test_who_may_not_decide_is_led_to_where_it_stands(signed_in: As, programme: Person) -> None:
    text = text_of(signed_in("kam"))
    assert "?acto=" not in text
    assert "/cuentas/C-0002/estado/" in text


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_calendar_as_a_file(director: Client, programme: Person, ending: str) -> None:
    answer = director.get(f"{PAGE}revisiones.{ending}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if ending == "csv":
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
    else:
        rows = [[str(cell) for cell in row] for row in sheet(content)]
    assert rows[0][:5] == ["Para cuándo", "Estado", "Qué", "Código", "Cliente"]
    assert {row[4] for row in rows[1:]} >= {"Andina", "Boreal", "Caribe", "Delta"}
    assert director.get(f"{PAGE}revisiones.pdf").status_code == 404


def test_the_list_alone_where_htmx_filters(director: Client, programme: Person) -> None:
    part = director.get(PAGE, {"q": "andi"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section class="card" id="dues"')


def test_few_queries_whatever_the_number_of_accounts(
    director: Client, programme: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        brought(f"M-{number:03}", "trial", by=programme, day=timezone.localdate() - timedelta(days=366))
    director.get(PAGE)
    with django_assert_max_num_queries(25):
        answer = director.get(PAGE)
    assert len(gzip.compress(answer.content)) <= 15_000
    assert "1 a 50 de" in answer.content.decode()


def test_a_review_before_the_committee_leads_to_its_proposal(director: Client, programme: Person) -> None:
    assert "Hacer la lista de la revisión" in text_of(director, ver="todo")
    made = proposed(
        keep_run(standings={f"C-000{n}": "stays" for n in (2, 3, 4, 1)}), closes_at=timezone.now() + timedelta(days=5)
    )
    text = text_of(director)
    assert f'href="/seleccion/propuestas/{made.pk}/"' in text
    assert "La tiene el comité: la votación termina el" in text
