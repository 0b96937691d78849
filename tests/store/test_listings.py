"""A kept selection is the list it was: what is printed from it is what the chain made."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.report.listing_sheet import listing_sheet
from clave.report.meeting import BELOW, Occasion, meeting_pdf
from clave.selection.listing import Listing
from clave.store.listings import kept_listing
from clave.store.models import SelectionRun
from clave.store.queries import discussed
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def live() -> Listing:
    return made.listing()


@pytest.fixture
def run(live: Listing, db: None) -> SelectionRun:
    return keep_selection(
        listing=live,
        measured=made.measured(),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )


def rows(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def text(content: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(pages.replace("\u00a0", " ").split())


def test_it_comes_back_as_it_was(live: Listing, run: SelectionRun) -> None:
    kept = kept_listing(run)
    plain = {"lines": (), "out_of_force": {}, "order": (), "names": {}}
    assert replace(kept, **plain) == replace(live, **plain)
    assert kept.order == (*live.weights, *live.out_of_force)
    assert {key: kept.named(key).say("es") for key in kept.order} == {  # type: ignore[union-attr]
        key: CRITERIA[key].name.say("es") for key in kept.order
    }
    for then, now in zip(live.lines, kept.lines, strict=True):
        assert replace(now, criteria={}) == replace(then, criteria={})
        assert {key: cell.because for key, cell in now.criteria.items()} == {
            key: cell.because for key, cell in then.criteria.items()
        }


@pytest.mark.parametrize("language", ["es", "en"])
def test_paper_from_the_kept_list_is_paper_from_the_live_one(live: Listing, run: SelectionRun, language: str) -> None:
    kept = kept_listing(run)
    assert rows(listing_sheet(kept, language)) == rows(listing_sheet(live, language))
    assert meeting_pdf(kept, language) == meeting_pdf(live, language)


def test_the_meeting_reads_the_cut_the_doubts_and_where_it_comes_from(run: SelectionRun) -> None:
    content = meeting_pdf(kept_listing(run), "es", Occasion("Adhesivos Farallones", NOW))
    said = text(content)
    for expected in (
        "Adhesivos Farallones · 12 de 40 clientes activos dentro · datos hasta el 31 oct 2026",
        "hecha el 20 nov 2026 a las 15:00",
        "12 de 12",
        "7 de 12 seguras",
        "Entre el último de adentro y el primero de afuera: 0,8 puntos",
        "16 clientes más por debajo",
        "Por debatir (9)",
        "Clave, salvo por el pago (1)",
        "puesto reservado: Ensayos",
        "Suelas Tayrona <b>Ltda.</b>",
        "0123456789ab",
        "2000 · 1",
    ):
        assert expected in said
    assert 1 <= len(PdfReader(io.BytesIO(content)).pages) <= 4


def test_the_lines_it_talks_about_make_the_same_document(run: SelectionRun) -> None:
    whole, few = kept_listing(run), kept_listing(run, discussed(run, BELOW))
    assert len(few.lines) < len(whole.lines)
    assert meeting_pdf(few, "es", Occasion(ranked=len(whole.lines))) == meeting_pdf(whole, "es")


def test_a_criterion_of_another_version_keeps_its_words(run: SelectionRun) -> None:
    run.criteria[0]["key"], run.criteria[0]["label"] = "gone", {"text": "Gone criterion"}
    kept = kept_listing(run)
    assert kept.named("gone").say("es") == "Gone criterion"  # type: ignore[union-attr]
    assert kept.named("never") == "never"
