"""The rows that a plan is made from, by portable SQL from the declared tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clave.facts.book import Book

Row = dict[str, Any]

# Open = no shipping date. What is shipped of an open line is taken off when the book is opened.
_LINES = """
SELECT
  l."order" AS "order", COALESCE(l.line, '1') AS line, l.customer AS customer, l.product AS product,
  l.ordered_date AS ordered_date, l.required_date AS required_date, l.promised_date AS promised_date,
  l.quantity AS quantity, l.shipped_quantity AS shipped_quantity, l.released_quantity AS released_quantity,
  l.pack_quantity AS pack_quantity, l.unit_price AS unit_price, l.currency AS currency, l.warehouse AS warehouse,
  l.allowed_warehouses AS allowed_warehouses, l.early AS early, l.complete AS complete,
  l.max_deliveries AS max_deliveries, l.credit_hold AS credit_hold,
  l.hold_reason AS hold_reason, l.status AS status
FROM order_line AS l
WHERE l.shipped_date IS NULL AND (l.ordered_date IS NULL OR l.ordered_date <= :today)
ORDER BY l."order", l.line, l.product, l.quantity
"""
# Open on a past day = not shipped before it; what it shipped later is not yet off, and its state of today says nothing.
_PAST = """
SELECT
  l."order" AS "order", COALESCE(l.line, '1') AS line, l.customer AS customer, l.product AS product,
  l.ordered_date AS ordered_date, l.required_date AS required_date, l.promised_date AS promised_date,
  l.quantity AS quantity, CASE WHEN l.shipped_date IS NULL THEN l.shipped_quantity END AS shipped_quantity,
  CASE WHEN l.shipped_date IS NULL THEN l.released_quantity END AS released_quantity,
  l.pack_quantity AS pack_quantity, l.unit_price AS unit_price, l.currency AS currency, l.warehouse AS warehouse,
  l.allowed_warehouses AS allowed_warehouses, l.early AS early, l.complete AS complete,
  l.max_deliveries AS max_deliveries,
  CASE WHEN l.shipped_date IS NULL THEN l.credit_hold END AS credit_hold, l.hold_reason AS hold_reason,
  CASE WHEN l.shipped_date IS NULL THEN l.status END AS status
FROM order_line AS l
WHERE (l.shipped_date IS NULL OR l.shipped_date >= :today) AND (l.ordered_date IS NULL OR l.ordered_date <= :today)
ORDER BY l."order", l.line, l.product, l.quantity
"""
# The last count of each product and warehouse up to the day.
_STOCK = """
WITH newest AS (
  SELECT s.product AS product, COALESCE(s.warehouse, '') AS warehouse, MAX(s.date) AS date
  FROM stock AS s WHERE s.date <= :today GROUP BY s.product, COALESCE(s.warehouse, '')
)
SELECT
  s.product AS product, COALESCE(s.warehouse, '') AS warehouse, s.lot AS lot, s.grade AS grade, s.quantity AS quantity,
  s.blocked_quantity AS blocked_quantity, s.released_quantity AS released_quantity, s.expiry_date AS expiry_date
FROM stock AS s
JOIN newest ON newest.product = s.product AND newest.warehouse = COALESCE(s.warehouse, '') AND newest.date = s.date
ORDER BY s.product, 2, s.expiry_date, s.lot, s.grade
"""
_RECEIPTS = """
SELECT
  r.product AS product, COALESCE(r.warehouse, '') AS warehouse, r.date AS date, r.quantity AS quantity,
  r.document AS document, r.confirmed AS confirmed
FROM expected_receipt AS r ORDER BY r.product, 2, r.date, r.document
"""
_CAPACITY = """
SELECT c.warehouse AS warehouse, MIN(c.kilos) AS kilos, MIN(c.pallets) AS pallets
FROM dispatch_capacity AS c WHERE c.date = :today GROUP BY c.warehouse ORDER BY c.warehouse
"""
_PRODUCTS = """
SELECT p.product AS product, MIN(p.name) AS name, MIN(p.family) AS family, MIN(p.weight) AS weight,
  MIN(p.pallet_quantity) AS pallet_quantity
FROM product AS p WHERE p.product IS NOT NULL GROUP BY p.product
"""
_CUSTOMERS = """
SELECT
  c.customer AS customer, MIN(c.name) AS name, MIN(c.partial_rule) AS partial_rule,
  MIN(c.max_deliveries) AS max_deliveries,
  MAX(CASE WHEN c.credit_hold THEN 1 ELSE 0 END) AS credit_hold, MIN(c.hold_reason) AS hold_reason
FROM customer AS c WHERE c.customer IS NOT NULL GROUP BY c.customer
"""
# The days before today on which something left of orders that are still open.
_DELIVERED = """
SELECT DISTINCT l."order" AS "order", l.shipped_date AS day
FROM order_line AS l
JOIN (
  SELECT DISTINCT o."order" AS "order" FROM order_line AS o WHERE o.shipped_date IS NULL OR o.shipped_date >= :today
) AS waits ON waits."order" = l."order"
WHERE l.shipped_date < :today
"""


@dataclass(frozen=True)
class Rows:
    """Rows by table, as Python values; [] where a table was not loaded."""

    lines: Sequence[Row]
    stock: Sequence[Row]
    receipts: Sequence[Row]
    capacity: Sequence[Row]
    products: Sequence[Row]
    customers: Sequence[Row]
    delivered: Sequence[Row]


def read(book: Book, today: date, *, past: bool = False) -> Rows:
    """What the facts say on `today`; `past`: as that day began, with what left on it and later still open. Raises ClaveError
    where a stored data file cannot be read."""
    asked = (_PAST if past else _LINES, _STOCK, _RECEIPTS, _CAPACITY, _PRODUCTS, _CUSTOMERS, _DELIVERED)
    with book.open() as warehouse:
        found = [warehouse.query(sql, today=today).to_pylist() for sql in asked]
    return Rows(*found)
