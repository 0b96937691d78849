"""The half-yearly reports of the thirty largest customers of a manufacturer and of a wholesaler: paper for each, with the figures
of the invoices, and nobody else's name in it."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO

import duckdb
import pytest
from pypdf import PdfReader

from clave.policy.reading import default
from clave.report.consumption.content import Content
from clave.report.consumption.paper import report_data, report_pdf
from clave.report.consumption.period import Period
from tests.real.books import shared_data
from tests.real.reports import IOWA, RETAIL, book, contents

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
LIMITS = default().at(date(2026, 1, 1))
BOOKS = {
    "iowa": (IOWA, "USD", Period(date(2021, 1, 1)), "Phillips Distilling"),
    "retail": (RETAIL, "GBP", Period(date(2011, 1, 1)), "Online Retail"),
}
COUNT = 30


@cache
def reports(name: str) -> tuple[Content, ...]:
    sql, currency, period, company = BOOKS[name]
    facts, names = book(sql, currency)
    return tuple(contents(facts, names, period, LIMITS, COUNT, company))


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_report_is_one_or_two_pages_and_names_nobody_else(name: str, language: str) -> None:
    found = reports(name)
    assert len(found) == COUNT
    for one in found:
        pages = PdfReader(BytesIO(report_pdf(one, language))).pages
        assert len(pages) in (1, 2), one.customer
        written = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert " ".join(one.customer.split()) in written
        longer = [other.customer for other in found if len(other.customer) > 6 and other.customer not in one.customer]
        assert not [other for other in longer if other in written]


@pytest.mark.parametrize("name", BOOKS)
def test_what_is_bought_is_what_the_invoices_say(name: str) -> None:
    """The first of them, straight from the lines."""
    sql, _currency, period, _company = BOOKS[name]
    one = reports(name)[0]
    with duckdb.connect() as engine:
        said = engine.sql(
            f"SELECT CAST(SUM(net) AS DOUBLE) FROM ({sql.replace('{data}', str(shared_data()))}) "
            f"WHERE COALESCE(name, customer) = '{one.customer}' AND date BETWEEN DATE '{period.first}' AND DATE '{period.last}'"
        ).fetchall()[0][0]
    assert one.figures.now.money == pytest.approx(said)


@pytest.mark.parametrize("name", BOOKS)
def test_every_proposal_holds_its_ranges_and_adds_up(name: str) -> None:
    proposals = [one.proposal for one in reports(name)]
    told = [one for one in proposals if one.total]
    assert len(told) == {"iowa": 30, "retail": 27}[name], "three large buyers of the wholesaler began within the year"
    for one in told:
        for row in [*one.rows, one.total]:
            assert row
            assert row.low <= row.point <= row.high  # type: ignore[operator]
        assert one.total
        assert one.total.point == pytest.approx(sum(row.point or 0 for row in one.rows))
    for one in proposals:
        assert one.total or one.why, "a reason, never a zero"


def test_kilos_that_nobody_knows_and_years_before_the_facts_have_no_column() -> None:
    """The wholesaler has no kilos, and its facts begin in December 2009."""
    parts = {part["key"]: part for part in report_data(reports("retail")[0], "en")["parts"]}  # type: ignore[attr-defined]
    assert [str(head) for head in parts["sides"]["heads"]] == ["Period", "Purchases, GBP", "Variation"]
    assert [str(head) for head in parts["families"]["heads"]] == ["Family", "2010-1", "2011-1", "Variation", "Share"]


def test_the_whole_says_that_it_is_narrower_only_where_it_is() -> None:
    for one in [*reports("iowa"), *reports("retail")]:
        total, rows = one.proposal.total, one.proposal.rows
        if total is None:
            continue
        part = next(p for p in report_data(one, "en")["parts"] if p["key"] == "proposal")  # type: ignore[attr-defined]
        narrower = (total.high or 0) - (total.low or 0) < sum((row.high or 0) - (row.low or 0) for row in rows)
        assert ("narrower" in part["note"].say("en")) == narrower
