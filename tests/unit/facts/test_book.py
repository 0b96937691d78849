"""The summary of a book: every loaded line, in one currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.book import Book


def book(rates: list[tuple[str, date, float]]) -> Book:
    """One line of 1,000 pesos, one of 10 dollars with a customer, one of 5 dollars without."""
    lines = pa.table(
        {
            "date": [date(2025, 1, 2), date(2025, 1, 3), date(2025, 2, 3)],
            "document": ["F1", "F2", "F3"],
            "customer": ["A", "B", None],
            "net": pa.array([Decimal(1000), Decimal(10), Decimal(5)], pa.decimal128(18, 4)),
            "currency": [None, "USD", "USD"],
        }
    )
    names, days, values = zip(*rates, strict=True) if rates else ((), (), ())
    table = pa.table(
        {
            "currency": pa.array(names, pa.string()),
            "date": pa.array(days, pa.date32()),
            "rate": pa.array(values, pa.float64()),
        }
    )
    return Book({"invoice_line": lines, "exchange_rate": table}, "COP")


def test_foreign_money_counts_at_the_last_rate_before_its_day() -> None:
    found = book([("USD", date(2025, 1, 1), 4000.0), ("USD", date(2025, 2, 1), 4100.5)]).summary()
    assert found.money == Decimal("1000") + 10 * Decimal("4000") + 5 * Decimal("4100.5")
    assert (found.lines, found.customers) == (3, 2)
    assert (found.first_day, found.last_day) == (date(2025, 1, 2), date(2025, 2, 3))


def test_without_a_rate_it_counts_as_a_line_and_not_as_money() -> None:
    assert book([]).summary().money == Decimal(1000)
    assert book([]).summary().lines == 3
