"""What rules about products and customers can name: families, channels, and whether a product exists."""

from __future__ import annotations

from dataclasses import dataclass

from clave.facts.book import Book

_FAMILIES = """
SELECT family FROM (
  SELECT product.family AS family FROM product
  UNION
  SELECT invoice_line.family AS family FROM invoice_line
) AS f WHERE family IS NOT NULL AND family <> '' ORDER BY family LIMIT 500
"""
_CHANNELS = """
SELECT DISTINCT customer.channel AS channel FROM customer
WHERE customer.channel IS NOT NULL AND customer.channel <> '' ORDER BY channel LIMIT 500
"""
_KNOWN = """
SELECT COUNT(*) AS times FROM (
  (SELECT product.product AS product FROM product WHERE product.product = :product LIMIT 1)
  UNION ALL
  (SELECT invoice_line.product AS product FROM invoice_line WHERE invoice_line.product = :product LIMIT 1)
) AS p
"""


@dataclass(frozen=True)
class Offered:
    """The families of products and the channels of customers that the facts name, in order."""

    families: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


def offered(book: Book) -> Offered:
    """What there is to choose from."""
    with book.open() as warehouse:
        families = warehouse.query(_FAMILIES).column("family").to_pylist()
        channels = warehouse.query(_CHANNELS).column("channel").to_pylist()
    return Offered(tuple(families), tuple(channels))


def knows_product(book: Book, product: str) -> bool:
    """Whether the product file or any invoice names it."""
    with book.open() as warehouse:
        return bool(warehouse.query(_KNOWN, product=product).column("times")[0].as_py())
