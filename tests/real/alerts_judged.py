"""Alerts of silence run over the real purchases of a manufacturer, month by month, with only what was known then.

An alert is *right* where the customer then bought nothing in the following 183 days (a family: less than half of what half a
year of its last year was). A *departure* is a purchase that none followed for 365 days, by who had a habit; it was *caught*
where an alert was raised within 183 days after it. An alert that stands over several months counts once."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import duckdb
import numpy as np

from clave.measures.frame import Bools, Ints, day_number
from clave.measures.shape import Floats
from clave.operations.alerts.habit import Habits, habits
from tests.real.books import shared_data

HALF_YEAR, A_YEAR, HISTORY = 183, 365, 1096
SQL = """
SELECT {unit} AS unit, sold.date - DATE '1970-01-01' AS day, SUM(sold.usd) AS money
FROM '{data}/iowa_liquor/mfr_phillips.parquet' AS sold
{join}
WHERE sold.usd > 0 AND sold.bottles > 0
GROUP BY 1, 2 ORDER BY 1, 2
"""
LISTED = "JOIN '{data}/iowa_liquor/products.parquet' AS listed ON listed.item = sold.item"
Rule = Callable[[Habits], Bools]


@dataclass(frozen=True)
class Days:
    """Purchase days of every unit, in order."""

    unit: Ints
    day: Ints
    money: Floats
    count: int


@dataclass(frozen=True)
class Score:
    """Alerts raised and how many were right, departures and how many were caught, median days from purchase to alert."""

    raised: int
    right: int
    departures: int
    caught: int
    days: float

    @property
    def row(self) -> tuple[int, int, int, int, float]:
        """As the explanation prints it."""
        return self.raised, self.right, self.departures, self.caught, self.days


def stores() -> Days:
    """Every store is a customer."""
    return _days("sold.store", "")


def families() -> Days:
    """Every family of every store; products that the list does not have any more have none."""
    return _days("sold.store || '|' || listed.category", LISTED.format(data=shared_data()))


def _days(unit: str, join: str) -> Days:
    with duckdb.connect() as engine:
        rows = engine.execute(SQL.format(unit=unit, join=join, data=shared_data())).fetchnumpy()
    names, units = np.unique(rows["unit"].astype(str), return_inverse=True)
    return Days(units.astype(np.int64), rows["day"].astype(np.int64), rows["money"].astype(np.float64), len(names))


def month_ends(first: int, last: int) -> list[date]:
    """The last day of every month of these years."""
    return [date(year, month, monthrange(year, month)[1]) for year in range(first, last + 1) for month in range(1, 13)]


def scored(days: Days, rules: Sequence[Rule], first: int, last: int, *, family: bool = False) -> list[Score]:
    """Every rule over the month ends of some years."""
    ends = month_ends(first, last)
    before = habits(days.unit, days.day, days.count, ends[0].replace(day=1) - timedelta(days=1))
    standing = [rule(before) for rule in rules]
    raised: list[dict[tuple[int, int], int]] = [{} for _rule in rules]
    right, total = [0] * len(rules), [0] * len(rules)
    for end in ends:
        found, today = habits(days.unit, days.day, days.count, end), day_number(end)
        after = _bought(days, today, today + HALF_YEAR)
        for place, rule in enumerate(rules):
            now = rule(found)
            new = np.flatnonzero(now & ~standing[place])
            standing[place] = now
            total[place] += len(new)
            last_day = (today - found.since[new]).astype(np.int64)
            right[place] += int(_came_true(days, new, last_day, after, family=family).sum())
            for unit, bought_on in zip(new.tolist(), last_day.tolist(), strict=True):
                raised[place].setdefault((unit, bought_on), today)
    left = _departures(days, day_number(ends[0]) - 90, day_number(ends[-1]) - HALF_YEAR)
    return [_score(n, good, left, said) for n, good, said in zip(total, right, raised, strict=True)]


def _score(total: int, right: int, left: list[tuple[int, int]], said: dict[tuple[int, int], int]) -> Score:
    waits = [said[one] - one[1] for one in left if one in said and said[one] - one[1] <= HALF_YEAR]
    return Score(total, right, len(left), len(waits), float(median(waits)))


def _bought(days: Days, after: int, until: int) -> Floats:
    seen = (days.day > after) & (days.day <= until)
    return np.bincount(days.unit[seen], weights=days.money[seen], minlength=days.count)


def _came_true(days: Days, units: Ints, last: Ints, after: Floats, *, family: bool) -> Bools:
    if not family:
        return np.asarray(after[units] == 0)
    usual = []
    for unit, day in zip(units.tolist(), last.tolist(), strict=True):
        begin, end = np.searchsorted(days.unit, [unit, unit + 1])
        mine = slice(begin, end)
        year = (days.day[mine] > day - A_YEAR) & (days.day[mine] <= day)
        usual.append(days.money[mine][year].sum() / 2)
    return np.asarray(after[units] < np.array(usual) / 2)


def _departures(days: Days, first: int, last: int) -> list[tuple[int, int]]:
    """Unit and day of every last purchase of who had bought on six days or more of the three years before."""
    following = np.full(len(days.day), np.iinfo(np.int64).max)
    same = days.unit[1:] == days.unit[:-1]
    following[:-1][same] = days.day[1:][same]
    gone = np.flatnonzero((following - days.day >= A_YEAR) & (days.day >= first) & (days.day <= last))
    found = []
    for at in gone.tolist():
        begin = np.searchsorted(days.unit, days.unit[at])
        if int((days.day[begin : at + 1] > days.day[at] - HISTORY).sum()) >= 6:
            found.append((int(days.unit[at]), int(days.day[at])))
    return found
