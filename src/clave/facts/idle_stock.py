"""Idle stock in the facts: seconds, slow and dead products with what lies there, and who bought of their families. (E8)"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clave.facts.book import Book

# The grade of the count, else what the product file says of quality and rotation. Only what may leave counts; what expired
# may not. A count below zero is no stock: it is told apart.
_LOTS = """
WITH newest AS (
  SELECT s.product AS product, COALESCE(s.warehouse, '') AS warehouse, MAX(s.date) AS date
  FROM stock AS s WHERE s.date <= :today GROUP BY s.product, COALESCE(s.warehouse, '')
), item AS (
  SELECT p.product AS product, MIN(p.name) AS name, MIN(p.family) AS family, MIN(p.weight) AS weight,
    MIN(p.unit_cost) AS unit_cost,
    CASE WHEN MAX(p.quality) = 'second' THEN 'second' ELSE MIN(CASE WHEN p.rotation <> 'normal' THEN p.rotation END) END
      AS grade
  FROM product AS p WHERE p.product IS NOT NULL GROUP BY p.product
), there AS (
  SELECT s.product AS product, COALESCE(CASE WHEN s.grade <> 'prime' THEN s.grade END, item.grade) AS grade,
    s.date AS date, s.quantity AS quantity, s.warehouse AS warehouse,
    s.quantity - COALESCE(s.blocked_quantity, 0) - COALESCE(s.released_quantity, 0) AS free,
    s.expiry_date AS expiry
  FROM stock AS s
  JOIN newest ON newest.product = s.product AND newest.warehouse = COALESCE(s.warehouse, '') AND newest.date = s.date
  LEFT JOIN item ON item.product = s.product
), sold AS (
  SELECT l.product AS product, MAX(l.date) AS last FROM invoice_line AS l
  WHERE l.quantity > 0 AND l.date <= :today GROUP BY l.product
)
SELECT there.product AS product, COALESCE(MIN(item.name), there.product) AS name, COALESCE(MIN(item.family), '') AS family,
  there.grade AS grade,
  SUM(CASE WHEN there.free > 0 AND (there.expiry IS NULL OR there.expiry >= :today) THEN there.free ELSE 0 END) AS quantity,
  SUM(CASE WHEN there.quantity < 0 THEN 1 ELSE 0 END) AS below_zero,
  MIN(item.weight) AS unit_kilos, MIN(item.unit_cost) AS unit_cost, MAX(there.date) AS counted, MIN(sold.last) AS last_sold,
  MIN(CASE WHEN there.expiry >= :today THEN there.expiry END) AS expiry, COUNT(DISTINCT there.warehouse) AS warehouses
FROM there LEFT JOIN item ON item.product = there.product LEFT JOIN sold ON sold.product = there.product
WHERE there.grade IS NOT NULL AND there.product IS NOT NULL
GROUP BY there.product, there.grade ORDER BY there.product, there.grade
"""
_BOUGHT = """
WITH item AS (
  SELECT p.product AS product, MIN(p.family) AS family,
    CASE WHEN MAX(p.quality) = 'second' THEN 'second' ELSE MIN(CASE WHEN p.rotation <> 'normal' THEN p.rotation END) END
      AS grade
  FROM product AS p WHERE p.product IS NOT NULL GROUP BY p.product
)
SELECT l.customer AS customer, l.product AS product, COALESCE(item.family, '') AS family, item.grade AS grade,
  SUM(l.quantity) AS quantity, COUNT(DISTINCT l.document) AS times,
  CASE WHEN SUM(l.net) > 0 AND COUNT(*) = COUNT(CASE WHEN COALESCE(l.currency, :currency) = :currency THEN 1 END)
    THEN SUM(l.net) / SUM(l.quantity) END AS price
FROM invoice_line AS l JOIN item ON item.product = l.product
WHERE l.customer IS NOT NULL AND l.quantity > 0 AND l.date > :since AND l.date <= :until AND {whose}
GROUP BY l.customer, l.product, item.family, item.grade ORDER BY l.customer, l.product
"""
_INVOICED = """
SELECT l.customer AS customer, l.product AS product, l.date AS date, SUM(l.quantity) AS quantity FROM invoice_line AS l
WHERE l.quantity > 0 AND l.date >= :since AND l.product IN ({products}) GROUP BY l.customer, l.product, l.date
"""
_HELD = "SELECT c.customer AS customer FROM customer AS c WHERE c.credit_hold GROUP BY c.customer"
_NAMES = "SELECT c.customer AS customer, MIN(c.name) AS name FROM customer AS c WHERE c.customer IN ({codes}) GROUP BY c.customer"


@dataclass(frozen=True)
class IdleLot:
    """What lies of a product in a grade: units that may leave; kilos and cost of a unit, the day of the count, of its last
    sale and of the nearest expiry (None = not known); `below_zero` counts that cannot be."""

    product: str
    name: str
    family: str
    grade: str
    quantity: Decimal
    below_zero: int
    unit_kilos: Decimal | None
    unit_cost: Decimal | None
    counted: date
    last_sold: date | None
    expiry: date | None
    warehouses: int


@dataclass(frozen=True)
class Bought:
    """What a customer bought of a product between two days; `price` is the mean of a unit, None in another currency."""

    customer: str
    product: str
    family: str
    grade: str | None
    quantity: Decimal
    times: int
    price: Decimal | None


def idle_lots(book: Book, today: date) -> tuple[IdleLot, ...]:
    """Everything idle that lies there on a day. Raises ClaveError where a stored file cannot be read."""
    if not book.has("stock"):
        return ()
    with book.open() as warehouse:
        rows = warehouse.query(_LOTS, today=today).to_pylist()
    return tuple(
        IdleLot(**row | {name: _decimal(row[name]) for name in ("quantity", "unit_kilos", "unit_cost")}) for row in rows
    )


def bought_by(book: Book, customers: Collection[str], since: date, until: date) -> tuple[Bought, ...]:
    """What some customers bought after `since` up to `until`, by product. Raises ClaveError as `idle_lots`."""
    names = {f"customer{at}": code for at, code in enumerate(sorted(customers))}
    if not names:
        return ()
    return _bought(book, f"l.customer IN ({_listed(names)})", since, until, **names)


def buyers_of(book: Book, product: str, since: date, until: date) -> tuple[Bought, ...]:
    """Who bought a product after `since` up to `until`. Raises ClaveError as `idle_lots`."""
    return _bought(book, "l.product = :product", since, until, product=product)


def _bought(book: Book, whose: str, since: date, until: date, **given: str) -> tuple[Bought, ...]:
    if not book.has("invoice_line"):
        return ()
    with book.open() as warehouse:
        sql = _BOUGHT.format(whose=whose)
        rows = warehouse.query(sql, since=since, until=until, currency=book.currency, **given).to_pylist()
    return tuple(Bought(**row | {name: _decimal(row[name]) for name in ("quantity", "price")}) for row in rows)


def invoiced(book: Book, products: Collection[str], since: date) -> tuple[tuple[str, str, date, Decimal], ...]:
    """Customer, product, day and units of what was invoiced of some products from a day on."""
    names = {f"product{at}": code for at, code in enumerate(sorted(products))}
    if not names or not book.has("invoice_line"):
        return ()
    with book.open() as warehouse:
        rows = warehouse.query(_INVOICED.format(products=_listed(names)), since=since, **names).to_pylist()
    return tuple((row["customer"], row["product"], row["date"], Decimal(str(row["quantity"]))) for row in rows)


def on_hold(book: Book) -> frozenset[str]:
    """Customers that credit holds, according to the customer file."""
    with book.open() as warehouse:
        return frozenset(warehouse.query(_HELD)["customer"].to_pylist())


def names_of(book: Book, customers: Collection[str]) -> dict[str, str]:
    """Customers by their code, with the name that the customer file has; those it does not name are left out."""
    codes = {f"customer{at}": code for at, code in enumerate(sorted(customers))}
    if not codes:
        return {}
    with book.open() as warehouse:
        rows = warehouse.query(_NAMES.format(codes=_listed(codes)), **codes).to_pylist()
    return {row["customer"]: row["name"] or row["customer"] for row in rows}


def _listed(names: Collection[str]) -> str:
    return ", ".join(f":{name}" for name in names)


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
