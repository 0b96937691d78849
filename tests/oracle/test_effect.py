"""The panel by month and the effect against slow reckonings in plain Python, on hostile little companies."""

from __future__ import annotations

import itertools
import math
from datetime import date
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from clave.base.period import month_index, months_before
from clave.measures.monthly import Panel, monthly
from clave.outcome.effect.effect import effect
from clave.outcome.effect.match import distances, past
from clave.outcome.effect.shape import SALES
from clave.policy import effect as rules
from clave.policy.reading import default
from tests.oracle.test_consumed import book, rows
from tests.spec.effect_panels import BEFORE, entered, panel, until

LIMITS = default().at(date(2026, 1, 1))
LOOSE = LIMITS.reform({rules.caliper: 5.0, rules.minimum_entries: 2, rules.fewest_controls: 1, rules.controls: 1})
AS_OF = date(2026, 7, 31)


@settings(max_examples=20, deadline=None)
@given(st.lists(rows, min_size=1, max_size=30))
def test_months_are_the_lines_added_up(found: list[dict[str, Any]]) -> None:
    made = book(found)
    said = monthly(made, LIMITS, AS_OF)
    lines = [row for row in made.sources["invoice_line"].to_pylist() if row["date"] <= AS_OF]  # type: ignore[union-attr]
    first = min((row["date"] for row in lines), default=AS_OF)
    assert said.codes == tuple(sorted({row["customer"] for row in lines}))
    assert said.months == month_index(date(2026, 8, 1)) - month_index(first)
    rates = made.sources["exchange_rate"].to_pylist()  # type: ignore[union-attr]
    for place, month in itertools.product(range(len(said.codes)), range(said.months)):
        mine = [
            row
            for row in lines
            if row["customer"] == said.codes[place] and month_index(row["date"]) == said.first + month
        ]
        priced = [float(row["net"]) * _rate(row, rates) for row in mine if _rate(row, rates) is not None]  # type: ignore[operator]
        if mine and not priced:
            assert math.isnan(said.money[place, month])
        else:
            assert said.money[place, month] == pytest.approx(sum(priced), abs=0.01)
        bought = any(row["kind"] != "charge" and row["net"] > 0 for row in mine)
        assert bool(said.bought[place, month]) == bought


def _rate(row: dict[str, Any], rates: list[dict[str, Any]]) -> float | None:
    if row["currency"] in (None, "COP"):
        return 1.0
    known = [one for one in rates if one["currency"] == row["currency"] and one["date"] <= row["date"]]
    return float(known[-1]["rate"]) if known else None


amounts = st.lists(st.integers(1, 40), min_size=BEFORE + 12, max_size=BEFORE + 12)


@settings(max_examples=40, deadline=None)
@given(st.lists(amounts, min_size=5, max_size=5))
def test_the_effect_is_the_mean_of_the_differences(given_months: list[list[int]]) -> None:
    """Two accounts and three others, one each: the assignment of the least total distance, found by trying them all."""
    names = ("K1", "K2", "O1", "O2", "O3")
    months = panel(dict(zip(names, [list(map(float, one)) for one in given_months], strict=True)))
    said = effect(months, entered("K1", "K2"), window=until(), as_of=until().end, limits=LOOSE)
    far = {name: _far(months, row) for row, name in enumerate(names[:2])}
    if any(not math.isfinite(value) or value > 5 for each in far.values() for value in each[2:]):
        return
    best = min(itertools.permutations(range(2, 5), 2), key=lambda pair: far["K1"][pair[0]] + far["K2"][pair[1]])
    apart = [_grown(given_months[row]) - _grown(given_months[other]) for row, other in enumerate(best)]
    sales = said.figure(SALES)
    assert sales
    assert sales.value == pytest.approx(mean(apart), abs=1e-9)
    if stdev(apart) > 1e-6:
        assert sales.low == pytest.approx(mean(apart) - stats.t.ppf(0.975, 1) * stdev(apart) / math.sqrt(2), rel=1e-6)


def _grown(months: list[int]) -> float:
    return mean(months[BEFORE:]) / mean(months[:BEFORE])


def _far(months: Panel, row: int) -> list[float]:
    """The distance of an account to everybody, stretch by stretch, in plain Python."""
    cuts = [(0, 6), (6, 12), (12, 18), (18, 21), (21, 24)]
    money = months.money.tolist()
    floor = 0.01 * float(np.median([mean(one[:BEFORE]) for one in money]))
    levels = [[math.log(mean(one[low:high]) + floor) for low, high in cuts] for one in money]
    found = []
    for other in range(len(money)):
        apart = [one - two for one, two in zip(levels[other], levels[row], strict=True)]
        size = mean(apart)
        weights = [1, 1, 1, 1, LIMITS[rules.recent_weight]]
        path = sum(weight * (one - size) ** 2 for weight, one in zip(weights, apart, strict=True)) / sum(weights)
        level = LIMITS[rules.level_weight] * size
        found.append(math.sqrt(level**2 + LIMITS[rules.path_weight] ** 2 * path))
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(amounts, min_size=4, max_size=4))
def test_distances_are_what_they_say(given_months: list[list[int]]) -> None:
    months = panel({f"C{at}": list(map(float, one)) for at, one in enumerate(given_months)})
    said = distances(past(months, 0, BEFORE), 0, LIMITS)
    assert math.isinf(said[0])
    assert said[1:].tolist() == pytest.approx(_far(months, 0)[1:])


def test_the_window_of_the_oracle_is_two_years() -> None:
    assert months_before(until().start, BEFORE) == date(2022, 1, 1)
