"""Who a customer is, as the customer file says it, and who belongs to the same group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.facts.book import Book

_ONE_EACH = """
SELECT
  c.customer AS customer, MIN(c.name) AS name, MIN(c.tax_id) AS tax_id, MIN(c."group") AS parent,
  MIN(c.channel) AS channel, MIN(c.sector) AS sector, MIN(c.city) AS city, MIN(c.region) AS region,
  MIN(c.country) AS country, MIN(c.terms_days) AS terms_days, MIN(c.owner) AS owner
FROM customer AS c WHERE c.customer IS NOT NULL {where} GROUP BY c.customer ORDER BY customer
"""
_CARD = _ONE_EACH.format(where="AND c.customer = :customer")
_MEMBERS = _ONE_EACH.format(where='AND c."group" = :parent')

_OWNERS = """
SELECT c.customer AS customer, MIN(c.owner) AS owner
FROM customer AS c WHERE c.customer IS NOT NULL AND c.owner IS NOT NULL GROUP BY c.customer
"""
_FIRST = "SELECT MIN(l.date) AS day FROM invoice_line AS l WHERE l.customer = :customer"


@dataclass(frozen=True)
class Card:
    """One customer of the customer file; empty where the file does not say. `parent` is its group, `owner` who answers for it."""

    customer: str
    name: str | None
    tax_id: str | None
    parent: str | None
    channel: str | None
    sector: str | None
    city: str | None
    region: str | None
    country: str | None
    terms_days: int | None
    owner: str | None = None


def card(book: Book, customer: str) -> Card | None:
    """None where the customer file is not loaded or does not list it."""
    with book.open() as warehouse:
        rows = warehouse.query(_CARD, customer=customer).to_pylist()
    return Card(**rows[0]) if rows else None


def members(book: Book, group: str) -> tuple[Card, ...]:
    """Every customer of a group, those we never sold to included, in code order."""
    with book.open() as warehouse:
        return tuple(Card(**row) for row in warehouse.query(_MEMBERS, parent=group).to_pylist())


def owners_named(book: Book) -> dict[str, str]:
    """Who answers for each customer as the customer file names them; those without a name left out."""
    with book.open() as warehouse:
        rows = warehouse.query(_OWNERS).to_pylist()
    return {row["customer"]: row["owner"] for row in rows}


def first_invoice(book: Book, customer: str) -> date | None:
    """The day of the first invoice that is known of a customer; None where there is none."""
    with book.open() as warehouse:
        rows = warehouse.query(_FIRST, customer=customer).to_pylist()
    return rows[0]["day"] if rows else None
