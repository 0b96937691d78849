"""Checks that look for cases one by one: customers, products and documents that do not fit together."""

from __future__ import annotations

from clave.base.words import _, counted
from clave.facts.coverage.shape import Asked, Check, Severity, always
from clave.policy import declared

WRONG, WARNING, NOTE = Severity.WRONG, Severity.WARNING, Severity.NOTE


def _when_many(share: float, asked: Asked) -> Severity:
    return WARNING if share > asked.limits[declared.coverage_lacking] else NOTE


_SOLD = """
SELECT l.product AS product, SUM(l.net) AS money,
       MAX(CASE WHEN l.kilos IS NOT NULL THEN 1 ELSE 0 END) AS kilos,
       MAX(CASE WHEN l.family IS NOT NULL THEN 1 ELSE 0 END) AS family,
       MAX(CASE WHEN l.cost IS NOT NULL OR l.unit_cost IS NOT NULL THEN 1 ELSE 0 END) AS cost
FROM invoice_line AS l
WHERE l.product IS NOT NULL AND COALESCE(l.kind, 'product') = 'product' AND l.date <= :as_of
GROUP BY l.product
"""


def _products(condition: str) -> str:
    return f"""
WITH sold AS ({_SOLD}), seen AS (
    SELECT s.product AS name, s.money AS money, s.kilos AS kilos, s.family AS family, s.cost AS cost,
           p.product AS known, p.weight AS weight, p.family AS listed_family, p.unit_cost AS unit_cost,
           COUNT(*) OVER () AS of
    FROM sold AS s LEFT JOIN product AS p ON p.product = s.product
)
SELECT name AS name, of AS of FROM seen WHERE {condition} ORDER BY money DESC, name
"""


_BUYERS = """
SELECT l.customer AS customer, SUM(l.net) AS money, MAX(l.customer_name) AS name
FROM invoice_line AS l WHERE l.customer IS NOT NULL AND l.date <= :as_of GROUP BY l.customer
"""


def _buyers(condition: str) -> str:
    return f"""
WITH bought AS ({_BUYERS}), seen AS (
    SELECT b.customer AS name, b.money AS money, c.customer AS known,
           COALESCE(c.name, b.name) AS called, COUNT(*) OVER () AS of
    FROM bought AS b LEFT JOIN customer AS c ON c.customer = b.customer
)
SELECT name AS name, of AS of FROM seen WHERE {condition} ORDER BY money DESC, name
"""


CHECKS = (
    Check(
        key="customers_without_name",
        table="customer",
        needs=("invoice_line",),
        sql=_buyers("called IS NULL"),
        says=lambda n: counted(
            "{count} customer who bought has no name ({share} of them).",
            "{count} customers who bought have no name ({share} of them).",
            n,
        ),
        remedy=_("Load the customer file with codes and names, so that people recognise them on the list."),
        severity=_when_many,
    ),
    Check(
        key="customers_not_listed",
        table="customer",
        needs=("invoice_line", "customer"),
        sql=_buyers("known IS NULL"),
        says=lambda n: counted(
            "{count} customer on invoices is not in the customer file ({share} of those who bought).",
            "{count} customers on invoices are not in the customer file ({share} of those who bought).",
            n,
        ),
        remedy=_(
            "Check whether both files write the code alike (leading zeros, check digit), or add the ones missing."
        ),
        severity=_when_many,
    ),
    Check(
        key="products_not_listed",
        table="product",
        needs=("invoice_line", "product"),
        sql=_products("known IS NULL"),
        says=lambda n: counted(
            "{count} product on invoices is not in the product file ({share} of those sold).",
            "{count} products on invoices are not in the product file ({share} of those sold).",
            n,
        ),
        remedy=_("Add them to the product file, or list their codes as charges if they are freight or fees."),
        severity=_when_many,
    ),
    Check(
        key="products_without_weight",
        table="product",
        needs=("invoice_line",),
        sql=_products("kilos = 0 AND weight IS NULL"),
        says=lambda n: counted(
            "{count} product sold has no weight and its lines have no kilos ({share} of those sold).",
            "{count} products sold have no weight and their lines have no kilos ({share} of those sold).",
            n,
        ),
        remedy=_("Put the weight in the product file or the kilos on the lines; until then they count no kilos."),
        severity=_when_many,
    ),
    Check(
        key="products_without_family",
        table="product",
        needs=("invoice_line",),
        sql=_products("family = 0 AND listed_family IS NULL"),
        says=lambda n: counted(
            "{count} product sold belongs to no family ({share} of those sold).",
            "{count} products sold belong to no family ({share} of those sold).",
            n,
        ),
        remedy=_("Put the family in the product file; without it neither lost families nor the wallet see them."),
        severity=_when_many,
    ),
    Check(
        key="products_without_cost",
        table="product",
        needs=("invoice_line",),
        sql=_products("cost = 0 AND unit_cost IS NULL"),
        says=lambda n: counted(
            "{count} product sold has no cost, neither on its lines nor of its own ({share} of those sold).",
            "{count} products sold have no cost, neither on their lines nor of their own ({share} of those sold).",
            n,
        ),
        remedy=_("Put the cost on the lines or the unit cost in the product file; until then they have no margin."),
        severity=_when_many,
    ),
    Check(
        key="receivables_of_strangers",
        table="receivable",
        needs=("receivable", "invoice_line"),
        sql="""
WITH owing AS (SELECT r.customer AS customer, SUM(r.amount) AS money FROM receivable AS r GROUP BY r.customer),
seen AS (
    SELECT o.customer AS name, o.money AS money, COUNT(*) OVER () AS of,
           CASE WHEN EXISTS (SELECT 1 FROM invoice_line AS l WHERE l.customer = o.customer) THEN 1
                WHEN EXISTS (SELECT 1 FROM customer AS c WHERE c.customer = o.customer) THEN 1 ELSE 0 END AS known
    FROM owing AS o
)
SELECT name AS name, of AS of FROM seen WHERE known = 0 ORDER BY money DESC, name
""",
        says=lambda n: counted(
            "{count} customer of the receivables is unknown: no invoice and not in the customer file ({share}).",
            "{count} customers of the receivables are unknown: no invoice and not in the customer file ({share}).",
            n,
        ),
        remedy=_("Check whether both files write the code alike; their payment habit counts for nobody until then."),
        severity=always(WARNING),
    ),
    Check(
        key="future_documents",
        table="invoice_line",
        needs=("invoice_line",),
        sql="""
WITH dated AS (SELECT document AS name, MAX(date) AS day FROM invoice_line GROUP BY document),
seen AS (SELECT name AS name, day AS day, COUNT(*) OVER () AS of FROM dated)
SELECT name AS name, of AS of FROM seen WHERE day > :as_of ORDER BY day DESC, name
""",
        says=lambda n: counted(
            "{count} document is dated after the day asked for, and does not count on it ({share} of all).",
            "{count} documents are dated after the day asked for, and do not count on it ({share} of all).",
            n,
        ),
        remedy=_("Ask for a later date, or correct the dates where they are typing errors."),
        severity=always(NOTE),
    ),
    Check(
        key="currencies_without_rate",
        table="exchange_rate",
        needs=("invoice_line",),
        sql="""
WITH foreign_lines AS (
    SELECT l.currency AS currency, MIN(l.date) AS first_day FROM invoice_line AS l
    WHERE l.currency IS NOT NULL AND l.currency <> :currency GROUP BY l.currency
), seen AS (
    SELECT f.currency AS name, COUNT(*) OVER () AS of, CASE WHEN EXISTS (
        SELECT 1 FROM exchange_rate AS x WHERE x.currency = f.currency AND x.date <= f.first_day
    ) THEN 1 ELSE 0 END AS known
    FROM foreign_lines AS f
)
SELECT name AS name, of AS of FROM seen WHERE known = 0 ORDER BY name
""",
        says=lambda n: counted(
            "{count} foreign currency has no exchange rate on the day of its first line.",
            "{count} foreign currencies have no exchange rate on the day of their first line.",
            n,
        ),
        remedy=_("Load the exchange rates from that day on; without one the line cannot be added to the rest."),
        severity=always(WRONG),
    ),
)
