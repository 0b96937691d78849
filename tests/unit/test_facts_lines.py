"""Opening a figure to its lines: windows, families, months and receivables of one customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.book import Book
from clave.facts.lines import Window, invoice_lines, months, receivables
from clave.facts.tables import TABLES

AS_OF = date(2026, 12, 31)


def _table(name: str, *rows: dict[str, object]) -> pa.Table:
    columns = TABLES[name].columns
    return pa.Table.from_pylist(
        [{c.name: row.get(c.name) for c in columns} for row in rows], schema=TABLES[name].schema
    )


def _line(day: date, net: int, customer: str | None = "A", **more: object) -> dict[str, object]:
    given = {"date": day, "document": f"{day:%m%d}", "line": "1", "net": Decimal(net), "quantity": Decimal(2)}
    return given | {"customer": customer, "product": "P"} | more


BOOK = Book(
    {
        "invoice_line": _table(
            "invoice_line",
            _line(date(2026, 1, 1), 100),
            _line(date(2026, 12, 31), 50, family="Other"),
            _line(date(2025, 12, 31), 7),
            _line(date(2027, 1, 1), 9),
            _line(date(2026, 6, 1), 1000, customer="B"),
            _line(date(2026, 6, 2), 1000, customer=None),
            _line(date(2026, 7, 1), -30, document_kind="credit"),
        ),
        "product": _table("product", {"product": "P", "name": "Glue", "family": "Bases", "weight": Decimal("1.5")}),
        "receivable": _table(
            "receivable",
            {"document": "1", "line": "1", "customer": "A", "due_date": date(2026, 12, 1), "amount": Decimal(5)},
            {"document": "2", "line": "1", "customer": "A", "due_date": date(2024, 1, 1), "amount": Decimal(5),
             "paid_date": date(2024, 2, 1)},
            {"document": "3", "line": "1", "customer": "A", "due_date": date(2026, 5, 1), "amount": Decimal(5),
             "paid_date": date(2026, 4, 1)},
            {"document": "4", "line": "1", "customer": "A", "due_date": date(2024, 1, 1), "amount": Decimal(5)},
            {"document": "5", "line": "1", "customer": "A", "due_date": date(2026, 5, 1), "amount": Decimal(5),
             "paid_date": date(2027, 1, 5)},
        ),
    }
)  # fmt: skip


def test_a_window_holds_both_its_days_and_only_its_customer() -> None:
    found = invoice_lines(BOOK, Window("A", date(2026, 1, 1), AS_OF))
    assert (found.count, found.totals[0].money, found.families) == (3, Decimal(120), ("Bases", "Other"))
    assert found.totals[0].kilos == Decimal(9)


def test_one_family_page_by_page_newest_first() -> None:
    window = Window("A", date(2026, 1, 1), AS_OF, "Bases")
    pages = [invoice_lines(BOOK, window, size=1, skip=skip).rows.to_pylist() for skip in (0, 1, 2)]
    assert [[row["net"] for row in page] for page in pages] == [[Decimal(-30)], [Decimal(100)], []]


def test_thirty_six_months_with_the_empty_ones() -> None:
    found = months(BOOK, "A", AS_OF)
    assert (len(found), found[0].year, found[0].month, found[-1].money) == (36, 2024, 1, 50)
    assert sum(month.money for month in found) == 127


def test_receivables_as_they_were_known_that_day() -> None:
    found = receivables(BOOK, "A", AS_OF)
    late = {row["document"]: (row["days_beyond"], row["paid_date"]) for row in found.rows.to_pylist()}
    assert late == {"1": (30, None), "3": (-30, date(2026, 4, 1)), "4": (1095, None), "5": (244, None)}
    assert (found.count, found.in_time, found.still_open) == (4, 1, 3)


def test_a_customer_nobody_knows_has_nothing() -> None:
    found = invoice_lines(BOOK, Window("?", date(2026, 1, 1), AS_OF))
    assert (found.count, found.totals, found.families) == (0, (), ())
    assert not any(month.money for month in months(BOOK, "?", AS_OF))
