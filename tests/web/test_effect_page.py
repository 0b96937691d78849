"""¿Importó el estado?: the checks before the figures, accounts with whom they are compared, who was left out, the twin of one,
files, cost."""

from __future__ import annotations

import csv
import gzip
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clave.store import outcome
from clave.store.models import AuditEvent, OutcomePart, SelectionRun
from tests.web import made, outcome_made
from tests.web.conftest import As

MOST_QUERIES, HEAVIEST = 25, 15_360
PAGE = "/resultados/efecto/"
pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def one(number: int) -> str:
    return reverse("results_effect_account", args=[made.code(number)])


def test_before_the_first_reckoning_the_page_says_what_is_missing(patricia: Client) -> None:
    assert "<h1>" in page(patricia, PAGE)
    assert patricia.get(reverse("results_effect_file", args=["cuentas.csv"])).status_code == 404


def test_the_verdict_comes_first_then_the_checks_then_the_figures(patricia: Client) -> None:
    outcome_made.kept(25)
    text = page(patricia, PAGE)
    assert (
        text.index("Key accounts grew") < text.index("Primero, lo que se comprobó") < text.index("Después, el efecto")
    )
    assert "contra sí mismas: +20 %" in text
    assert "25 cuentas comparadas, de 26 que entraron" in text
    assert "1 cliente parecido cedió ante la prioridad" in text


def test_its_tab_is_marked_as_the_one_that_is_open(patricia: Client) -> None:
    outcome_made.kept(25)
    for address in (PAGE, one(0), "/resultados/retencion/"):
        tabs = page(patricia, address).split('class="tabs')[1].split("</nav>")[0]
        assert tabs.count('aria-current="page"') == 1, address


def test_below_the_minimum_there_are_paths_and_no_figure(patricia: Client) -> None:
    outcome_made.kept(5)
    text = page(patricia, PAGE)
    assert "Compras: cuentas clave y parecidos" in text or "<svg" in text
    assert "contra sí mismas" not in text


def test_the_list_filters_orders_and_says_who_was_left_out(patricia: Client) -> None:
    outcome_made.kept(25)
    part = patricia.get(PAGE, {"estado": "fuera"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("<tr>") == 2  # the head, and the one that entered too late
    assert "Too early." in part
    assert page(patricia, PAGE, orden="-diferencia").count("<tr") >= 25
    assert page(patricia, PAGE, orden="nada", estado="nada").count("<tr") >= 25


def names(client: Client, **given: str) -> list[str]:
    """The codes of the list, in its order."""
    part = client.get(PAGE, given, headers={"HX-Request": "true"}).content.decode()
    return re.findall(r"<small>((?:C-|900)[^<]*)</small></div></td>", part)


def test_the_list_is_found_by_words_in_pages_in_the_order_asked_for(patricia: Client) -> None:
    outcome_made.kept(60)
    assert names(patricia, q=made.code(7)) == [made.code(7)]
    assert names(patricia, q=made.code(7), estado="fuera") == []
    assert "Ninguna cuenta cumple este filtro." in page(patricia, PAGE, q="zzz")
    first, second = names(patricia, orden="entrada"), names(patricia, orden="entrada", pagina="2")
    assert (len(first), len(second)) == (50, 11)
    assert not set(first) & set(second)
    assert 'action="/resultados/efecto/"' in page(patricia, PAGE, q="zzz")
    assert "/resultados/efecto/?periodo=" in page(patricia, PAGE, q="zzz").split('id="accounts"')[1]


def test_the_list_is_ordered_both_ways(patricia: Client) -> None:
    outcome_made.kept(20)
    up, down = names(patricia, orden="cuenta"), names(patricia, orden="-cuenta")
    assert len(set(up)) == len(up) == 21
    assert up == down[::-1]


def test_a_yes_is_not_shown_as_one_where_a_check_fails(patricia: Client) -> None:
    run = outcome_made.kept(25)
    assert 'class="card ver"' in page(patricia, PAGE)
    for part in OutcomePart.objects.filter(run=run, part="effect"):
        part.content["trusted"] = False
        OutcomePart.objects.filter(pk=part.pk).update(content=part.content)
    outcome._read.cache_clear()
    assert 'class="card ver not"' in page(patricia, PAGE)


def test_a_twin_that_misses_has_no_place_and_no_placebos(patricia: Client) -> None:
    run = outcome_made.kept(25)
    for part in OutcomePart.objects.filter(run=run, part="effect"):
        part.content["twins"][0] |= {"rank": None, "of": 0, "gap": None, "gap_share": None, "placebos": []}
        OutcomePart.objects.filter(pk=part.pk).update(content=part.content)
    outcome._read.cache_clear()
    text = page(patricia, one(0))
    assert "De quién está hecho el gemelo" in text
    assert "como si hubieran entrado" not in text
    assert "None" not in text


def test_an_unknown_period_is_the_year_and_each_period_its_own(patricia: Client) -> None:
    outcome_made.kept(25)
    assert "12 meses</a>" in page(patricia, PAGE, periodo="nada")
    spans = {key: page(patricia, PAGE, periodo=key).split("<p>")[1].split("</p>")[0] for key in ("12", "24")}
    assert spans["12"] != spans["24"]


def test_one_account_shows_its_twin_and_with_whom_it_is_compared(patricia: Client) -> None:
    outcome_made.kept(25)
    text = page(patricia, one(0))
    for words in (
        "De quién está hecho el gemelo",
        "candidata que solo dejó por fuera el tope",
        "puesto 2 de 13",
        "60 %",
    ):
        assert words in text, words
    assert "clave a su vez desde" in page(patricia, one(2))
    assert "Too early." in page(patricia, one(25))
    assert patricia.get(one(2_000)).status_code == 404


def taken(client: Client, kind: str) -> bytes:
    """What a file holds; what it was streamed from is closed."""
    answer = client.get(reverse("results_effect_file", args=[kind]))
    assert answer.status_code == 200
    body = answer.getvalue()
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would close the database too
        close()
    return body


def test_files_hold_what_the_page_shows(patricia: Client) -> None:
    outcome_made.kept(25)
    for name, rows in (("cuentas", 26), ("parecidos", 25), ("caminos", 25), ("efecto", 6)):
        body = taken(patricia, f"{name}.csv").decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(body), delimiter=";" if ";" in body.splitlines()[0] else ","))
        assert len([row for row in table if row]) >= rows + 1, name
        assert taken(patricia, f"{name}.xlsx").startswith(b"PK")
    assert patricia.get(reverse("results_effect_file", args=["otra.csv"])).status_code == 404


def test_the_file_of_figures_says_everything_in_the_language_of_the_reader(patricia: Client) -> None:
    outcome_made.kept(25)
    text = taken(patricia, "efecto.csv").decode("utf-8-sig")
    for words in (
        "parte de lo que compraban antes",
        "diferencia de porcentajes",
        "COP",
        "Entrada falsa, 12 meses antes",
        "Compras",
    ):
        assert words in text, words
    for words in ("points", "share", "money", "None", "nan"):
        assert words not in text, words
    assert AuditEvent.objects.filter(what="outcome.exported").exists()


@pytest.mark.parametrize("kind", ["cuentas.pdf", "cuentas", "efecto.csv.exe", "otra.xlsx"])
def test_no_other_file_is_there(kind: str, patricia: Client) -> None:
    outcome_made.kept(10)
    assert patricia.get(reverse("results_effect_file", args=[kind])).status_code == 404


def test_who_may_not_see_results_is_refused(run: SelectionRun, signed_in: As) -> None:
    outcome_made.kept(10)
    client = signed_in("dispatch")
    for address in (PAGE, one(0), reverse("results_effect_file", args=["cuentas.csv"])):
        assert client.get(address).status_code == 403, address


def test_a_refused_part_says_why(patricia: Client) -> None:
    run = outcome_made.kept(25)
    OutcomePart.objects.filter(run=run, part="effect").update(
        content=None, refused={"text": "The facts cannot be opened."}
    )
    assert "The facts cannot be opened." in page(patricia, PAGE)
    assert "The facts cannot be opened." in page(patricia, one(0))


@pytest.mark.parametrize("address", [PAGE, PAGE + "?periodo=inicio&estado=medida", one(0)])
def test_pages_ask_few_queries_and_weigh_little(patricia: Client, address: str) -> None:
    counts = []
    for size in (10, 200):
        outcome_made.kept(size)
        patricia.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = patricia.get(address)
        counts.append(len(asked))
        assert len(gzip.compress(answer.content)) <= HEAVIEST
    assert counts[0] == counts[1] <= MOST_QUERIES
