"""Measures of real companies against the published figures of shared/data/README.md."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.measures import payment, sales
from clave.measures.run import measure
from clave.policy.reading import default

ROOT = Path(os.environ.get("CLAVE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="the real data sets are not on this machine")

RETAIL = """
SELECT CAST(invoice_date AS DATE) AS date, invoice AS document, CAST(customer_id AS VARCHAR) AS customer,
  UPPER(TRIM(stock_code)) AS product, quantity AS quantity, quantity * price AS net,
  CASE WHEN UPPER(TRIM(stock_code)) IN ('POST', 'DOT', 'M', 'C2', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK')
    OR UPPER(stock_code) LIKE 'ADJUST%' OR UPPER(stock_code) LIKE 'TEST%' THEN 'charge' ELSE 'product' END AS kind,
  CASE WHEN invoice LIKE 'C%' THEN 'credit' ELSE 'invoice' END AS document_kind
FROM '{root}/online_retail_ii/online_retail_ii.parquet'
WHERE sheet <> '2009-2010' OR invoice_date < DATE '2010-12-01'
"""
IOWA = """
SELECT sold.date AS date, sold.invoice AS document, CAST(sold.line AS VARCHAR) AS line, sold.store AS customer,
  sold.item AS product, listed.category AS family, sold.bottles AS quantity,
  sold.bottles * listed.bottle_ml / 1000.0 AS kilos, sold.usd AS net, sold.usd / 1.5 AS cost,
  CASE WHEN sold.invoice LIKE 'RINV%' THEN 'credit' ELSE 'invoice' END AS document_kind
FROM '{root}/iowa_liquor/mfr_phillips.parquet' AS sold
LEFT JOIN '{root}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
"""
STORES = """
SELECT store AS customer, name AS name, TRIM(REGEXP_SPLIT_TO_ARRAY(name, '[#/]')[1]) AS "group", city AS city
FROM '{root}/iowa_liquor/stores.parquet'
"""
IBM = """
SELECT invoiceNumber AS document, customerID AS customer, STRPTIME(InvoiceDate, '%m/%d/%Y')::DATE AS issued_date,
  STRPTIME(DueDate, '%m/%d/%Y')::DATE AS due_date, InvoiceAmount AS amount,
  STRPTIME(SettledDate, '%m/%d/%Y')::DATE AS paid_date
FROM read_csv('{root}/ibm_receivables/*.csv', header = true, all_varchar = true)
"""


def facts(table: str, sql: str) -> pa.Table:
    """A declared table straight from the file."""
    rows = duckdb.sql(sql.format(root=ROOT))
    casts = ", ".join(f'CAST("{name}" AS {TABLES[table][name].kind.sql}) AS "{name}"' for name in rows.columns)
    return rows.project(casts).to_arrow_table()


@pytest.fixture(scope="module")
def retail() -> Book:
    return Book({"invoice_line": facts("invoice_line", RETAIL)}, "GBP")


@pytest.fixture(scope="module")
def iowa() -> Book:
    return Book({"invoice_line": facts("invoice_line", IOWA), "customer": facts("customer", STORES)}, "USD")


def concentration(money: np.ndarray, customers: int) -> float:
    """Share of the largest ones."""
    return float(np.sort(money)[::-1][:customers].sum() / money.sum())


def test_online_retail_over_its_whole_life(retail: Book) -> None:
    with retail.open() as warehouse:
        table = warehouse.query(
            "SELECT customer AS c, SUM(net) AS m FROM invoice_line WHERE customer IS NOT NULL GROUP BY customer"
        )
    money = np.array([float(value) for value in table["m"].to_pylist()])
    assert len(money) == 5942
    assert round(money.sum(), 2) == 16_343_651.04
    assert [round(concentration(money, top), 3) for top in (298, 595, 1189)] == [0.515, 0.636, 0.773]
    largest = sorted(zip(money.tolist(), table["c"].to_pylist(), strict=True), reverse=True)[:5]
    assert [code for _money, code in largest] == ["18102", "14646", "14156", "14911", "17450"]
    assert round(largest[0][0], 2) == 570_380.61


def test_online_retail_in_two_years_of_measures(retail: Book) -> None:
    """Year and year before cover all but the first days, so that they add up to nearly the whole life."""
    day = date(2011, 12, 9)
    measured = measure(retail, default().at(day), day)
    assert len(measured) == 5942
    both = np.nansum(measured.numbers(sales.money)) + np.nansum(measured.numbers(sales.money_before))
    with retail.open() as warehouse:
        first = warehouse.query(
            "SELECT SUM(net) AS m FROM invoice_line WHERE customer IS NOT NULL AND date < CAST('2009-12-10' AS DATE)"
        )["m"][0].as_py()
    assert round(both + float(first), 2) == 16_343_651.04
    assert not measured.available(sales.kilos)
    assert not any(
        measured.columns[key].missing.min() == 0 for key in ("wallet", "days_beyond", "breadth", "idle_money")
    )


def test_online_retail_who_bought(retail: Book) -> None:
    with retail.open() as warehouse:
        row = warehouse.query("""
            WITH b AS (SELECT customer AS c, MIN(date) AS f, MAX(date) AS l FROM invoice_line
              WHERE customer IS NOT NULL AND quantity > 0 GROUP BY customer)
            SELECT COUNT(*) FILTER (WHERE f < CAST('2010-12-01' AS DATE)) AS a,
        COUNT(*) FILTER (WHERE l >= CAST('2010-12-01' AS DATE)) AS b,
              COUNT(*) FILTER (WHERE f < CAST('2010-12-01' AS DATE)
        AND l >= CAST('2010-12-01' AS DATE)) AS ab FROM b""").to_pylist()[0]
    assert row == {"a": 4268, "b": 4339, "ab": 2726}


def test_iowa_2021(iowa: Book) -> None:
    day = date(2021, 12, 31)
    measured = measure(iowa, default().at(day), day)
    money = measured.numbers(sales.money)
    active = money[measured.numbers(sales.active) == 1]
    assert round(active.sum()) == 5_539_119
    assert (round(concentration(active, 87), 3), round(concentration(active, 173), 3)) == (0.449, 0.616)
    inside = measured.numbers(sales.cumulated_share)
    assert round(float(np.sort(inside[~np.isnan(inside)])[86]), 3) == 0.449
    assert np.nanmax(abs(measured.numbers(sales.margin_rate) - 1 / 3)) < 0.001
    assert (measured.columns["wallet"].missing == 0).sum() == len(active)


def test_iowa_by_chain(iowa: Book) -> None:
    day = date(2021, 12, 31)
    limits = default().at(day)
    stores, chains = measure(iowa, limits, day), measure(iowa, limits, day, by="group")
    assert len(chains) < len(stores)
    assert np.isclose(chains.numbers(sales.money).sum(), stores.numbers(sales.money).sum(), atol=0.01)


def test_ibm_receivables() -> None:
    owed = facts("receivable", IBM)
    rows = owed.to_pylist()
    settled = [(row["paid_date"] - row["issued_date"]).days for row in rows]
    amounts = [float(row["amount"]) for row in rows]
    assert round(sum(settled) / len(settled), 2) == 26.44
    assert round(sum(d * a for d, a in zip(settled, amounts, strict=True)) / sum(amounts), 2) == 26.70
    assert len([row for row in rows if row["paid_date"] > row["due_date"]]) == 877

    lines = pa.Table.from_pylist(
        [{**row, "date": row["issued_date"], "net": row["amount"]} for row in rows], TABLES["invoice_line"].schema
    )
    day = max(row["paid_date"] for row in rows)
    measured = measure(Book({"invoice_line": lines, "receivable": owed}, "USD"), default().at(day), day)
    beyond = measured.numbers(payment.days_beyond)
    assert (measured.numbers(payment.worst_open) == 0).all()
    for index in np.flatnonzero(~np.isnan(beyond)).tolist()[:20]:
        late = measured.details["payment"][measured.customers[index]]
        assert bool(late) == (beyond[index] > 0)
    early = measure(Book({"invoice_line": lines, "receivable": owed}, "USD"), default().at(day), date(2012, 12, 31))
    assert early.numbers(payment.overdue_money).sum() > 0
