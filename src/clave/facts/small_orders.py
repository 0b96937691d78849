"""Orders and invoices whose whole is small: what minimums are about, by portable SQL. (G3)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.book import Book

# An order is all of its lines, whatever came of it; credit notes, charges and what came back are no orders. A document
# with a line that has no price has no money.
_ORDERS = """
SELECT
  'order' AS kind, l."order" AS document, l.customer AS customer, MIN(l.ordered_date) AS day,
  SUM(l.quantity) AS quantity,
  CASE WHEN COUNT(*) = COUNT(l.unit_price)
    THEN SUM(CAST(CAST(l.quantity AS DECIMAL(28, 4)) * l.unit_price AS DECIMAL(28, 4))) END AS money,
  COUNT(*) AS lines, l."order" AS "order"
FROM order_line AS l
WHERE l.ordered_date BETWEEN :first AND :last AND l.quantity > 0
GROUP BY l."order", l.customer
"""
_INVOICES = """
SELECT
  'invoice' AS kind, l.document AS document, l.customer AS customer, MIN(l.date) AS day,
  SUM(l.quantity) AS quantity,
  CASE WHEN COUNT(*) = COUNT(CASE WHEN COALESCE(l.currency, :currency) = :currency THEN l.net
      ELSE CAST(CAST(l.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4)) END)
    THEN SUM(CASE WHEN COALESCE(l.currency, :currency) = :currency THEN l.net
      ELSE CAST(CAST(l.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4)) END) END AS money,
  COUNT(*) AS lines,
  CASE WHEN COUNT(DISTINCT l."order") = 1 AND COUNT(*) = COUNT(l."order") THEN MIN(l."order") ELSE '' END AS "order"
FROM invoice_line AS l
LEFT JOIN rate ON rate.currency = l.currency AND l.date >= rate.since AND l.date < rate.until
WHERE l.date BETWEEN :first AND :last AND l.customer IS NOT NULL AND l.net > 0
  AND COALESCE(l.kind, 'product') <> 'charge' AND COALESCE(l.document_kind, 'invoice') <> 'credit'
GROUP BY l.document, l.customer
"""
_SMALL = """
SELECT small.kind, small.document, small.customer, c.name AS name, COALESCE(c.channel, '') AS channel, small.day,
  small.quantity, small.money, small.lines, small."order" AS "order"
FROM ({documents}) AS small
LEFT JOIN (
  SELECT customer.customer AS customer, MIN(customer.name) AS name, MIN(customer.channel) AS channel
  FROM customer WHERE customer.customer IS NOT NULL GROUP BY customer.customer
) AS c ON c.customer = small.customer
WHERE small.money < :money OR small.quantity < :quantity
ORDER BY small.day DESC, small.document DESC
LIMIT :most
"""
# Lines of a product that a minimum of its own, of its family or of any product may bind.
_LINES = """
SELECT 'product' AS kind, l."order" AS document, l.customer AS customer, c.name AS name,
  COALESCE(c.channel, '') AS channel, l.ordered_date AS day, l.quantity AS quantity,
  CAST(CAST(l.quantity AS DECIMAL(28, 4)) * l.unit_price AS DECIMAL(28, 4)) AS money, 1 AS lines, l."order" AS "order",
  l.product AS product, COALESCE(p.family, '') AS family
FROM order_line AS l
LEFT JOIN (
  SELECT product.product AS product, MIN(product.family) AS family
  FROM product WHERE product.product IS NOT NULL GROUP BY product.product
) AS p ON p.product = l.product
LEFT JOIN (
  SELECT customer.customer AS customer, MIN(customer.name) AS name, MIN(customer.channel) AS channel
  FROM customer WHERE customer.customer IS NOT NULL GROUP BY customer.customer
) AS c ON c.customer = l.customer
WHERE l.ordered_date BETWEEN :first AND :last AND l.quantity > 0 AND EXISTS (
  SELECT 1 FROM asked AS a
  WHERE (a.product = '' OR a.product = l.product) AND (a.family = '' OR a.family = p.family)
    AND (l.quantity < a.quantity OR CAST(CAST(l.quantity AS DECIMAL(28, 4)) * l.unit_price AS DECIMAL(28, 4)) < a.money)
)
ORDER BY l.ordered_date DESC, l."order" DESC, l.product
LIMIT :most
"""
_ASKED = pa.schema(
    [
        ("product", pa.string()),
        ("family", pa.string()),
        ("money", pa.decimal128(28, 4)),
        ("quantity", pa.decimal128(28, 4)),
    ]
)
MOST = 10_000
"""Small documents that one report reads: beyond it the minimum is what is wrong, and the report says that it stops."""


@dataclass(frozen=True)
class SmallDocument:
    """One order or invoice (`kind`), or one line of a product (`kind` product, with its order), below the sizes asked for;
    `money` in the company's currency, None without a price; `order` the one it is of, empty where it says none or several."""

    kind: str
    document: str
    customer: str
    name: str | None
    channel: str
    day: date
    quantity: Decimal
    money: Decimal | None
    lines: int
    order: str = ""
    product: str = ""
    family: str = ""


@dataclass(frozen=True)
class LeastOfLine:
    """What the lines of a product or family (both empty = of any) may be below: money, or units; 0 = not bound."""

    product: str
    family: str
    money: Decimal
    quantity: Decimal


def small_documents(
    book: Book, kind: str, first: date, last: date, *, money: Decimal, quantity: Decimal, most: int = MOST
) -> tuple[SmallDocument, ...]:
    """Orders or invoices (`kind`) from `first` to `last`, newest first, worth less than `money` or holding fewer units
    than `quantity`; `most` of them at most."""
    sql = _SMALL.format(documents=_ORDERS if kind == "order" else _INVOICES)
    with book.open() as warehouse:
        found = warehouse.query(
            sql, first=first, last=last, money=money, quantity=quantity, currency=book.currency, most=most
        )
    return tuple(SmallDocument(**row) for row in found.to_pylist())


def small_lines(book: Book, first: date, last: date, least: Iterable[LeastOfLine]) -> tuple[SmallDocument, ...]:
    """Lines of orders from `first` to `last`, newest first, that some of these may bind; MOST of them at most."""
    asked = [vars(one) for one in least]
    if not asked or not book.has("order_line"):
        return ()
    with book.open() as warehouse:
        warehouse.add("asked", pa.Table.from_pylist(asked, _ASKED))
        found = warehouse.query(_LINES, first=first, last=last, most=MOST)
    return tuple(SmallDocument(**row) for row in found.to_pylist())
