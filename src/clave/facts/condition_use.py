"""What was bought with each preferential condition, by portable SQL: for its limits, and for what it cost. (C5)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.book import Book

# What the list would have brought more is known of lines that carry a price before discount.
_USE = """
SELECT
  a.number AS number, COUNT(*) AS lines, SUM(l.quantity) AS quantity, SUM(l.net) AS money,
  COUNT(l.unit_price) AS priced,
  SUM(CASE WHEN l.unit_price IS NULL THEN NULL
    ELSE GREATEST(CAST(CAST(l.quantity AS DECIMAL(28, 4)) * l.unit_price AS DECIMAL(28, 4)) - l.net, 0) END) AS given
FROM asked AS a
JOIN invoice_line AS l ON l.customer = a.customer AND l.date >= a.since AND l.date <= a.until
LEFT JOIN (
  SELECT product.product AS product, MIN(product.family) AS family
  FROM product WHERE product.product IS NOT NULL GROUP BY product.product
) AS p ON p.product = l.product
WHERE COALESCE(l.kind, 'product') <> 'charge'
  AND (a.product = '' OR l.product = a.product)
  AND (a.family = '' OR COALESCE(p.family, l.family) = a.family)
GROUP BY a.number
"""
_ASKED = pa.schema(
    [
        ("number", pa.int64()), ("customer", pa.string()), ("product", pa.string()), ("family", pa.string()),
        ("since", pa.date32()), ("until", pa.date32()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One condition: whose, about which product or family (empty = any), and the days it holds."""

    number: int
    customer: str
    product: str
    family: str
    since: date
    until: date


@dataclass(frozen=True)
class Use:
    """What the invoices show: lines, units and net money of what it is about, returns netted. `given` is what the list
    would have brought more on the `priced` ones, None where no line carries a price before discount."""

    number: int
    lines: int
    quantity: Decimal
    money: Decimal
    priced: int
    given: Decimal | None


def condition_use(book: Book, asked: Iterable[Asked]) -> dict[int, Use]:
    """The use of each condition by its number; one that nothing was bought with is not in it."""
    rows = [vars(one) for one in asked]
    if not rows or not book.has("invoice_line"):
        return {}
    with book.open() as warehouse:
        warehouse.add("asked", pa.Table.from_pylist(rows, _ASKED))
        found = warehouse.query(_USE).to_pylist()
    return {row["number"]: Use(**row) for row in found}
