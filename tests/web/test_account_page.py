"""Cuenta: what a customer is to us, why, and the facts behind every figure."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clave.store.models import SelectionRun
from tests.web import made
from tests.web.conftest import As

FIRST = made.code(0)


@pytest.fixture
def kam(signed_in: As, run: SelectionRun, facts: None) -> Client:
    return signed_in("kam")


def text_of(client: Client, route: str, query: str = "") -> str:
    """A page of the first customer."""
    answer = client.get(reverse(route, args=[FIRST]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_known_figures_open_and_unknown_ones_name_their_file(kam: Client) -> None:
    text = text_of(kam, "account")
    for said in (
        "$\u00a0100\u00a0M",
        "sin dato; saldría de: Cartera",
        "falta historia para calcularlo",
        "Por qué está dentro",
    ):
        assert said in text
    assert "desde=2025-11-01&amp;hasta=2026-10-31" in text


def test_a_code_with_a_slash_a_blank_and_an_accent_has_a_page(kam: Client) -> None:
    assert "Empaques del Cauca" in text_of(kam, "account")


@pytest.mark.parametrize("route", ["account", "account_lines", "account_receivables"])
def test_an_unknown_customer_is_not_found(kam: Client, route: str) -> None:
    assert kam.get(reverse(route, args=["nobody"])).status_code == 404


def test_every_criterion_says_its_evidence(kam: Client) -> None:
    text = text_of(kam, "account")
    assert text.count("$\u00a0100\u00a0M") >= len(made.KEYS)


def test_three_years_of_purchases_with_their_table(kam: Client) -> None:
    text = text_of(kam, "account")
    assert text.count('class="b1"') == 12
    assert "Ver los datos en tabla" in text


def test_a_customer_without_purchases_this_year_is_said_so(kam: Client, run: SelectionRun) -> None:
    run.lines.filter(customer=FIRST).delete()
    assert "No compró nada en los últimos 12 meses" in text_of(kam, "account")


def test_lines_of_a_window_and_of_a_family(kam: Client) -> None:
    year = "?desde=2025-11-01&hasta=2026-10-31"
    everything, family = text_of(kam, "account_lines", year), text_of(kam, "account_lines", year + "&familia=Solvente")
    assert "en 40 líneas de 40 documentos" in everything
    assert "en 20 líneas" in family
    assert "nota crédito" in text_of(kam, "account_lines", "?desde=2026-01-01&hasta=2026-12-31")
    assert "Adhesivo &lt;i&gt;PU-440" in everything


@pytest.mark.parametrize(
    "query", ["?desde=x&hasta=9999-99-99", "?pagina=-1", "?pagina=99999999999", "?familia=' OR 1=1 --"]
)
def test_nonsense_in_the_address_breaks_nothing(kam: Client, query: str) -> None:
    text_of(kam, "account_lines", query)


def test_receivables_say_what_is_open_and_how_late(kam: Client) -> None:
    text = text_of(kam, "account_receivables")
    assert "<b>4</b> documentos por cobrar, 3 a tiempo, 1 abiertos" in text
    assert "+152" in text


def test_facts_that_are_gone_are_said_and_the_page_stands(kam: Client, run: SelectionRun) -> None:
    SelectionRun.objects.update(facts_version="99")
    assert "No se pueden abrir" in text_of(kam, "account_lines")
    assert "Por qué razón" in text_of(kam, "account")


def test_search_finds_by_name_and_by_code(kam: Client) -> None:
    part = {"HX-Request": "true"}
    assert "Calzado La Sabana" in kam.get("/buscar/?q=sabana", headers=part).content.decode()
    assert "Cliente 0030" in kam.get("/buscar/?q=0030").content.decode()
    assert "Ningún cliente se llama" in kam.get("/buscar/?q=zzz", headers=part).content.decode()
