"""The order lines of one customer, with the names of their products. (G2)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clave.facts.book import Book

_LINES = """
SELECT l."order" AS "order", COALESCE(l.line, '1') AS line, l.product AS product, COALESCE(p.name, l.product) AS name,
  l.ordered_date AS ordered_date, l.required_date AS required_date, l.promised_date AS promised_date,
  l.quantity AS quantity, l.shipped_date AS shipped_date, l.shipped_quantity AS shipped_quantity, l.status AS status
FROM order_line AS l
LEFT JOIN (
  SELECT product.product AS product, MIN(product.name) AS name FROM product GROUP BY product.product
) AS p ON p.product = l.product
WHERE l.customer = :customer AND l.ordered_date <= :until
  AND (l.shipped_date IS NULL OR l.shipped_date >= :since)
ORDER BY l.ordered_date, l."order", line
"""
_BARE = _LINES.replace("COALESCE(p.name, l.product)", "l.product").partition("LEFT JOIN")
_WITHOUT = f"{_BARE[0]}WHERE{_BARE[2].partition('WHERE')[2]}"
"""The same where no file of products was loaded."""


def lines_of(book: Book, customer: str, since: date, until: date) -> list[Mapping[str, Any]]:
    """What a customer has open, and what left from a day on; nothing after `until`. Raises ClaveError where a stored file
    cannot be read."""
    if not book.has("order_line"):
        return []
    with book.open() as warehouse:
        sql = _LINES if book.has("product") else _WITHOUT
        found: list[Mapping[str, Any]] = warehouse.query(sql, customer=customer, since=since, until=until).to_pylist()
    return found
