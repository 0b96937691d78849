"""A manufacturer of any size, seeded: three years of invoice lines, receivables, customers and products, put month by
month into a store of facts, as imports would.

    python -m bench.company FOLDER [lines] [customers]        (10,000,000 lines of 20,000 customers by default)

A few customers buy much and many little, each from a few families of its own; one in nine stops buying before the end;
three invoices in a hundred are credit notes; receivables are paid early, late or not yet.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from clave.facts.store import FactStore
from clave.facts.tables import TABLES

LAST = date(2025, 12, 31)
MONTHS = 36
FAMILIES, PRODUCTS = 24, 480
NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)

_CUSTOMERS = """
SELECT 'C' || LPAD(CAST(i AS VARCHAR), 6, '0') AS customer, 'Cliente ' || i AS name,
  (['construcción', 'riego', 'minería', 'comercio', 'hotelería', 'gobierno'])[1 + CAST(HASH(i) % 6 AS INTEGER)] AS sector,
  (['distribuidor', 'constructora', 'mostrador'])[1 + CAST(HASH(i + 1) % 3 AS INTEGER)] AS channel,
  (['Norte', 'Centro', 'Sur', 'Caribe'])[1 + CAST(HASH(i + 2) % 4 AS INTEGER)] AS region, 'CO' AS country,
  (['grande', 'mediano', 'pequeño'])[1 + CAST(HASH(i + 3) % 3 AS INTEGER)] AS size
FROM RANGE({customers}) r(i)
"""
_PRODUCTS = """
SELECT 'P' || i AS product, 'Producto ' || i AS name, 'F' || (i // {each}) AS family,
  CAST(0.2 + (HASH(i) % 900) / 100.0 AS DECIMAL(18, 4)) AS weight,
  CASE WHEN i % 40 = 0 THEN 'second' ELSE 'first' END AS quality
FROM RANGE({products}) r(i)
"""
# A document: its customer (small numbers buy most), its day, what its customer buys from.
_DOCUMENTS = """
SELECT d, c, HASH(d + 11) AS g, DATE '{first}' + CAST(HASH(d + 7) % {days} AS INTEGER) AS day,
  3 + c % 9 AS wide, d % 33 = 32 AS credit
FROM (
  SELECT CAST({month} AS BIGINT) * 100000000 + i AS d,
    CAST(FLOOR({customers} * POW((HASH(CAST({month} AS BIGINT) * 100000000 + i) % 1000003) / 1000003.0, 2.2)) AS BIGINT) AS c
  FROM RANGE({documents}) r(i)
) WHERE NOT (c % 9 = 8 AND {month} > 12 + c % 23)
"""
_LINES = """
SELECT CAST(day AS DATE) AS date, CASE WHEN credit THEN 'NC' ELSE 'F' END || d AS document,
  CAST(line AS VARCHAR) AS line, 'C' || LPAD(CAST(c AS VARCHAR), 6, '0') AS customer, 'P' || p AS product,
  CAST(sign * quantity AS DECIMAL(18, 4)) AS quantity,
  CAST(sign * quantity * price AS DECIMAL(18, 4)) AS net,
  CAST(sign * quantity * price * 0.72 AS DECIMAL(18, 4)) AS cost,
  CASE WHEN c % 3 = 0 THEN 0.05 ELSE 0.0 END AS discount,
  'product' AS kind, CASE WHEN credit THEN 'credit' ELSE 'invoice' END AS document_kind,
  CAST(CASE WHEN c % 5 = 0 THEN 0 ELSE 30 + 15 * (c % 3) END AS BIGINT) AS terms_days, 'COP' AS currency, 'erp' AS source
FROM (
  SELECT *, CASE WHEN credit THEN -1 ELSE 1 END AS sign, 1 + CAST(HASH(d * 8 + line) % 40 AS INTEGER) AS quantity,
    1000 + 37 * p AS price
  FROM (
    SELECT *, ((c * 7 + CAST(HASH(d * 4 + line) % CAST(wide AS UBIGINT) AS INTEGER)) % {families}) * {each}
      + CAST(HASH(d * 16 + line) % {each} AS INTEGER) AS p
    FROM (SELECT *, UNNEST(RANGE(1, 5)) AS line FROM ({documents}))
  )
)
"""
_RECEIVABLES = """
SELECT document, '1' AS line, ANY_VALUE(customer) AS customer, MIN(date) AS issued_date,
  MIN(date) + CAST(MAX(terms_days) AS INTEGER) AS due_date, SUM(net) AS amount,
  CASE WHEN MIN(date) + CAST(MAX(terms_days) + CAST(HASH(document) % 40 AS INTEGER) AS INTEGER) - 10 <= DATE '{last}'
    THEN MIN(date) + CAST(GREATEST(MAX(terms_days) + CAST(HASH(document) % 40 AS INTEGER) - 10, 0) AS INTEGER) END AS paid_date,
  'COP' AS currency, 'erp' AS source
FROM lines WHERE document_kind = 'invoice' GROUP BY document
"""


def build(folder: Path, lines: int = 10_000_000, customers: int = 20_000) -> int:
    """Fill a new store; returns how many invoice lines it holds."""
    store, total = FactStore(folder), 0
    with duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(folder / "spill")}) as engine:
        known = {
            "customer": engine.sql(_CUSTOMERS.format(customers=customers)).to_arrow_table(),
            "product": engine.sql(_PRODUCTS.format(products=PRODUCTS, each=PRODUCTS // FAMILIES)).to_arrow_table(),
        }
        _load(store, known, "maestros")
        for month in range(MONTHS):
            year, number = divmod((LAST.year - 2) * 12 + month, 12)
            first = date(year, number + 1, 1)
            days = (date(year + (number == 11), (number + 1) % 12 + 1, 1) - first).days
            documents = _DOCUMENTS.format(
                month=month, first=first, days=days, customers=customers, documents=lines // MONTHS // 4
            )
            made = _LINES.format(documents=documents, families=FAMILIES, each=PRODUCTS // FAMILIES)
            rows = engine.sql(made).to_arrow_table()
            engine.register("lines", rows)
            owed = engine.sql(_RECEIVABLES.format(last=LAST)).to_arrow_table()
            _load(store, {"invoice_line": rows, "receivable": owed}, f"{first:%Y-%m}")
            total += rows.num_rows
    return total


def _load(store: FactStore, tables: dict[str, pa.Table], digest: str) -> None:
    typed = {
        name: pa.table({field: _cast(name, rows, field) for field in rows.column_names})
        for name, rows in tables.items()
    }
    store.load(typed, source="erp", digest=digest, now=NOW, by="bench")


def _cast(name: str, rows: pa.Table, field: str) -> pa.ChunkedArray:
    known = TABLES[name].by_name
    return rows.column(field).cast(known[field].kind.arrow) if field in known else rows.column(field)


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), *map(int, sys.argv[2:])))
