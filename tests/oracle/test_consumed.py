"""What customers bought by family and month against a slow reckoning in plain Python, on hostile little companies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.base.period import month_index, months_before
from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.measures.consumed import consumed

UNTIL, MONTHS = date(2026, 6, 30), 14
START = months_before(UNTIL.replace(day=1), MONTHS - 1)
CODES = ("C1", "ñandú", "O'Neil")
RATE_FROM = date(2025, 9, 1)

rows = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(CODES),
        "day": st.integers(-40, 440),
        "family": st.sampled_from(["PU", "Agua", None, ""]),
        "product": st.sampled_from(["P1", "P2", "P3"]),
        "net": st.decimals("-500", "9000", places=2),
        "kilos": st.sampled_from([None, Decimal("2.5"), Decimal(0)]),
        "quantity": st.sampled_from([Decimal(1), Decimal(-2), Decimal(30)]),
        "currency": st.sampled_from([None, "COP", "USD"]),
        "kind": st.sampled_from([None, "product", "charge"]),
    }
)
PRODUCTS = {"P1": ("PU", Decimal("1.5")), "P2": ("Agua", None)}


def book(given_rows: Iterable[dict[str, Any]]) -> Book:
    lines = [
        {
            "date": START + timedelta(days=row["day"]), "document": f"F{at}", "line": "1", "customer": row["customer"],
            "product": row["product"], "family": row["family"], "net": row["net"], "kilos": row["kilos"],
            "quantity": row["quantity"], "currency": row["currency"], "kind": row["kind"],
        }
        for at, row in enumerate(given_rows)
    ]  # fmt: skip
    products = [{"product": code, "family": family, "weight": weight} for code, (family, weight) in PRODUCTS.items()]
    rates = [{"currency": "USD", "date": RATE_FROM, "rate": 4000.0}]
    tables = {"invoice_line": lines, "product": products, "exchange_rate": rates}
    return Book(
        {
            name: pa.Table.from_pylist(
                [{column.name: row.get(column.name) for column in TABLES[name].columns} for row in found],
                TABLES[name].schema,
            )
            for name, found in tables.items()
        },
        "COP",
    )


def slow(found: list[dict[str, Any]], code: str) -> tuple[str, dict[str, list[Any]], dict[str, list[Any]]]:
    """The same, line by line."""
    counted = [
        row
        for row in found
        if row["customer"] == code and row["kind"] != "charge" and START <= START + timedelta(days=row["day"]) <= UNTIL
    ]
    begin = min(
        (START + timedelta(days=row["day"]) for row in found if START + timedelta(days=row["day"]) <= UNTIL),
        default=None,
    )
    unknown = MONTHS if begin is None else max(0, month_index(begin) - month_index(START))
    currencies = {row["currency"] or "COP" for row in counted}
    own = currencies.pop() if len(currencies) == 1 else "COP"
    money: dict[str, list[Any]] = {}
    kilos: dict[str, list[Any]] = {}
    for row in counted:
        family = PRODUCTS.get(row["product"], (None, None))[0] or row["family"] or ""
        day = START + timedelta(days=row["day"])
        at = month_index(day) - month_index(START)
        for table in (money, kilos):
            table.setdefault(family, [None] * unknown + [0.0] * (MONTHS - unknown))
        amount: Any = float(row["net"])
        if own == "COP" and row["currency"] == "USD":
            amount = float(row["net"] * 4000) if day >= RATE_FROM else None
        weight = PRODUCTS.get(row["product"], (None, None))[1]
        heavy = row["kilos"] if row["kilos"] is not None else None if weight is None else row["quantity"] * weight
        for table, value in ((money, amount), (kilos, None if heavy is None else float(heavy))):
            before = table[family][at]
            table[family][at] = None if before is None or value is None else before + value
    return own, money, kilos


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=14))
def test_every_month_of_every_family_as_line_by_line(found: list[dict[str, Any]]) -> None:
    told = consumed(book(found), CODES, UNTIL, MONTHS)
    assert set(told) == set(CODES)
    for code in CODES:
        currency, money, kilos = slow(found, code)
        one = told[code]
        assert (one.start, one.months, one.currency) == (START, MONTHS, currency)
        for fast, plain in ((one.money, money), (one.kilos, kilos)):
            assert set(fast) == set(plain)
            for family, months in plain.items():
                assert [m is None for m in fast[family]] == [m is None for m in months]
                known = [(a, b) for a, b in zip(fast[family], months, strict=True) if b is not None]
                assert all(a == pytest.approx(b, abs=1e-6) for a, b in known)
