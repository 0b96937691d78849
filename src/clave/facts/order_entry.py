"""What order entry needs of the facts, read at once: customers with channel and credit hold, products with family and price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clave.facts.book import Book

# Who only stands in invoices is known too; a hold of anybody's row holds the customer.
_CUSTOMERS = """
SELECT who.customer AS code, COALESCE(c.name, '') AS name, COALESCE(c.channel, '') AS channel,
  COALESCE(c.held, 0) AS held, COALESCE(c.reason, '') AS reason
FROM (
  SELECT customer.customer AS customer FROM customer
  UNION
  SELECT invoice_line.customer AS customer FROM invoice_line
) AS who
LEFT JOIN (
  SELECT customer.customer AS customer, MIN(customer.name) AS name, MIN(customer.channel) AS channel,
    MAX(CASE WHEN customer.credit_hold THEN 1 ELSE 0 END) AS held,
    MIN(CASE WHEN customer.credit_hold THEN customer.hold_reason END) AS reason
  FROM customer GROUP BY customer.customer
) AS c ON c.customer = who.customer
WHERE who.customer IS NOT NULL
"""
# The price of the list is the one before discount on the last invoice that carries one, in the company's own currency.
_PRODUCTS = """
SELECT p.product AS code, COALESCE(p.family, '') AS family, price.price AS price
FROM (
  SELECT product.product AS product, MIN(product.family) AS family
  FROM product WHERE product.product IS NOT NULL GROUP BY product.product
) AS p
LEFT JOIN (
  SELECT l.product AS product, MAX(l.unit_price) AS price
  FROM invoice_line AS l
  JOIN (
    SELECT invoice_line.product AS product, MAX(invoice_line.date) AS day
    FROM invoice_line
    WHERE invoice_line.unit_price > 0 AND COALESCE(invoice_line.currency, :currency) = :currency
    GROUP BY invoice_line.product
  ) AS newest ON newest.product = l.product AND newest.day = l.date
  WHERE l.unit_price > 0 AND COALESCE(l.currency, :currency) = :currency
  GROUP BY l.product
) AS price ON price.product = p.product
"""


@dataclass(frozen=True)
class Buyer:
    """A customer as the ERP knows it; `hold` is why credit holds it back, its name where nobody says why, empty = it does
    not."""

    code: str
    name: str
    channel: str
    hold: str


@dataclass(frozen=True)
class Sold:
    """A product: its family, and the last price before discount (None where no invoice carries one)."""

    code: str
    family: str
    price: Decimal | None


def buyers(book: Book) -> tuple[Buyer, ...]:
    """Every customer of the customer file or of an invoice. Raises ClaveError where a stored data file cannot be read."""
    with book.open() as warehouse:
        rows = warehouse.query(_CUSTOMERS).to_pylist()
    return tuple(
        Buyer(
            row["code"],
            row["name"],
            row["channel"],
            (row["reason"] or row["name"] or row["code"]) if row["held"] else "",
        )
        for row in rows
    )


def sold(book: Book) -> tuple[Sold, ...]:
    """Every product of the product file. Raises ClaveError where a stored data file cannot be read."""
    with book.open() as warehouse:
        rows = warehouse.query(_PRODUCTS, currency=book.currency).to_pylist()
    return tuple(Sold(**row) for row in rows)
