"""Orders of some customers that have not left yet, each with its lines together: what a customer may read of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from clave.facts.book import Book

_OPEN = """
SELECT
  l.customer AS customer, l."order" AS "order", l.ordered_date AS ordered_date, l.required_date AS required_date,
  l.promised_date AS promised_date, COALESCE(l.currency, :currency) AS currency, COALESCE(l.status, '') AS status,
  CAST((l.quantity - COALESCE(l.shipped_quantity, 0)) * l.unit_price AS DOUBLE) AS money
FROM order_line AS l
JOIN wanted ON wanted.customer = l.customer
WHERE l.shipped_date IS NULL AND (l.ordered_date IS NULL OR l.ordered_date <= :until)
  AND l.quantity > COALESCE(l.shipped_quantity, 0)
ORDER BY l.customer, l.ordered_date, l."order"
"""


@dataclass(frozen=True)
class OpenOrder:
    """One order: when it was made, until when its last line was asked for and promised, of how many lines it still has, and
    what is still to leave of it in money (None where a line has no price, or its lines are in several currencies)."""

    order: str
    ordered_on: date | None
    wanted_on: date | None
    promised_on: date | None
    lines: int
    money: float | None
    currency: str


def open_orders(
    book: Book, customers: Collection[str], until: date, closed: Iterable[str]
) -> dict[str, list[OpenOrder]]:
    """By customer, the oldest first; `closed` are the states that mean that a line will not leave any more. None of it is there
    where no order was loaded."""
    if not book.has("order_line"):
        return {}
    over = {one.strip().casefold() for one in closed}
    with book.open() as warehouse:
        warehouse.add("wanted", pa.table({"customer": pa.array(sorted(set(customers)), pa.string())}))
        rows = warehouse.query(_OPEN, until=until, currency=book.currency).to_pylist()
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        if row["status"].strip().casefold() not in over:
            found.setdefault(row["customer"], {}).setdefault(row["order"], []).append(row)
    return {code: [_order(name, lines) for name, lines in orders.items()] for code, orders in found.items()}


def _order(name: str, lines: Sequence[dict[str, Any]]) -> OpenOrder:
    amounts, currencies = [line["money"] for line in lines], {line["currency"] for line in lines}
    sure = len(currencies) == 1 and None not in amounts

    def last(column: str) -> date | None:
        return max((line[column] for line in lines if line[column]), default=None)

    return OpenOrder(
        name, lines[0]["ordered_date"], last("required_date"), last("promised_date"), len(lines),
        sum(amounts) if sure else None, currencies.pop() if len(currencies) == 1 else "",
    )  # fmt: skip
