"""Opening a figure to its lines: windows, filters, money, kilos and margin as the measures reckon them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from clave.facts.book import Book
from clave.facts.customers import card, members
from clave.facts.lines import Window, invoice_lines
from clave.facts.tables import TABLES

AS_OF = date(2026, 12, 31)
YEAR = date(2026, 1, 1)


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    """Rows in a declared schema; what a row does not say is empty."""
    columns = TABLES[name].columns
    return pa.Table.from_pylist(
        [{c.name: row.get(c.name) for c in columns} for row in rows], schema=TABLES[name].schema
    )


def line(day: date, net: int, customer: str | None = "A", **more: Any) -> dict[str, Any]:
    """Two pieces of the product P on a document named after its day."""
    given = {"date": day, "document": f"{day:%m%d}", "line": "1", "net": Decimal(net), "quantity": Decimal(2)}
    return given | {"customer": customer, "product": "P"} | more


BOOK = Book(
    {
        "invoice_line": table(
            "invoice_line",
            line(date(2026, 1, 1), 100),
            line(date(2026, 12, 31), 50, family="Other"),
            line(date(2025, 12, 31), 7),
            line(date(2027, 1, 1), 9),
            line(date(2026, 6, 1), 1000, customer="B"),
            line(date(2026, 6, 2), 1000, customer=None),
            line(date(2026, 7, 1), -30, document_kind="credit"),
            line(date(2026, 8, 1), 12, product="Q", product_name="Cinta Ñ", family="Tapes", kilos=Decimal(5)),
            line(date(2026, 9, 1), 4, product=None, kind="charge", kilos=Decimal(99)),
        ),
        "product": table(
            "product",
            {"product": "P", "name": "Glue", "family": "Bases", "weight": Decimal("1.5"), "unit_cost": Decimal(20)},
            {"product": "P", "name": "Glue, again", "rotation": "slow"},
        ),
    }
)


def found(**more: Any) -> Any:
    return invoice_lines(BOOK, Window("A", YEAR, AS_OF, **more))


def test_a_window_holds_both_its_days_and_only_its_customer() -> None:
    every = found()
    assert (every.count, every.documents, every.money) == (5, 5, Decimal(136))
    assert every.families == ("Bases", "Tapes")


def test_the_product_file_names_the_family_before_the_line_does() -> None:
    """As in the measures; the line itself says «Other»."""
    assert {row["family"] for row in found(product="P").rows.to_pylist()} == {"Bases"}


def test_kilos_come_from_the_line_or_from_the_weight_and_charges_have_none() -> None:
    assert found().kilos == Decimal(3 * 3 + 5)
    assert found(document="0901").kilos is None


def test_the_margin_is_over_the_lines_with_a_cost() -> None:
    assert found().margin == Decimal(100 + 50 - 30 - 3 * 40)
    assert found(family="Tapes").margin is None


@pytest.mark.parametrize(
    ("asked", "nets"),
    [
        ({"family": "Bases"}, [50, -30, 100]),
        ({"product": "Q"}, [12]),
        ({"document": "0701"}, [-30]),
        ({"words": "CINTA ñ"}, [12]),
        ({"words": "070"}, [-30]),
        ({"idle": True}, [50, -30, 100]),
        ({"family": "Bases", "words": "1231"}, [50]),
        ({"words": "%"}, []),
        ({"family": "' OR 1=1 --"}, []),
    ],
)
def test_filters_narrow_lines_and_totals_alike(asked: dict[str, Any], nets: list[int]) -> None:
    rows = found(**asked)
    assert [row["net"] for row in rows.rows.to_pylist()] == [Decimal(net) for net in nets]
    assert (rows.count, rows.money) == (len(nets), Decimal(sum(nets)))


def test_page_by_page_newest_first() -> None:
    window = Window("A", YEAR, AS_OF, "Bases")
    pages = [invoice_lines(BOOK, window, size=1, skip=skip).rows.to_pylist() for skip in (0, 1, 2, 3)]
    assert [[row["net"] for row in page] for page in pages] == [[Decimal(50)], [Decimal(-30)], [Decimal(100)], []]


def test_foreign_money_counts_at_the_rate_of_its_day_and_without_one_not_at_all() -> None:
    rates = table("exchange_rate", {"date": date(2026, 1, 1), "currency": "USD", "rate": 4000.0})
    lines = table(
        "invoice_line",
        line(date(2026, 2, 1), 10, currency="USD"),
        line(date(2026, 2, 2), 7, currency="EUR"),
        line(date(2026, 2, 3), 100),
    )
    every = invoice_lines(Book({"invoice_line": lines, "exchange_rate": rates}), Window("A", YEAR, AS_OF))
    assert (every.money, every.unpriced) == (Decimal(40_100), 1)
    assert {total.currency: total.net for total in every.totals} == {"COP": 100, "EUR": 7, "USD": 10}


def test_a_customer_nobody_knows_has_nothing() -> None:
    nothing = invoice_lines(BOOK, Window("?", YEAR, AS_OF))
    assert (nothing.count, nothing.money, nothing.kilos, nothing.families) == (0, 0, None, ())


def test_the_card_of_a_customer_and_the_members_of_its_group() -> None:
    rows = (
        {"customer": "A", "name": "Ana", "group": "G", "city": "Cali", "tax_id": "1"},
        {"customer": "C", "name": "Casa", "group": "G"},
        {"customer": "D", "name": "Dos", "group": "Other"},
    )
    book = Book({"customer": table("customer", *rows)})
    one = card(book, "A")
    assert one is not None
    assert (one.name, one.parent, one.city, one.tax_id) == ("Ana", "G", "Cali", "1")
    assert card(book, "?") is None
    assert [member.customer for member in members(book, "G")] == ["A", "C"]
    assert card(BOOK, "A") is None
