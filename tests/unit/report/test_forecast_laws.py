"""The reckonings of a forecast against slow loops, and what must hold of every forecast whatever the months."""

from __future__ import annotations

from datetime import date
from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.reading import default
from clave.report.forecast import Expected, Experience, Projection, learned, looked_back, project
from clave.report.forecast.experience import Missed
from clave.report.forecast.methods import LEAST, SPEEDS, level, middle, reckonings, same_months, seasons, trend

LIMITS = default().at(date(2026, 1, 1))
HELD = LIMITS[declared.forecast_held]
START = date(2021, 1, 1)
SETTINGS = settings(max_examples=80, deadline=None)
SEEN = Missed(-1.1, 1.2, -4.2, 3.9, 7000)
COMPANY = Experience(SEEN, SEEN)

amounts = st.one_of(
    st.just(0.0),
    st.just(None),
    st.floats(0, 1e7, allow_nan=False).map(lambda value: round(value, 2)),
    st.floats(-1e5, 1e5, allow_nan=False).map(lambda value: round(value, 2)),
)
known = st.one_of(st.just(0.0), st.integers(-50, 900).map(float))
hostile = st.one_of(amounts, st.floats(allow_nan=True, allow_infinity=True), st.just(1.7e308), st.just(5e-324))
NAMES = ("PU", "PVC", "Ñandú", "", "*_#$<")


def books(values: Any, least: int = 0, most: int = 48) -> Any:
    """Up to five families of the same months."""
    lengths = st.integers(least, most)
    return lengths.flatmap(
        lambda months: st.dictionaries(
            st.sampled_from(NAMES), st.lists(values, min_size=months, max_size=months), max_size=5
        )
    )


def every(found: Projection) -> list[Expected]:
    all_of_them = [*found.families.values(), found.together]
    return [one.expected for one in all_of_them if one.expected]


def slow_level(months: list[float]) -> float:
    tried = []
    for speed in SPEEDS.tolist():
        stands, missed = None, 0.0
        for value in months:
            if isnan(value):
                continue
            if stands is None:
                stands = value
            missed += (value - stands) ** 2
            stands += speed * (value - stands)
        assert stands is not None
        tried.append((missed, stands))
    return min(tried, key=lambda one: one[0])[1]


def slow_seasons(months: list[float]) -> list[float]:
    last = len(months)
    usual = []
    for month in range(12):
        ratios = []
        for at in range(6, last - 6):
            around = months[at - 6 : at + 7]
            centred = (sum(around[1:-1]) + (around[0] + around[-1]) / 2) / 12
            if (at - last) % 12 == month and centred > 0 and not isnan(months[at]):
                ratios.append(months[at] / centred)
        usual.append((sum(ratios) + HELD) / (len(ratios) + HELD))
    mean = sum(usual) / 12
    return [max(one / mean, LEAST) if mean > 0 else 1.0 for one in usual]


def slow_trend(months: list[float], ahead: int) -> list[float]:
    points = [(at, value) for at, value in enumerate(months) if not isnan(value)]
    middle_at, mean = sum(at for at, _v in points) / len(points), sum(v for _at, v in points) / len(points)
    spread = sum((at - middle_at) ** 2 for at, _v in points)
    slope = sum((at - middle_at) * (v - mean) for at, v in points) / spread if spread else 0.0
    line = [mean + slope * (at - middle_at) for at in range(len(months) + ahead)]
    bent = slow_level([nan if isnan(value) else 2 * value - line[at] for at, value in enumerate(months)])
    return [(line[len(months) + at] + bent) / 2 for at in range(ahead)]


@SETTINGS
@given(st.lists(st.one_of(known, st.just(nan)), min_size=12, max_size=48))
def test_each_reckoning_is_what_plain_loops_say(months: list[float]) -> None:
    assume(not all(isnan(one) for one in months))
    rows = np.array([months])
    assert level(rows)[0] == pytest.approx(slow_level(months), rel=1e-9, abs=1e-9)
    assert seasons(rows, HELD)[0] == pytest.approx(slow_seasons(months), rel=1e-9, abs=1e-9)
    assert trend(rows, 6)[0] == pytest.approx(slow_trend(months, 6), rel=1e-7, abs=1e-7)
    for ahead in range(6):
        before = [one for one in months[len(months) - 12 + ahead :: -12] if not isnan(one)]
        found = same_months(rows, 6)[0, ahead]
        assert isnan(found) if not before else found == before[0]


@SETTINGS
@given(st.lists(st.lists(known, min_size=24, max_size=24), min_size=1, max_size=5))
def test_a_series_is_forecast_the_same_alone_or_among_others(rows: list[list[float]]) -> None:
    together = middle(reckonings(np.array(rows), 6, HELD))
    alone = np.vstack([middle(reckonings(np.array([row]), 6, HELD)) for row in rows])
    assert together == pytest.approx(alone, rel=1e-9, abs=1e-9)


@SETTINGS
@given(st.lists(st.floats(0, 1e6), min_size=4, max_size=4))
def test_the_middle_lies_between_the_second_and_the_third(four: list[float]) -> None:
    found = float(middle(np.array(four).reshape(4, 1, 1))[0, 0])
    _least, second, third, _most = sorted(four)
    assert second <= found <= third or found == pytest.approx(second)


@settings(max_examples=200, deadline=None)
@given(books(hostile), st.booleans(), st.integers(1, 12))
@example({"PU": [1.7e308] * 36, "PVC": [1.7e308] * 36}, True, 6)
@example({"PU": [5e-324] * 36}, True, 6)
@example({"PU": [1e308, *[1.0] * 35]}, False, 6)
@example({"PU": [7.0] * 36}, False, 6)
def test_whatever_comes_in_there_is_a_range_around_what_is_expected_or_a_reason(
    series: dict[str, list[Any]], taught: bool, horizon: int
) -> None:
    found = project(series, start=START, limits=LIMITS, horizon=horizon, experience=COMPANY if taught else None)
    assert list(found.families) == list(series)
    assert len(found.months) == horizon
    for one in every(found):
        assert len(one.point) == len(one.low) == len(one.high) == horizon
        assert all(
            0 <= low <= point <= high < np.inf for low, point, high in zip(one.low, one.point, one.high, strict=True)
        )
        assert 0 <= one.total_low <= one.total <= one.total_high < np.inf
        assert one.total == pytest.approx(sum(one.point))
    assert all(one.why.say("es") and one.why.say("en") for one in [*found.families.values(), found.together])
    assert set(found.left_out) == {name for name, one in found.families.items() if not one}
    back = looked_back(series, start=START, limits=LIMITS, horizon=horizon, experience=COMPANY if taught else None)
    assert 0 <= back.held <= back.told <= len(series)
    assert back.together.says("COP").say("es")


@SETTINGS
@given(books(known, 24), st.sampled_from((0.001, 0.37, 3.0, 4096.0, 1e9)), st.booleans())
def test_in_another_currency_it_is_the_same_forecast(series: dict[str, list[Any]], rate: float, taught: bool) -> None:
    given_in = {"start": START, "limits": LIMITS, "experience": COMPANY if taught else None}
    one = project(series, **given_in)
    other = project({name: [value * rate for value in months] for name, months in series.items()}, **given_in)
    assert other.left_out == one.left_out
    for first, second in zip(every(one), every(other), strict=True):
        largest = rate * max(first.high)
        for side in ("point", "low", "high"):
            scaled = [rate * value for value in getattr(first, side)]
            assert getattr(second, side) == pytest.approx(scaled, rel=1e-6, abs=1e-6 * largest)
        sums = [rate * value for value in (first.total, first.total_low, first.total_high)]
        assert [second.total, second.total_low, second.total_high] == pytest.approx(sums, rel=1e-6, abs=1e-6 * largest)


@SETTINGS
@given(books(amounts, 24), st.randoms(use_true_random=False))
def test_the_order_of_the_families_changes_no_digit(series: dict[str, list[Any]], random: Any) -> None:
    names = list(series)
    random.shuffle(names)
    one = project(series, start=START, limits=LIMITS)
    other = project({name: series[name] for name in names}, start=START, limits=LIMITS)
    assert other.together == one.together
    assert {name: other.families[name] for name in series} == dict(one.families)


@SETTINGS
@given(books(known, 24))
def test_the_families_add_up_to_the_whole(series: dict[str, list[Any]]) -> None:
    found = project(series, start=START, limits=LIMITS, experience=COMPANY)
    parts = [one.expected for one in found.families.values() if one.expected]
    assert bool(parts) == bool(found.together)
    if found.together.expected:
        assert found.together.expected.total == pytest.approx(sum(one.total for one in parts))


@SETTINGS
@given(books(known, 30), st.integers(1, 24))
def test_months_before_the_first_purchase_change_nothing(series: dict[str, list[Any]], more: int) -> None:
    longer = {name: [0.0] * more + months for name, months in series.items()}
    one = project(series, start=START, limits=LIMITS, experience=COMPANY)
    other = project(longer, start=START, limits=LIMITS, experience=COMPANY)
    assume(all(len(months) <= LIMITS[declared.forecast_history] for months in longer.values()))
    for name in series:
        first, second = one.families[name].expected, other.families[name].expected
        assert (first is None) == (second is None)
        if first and second:
            assert second.total == pytest.approx(first.total, rel=1e-9, abs=1e-9)


@SETTINGS
@given(books(known, 30), st.floats(0.1, 0.45), st.floats(0.5, 0.98))
def test_who_wants_more_inside_gets_a_wider_range(series: dict[str, list[Any]], less: float, more: float) -> None:
    def of(share: float) -> list[Expected]:
        return every(project(series, start=START, limits=LIMITS.reform({declared.forecast_range: share})))

    for narrow, wide in zip(of(less), of(more), strict=True):
        assert wide.total_low <= narrow.total_low
        assert wide.total_high >= narrow.total_high


def test_what_comes_after_a_semester_is_not_known_to_who_looks_back() -> None:
    """The last semester may be anything: the forecast that is held against it stays the same."""
    rng = np.random.default_rng(3)
    months: Floats = rng.gamma(2, 10, 48)
    changed = np.concatenate([months[:-6], 1000 * months[-6:]])
    one, other = (looked_back({"PU": list(row)}, start=START, limits=LIMITS) for row in (months, changed))
    assert one.together.forecast == other.together.forecast
    assert one.together.actual != other.together.actual


def test_customers_teach_the_same_in_any_order_and_currency() -> None:
    rng = np.random.default_rng(3)
    accounts = [{"PU": rng.gamma(2, 10, 48), "PVC": rng.gamma(1, 10, 48)} for _account in range(30)]
    one = learned(accounts, LIMITS)
    other = learned([{name: 4096 * months for name, months in one.items()} for one in reversed(accounts)], LIMITS)
    assert one.families
    assert other.families
    assert one.families.sum_low == pytest.approx(other.families.sum_low)
    assert one.families.month_high == pytest.approx(other.families.month_high)
