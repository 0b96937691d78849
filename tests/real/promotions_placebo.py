"""Promotions that never were, on the real purchases of a manufacturer: random stores, families and months, measured with what was
known then. Whatever is called a lift among them is called so wrongly; whatever falls outside the interval, too."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from clave.measures.frame import Ints
from clave.measures.shape import Floats
from clave.operations.promotions.baseline import YEAR, baseline, comparable
from clave.policy import declared
from clave.policy.limits import Limits
from tests.real.books import shared_data

SQL = """
SELECT sold.store || '|' || listed.category AS unit, YEAR(sold.date) * 12 + MONTH(sold.date) - 1 AS month, SUM(sold.usd) AS money
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
GROUP BY 1, 2 ORDER BY 1, 2
"""
LENGTHS = (1, 2, 3)
MONTHS_BOUGHT = 12
"""Of all those before: who bought less has no family to promote."""


@dataclass(frozen=True)
class Months:
    """Purchases of every store and family (rows) by calendar month (columns, the first one `first`, months since year zero)."""

    amounts: Floats
    family: Ints
    first: int


@dataclass(frozen=True)
class Placebo:
    """What came of them: how many, in how many the truth was inside the interval, above it (called a lift), below it (called a
    fall); `missed` money missed over money expected from the level; `half` the median half of the interval over the level."""

    count: int
    inside: int
    lifts: int
    falls: int
    missed: float
    half: float

    @property
    def row(self) -> tuple[int, int, int, int]:
        """As the explanation prints it."""
        return self.count, self.inside, self.lifts, self.falls


def months() -> Months:
    """Every store and family."""
    with duckdb.connect() as engine:
        rows = engine.execute(SQL.format(data=shared_data())).fetchnumpy()
    names, units = np.unique(rows["unit"].astype(str), return_inverse=True)
    month = rows["month"].astype(np.int64)
    first = int(month.min())
    amounts = np.zeros((len(names), int(month.max()) - first + 1))
    amounts[units, month - first] = rows["money"].astype(np.float64)
    _families, family = np.unique([one.split("|")[1] for one in names], return_inverse=True)
    return Months(amounts, family.astype(np.int64), first)


def placebos(
    data: Months, years: tuple[int, int], count: int, limits: Limits, *, more: float = 0.0, seed: int = 7
) -> Placebo:
    """So many placebos that begin in these years; with `more`, real ones: that share of the level is added to each month."""
    rng = np.random.default_rng(seed)
    low, high = years[0] * 12 - data.first, years[1] * 12 + 11 - data.first
    found: list[tuple[float, float, float, float, float]] = []
    while len(found) < count:
        unit, span = int(rng.integers(len(data.amounts))), int(rng.choice(LENGTHS))
        start = int(rng.integers(low, high - span + 2))
        one = _placebo(data, unit, start, span, more, limits)
        if one:
            found.append(one)
    bought, expected, least, most, level = np.array(found).T
    return Placebo(
        count, int(((bought >= least) & (bought <= most)).sum()), int((bought > most).sum()), int((bought < least).sum()),
        float(np.abs(bought - expected).sum() / level.sum()), float(np.median((most - expected) / level)),
    )  # fmt: skip


def _placebo(
    data: Months, unit: int, start: int, span: int, more: float, limits: Limits
) -> tuple[float, float, float, float, float] | None:
    since = max(0, start - limits[declared.promotion_history])
    before = data.amounts[unit, since:start]
    with_purchases = int((before[-YEAR:] > 0).sum())
    if (before > 0).sum() < MONTHS_BOUGHT or with_purchases < limits[declared.promotion_bought]:
        return None
    others = data.amounts[data.family == data.family[unit]]
    own_row = int((data.family[:unit] == data.family[unit]).sum())
    others = np.delete(others, own_row, axis=0)
    near = comparable(before, others[:, since:start], limits)
    peers = others[near, since : start + span].sum(axis=0) if len(near) else None
    base = baseline(before, peers, np.ones(span), limits)
    if base is None:
        return None
    level = float(before[-YEAR:].mean())
    bought = float(data.amounts[unit, start : start + span].sum()) + more * level * span
    return bought, base.expected, base.low, base.high, level * span
