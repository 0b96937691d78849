"""`import clave` in a notebook: the chain over tables of any library that speaks Arrow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import clave
from clave.base.errors import ClaveError

ROWS = {
    "Fecha": [date(2025, 1 + n % 12, 3) for n in range(240)],
    "Factura": [f"F{n}" for n in range(240)],
    "Cliente": [f"C{n % 20:02d}" for n in range(240)],
    "Valor neto": [1000.0 * (1 + n % 20) for n in range(240)],
}


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_tables_of_any_library_give_the_same_list(library: type) -> None:
    """Columns are recognised as in files, whatever library holds them."""
    book = clave.book(invoice_line=library(ROWS), currency="COP")
    assert book.summary().lines == 240
    assert book.summary().money == Decimal(1000 * 12 * sum(range(1, 21)))
    listing = clave.rank(book, as_of=date(2025, 12, 31))
    assert [line.customer for line in listing.lines][:2] == ["C19", "C18"]
    assert listing.capacity.cap == 2  # ten per cent of twenty
    measured = clave.measure(book, as_of=date(2025, 12, 31))
    assert len(measured) == 20


def test_a_table_that_clave_does_not_know_is_a_sentence() -> None:
    with pytest.raises(ClaveError, match=r"invoices.*invoice_line"):
        clave.book(invoices=pa.table(ROWS))
