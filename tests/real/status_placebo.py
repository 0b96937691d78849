"""Lists of key accounts that never were, on the real purchases of a manufacturer: every quarter a rule like clave's chooses, at
their best, the stores that would have entered. Nothing was done for them: what is called an effect is called so wrongly.

The rule is a plain one of the same criteria (method.md §2): volume, kilos (here litres), potential (growth) and loyalty
(continuity), each from 0 to 100 as the criteria score them, weighted by the rank-order centroid; the 35 of the highest value."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from clave.base.period import month_index
from clave.measures.frame import Bools
from clave.measures.monthly import Families, Panel
from clave.measures.shape import Floats
from tests.real.books import shared_data

LITRES = """
SELECT sold.store AS unit, YEAR(sold.date) * 12 + MONTH(sold.date) AS month, SUM(sold.usd) AS money,
       SUM(sold.bottles * listed.bottle_ml / 1000.0) AS litres
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
LEFT JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
GROUP BY 1, 2 ORDER BY 1, 2
"""
FAMILIES = """
SELECT sold.store AS unit, YEAR(sold.date) * 12 + MONTH(sold.date) AS month, COALESCE(listed.category, '') AS family,
       SUM(sold.usd) AS money
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
LEFT JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
CAP = 35
YEAR = 12
WEIGHTS = (25 / 48, 13 / 48, 7 / 48, 3 / 48)  # the rank-order centroid of four
COST = 1 / 1.5


def panel() -> Panel:
    """Every store by month; the cost is two thirds of what is paid, as in the other books of these stores."""
    with duckdb.connect() as engine:
        rows = engine.execute(LITRES.format(data=shared_data())).fetchnumpy()
        mixed = engine.execute(FAMILIES.format(data=shared_data())).fetchnumpy()
    codes = np.unique(rows["unit"].astype(str))
    first, months = int(rows["month"].min()), int(rows["month"].max()) - int(rows["month"].min()) + 1
    at = np.searchsorted(codes, rows["unit"].astype(str)), rows["month"].astype(np.int64) - first
    money, litres = np.zeros((len(codes), months)), np.zeros((len(codes), months))
    money[at], litres[at] = rows["money"].astype(np.float64), rows["litres"].astype(np.float64)
    names, family = np.unique(mixed["family"].astype(str), return_inverse=True)
    families = Families(
        np.searchsorted(codes, mixed["unit"].astype(str)), mixed["month"].astype(np.int64) - first,
        family.astype(np.int64), mixed["money"].astype(np.float64), len(names),
    )  # fmt: skip
    nobody = np.full(len(codes), None, dtype=object)
    return Panel(
        tuple(codes.tolist()), first, money, money, money * (1 - COST), litres, money > 0, families,
        {"channel": nobody, "sector": nobody}, "USD",
    )  # fmt: skip


def quarters(since: int = 2014, until: int = 2018) -> list[date]:
    """The first day of every quarter of these years."""
    return [date(year, month, 1) for year in range(since, until + 1) for month in (1, 4, 7, 10)]


def value(stores: Panel, day: date) -> Floats:
    """What every store is worth by the rule, from what it bought before a day; below zero for who bought nothing in the year."""
    at = month_index(day) - stores.first
    year, before = stores.money[:, at - YEAR : at].sum(axis=1), stores.money[:, at - 2 * YEAR : at - YEAR].sum(axis=1)
    active = year > 0
    growth = np.where(before > 0, year / np.where(before > 0, before, 1.0) - 1.0, 0.0)
    scores = (
        _logarithmic(year, active), _logarithmic(stores.kilos[:, at - YEAR : at].sum(axis=1), active),
        np.clip(growth / 0.5, 0.0, 1.0), stores.bought[:, at - 2 * YEAR : at].mean(axis=1),
    )  # fmt: skip
    worth: Floats = sum((weight * score for weight, score in zip(WEIGHTS, scores, strict=True)), np.zeros(len(year)))
    return np.where(active & (before > 0), worth, -1.0)


def _logarithmic(sizes: Floats, active: Bools) -> Floats:
    """0 at the median of the active ones, 1 at the 99th percentile, logarithmic between."""
    low, high = np.log(np.quantile(sizes[active], (0.5, 0.99)))
    return np.asarray(np.clip((np.log(np.maximum(sizes, 1e-9)) - low) / (high - low), 0.0, None))


def chosen(stores: Panel, day: date, count: int = CAP) -> tuple[list[str], list[str]]:
    """Who would have entered on a day, and as many just under the cut, which the cap kept out."""
    order = np.argsort(-value(stores, day), kind="stable")
    return [stores.codes[row] for row in order[:count]], [stores.codes[row] for row in order[count : 2 * count]]
