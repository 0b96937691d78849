"""The list to take along: what is on paper is what the page showed."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from clave.base.figures import number
from clave.selection.listing import to_debate
from clave.store.models import SelectionLine, SelectionRun
from clave.store.queries import Wanted, lines
from tests.web import made
from tests.web.conftest import As, Keep


@pytest.fixture
def director(signed_in: As, run: SelectionRun) -> Client:
    return signed_in("director")


def pdf_text(content: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(pages.replace("\u00a0", " ").split())


def page_text(client: Client, address: str) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_page_leads_to_both_with_the_list_it_shows(director: Client, run: SelectionRun) -> None:
    text = director.get("/seleccion/").content.decode()
    assert f'href="/seleccion/lista.xlsx?lista={run.pk}"' in text
    assert f'href="/seleccion/lista.pdf?lista={run.pk}"' in text


def test_the_workbook_has_every_line_as_the_page_says_it(director: Client, run: SelectionRun) -> None:
    answer = director.get(f"/seleccion/lista.xlsx?lista={run.pk}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cuentas-clave-2026-10-31.xlsx"'
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    kept = list(SelectionLine.objects.filter(run=run).order_by("rank"))
    assert [row[1] for row in rows] == [line.customer for line in kept]
    assert [row[header.index("Puntaje")] for row in rows] == [line.score for line in kept]
    assert sum(row[3] == "sí" for row in rows) == made.MEMBERS


def test_the_pdf_says_the_figures_of_the_page(director: Client, run: SelectionRun) -> None:
    answer = director.get("/seleccion/lista.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    paper, page = pdf_text(answer.content), page_text(director, "/seleccion/")
    for said in ("12 de 12", "7 de 12 seguras", "cupo 12, completo", "0,8 puntos", "16 clientes más", "12.345"):
        assert said in page
        assert said in paper
    for line in lines(run, Wanted())[: made.MEMBERS + 12]:
        score = number(line.score, 1, "es")
        assert score in page
        assert score in paper


def test_in_english_too(director: Client) -> None:
    director.post("/idioma/", {"language": "en"})
    answer = director.get("/seleccion/lista.pdf")
    assert 'filename="key-accounts-2026-10-31.pdf"' in answer.headers["Content-Disposition"]
    assert "Key accounts: the list for the meeting" in pdf_text(answer.content)


def test_a_list_made_meanwhile_does_not_change_the_paper(director: Client, run: SelectionRun, keep: Keep) -> None:
    keep(20)
    assert "12 de 40 clientes" in pdf_text(director.get(f"/seleccion/lista.pdf?lista={run.pk}").content)
    assert "12 de 20 clientes" in pdf_text(director.get("/seleccion/lista.pdf").content)


@pytest.mark.parametrize("asked", ["0", "999999", "9" * 60])
def test_a_list_that_is_not_there_is_not_found(director: Client, asked: str) -> None:
    assert director.get(f"/seleccion/lista.pdf?lista={asked}").status_code == 404


def test_without_any_list_there_is_no_paper(signed_in: As) -> None:
    assert signed_in("director").get("/seleccion/lista.xlsx").status_code == 404


def test_the_database_and_the_rule_agree_on_who_is_to_be_debated(run: SelectionRun) -> None:
    SelectionLine.objects.filter(run=run, rank__in=(2, made.SEAT + 1)).update(firmness="out")
    asked = {line.customer for line in lines(run, Wanted(state="debate"))}
    assert asked == {line.customer for line in run.lines.all() if to_debate(line)}
    assert made.code(1) in asked
    assert made.code(made.SEAT) not in asked
