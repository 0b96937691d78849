"""Reports of the largest customers of two real books, as of the semester that ended: a fast sample every day, all of them in
`soak`.

Every page is opened, and what it says is looked at: whose it is, that its figures are those of the book, that nobody else is
named."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

import clave
from clave.facts.book import Book
from clave.measures.consumed import consumed, newest_invoice
from clave.policy.reading import default
from clave.report.consumption.ahead import taught
from clave.report.consumption.content import Content
from clave.report.consumption.figures import READ
from clave.report.consumption.made import Beside, bought_of, content_of
from clave.report.consumption.paper import report_pdf
from clave.report.consumption.period import period_of
from tests.real import books

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not books.shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
MOST, SAMPLE, PAGES = 30, 4, 3
_TOP = """
SELECT line.customer AS customer, SUM(line.net) AS money FROM invoice_line AS line
WHERE line.customer IS NOT NULL AND line.date >= :since AND line.date <= :until
GROUP BY line.customer ORDER BY 2 DESC, 1 LIMIT 30
"""
_NAMES = "SELECT customer, MIN(name) AS name FROM customer GROUP BY customer"
_SUM = """
SELECT CAST(SUM(line.net) AS DOUBLE) AS money FROM invoice_line AS line
WHERE line.customer = :customer AND line.date >= :since AND line.date <= :until
  AND COALESCE(line.kind, 'product') <> 'charge'
"""


def contents(book: Book, until: date) -> dict[str, Content]:
    """The reports of the thirty that bought most in the year."""
    limits, period = default().at(until), period_of(until, 6)
    with book.open() as warehouse:
        year = warehouse.query(_TOP, since=date(until.year - 1, 7, 1), until=until).to_pylist()
        names = {row["customer"]: row["name"] for row in warehouse.query(_NAMES).to_pylist()}
    codes = [row["customer"] for row in year]
    facts, last = consumed(book, codes, until, READ), newest_invoice(book, until)
    known = taught((bought_of(one) for one in facts.values()), period.months, limits)
    return {
        code: content_of(
            facts[code], period, limits, Beside(), known, company="La fábrica", customer=names.get(code) or code,
            made_on=until, invoices_until=last,
        )
        for code in codes
    }  # fmt: skip


@pytest.fixture(scope="module", params=["iowa", "retail"])
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, dict[str, Content]]:
    folder: Path = tmp_path_factory.mktemp("real")
    if request.param == "iowa":
        book = clave.read(books.iowa_csv(folder), books.iowa_customers_csv(folder), currency="USD")
        return book, contents(book, date(2021, 6, 30))
    book = clave.read(books.online_retail_csv(folder), currency="GBP")
    return book, contents(book, date(2011, 6, 30))


def test_the_figures_are_those_of_the_book(known: tuple[Book, dict[str, Content]]) -> None:
    book, found = known
    assert len(found) == MOST
    with book.open() as warehouse:
        for code, content in found.items():
            period = content.period
            (row,) = warehouse.query(_SUM, customer=code, since=period.first, until=period.last).to_pylist()
            assert content.figures.now.money == pytest.approx(row["money"] or 0.0)
            families = sum(one.now or 0.0 for one in content.figures.families)
            assert families == pytest.approx(content.figures.now.money)
            rows = [one.point or 0.0 for one in content.proposal.rows]
            if content.proposal.total:
                assert sum(rows) == pytest.approx(content.proposal.total.point)


def looked_at(content: Content, others: set[str], language: str) -> None:
    """One report, page by page."""
    pages = PdfReader(BytesIO(report_pdf(content, language))).pages
    assert 1 <= len(pages) <= PAGES
    words = [" ".join(page.extract_text().split()) for page in pages]
    for at, page in enumerate(words, 1):
        assert content.customer in page
        assert f"{at} {'de' if language == 'es' else 'of'} {len(pages)}" in page
        assert len(page) > 200, "no page is nearly empty"
        assert "None" not in page
        assert "nan" not in page.split()
    whole = " ".join(words)
    assert [name for name in others if name in whole] == []
    assert content.period.label in whole


def test_a_sample_page_by_page(known: tuple[Book, dict[str, Content]]) -> None:
    _book, found = known
    names = {content.customer for content in found.values()}
    for place, content in enumerate(list(found.values())[:SAMPLE]):
        looked_at(content, names - {content.customer}, ("es", "en")[place % 2])


@pytest.mark.soak
def test_all_of_them_page_by_page_in_both_languages(known: tuple[Book, dict[str, Content]]) -> None:
    _book, found = known
    names = {content.customer for content in found.values()}
    for content in found.values():
        for language in ("es", "en"):
            looked_at(content, names - {content.customer}, language)
