"""What some customers bought of one product or family, day by day. (B3)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from clave.facts.book import Book

# Money in another currency is left out: what is compared here is one customer with itself. The family is that of the product
# file, else the line's own where files bring one.
_SOLD = """
WITH item AS (
  SELECT p.product AS product, MIN(p.family) AS family FROM product AS p WHERE p.product IS NOT NULL GROUP BY p.product
)
SELECT l.customer AS customer, l.date AS date, SUM(l.net) AS money FROM invoice_line AS l
LEFT JOIN item ON item.product = l.product
WHERE l.customer IN ({customers}) AND {what} AND COALESCE(l.currency, :currency) = :currency
GROUP BY l.customer, l.date ORDER BY l.customer, l.date
"""
_LAST = "SELECT MAX(l.date) AS day FROM invoice_line AS l"
Bought = Mapping[str, list[tuple[date, float]]]


def sold_to(book: Book, customers: Collection[str], *, product: str = "", family: str = "") -> Bought:
    """Net money by day for each of some customers, of a product, or of a family where no product is named; nothing where
    neither is, or nobody is asked for. Raises ClaveError where a stored file cannot be read."""
    if not customers or not (product or family) or not book.has("invoice_line"):
        return {}
    names = {f"customer{at}": code for at, code in enumerate(sorted(customers))}
    what = "l.product = :wanted" if product else "item.family = :wanted"
    sql = _SOLD.format(customers=", ".join(f":{name}" for name in names), what=what)
    with book.open() as warehouse:
        rows = warehouse.query(sql, currency=book.currency, wanted=product or family, **names).to_pylist()
    found: dict[str, list[tuple[date, float]]] = {}
    for row in rows:
        found.setdefault(row["customer"], []).append((row["date"], float(row["money"])))
    return found


def last_invoice(book: Book) -> date | None:
    """The newest day the invoices tell of; None where there are none."""
    if not book.has("invoice_line"):
        return None
    with book.open() as warehouse:
        day: date | None = warehouse.query(_LAST).to_pylist()[0]["day"]
    return day
