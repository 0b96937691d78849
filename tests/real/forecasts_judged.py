"""Forecasts of the past held against what was then bought: the stores and families of a real manufacturer, and the 1,428 monthly
series of the M3 competition (Makridakis and Hibon, International Journal of Forecasting 16, 2000).

Every forecast is made with the months before it alone, and so is its range (rolling origin)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from clave.measures.frame import Bools
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.forecast.experience import expected_of, learned
from clave.report.forecast.methods import reckonings
from clave.report.forecast.project import project
from clave.report.forecast.series import FINE, begun, readable, sized, stacked
from tests.real.books import shared_data

IOWA = """
SELECT sold.store AS store, COALESCE(listed.category, '') AS family,
       YEAR(sold.date) * 12 + MONTH(sold.date) - 1 AS month, CAST(SUM(sold.usd) AS DOUBLE) AS money
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
LEFT JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
M3 = """
SELECT points.series AS series, points.y AS y, points.is_test AS ahead
FROM '{data}/checks/forecast_m3/m3.parquet' AS points
JOIN '{data}/checks/forecast_m3/m3_meta.parquet' AS meta ON meta.series = points.series
WHERE meta.period = 'MONTHLY' ORDER BY points.series, points.t
"""
KEPT = 72
"""Months handed in: five years before the last of the periods from which a range is learned."""
YEAR = 12
RECKONED = ("same months", "level", "season", "trend", "middle")

Stores = Mapping[str, Mapping[str, Floats]]


@dataclass(frozen=True)
class Iowa:
    """By store and family a value a month, the first month `first` (months since year zero)."""

    stores: Stores
    first: int

    def until(self, year: int, month: int, ahead: int = 0) -> Stores:
        """The months up to the end of that one and `ahead` more, of the families that had been bought by then."""
        end = year * 12 + month - self.first
        start = max(0, end - KEPT)
        found: dict[str, dict[str, Floats]] = {}
        for store, families in self.stores.items():
            had = {name: months[start : end + ahead] for name, months in families.items() if months[:end].any()}
            if had:
                found[store] = had
        return found


@dataclass(frozen=True)
class Missing:
    """How far the forecasts of some semesters missed: mean absolute error over that of a year before within the series (MASE, of
    `cases` with at least two years), semester totals missed over bought (`wape`), and by how much all together were too high."""

    cases: int
    mase: Mapping[str, float]
    wape: Mapping[str, float]
    bias: float


@dataclass(frozen=True)
class Holding:
    """How many ranges of a semester held what was then bought: of families, of their single months, of whole customers."""

    families: tuple[int, int]
    months: tuple[int, int]
    customers: tuple[int, int]
    by_size: tuple[float, ...]
    width: float

    def share(self, of: str) -> float:
        """Which part of them did."""
        inside, all_of_them = getattr(self, of)
        return float(inside / all_of_them)


def iowa(every: int = 1) -> Iowa:
    """Every store, or every so many."""
    with duckdb.connect() as engine:
        rows = engine.execute(IOWA.format(data=shared_data())).fetchnumpy()
    month = rows["month"].astype(np.int64)
    first, last = int(month.min()), int(month.max())
    kept = set(np.unique(rows["store"].astype(str))[::every].tolist())
    stores: dict[str, dict[str, Floats]] = {}
    for store, family, at, money in zip(rows["store"], rows["family"], month - first, rows["money"], strict=True):
        if str(store) in kept:
            months = stores.setdefault(str(store), {}).setdefault(str(family), np.zeros(last - first + 1))
            months[at] = money
    return Iowa(stores, first)


def missing(data: Iowa, ends: Sequence[tuple[int, int]], limits: Limits) -> Missing:
    """What each reckoning and the middle of them missed in the semesters after these months."""
    ahead = limits[declared.forecast_horizon]
    errors: dict[str, list[Floats]] = {name: [] for name in RECKONED}
    sums = dict.fromkeys(RECKONED, 0.0)
    bought = expected_sum = 0.0
    for year, month in ends:
        rows, _owners = stacked(data.until(year, month, ahead).values())
        rows = rows[readable(rows[:, :-ahead], limits) == FINE]
        before, actual = rows[:, :-ahead], rows[:, -ahead:]
        size, power = sized(begun(before[:, -limits[declared.forecast_history] :]))
        four = np.ldexp(reckonings(size, ahead, limits[declared.forecast_held]), power[:, None])
        made = dict(zip(RECKONED, (*four, expected_of(before, ahead, limits)), strict=True))
        scale, judged = scaled(before)
        for name, expected in made.items():
            errors[name].append(np.abs(expected - actual).mean(axis=1)[judged] / scale[judged])
            sums[name] += float(np.abs(expected.sum(axis=1) - actual.sum(axis=1)).sum())
        bought += float(actual.sum())
        expected_sum += float(made["middle"].sum())
    return Missing(
        sum(len(one) for one in errors["middle"]),
        {name: float(np.concatenate(found).mean()) for name, found in errors.items()},
        {name: found / bought for name, found in sums.items()},
        expected_sum / bought - 1,
    )


def scaled(before: Floats) -> tuple[Floats, Bools]:
    """The mean absolute change against the same month a year before, and for which series with at least a year of it that is
    more than a cent."""
    months = begun(before)
    change = np.abs(months[:, YEAR:] - months[:, :-YEAR])
    many = (~np.isnan(change)).sum(axis=1)
    scale: Floats = np.nansum(change, axis=1) / np.maximum(many, 1)
    return scale, (many >= YEAR) & (scale > 0.01)


def holding(data: Iowa, end: tuple[int, int], limits: Limits) -> Holding:
    """What `project` says for every store, with what `learned` had learned of all of them by then."""
    ahead = limits[declared.forecast_horizon]
    before, after = data.until(*end), data.until(*end, ahead)
    known = learned(before.values(), limits)
    families: list[tuple[bool, float, float, float]] = []
    months: list[Bools] = []
    customers: list[bool] = []
    for store, series in before.items():
        made = project(series, start=date(2000, 1, 1), limits=limits, experience=known)
        bought = {name: after[store][name][-ahead:] for name, forecast in made.families.items() if forecast}
        for name, actual in bought.items():
            if expected := made.families[name].expected:
                inside = bool(between(expected.total_low, actual.sum(), expected.total_high))
                families.append(
                    (inside, float(series[name][-YEAR:].sum()), expected.total_high - expected.total_low, actual.sum())
                )
                months.append(between(np.array(expected.low), actual, np.array(expected.high)))
        if whole := made.together.expected:
            actual = sum(float(one.sum()) for one in bought.values())
            customers.append(bool(between(whole.total_low, actual, whole.total_high)))
    held, size, width, actual = np.array(families).T
    quarter = np.searchsorted(np.quantile(size, [0.25, 0.5, 0.75]), size)
    single = np.concatenate(months)
    return Holding(
        (int(held.sum()), len(held)), (int(single.sum()), len(single)), (sum(customers), len(customers)),
        tuple(float(held[quarter == at].mean()) for at in range(4)), float(width.sum() / actual.sum()),
    )  # fmt: skip


def between(low: Floats | float, value: Floats | float, high: Floats | float) -> Bools:
    """Inside, but for the last digit of a sum."""
    found: Bools = (np.asarray(value) >= np.asarray(low) - 0.005) & (np.asarray(value) <= np.asarray(high) + 0.005)
    return found


@dataclass(frozen=True)
class Competition:
    """The series of M3, padded in front with what is not known, and the 18 months that were ahead."""

    before: Floats
    actual: Floats

    @property
    def scale(self) -> Floats:
        """The mean absolute change against the same month a year before."""
        found: Floats = np.nanmean(np.abs(self.before[:, YEAR:] - self.before[:, :-YEAR]), axis=1)
        return found

    def smape(self, expected: Floats) -> float:
        """As the competition reckoned it, in %."""
        return float((200 * np.abs(expected - self.actual) / (np.abs(expected) + np.abs(self.actual))).mean())

    def mase(self, expected: Floats) -> float:
        """Mean absolute error over that of a year before within the series."""
        return float((np.abs(expected - self.actual).mean(axis=1) / self.scale).mean())

    def naive2(self) -> Floats:
        """The floor of the competition: the last value, with the season where it is significant at 90 % (Bartlett, on the first
        differences: a trend alone is no season), by the classical multiplicative decomposition."""
        ahead = self.actual.shape[1]
        usual = np.where(self.seasonal[:, None], _classical(self.before), 1.0)
        found: Floats = (self.before[:, -1] / usual[:, -1])[:, None] * usual[:, np.arange(ahead) % YEAR]
        return found

    @property
    def seasonal(self) -> Bools:
        """Which series have a season."""
        change = np.diff(self.before, axis=1)
        known = ~np.isnan(change)
        many = known.sum(axis=1)
        away = np.where(known, change - np.nanmean(change, axis=1)[:, None], 0.0)
        lags = np.stack([(away[:, lag:] * away[:, :-lag]).sum(axis=1) for lag in range(1, YEAR + 1)], axis=1)
        lags = lags / np.maximum((away**2).sum(axis=1), 1e-12)[:, None]
        limit = 1.645 * np.sqrt((1 + 2 * (lags[:, :-1] ** 2).sum(axis=1)) / many)
        found: Bools = np.abs(lags[:, -1]) > limit
        return found


def _classical(months: Floats) -> Floats:
    """Mean ratios to the centred mean of twelve months, by what month they are after the last one."""
    last = months.shape[1]
    window = np.lib.stride_tricks.sliding_window_view(months, YEAR + 1, axis=1)
    centred = (window[:, :, 1:-1].sum(axis=2) + (window[:, :, 0] + window[:, :, -1]) / 2) / YEAR
    ratios = months[:, YEAR // 2 : last - YEAR // 2] / centred
    place = (np.arange(YEAR // 2, last - YEAR // 2) - last) % YEAR
    usual = np.stack([np.nanmean(ratios[:, place == month], axis=1) for month in range(YEAR)], axis=1)
    found: Floats = usual / usual.mean(axis=1, keepdims=True)
    return found


def competition(every: int = 1) -> Competition:
    """All monthly series, or every so many."""
    with duckdb.connect() as engine:
        rows = engine.execute(M3.format(data=shared_data())).fetchnumpy()
    names, at = np.unique(rows["series"].astype(str), return_inverse=True)
    ahead = rows["ahead"].astype(bool)
    each = [(rows["y"][(at == one) & ~ahead], rows["y"][(at == one) & ahead]) for one in range(0, len(names), every)]
    longest = max(len(before) for before, _actual in each)
    padded = np.full((len(each), longest), np.nan)
    for row, (before, _actual) in zip(padded, each, strict=True):
        row[longest - len(before) :] = before
    return Competition(padded, np.array([actual for _before, actual in each]))
