"""What one customer bought day by day, by family and product, and what fell due: what an objective measures itself by. (G8)

The same lines and debts as every measure reads (`sql/sale.sql`, `sql/debt.sql`), so that no figure here is a second one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.base.period import Windows
from clave.facts.book import Book
from clave.measures.account import narrowed
from clave.measures.frame import text
from clave.policy.limits import Limits

_BOUGHT = """
SELECT
  sale.date AS date, COALESCE(sale.family, '') AS family, COALESCE(sale.product, '') AS product,
  CAST(SUM(sale.net) AS DOUBLE) AS money,
  CAST(SUM(sale.kilos) FILTER (WHERE sale.counts = 1) AS DOUBLE) AS kilos,
  CAST(SUM(sale.net) FILTER (WHERE sale.cost IS NOT NULL) AS DOUBLE) AS covered,
  CAST(SUM(sale.cost) FILTER (WHERE sale.net IS NOT NULL) AS DOUBLE) AS cost,
  MAX(sale.bought) AS bought
FROM sale WHERE sale.date >= :first
GROUP BY sale.date, COALESCE(sale.family, ''), COALESCE(sale.product, '')
ORDER BY sale.date, family, product
"""
_DUE = """
SELECT debt.due_date AS due_date, CAST(debt.amount AS DOUBLE) AS amount, debt.days AS days
FROM debt WHERE debt.due_date <= :as_of AND debt.due_date >= :first
ORDER BY debt.due_date, debt.document
"""


@dataclass(frozen=True)
class Bought:
    """Net money of a day, family and product, with charges; kilos, and money and cost of the lines whose cost is known: None
    where no line has any. `bought`: a purchase was among them, not returns alone."""

    date: date
    family: str
    product: str
    money: float
    kilos: float | None
    covered: float | None
    cost: float | None
    bought: bool


@dataclass(frozen=True)
class Fell:
    """Money that fell due on a day, and how many days late it was paid or still is."""

    date: date
    amount: float
    days: int


@dataclass(frozen=True)
class Known:
    """Everything that the facts tell of one customer up to `as_of`, from `first` on; `fell` None where no receivables
    were loaded."""

    first: date
    as_of: date
    bought: tuple[Bought, ...]
    fell: tuple[Fell, ...] | None


def known(book: Book, limits: Limits, as_of: date, customer: str, since: date, begin: date | None) -> Known:
    """What the facts know of a customer from `since` on; the facts themselves begin on `begin`, where that is known."""
    with narrowed(book, limits, Windows(as_of), customer, since) as frame:
        warehouse, values = frame.warehouse, {**frame.values(), "first": since}
        rows = warehouse.query(
            f"WITH item AS ({text('item')}), sale AS ({text('sale')}) {_BOUGHT}", **values
        ).to_pylist()
        fell = None
        if frame.loaded("receivable"):
            debts = warehouse.query(f"WITH debt AS ({text('debt')}) {_DUE}", **values).to_pylist()
            fell = tuple(Fell(row["due_date"], row["amount"], row["days"]) for row in debts)
    bought = tuple(Bought(**{**row, "money": row["money"] or 0.0, "bought": bool(row["bought"])}) for row in rows)
    return Known(max(since, begin) if begin else since, as_of, bought, fell)
