"""Opening a figure: the invoice lines, months and receivables of one customer, by portable SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.warehouse import Value, Warehouse

_LINE = """
SELECT l.date, l.document, l.line, l.document_kind, l.kind, l.product,
       COALESCE(l.product_name, p.name) AS product_name, COALESCE(l.family, p.family) AS family,
       l.quantity, COALESCE(l.kilos, l.quantity * p.weight) AS kilos, l.net, l.currency
FROM invoice_line AS l
LEFT JOIN product AS p ON p.product = l.product
WHERE l.customer = :customer AND l.date BETWEEN :first AND :last
"""
_IN_FAMILY = "(:family = '' OR family = :family)"
_PAGE = f"""
WITH line AS ({_LINE})
SELECT * FROM line WHERE {_IN_FAMILY}
ORDER BY date DESC, document DESC, line LIMIT :size OFFSET :skip
"""
_TOTAL = f"""
WITH line AS ({_LINE})
SELECT currency, COUNT(*) AS lines, COUNT(DISTINCT document) AS documents, SUM(net) AS money, SUM(kilos) AS kilos
FROM line WHERE {_IN_FAMILY} GROUP BY currency ORDER BY currency
"""
_FAMILIES = f"""
WITH line AS ({_LINE})
SELECT family, SUM(net) AS money FROM line WHERE family IS NOT NULL GROUP BY family ORDER BY money DESC, family
"""
_MONTHS = f"""
WITH line AS ({_LINE})
SELECT EXTRACT(YEAR FROM date) AS year, EXTRACT(MONTH FROM date) AS month, SUM(net) AS money, SUM(kilos) AS kilos
FROM line GROUP BY 1, 2 ORDER BY 1, 2
"""
_RECEIVABLES = """
SELECT document, line, issued_date, due_date, amount, paid_date, paid_amount, currency,
       DATE_DIFF('day', due_date, COALESCE(paid_date, :as_of)) AS days_beyond
FROM (
  SELECT document, line, issued_date, due_date, amount, currency,
         CASE WHEN paid_date <= :as_of THEN paid_date END AS paid_date,
         CASE WHEN paid_date <= :as_of THEN paid_amount END AS paid_amount
  FROM receivable
  WHERE customer = :customer AND COALESCE(issued_date, due_date) <= :as_of
) AS known
WHERE due_date BETWEEN :first AND :as_of OR (due_date < :first AND paid_date IS NULL)
"""
_RECEIVABLE_PAGE = f"""
WITH known AS ({_RECEIVABLES})
SELECT * FROM known ORDER BY (paid_date IS NULL) DESC, days_beyond DESC, document, line LIMIT :size OFFSET :skip
"""
_RECEIVABLE_TOTAL = f"""
WITH known AS ({_RECEIVABLES})
SELECT COUNT(*) AS rows_found,
       COUNT(CASE WHEN days_beyond <= 0 THEN 1 END) AS in_time,
       COUNT(CASE WHEN paid_date IS NULL THEN 1 END) AS still_open
FROM known
"""


@dataclass(frozen=True)
class Window:
    """Which lines: of one customer, from `first` to `last` (both inside), of one family or of all where empty."""

    customer: str
    first: date
    last: date
    family: str = ""

    def values(self) -> dict[str, Value]:
        """As the SQL asks for them."""
        return {"customer": self.customer, "first": self.first, "last": self.last, "family": self.family}


@dataclass(frozen=True)
class Total:
    """What the lines add up to in one currency (empty = the company's own); `kilos` None where no line has any."""

    currency: str
    lines: int
    documents: int
    money: Decimal
    kilos: Decimal | None


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


@dataclass(frozen=True)
class Month:
    """What a customer bought in a calendar month; nothing bought is zero, because invoices are complete."""

    year: int
    month: int
    money: float
    kilos: float


@dataclass(frozen=True)
class Receivables:
    """One page of what was due, open ones and longest delays first; `days_beyond` counts open ones as paid today."""

    rows: pa.Table
    count: int
    in_time: int
    still_open: int


def invoice_lines(book: Book, window: Window, *, size: int = 50, skip: int = 0) -> InvoiceLines:
    """The lines behind a figure, `size` of them after the first `skip`."""
    values = window.values()
    with book.open() as warehouse:
        rows = warehouse.query(_PAGE, **values, size=size, skip=skip)
        totals = warehouse.query(_TOTAL, **values).to_pylist()
        families = warehouse.query(_FAMILIES, **values).column("family").to_pylist()
    return InvoiceLines(
        rows, tuple(Total(**{**row, "currency": row["currency"] or ""}) for row in totals), tuple(families)
    )


def months(book: Book, customer: str, as_of: date) -> tuple[Month, ...]:
    """The 36 months up to `as_of`, oldest first, the empty ones included."""
    first = Windows(as_of).history_from
    with book.open() as warehouse:
        found = _by_month(warehouse, customer, first, as_of)
    start = first.year * 12 + first.month - 1
    end = as_of.year * 12 + as_of.month - 1
    return tuple(
        Month(index // 12, index % 12 + 1, *found.get((index // 12, index % 12 + 1), (0.0, 0.0)))
        for index in range(start, end + 1)
    )


def _by_month(
    warehouse: Warehouse, customer: str, first: date, last: date
) -> dict[tuple[int, int], tuple[float, float]]:
    rows = warehouse.query(_MONTHS, customer=customer, first=first, last=last).to_pylist()
    return {(int(row["year"]), int(row["month"])): (float(row["money"] or 0), float(row["kilos"] or 0)) for row in rows}


def receivables(book: Book, customer: str, as_of: date, *, size: int = 50, skip: int = 0) -> Receivables:
    """What was due in the 12 months up to `as_of` and what was still open from before, as it was known that day."""
    values: dict[str, Value] = {"customer": customer, "first": Windows(as_of).year_from, "as_of": as_of}
    with book.open() as warehouse:
        rows = warehouse.query(_RECEIVABLE_PAGE, **values, size=size, skip=skip)
        total = warehouse.query(_RECEIVABLE_TOTAL, **values).to_pylist()[0]
    return Receivables(rows, total["rows_found"], total["in_time"], total["still_open"])
