"""What some customers bought of some products and families, day by day. (B3)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from clave.facts.book import Book

# Money in another currency is left out: what is compared is one customer with itself. The family is that of the product file.
_SOLD = """
WITH item AS (
  SELECT p.product AS product, MIN(p.family) AS family FROM product AS p WHERE p.product IS NOT NULL GROUP BY p.product
)
SELECT l.customer AS customer, l.product AS product, item.family AS family, l.date AS date, SUM(l.net) AS money
FROM invoice_line AS l LEFT JOIN item ON item.product = l.product
WHERE l.customer IN ({customers}) AND (l.product IN ({products}) OR item.family IN ({families}))
  AND COALESCE(l.currency, :currency) = :currency
GROUP BY l.customer, l.product, item.family, l.date ORDER BY l.customer, l.date
"""
_LAST = "SELECT MAX(l.date) AS day FROM invoice_line AS l"
Days = list[tuple[date, float]]


@dataclass(frozen=True)
class Bought:
    """Net money by day of each customer and product, and of each customer and family; `last` is the newest day that the
    invoices tell of (None = there are none)."""

    last: date | None = None
    products: Mapping[tuple[str, str], Days] = field(default_factory=dict)
    families: Mapping[tuple[str, str], Days] = field(default_factory=dict)

    def of(self, customer: str, product: str, family: str) -> Days:
        """What a customer bought of a product, or of a family where no product is named."""
        return self.products.get((customer, product), []) if product else self.families.get((customer, family), [])


def bought_of(book: Book, customers: Collection[str], products: Collection[str], families: Collection[str]) -> Bought:
    """What these customers bought of these products and families, in one reading. Raises ClaveError where a stored file cannot
    be read."""
    if not book.has("invoice_line"):
        return Bought()
    with book.open() as warehouse:
        last = warehouse.query(_LAST).to_pylist()[0]["day"]
        if not customers or not (products or families):
            return Bought(last)
        asked = {"customers": customers, "products": products or [""], "families": families or [""]}
        given = {f"{what}{at}": code for what, codes in asked.items() for at, code in enumerate(sorted(codes))}
        lists = {what: ", ".join(f":{what}{at}" for at in range(len(codes))) for what, codes in asked.items()}
        rows = warehouse.query(_SOLD.format(**lists), currency=book.currency, **given).to_pylist()
    by_product: dict[tuple[str, str], Days] = {}
    by_family: dict[tuple[str, str], Days] = {}
    for row in rows:
        line = row["date"], float(row["money"])
        by_product.setdefault((row["customer"], row["product"] or ""), []).append(line)
        by_family.setdefault((row["customer"], row["family"] or ""), []).append(line)
    return Bought(last, by_product, by_family)
