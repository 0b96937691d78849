"""Who is a natural person by the customer file: whom the law protects when a payment is asked for (G6; Ley 2300 de 2023)."""

from __future__ import annotations

from collections.abc import Mapping

from clave.facts.book import Book

_KINDS = """
SELECT c.customer AS customer, MAX(CASE WHEN c.person_kind = 'person' THEN 1 ELSE 0 END) AS person
FROM customer AS c
WHERE c.person_kind IS NOT NULL
GROUP BY c.customer
"""


def persons(book: Book) -> Mapping[str, bool]:
    """True = a natural person, False = a company; who is not in it, nobody said. Where two sources differ, it is a person."""
    with book.open() as warehouse:
        found = warehouse.query(_KINDS)
    pairs = zip(found["customer"].to_pylist(), found["person"].to_pylist(), strict=True)
    return {code: bool(person) for code, person in pairs}
