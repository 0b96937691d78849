"""Opening a figure: the invoice lines of one customer, by portable SQL.

A line's family, kilos and money are found as the measures find them (`measures/sql/sale.sql`): the product file's
family before the line's own, its weight where the line has no kilos, foreign money at the rate of its day. So a sum of
lines is the figure it was opened from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.facts.book import Book
from clave.facts.warehouse import Only, Value

_LINES = """
SELECT
  l.date AS date, l.document AS document, l.line AS line, l.document_kind AS document_kind, l.kind AS kind,
  l.product AS product, COALESCE(l.product_name, p.name) AS product_name, COALESCE(p.family, l.family) AS family,
  l.quantity AS quantity,
  CASE
    WHEN COALESCE(l.kind, 'product') <> 'charge'
    THEN COALESCE(l.kilos, CAST(CAST(l.quantity AS DECIMAL(28, 4)) * p.weight AS DECIMAL(28, 4)))
  END AS kilos,
  l.net AS net, COALESCE(l.currency, :currency) AS currency,
  CASE
    WHEN COALESCE(l.currency, :currency) = :currency THEN l.net
    ELSE CAST(CAST(l.net AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
  END AS money,
  CASE
    WHEN COALESCE(l.currency, :currency) = :currency
    THEN COALESCE(l.cost, CAST(CAST(l.quantity AS DECIMAL(28, 4)) * COALESCE(l.unit_cost, p.unit_cost) AS DECIMAL(28, 4)))
    WHEN l.cost IS NOT NULL THEN CAST(CAST(l.cost AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
    WHEN l.unit_cost IS NOT NULL
    THEN CAST(CAST(CAST(l.quantity AS DECIMAL(28, 4)) * l.unit_cost AS DECIMAL(28, 4)) * rate.rate AS DECIMAL(28, 4))
    ELSE CAST(CAST(l.quantity AS DECIMAL(28, 4)) * p.unit_cost AS DECIMAL(28, 4))
  END AS cost,
  CASE WHEN COALESCE(l.kind, 'product') <> 'charge' THEN COALESCE(p.idle, 0) ELSE 0 END AS idle
FROM invoice_line AS l
LEFT JOIN (
  SELECT
    product.product AS product, MIN(product.name) AS name, MIN(product.family) AS family, MIN(product.weight) AS weight,
    MIN(product.unit_cost) AS unit_cost,
    MAX(CASE WHEN product.quality = 'second' OR product.rotation IN ('slow', 'dead') THEN 1 ELSE 0 END) AS idle
  FROM product WHERE product.product IS NOT NULL GROUP BY product.product
) AS p ON p.product = l.product
LEFT JOIN rate ON rate.currency = l.currency AND l.date >= rate.since AND l.date < rate.until
WHERE l.customer = :customer AND l.date BETWEEN :first AND :last
"""
_FITS = """(:family = '' OR line.family = :family) AND (:product = '' OR line.product = :product)
AND (:document = '' OR line.document = :document) AND (:idle = 0 OR line.idle = 1)
AND (:words = '' OR CONTAINS(LOWER(CONCAT(COALESCE(line.document, ''), ' ', COALESCE(line.product, ''), ' ',
  COALESCE(line.product_name, ''))), LOWER(:words)))"""
_PAGE = f"""
SELECT line.* FROM line WHERE {_FITS}
ORDER BY line.date DESC, line.document DESC, line.line, line.product LIMIT :size OFFSET :skip
"""
_TOTAL = f"""
SELECT
  line.currency AS currency, COUNT(*) AS lines, COUNT(DISTINCT line.document) AS documents,
  COALESCE(SUM(line.net), 0) AS net, SUM(line.money) AS money, SUM(line.kilos) AS kilos,
  SUM(line.money) FILTER (WHERE line.cost IS NOT NULL) AS covered, SUM(line.cost) FILTER (WHERE line.money IS NOT NULL) AS cost,
  COUNT(*) - COUNT(line.money) AS unpriced
FROM line WHERE {_FITS} GROUP BY line.currency ORDER BY line.currency
"""
_FAMILIES = """
SELECT line.family AS family, SUM(line.money) AS money FROM line
WHERE line.family IS NOT NULL GROUP BY line.family ORDER BY money DESC, family
"""
EVERY = 1_048_575  # rows a sheet can hold below its header


@dataclass(frozen=True)
class Window:
    """Which lines: of one customer, from `first` to `last` (both inside); of one family, product or document, or with
    some words in their document or product, where these are not empty; `idle`: only of seconds and slow or dead stock."""

    customer: str
    first: date
    last: date
    family: str = ""
    product: str = ""
    document: str = ""
    words: str = ""
    idle: bool = False

    def values(self) -> dict[str, Value]:
        """As the SQL asks for them."""
        return {**vars(self), "idle": int(self.idle)}


@dataclass(frozen=True)
class Total:
    """What the lines in one currency add up to: `net` in it, `money` in the company's own; both exact.

    `kilos` is None where no line has any; `covered` is the money of the lines whose `cost` is known, both None where there
    are none; `unpriced` counts lines that no exchange rate covers."""

    currency: str
    lines: int
    documents: int
    net: Decimal
    money: Decimal | None
    kilos: Decimal | None
    covered: Decimal | None
    cost: Decimal | None
    unpriced: int


@dataclass(frozen=True)
class InvoiceLines:
    """One page of lines, newest first, and the totals of all of them by currency."""

    rows: pa.Table
    totals: tuple[Total, ...]
    families: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many lines there are on all pages."""
        return sum(total.lines for total in self.totals)

    @property
    def documents(self) -> int:
        """How many documents they are on."""
        return sum(total.documents for total in self.totals)

    @property
    def unpriced(self) -> int:
        """How many lines no exchange rate covers: they have no money."""
        return sum(total.unpriced for total in self.totals)

    @property
    def money(self) -> Decimal:
        """What they add up to in the company's currency; lines without a rate have no value."""
        return _sum([total.money for total in self.totals]) or Decimal(0)

    @property
    def kilos(self) -> Decimal | None:
        """What they weigh; None where no line has kilos."""
        return _sum([total.kilos for total in self.totals])

    @property
    def margin(self) -> Decimal | None:
        """Money less cost of the lines whose cost is known; None where none is."""
        covered, cost = (_sum([getattr(total, name) for total in self.totals]) for name in ("covered", "cost"))
        return None if covered is None or cost is None else covered - cost


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def invoice_lines(book: Book, window: Window, *, size: int = 50, skip: int = 0) -> InvoiceLines:
    """The lines behind a figure, `size` of them after the first `skip`."""
    values = window.values()
    with book.open(Only(window.customer, window.first, window.last)) as warehouse:
        warehouse.add("line", warehouse.query(_LINES, **values, currency=book.currency))
        rows = warehouse.query(_PAGE, **values, size=size, skip=skip)
        totals = warehouse.query(_TOTAL, **values).to_pylist()
        families = warehouse.query(_FAMILIES).column("family").to_pylist()
    return InvoiceLines(rows, tuple(Total(**row) for row in totals), tuple(families))
