"""Resultados: the verdict first, every window, what is old or missing in a sentence, the paper for the board, the file, and for
whom."""

from __future__ import annotations

import csv
import gzip
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.jobs.worker import work_off
from clave.store.models import AuditEvent, OutcomePart, OutcomeRun, Person
from clave.store.outcome import PAGE
from tests.web import outcome_made as made
from tests.web.conftest import As

MOST_QUERIES, HEAVIEST = 25, 15_360
PAGES = (
    "/resultados/", "/resultados/efecto/", "/resultados/cosecha/", "/resultados/retencion/", "/resultados/relacion/",
    "/resultados/promesas/", "/resultados/costo/", "/resultados/ballena/", "/resultados/concentracion/",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/resultados/") -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()))
    return re.sub(r"\s+", " ", text)


def test_without_facts_it_says_which_file_is_missing(patricia: Client) -> None:
    assert "Importa las facturas de los últimos tres años" in page(patricia)


def test_before_anybody_reckoned_it_says_what_to_do(patricia: Client, facts: None) -> None:
    found = page(patricia)
    assert "Nadie lo ha calculado todavía" in found
    assert "Calcularlo ahora" in found
    assert patricia.get(reverse("results_paper")).status_code == 404
    assert patricia.get("/resultados/archivo/resultados.csv").status_code == 404


def test_the_verdict_comes_first_with_its_range_and_five_figures(patricia: Client) -> None:
    made.kept()
    found = page(patricia)
    assert found.index("Sí, con buena probabilidad.") < found.index("Retención") or "Retención y margen" in found
    assert "Por cada peso que costó el programa volvieron $ 2,4 de margen (entre 1,3 y 3,6)." in found
    assert "Lo más firme: el margen ganado; lo más débil: la recomendación." in found
    for words in (
        "96 %",
        "+12,0 pp",
        "84 % parecidos",
        "30,0 %",
        "8,7 de 10",
        "23 de 25",
        "$ 1.186 M",
        "9,8 %",
        "2,4 ×",
    ):
        assert words in found
    assert "25 comparadas con 25 clientes parecidos que no lo son" in found


def test_each_window_has_its_address_and_an_unknown_one_is_twelve_months(patricia: Client) -> None:
    made.kept()
    for period, words in (
        ("12", "Últimos 12 meses"),
        ("24", "Últimos 24 meses"),
        ("inicio", "Desde el inicio"),
        ("zzz", "Últimos 12"),
    ):
        assert words in page(patricia, f"/resultados/?periodo={period}")


def test_what_is_not_known_is_named_and_never_zero(patricia: Client) -> None:
    made.kept(whole=False)
    found = page(patricia)
    assert "Sí, por los costos que se conocen." in found
    assert "Es lo máximo que puede ser: una parte del costo todavía no tiene cifra." in found
    assert "1 costo sin cifra" in found
    assert "Nobody wrote the hours down." in found


def test_too_few_entries_make_no_figure(patricia: Client) -> None:
    made.kept(measured=5)
    found = page(patricia)
    assert "Aún no hay con qué decirlo. Se pueden medir 5 entradas de las 8 que pide la política." in found
    assert "frente a la ventana anterior" in found


def test_figures_open_to_their_pages_in_the_same_window(patricia: Client) -> None:
    made.kept()
    text = patricia.get("/resultados/?periodo=24").content.decode()
    opened = set(re.findall(r'href="(/resultados/[a-z]+/[^"]*)"', text))
    for route in ("retencion", "relacion", "costo", "efecto", "cosecha/volume"):
        assert any(one.startswith(f"/resultados/{route}/") and "periodo=24" in one for one in opened), route
    for address in sorted(one for one in opened if "/archivo/" not in one):
        assert patricia.get(address.replace("&amp;", "&").partition("#")[0]).status_code == 200, address


def test_a_tab_keeps_the_window(patricia: Client) -> None:
    made.kept()
    page = patricia.get("/resultados/concentracion/?periodo=24").content.decode()
    assert 'href="/resultados/retencion/?periodo=24"' in page
    assert 'href="/resultados/retencion/"' in patricia.get("/resultados/concentracion/").content.decode()


def test_what_changed_since_is_said_and_what_was_said_before(patricia: Client) -> None:
    made.kept(12, as_of=timezone.localdate() - timedelta(days=40))
    run = made.kept()
    OutcomeRun.objects.filter(pk=run.pk).update(basis={**run.basis, "policy": "otra", "facts": "otros"})
    found = page(patricia)
    assert "Desde que se calculó cambiaron: los hechos, la política." in found
    assert "Lo que se dijo antes" in found


def test_old_facts_are_told(patricia: Client) -> None:
    made.kept(as_of=timezone.localdate() - timedelta(days=20))
    assert "lo que pasó después no está" in page(patricia)


def test_a_part_that_was_refused_leaves_the_rest(patricia: Client) -> None:
    run = made.kept()
    found = OutcomePart.objects.get(run=run, window="12", part=PAGE)
    content = found.content | {
        "harvest": None,
        "refused": [{"part": "harvest", "why": {"text": "there are no facts yet."}}],
    }
    OutcomePart.objects.filter(pk=found.pk).update(content=content)
    said = page(patricia)
    assert "la cosecha : todavía no hay hechos" in said
    assert "La cosecha no se pudo calcular." in said
    assert "$ 1.186 M" in said


def test_what_an_earlier_version_kept_asks_to_be_reckoned_again(patricia: Client) -> None:
    run = made.kept()
    OutcomePart.objects.filter(run=run, part=PAGE).update(content={"of": "another version"})
    assert "Lo calculado es de una versión anterior de clave" in page(patricia)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_the_section_opens_in_both_languages(patricia: Client, address: str, language: str) -> None:
    made.kept()
    Person.objects.update(language=language)
    answer = patricia.get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}' in answer.content.decode()


def test_a_page_costs_as_much_with_ten_accounts_as_with_a_thousand(patricia: Client) -> None:
    counts, sizes = set(), set()
    for size in (10, 1_000):
        made.kept(size)
        patricia.get("/resultados/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = patricia.get("/resultados/")
        counts.add(len(asked))
        sizes.add(len(gzip.compress(found.content)))
    assert len(counts) == 1
    assert max(counts) <= MOST_QUERIES
    assert max(sizes) <= HEAVIEST


def test_the_paper_for_the_board_is_a_pdf_in_both_languages(patricia: Client) -> None:
    made.kept(whole=False)
    for measured in (None, 3):
        made.kept(whole=False, measured=measured)
        found = patricia.get("/resultados/informe.pdf?periodo=inicio")
        assert found.status_code == 200
        assert found.content.startswith(b"%PDF")
        assert 2 <= len(re.findall(rb"/Type\s*/Page[^s]", found.content)) <= 4
    assert AuditEvent.objects.filter(what="outcome.printed").count() == 2


def test_the_file_has_every_figure_with_its_meaning_and_its_page(patricia: Client) -> None:
    made.kept(whole=False)
    text = b"".join(patricia.get("/resultados/archivo/resultados.csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    by_figure = {(row["Sobre"], row["Cifra"]): row for row in rows}
    back = by_figure["Retorno", "Retorno"]
    assert (back["Valor"], back["Desde"], back["Hasta"], back["Unidad"]) == ("2,398", "1,2976", "3,5979", "x")
    assert all(row["Qué es"] and row["Dónde se abre"].startswith("/resultados/") for row in rows)
    assert by_figure["Costo", "Costo del programa"]["Valor"] == "1186000000"
    assert patricia.get("/resultados/archivo/otra.csv").status_code == 404
    assert patricia.get("/resultados/archivo/resultados.pdf").status_code == 404
    assert b"".join(patricia.get("/resultados/archivo/resultados.xlsx")).startswith(b"PK")  # type: ignore[arg-type]


def test_it_is_reckoned_again_behind_the_page(patricia: Client, facts: None) -> None:
    answer = patricia.post("/resultados/calcular/?periodo=24")
    assert answer.status_code == 302
    work_off(now=timezone.now(), limit=5)
    run = OutcomeRun.objects.get()
    assert run.parts.filter(part=PAGE).count() == 3
    assert "frente a la meta" in page(patricia).lower()


def test_management_begins_here_and_a_kam_is_told_whom_to_ask(patricia: Client, signed_in: As) -> None:
    assert patricia.get("/").headers["Location"] == "/resultados/"
    kam = signed_in("kam")
    assert kam.get("/resultados/").status_code == 403
    assert signed_in("employee").get("/resultados/").status_code == 404
    assert signed_in("director").get("/resultados/").status_code == 200
