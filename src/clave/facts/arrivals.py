"""Deliveries that arrived at customers, by portable SQL. (C8)"""

from __future__ import annotations

from datetime import date

from clave.facts.book import Book

DELIVERY = "delivery"
_ARRIVED = """
SELECT d.customer AS customer, d.document AS document, MAX(d.delivered_date) AS day
FROM delivery AS d
WHERE d.delivered_date BETWEEN :first AND :last AND d.customer IS NOT NULL
GROUP BY d.customer, d.document
ORDER BY d.customer, day, d.document
"""


def arrivals(book: Book, first: date, last: date) -> list[tuple[str, str, date]]:
    """(customer, delivery note, day it arrived) of each delivery of these days; empty where no deliveries were loaded."""
    if not book.has(DELIVERY):
        return []
    with book.open() as warehouse:
        rows = warehouse.query(_ARRIVED, first=first, last=last).to_pylist()
    return [(row["customer"], row["document"], row["day"]) for row in rows]
