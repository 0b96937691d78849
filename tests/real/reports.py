"""Reports of consumption of real customers: the largest of a manufacturer as of 2021-06-30, of a wholesaler as of 2011-06-30."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pyarrow as pa

from clave.facts.book import Book
from clave.facts.tables import TABLES
from clave.measures.consumed import consumed, newest_invoice
from clave.policy.limits import Limits
from clave.report.consumption.ahead import taught
from clave.report.consumption.content import Content
from clave.report.consumption.figures import READ
from clave.report.consumption.made import Beside, bought_of, content_of
from clave.report.consumption.period import Period
from tests.real.books import ONLINE_RETAIL, shared_data

IOWA = """
SELECT sold.store AS customer, sold.invoice AS document, CAST(sold.line AS VARCHAR) AS line, sold.date AS date,
       sold.item AS product, listed.category AS family,
       CAST(sold.bottles AS DECIMAL(18, 4)) AS quantity, CAST(sold.usd AS DECIMAL(18, 4)) AS net,
       CAST(sold.bottles * listed.bottle_ml / 1000.0 AS DECIMAL(18, 4)) AS kilos, named.name AS name
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
LEFT JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
LEFT JOIN '{data}/iowa_liquor/stores.parquet' AS named ON named.store = sold.store
"""
RETAIL = f"""
SELECT CAST(customer_id AS VARCHAR) AS customer, invoice AS document,
       CAST(ROW_NUMBER() OVER (ORDER BY invoice_date, invoice, stock_code) AS VARCHAR) AS line,
       CAST(invoice_date AS DATE) AS date, UPPER(stock_code) AS product, LEFT(stock_code, 2) AS family,
       CAST(quantity AS DECIMAL(18, 4)) AS quantity, CAST(quantity * price AS DECIMAL(18, 4)) AS net,
       CAST(NULL AS DECIMAL(18, 4)) AS kilos, CAST(customer_id AS VARCHAR) AS name
FROM ({ONLINE_RETAIL}) WHERE customer_id IS NOT NULL AND LEFT(stock_code, 1) BETWEEN '0' AND '9'
"""
"""The wholesaler has no families: the first two digits of its codes stand for them."""


def book(sql: str, currency: str) -> tuple[Book, dict[str, str]]:
    """The lines as facts, and the name of every customer."""
    with duckdb.connect() as engine:
        found = engine.sql(sql.replace("{data}", str(shared_data()))).to_arrow_table()
    names = dict(zip(found["customer"].to_pylist(), found["name"].to_pylist(), strict=True))
    schema = TABLES["invoice_line"].schema
    columns = [
        found[field.name].cast(field.type) if field.name in found.column_names else pa.nulls(len(found), field.type)
        for field in schema
    ]
    return Book({"invoice_line": pa.Table.from_arrays(columns, schema=schema)}, currency), {
        code: name or code for code, name in names.items()
    }


def largest(facts: Book, until: date, count: int) -> list[str]:
    """Who bought most in the year up to `until`."""
    with facts.open() as warehouse:
        rows = warehouse.query(
            "SELECT line.customer AS customer, SUM(line.net) AS money FROM invoice_line AS line "
            "WHERE line.date > :since AND line.date <= :until GROUP BY line.customer ORDER BY money DESC, customer",
            since=until.replace(year=until.year - 1), until=until,
        ).to_pylist()  # fmt: skip
    return [row["customer"] for row in rows[:count]]


def contents(
    facts: Book, names: dict[str, str], period: Period, limits: Limits, count: int, company: str
) -> Iterator[Content]:
    """The reports of the largest customers, taught by the ten times as many largest."""
    codes = largest(facts, period.last, 10 * count)
    found = consumed(facts, codes, period.last, READ)
    known = taught((bought_of(one) for one in found.values()), period.months, limits)
    last = newest_invoice(facts, period.last)
    for code in codes[:count]:
        yield content_of(
            found[code], period, limits, Beside(), known, company=company, customer=names[code], made_on=period.last,
            invoices_until=last,
        )  # fmt: skip
