"""Today by function: each role's own sheet, every state, on the screen and on one page of paper, within the budgets."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clave.store.models import IdleOffer, ImprovementRequest, KeyStatus, PaymentPromise, Person, SelectionRun
from tests.web import touch_made
from tests.web.alerts_made import contact
from tests.web.conftest import As

SHEETS = {
    "despacho": "dispatch", "planta": "plant", "cartera": "credit", "laboratorio": "lab", "recepcion": "employee",
    "mercadeo": "marketing",
}  # fmt: skip
CODE = "C-0002"
MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def key(run: SelectionRun) -> KeyStatus:
    return KeyStatus.objects.create(
        customer=CODE, name="Colchones Sierra Nevada", state="confirmed", since=timezone.localdate(), changed_at=timezone.now()
    )  # fmt: skip


def page(client: Client, sheet: str) -> str:
    return client.get(f"/hoy/{sheet}/").content.decode().replace("\u00a0", " ")


def promised(by: Person, many: int = 1, since: int = 0) -> None:
    """Somebody said that they pay in two days."""
    today = timezone.localdate()
    PaymentPromise.objects.bulk_create(
        PaymentPromise(
            customer=CODE, by=by, at=timezone.now(), documents=[f"FE-{at}"], amount=Decimal(1_000_000 + at), currency="COP",
            made=today, until=today + timedelta(days=2), said_by="Tesorería",
        )
        for at in range(since, since + many)
    )  # fmt: skip


# --- whose it is ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("sheet", "role"), SHEETS.items())
def test_hoy_leads_each_function_to_its_own_sheet(key: KeyStatus, signed_in: As, sheet: str, role: str) -> None:
    client = signed_in(role)
    answer = client.get("/hoy/")
    assert (answer.status_code, answer["Location"]) == (302, f"/hoy/{sheet}/")
    text = page(client, sheet)
    assert 'href="/hoy/"' in text, "and it is in the menu"
    assert f'href="/hoy/{sheet}/" aria-current="page"' in text or role == "employee"


def test_who_answers_for_accounts_keeps_the_own_day_and_finds_the_sheets_there(key: KeyStatus, signed_in: As) -> None:
    text = signed_in("kam").get("/hoy/").content.decode()
    assert all(f'href="/hoy/{sheet}/"' in text for sheet in SHEETS)


def test_credit_still_reaches_the_alerts_of_the_team(key: KeyStatus, signed_in: As) -> None:
    assert signed_in("credit").get("/hoy/?de=equipo").status_code == 200


# --- what it says -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sheet", SHEETS)
def test_with_nothing_to_do_every_part_says_so(key: KeyStatus, signed_in: As, sheet: str) -> None:
    text = page(signed_in("director"), sheet)
    assert "<table" not in text
    assert text.count("<h2") >= 2


def test_without_key_accounts_it_says_so(run: SelectionRun, signed_in: As) -> None:
    text = page(signed_in("director"), "recepcion")
    assert "Todavía no hay" in text
    assert 'aria-labelledby="p-comes"' not in text


def test_a_line_has_account_what_why_by_when_money_and_one_act(key: KeyStatus, signed_in: As) -> None:
    client = signed_in("credit")
    promised(Person.objects.get(role="credit"))
    text = page(client, "cartera")
    for words in (
        "Colchones Sierra Nevada",
        "Tesorería",
        "FE-0",
        "en 2 d",
        "$ 1,0 M",
        reverse("collection_account", args=[CODE]),
    ):
        assert words in text, words


def test_reception_greets_and_logs_it_in_the_dialog(key: KeyStatus, signed_in: As) -> None:
    whom = contact("Gloria Mejía", CODE)
    text = page(signed_in("employee"), "recepcion")
    assert "Gloria Mejía" in text
    assert f"cliente={CODE}&amp;tipo=call&amp;persona={whom.pk}" in text
    assert 'data-open="log"' in text
    assert whom.phone not in text, "how they are reached is not for everybody"


def test_an_act_that_a_role_may_not_open_is_no_button(key: KeyStatus, signed_in: As) -> None:
    client = signed_in("marketing")
    IdleOffer.objects.create(
        customer=CODE, name="Colchones", product="P-1", product_name="PU 300", grade="second", quantity=12, price=700,
        currency="COP", until=timezone.localdate() + timedelta(days=4), by=Person.objects.get(role="marketing"),
        made_at=timezone.now(),
    )  # fmt: skip
    text = page(client, "mercadeo")
    assert "PU 300" in text
    assert "/existencias/ofertas/" not in text


# --- on paper ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("sheet", "role"), SHEETS.items())
def test_every_sheet_prints_on_one_page(key: KeyStatus, signed_in: As, sheet: str, role: str) -> None:
    client = signed_in(role)
    answer = client.get(f"/hoy/{sheet}/?forma=pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = PdfReader(io.BytesIO(answer.content))
    assert len(paper.pages) == 1
    assert "Farallones" in paper.pages[0].extract_text() or paper.pages[0].extract_text()


def test_a_thousand_lines_still_print_on_one_page_and_say_what_is_left(key: KeyStatus, signed_in: As) -> None:
    client = signed_in("credit")
    promised(Person.objects.get(role="credit"), 1_000)
    paper = PdfReader(io.BytesIO(client.get("/hoy/cartera/?forma=pdf").content))
    assert len(paper.pages) == 1
    assert "980 más en la pantalla" in paper.pages[0].extract_text()


def test_nobody_prints_what_they_may_not_open(key: KeyStatus, signed_in: As) -> None:
    assert signed_in("employee").get("/hoy/cartera/?forma=pdf").status_code == 404
    assert signed_in("dispatch").get("/hoy/cartera/?forma=pdf").status_code == 403


# --- cost -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sheet", SHEETS)
def test_the_cost_is_the_same_for_one_and_for_sixty(key: KeyStatus, signed_in: As, sheet: str) -> None:
    client = signed_in("director")
    boss = Person.objects.get(role="director")

    def counted() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/hoy/{sheet}/")
        return len(queries), len(gzip.compress(answer.content))

    def fill(many: int) -> None:
        promised(boss, many, since=many)
        now, today = timezone.now(), timezone.localdate()
        ImprovementRequest.objects.bulk_create(
            ImprovementRequest(
                customer=CODE, name="Colchones", kind="improvement", title=f"Menos olor {at}", asks="x", asked=today,
                folded="menos", by=boss, created_at=now, changed_at=now,
            )
            for at in range(many)
        )  # fmt: skip
        for at in range(many):
            contact(f"Persona {at}", CODE)
            touch_made.rhythm(CODE, topic=f"Tema {at}-{many}")

    client.get(f"/hoy/{sheet}/")
    fill(2)
    few, _size = counted()
    fill(58)
    many, size = counted()
    assert few == many <= MOST_QUERIES
    assert size <= HEAVIEST
