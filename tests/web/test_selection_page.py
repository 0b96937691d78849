"""Selección: who should be in, how sure we are, what would change it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.store.models import SelectionRun
from tests.web import made
from tests.web.conftest import As, Keep

MOST_QUERIES = 25


class Names(HTMLParser):
    """The customers of the table, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and "data-row" in given:
            self.found.append(given["title"] or "")


def names(client: Client, address: str) -> list[str]:
    """Whom a page shows."""
    parser = Names()
    parser.feed(client.get(address).content.decode())
    return parser.found


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


def test_without_a_selection_it_says_what_is_missing(signed_in: As) -> None:
    text = signed_in("director").get("/seleccion/").content.decode()
    assert "Todavía no hay selección" in text
    assert "<table" not in text


def test_the_first_view_is_the_zone_of_decision(director: Client) -> None:
    shown = names(director, "/seleccion/")
    assert len(shown) == made.MEMBERS + 12
    text = director.get("/seleccion/").content.decode()
    assert "<b>4 cuentas más</b>" in text
    assert "16 clientes más" in text
    assert text.index("Corte</b>") < text.index("C-0012")


def test_the_strip_says_what_is_not_set_and_which_limit_decides(director: Client) -> None:
    text = director.get("/seleccion/").content.decode()
    for said in (
        "12 de 12",
        "sin fijar",
        "7 de 12 seguras",
        "Decide el corte",
        "0,8 puntos",
        "12.345",
        "$\u00a01.235\u00a0M",
    ):
        assert said in text


def test_a_locked_cell_an_unknown_one_and_a_seat_say_so(director: Client) -> None:
    text = director.get("/seleccion/?ver=todos").content.decode()
    assert "sin la condición de pago" in text
    assert '<span aria-hidden="true">?</span>' in text
    assert "puesto reservado: Ensayos" in text
    assert "salvo por el pago" in text


def test_names_are_never_markup(director: Client) -> None:
    text = director.get("/seleccion/?cliente=C-0003").content.decode()
    assert "<b>Ltda." not in text
    assert "Suelas Tayrona &lt;b&gt;Ltda." in text


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("q=tayrona", "Suelas Tayrona <b>Ltda.</b>", 1),
        ("q=C-0030", "Cliente 0030", 1),
        ("estado=payment", "Cliente 0014", 1),
        ("estado=seat", "Cliente 0011", 1),
        ("estado=outside", "Cliente 0012", 28),
        ("orden=-rank", "Cliente 0039", 40),
        ("orden=-volume", "Empaques del Cauca S.A.", 40),
        ("orden=name", "Calzado La Sabana S.A.S.", 40),
        ("criterio=volume", "Empaques del Cauca S.A.", 20),
        ("ver=todos&orden=nonsense&estado=nonsense&criterio=nonsense&pagina=x", "Empaques del Cauca S.A.", 40),
    ],
)
def test_filters_and_orders(director: Client, query: str, first: str, count: int) -> None:
    found = names(director, "/seleccion/?" + query)
    assert (found[0], len(found)) == (first, count)


def test_a_filter_that_finds_nobody_offers_the_way_back(director: Client) -> None:
    text = director.get("/seleccion/?q=zzz").content.decode()
    assert "Ningún cliente cumple esos filtros" in text


def test_the_panel_says_why_and_what_it_would_take(director: Client) -> None:
    text = director.get("/seleccion/?cliente=C-0014").content.decode()
    for said in ("¿Qué haría falta para que entre?", "78\u00a0%", "clave, salvo por el pago", "Puesto 15 · Cali"):
        assert said in text


def test_of_a_member_it_says_what_would_push_it_out(director: Client) -> None:
    text = director.get("/seleccion/?cliente=C-0001").content.decode()
    assert "¿Qué la sacaría?" in text
    assert "para que entre" not in text


def test_beside_a_filtered_list_stands_its_first_customer(director: Client) -> None:
    text = director.get("/seleccion/?estado=payment").content.decode()
    assert "Puesto 15 · Cali" in text


def test_nobody_found_leaves_nobody_beside_the_list(director: Client) -> None:
    for headers in ({}, {"HX-Request": "true", "HX-Target": "list"}):
        text = director.get("/seleccion/?q=zzz", headers=headers).content.decode()
        assert "Nadie que mostrar" in text
        assert "Cliente 0012" not in text


def test_a_filter_by_htmx_brings_its_first_customer_along(director: Client) -> None:
    text = director.get("/seleccion/?estado=payment", headers={"HX-Request": "true", "HX-Target": "list"})
    assert 'id="panel" aria-live="polite" hx-swap-oob="true"' in text.content.decode()
    assert "Puesto 15 · Cali" in text.content.decode()


def test_the_panel_opens_the_evidence_of_every_criterion_that_says_something(director: Client) -> None:
    text = director.get("/seleccion/?cliente=C-0014", headers={"HX-Request": "true", "HX-Target": "panel"})
    shown = text.content.decode()
    assert shown.count("Bought $\u00a098,6\u00a0M in twelve months.") == 10
    assert "sin la condición de pago" in shown


def test_old_data_are_said_above_the_list(director: Client) -> None:
    assert "La política cambió después de hacer esta lista." in director.get("/seleccion/").content.decode()


def test_htmx_gets_only_the_part_it_asks_for(director: Client) -> None:
    panel = director.get("/seleccion/?cliente=C-0014", headers={"HX-Request": "true", "HX-Target": "panel"})
    assert panel.content.decode().startswith('<section class="card" id="panel"')
    assert "HX-Target" in panel.headers["Vary"]
    part = director.get("/seleccion/?q=a", headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert part.startswith('<section class="card" id="list"')
    assert "<html" not in part


def test_fifty_to_a_page(keep: Keep, signed_in: As) -> None:
    keep(120)
    client = signed_in("kam")
    assert len(names(client, "/seleccion/?ver=todos")) == 50
    assert len(names(client, "/seleccion/?ver=todos&pagina=3")) == 20


def test_in_english_too(director: Client) -> None:
    director.post("/idioma/", {"language": "en"})
    text = director.get("/seleccion/").content.decode()
    assert '<html lang="en"' in text
    assert "What would it take to enter?" in text
    assert "$\u00a01,235\u00a0M" in text


@pytest.mark.parametrize("address", ["/seleccion/", "/seleccion/?ver=todos", "/cuentas/", "/cuentas/C-0001/"])
def test_as_many_queries_for_ten_as_for_a_thousand(
    keep: Keep, signed_in: As, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("director")
    asked = []
    for size in (10, 1000):
        keep(size)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
