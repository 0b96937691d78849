"""From a book to a list: dates, errors, and the real criteria end to end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from clave.base.errors import ClaveError
from clave.demo.company import build
from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.policy.reading import default
from clave.selection.bands import Membership
from clave.selection.listing import Listing
from clave.selection.run import date_of, select


def small() -> Book:
    """Thirty customers, one invoice each month of 2025; customer n buys n × 1,000 pesos."""
    rows = [
        {
            "date": date(2025, month, 1 + customer % 28),
            "document": f"F{customer:02d}{month:02d}",
            "line": "1",
            "customer": f"C{customer:02d}",
            "product": "P",
            "net": Decimal(1000 * customer),
        }
        for customer in range(1, 31)
        for month in range(1, 13)
    ]
    schema = TABLES["invoice_line"].schema
    columns = {name: pa.array([row.get(name) for row in rows], schema.field(name).type) for name in schema.names}
    return Book({"invoice_line": pa.table(columns, schema=schema)})


@pytest.fixture(scope="module")
def listing() -> Listing:
    return select(small(), default(), draws=200)


def test_the_date_is_the_last_day_in_the_facts(listing: Listing) -> None:
    assert listing.as_of == date(2025, 12, 29) or listing.as_of == small().summary().last_day
    assert listing.facts.lines == 360
    assert listing.policy_version == default().version


def test_with_invoices_alone_there_is_a_list(listing: Listing) -> None:
    """Three of thirty; what has no data is out of force and names the file that would bring it."""
    assert [line.customer for line in listing.members] == ["C30", "C29", "C28"]
    assert listing.members[0].category == "volume"
    assert listing.members[0].gate == "unknown"
    assert "volume" in listing.weights
    assert "kilos" in listing.out_of_force
    assert any("no receivables are loaded" in note.say("en") for note in listing.notes)
    assert len(listing.lines) == 30


def test_before_the_facts_is_an_error() -> None:
    with pytest.raises(ClaveError, match="is before the first invoice"):
        select(small(), default(), date(2024, 12, 31))
    assert date_of(small().summary(), date(2026, 5, 1)) == date(2026, 5, 1)


def test_an_empty_book_is_an_error() -> None:
    with pytest.raises(ClaveError, match="no invoice lines"):
        select(Book({}), default())


def test_an_order_is_checked_before_the_facts_are_measured() -> None:
    with pytest.raises(ClaveError, match="«tamaño» is not a criterion"):
        select(small(), default(), order=["tamaño"])


def test_one_customer_explained_by_its_code() -> None:
    line = next(line for line in select(small(), default(), explain="C05", draws=100).lines if line.customer == "C05")
    assert any("draws of weights" in text.say("en") for text in line.why)


@pytest.fixture(scope="module")
def demo() -> Book:
    return Book(build().tables)


def test_the_demo_company(demo: Book) -> None:
    """All the criteria in force, few members, and every reason said in both languages."""
    listing = select(demo, default(), draws=200)
    assert 0 < len(listing.members) <= listing.capacity.cap <= 35
    assert len(listing.weights) == 11
    assert {line.seat for line in listing.members} >= {"knowledge", "idle_stock", "prestige", "multinational"}
    for line in listing.members:
        assert all(text.say(language) for text in line.why for language in ("es", "en"))
        assert all(cell.because.say("es") for cell in line.criteria.values())


def test_yesterdays_members_are_today_under_the_bands(demo: Book) -> None:
    first = select(demo, default(), draws=200)
    members = {line.customer: Membership(first.as_of, 0) for line in first.members}
    again = select(demo, default(), draws=200, members=members)
    assert {line.customer for line in again.members} >= set(members)
    assert all(line.standing is not None and line.standing.trial for line in again.members)


def test_a_group_is_one_customer_when_asked(demo: Book) -> None:
    """Three sites of a group on one line, with what they buy together; the money of all is the same."""
    day = date(2026, 10, 31)
    single, grouped = (select(demo, default(), day, draws=100, by=by) for by in ("customer", "group"))
    assert len(grouped.lines) < len(single.lines)
    assert sum(one.money for one in grouped.lines) == pytest.approx(sum(one.money for one in single.lines), abs=1)
    table = demo.sources["customer"]
    members: dict[str, list[str]] = {}
    for row in table.select(["customer", "group"]).to_pylist():  # type: ignore[union-attr]
        if row["group"]:
            members.setdefault(row["group"], []).append(row["customer"])
    name, codes = max(members.items(), key=lambda item: len(item[1]))
    together = next(one for one in grouped.lines if one.customer == name)
    assert together.money == pytest.approx(sum(one.money for one in single.lines if one.customer in codes), abs=1)
