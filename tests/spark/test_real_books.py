"""Real books on Spark: all measures of the wholesaler and of the manufacturer, cell by cell."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clave.facts.book import Book
from clave.facts.spark import SparkEngine
from clave.measures.run import measure
from clave.policy.reading import default
from tests.real.test_measures_real import IOWA, RETAIL, ROOT, STORES, facts
from tests.spark.alike import differences, opened_alike

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not ROOT.is_dir(), reason="the real data sets are not on this machine"),
]
BOOKS = {
    "retail": (date(2011, 12, 9), "GBP", {"invoice_line": RETAIL}),
    "iowa": (date(2021, 12, 31), "USD", {"invoice_line": IOWA, "customer": STORES}),
}


def book(name: str, share: int) -> Book:
    """One customer in `share` of a real book, with all of its lines."""
    _day, currency, tables = BOOKS[name]
    whole = {table: facts(table, sql) for table, sql in tables.items()}
    codes = sorted(set(whole["invoice_line"]["customer"].to_pylist()) - {None})[::share]
    return Book({table: _of(rows, codes) for table, rows in whole.items()}, currency)


def _of(rows: pa.Table, codes: list[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["customer"], value_set=pa.array(codes)))


def compared(name: str, share: int, spark: SparkEngine) -> int:
    """How many customers were compared; fails at the first difference."""
    some, day = book(name, share), BOOKS[name][0]
    here, there = (measure(one, default().at(day), day) for one in (some, some.on(spark)))
    assert differences(here, there) == []
    assert opened_alike(here, there) == []
    return len(here)


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_one_customer_in_twenty(spark: SparkEngine, name: str) -> None:
    assert compared(name, 20, spark) > 30


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_customer(spark: SparkEngine, name: str) -> None:
    assert compared(name, 1, spark) > 1000
