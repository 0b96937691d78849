"""The baseline of a promotion against a slow reckoning of plain loops, and its laws."""

from __future__ import annotations

from datetime import date
from math import isnan, nan, sqrt
from statistics import fmean

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from clave.operations.promotions.baseline import SHARES, Baseline, baseline, comparable
from clave.policy import declared
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
AMOUNTS = st.integers(0, 50).map(float)
SETTINGS = settings(max_examples=60, deadline=None)
Loops = list[float]


def mean(values: Loops) -> float:
    known = [one for one in values if not isnan(one)]
    return fmean(known) if known else nan


def window(months: Loops, origin: int, weights: Loops) -> float:
    return sum(months[origin + at] * weight for at, weight in enumerate(weights) if weight > 0)


def own(months: Loops, origin: int, weights: Loops, share: float) -> tuple[float, float]:
    level = mean(months[origin - 12 : origin])
    ratios = []
    for years in range(1, origin // 12 + 1):
        first = origin - 12 * years
        year, part = mean(months[first : first + 12]), window(months, first, weights) / sum(weights)
        if year > 0 and not isnan(part):
            ratios.append(part / year)
    seasonal = share > 0 and origin >= 24 and bool(ratios)
    return level, 1 + share * (fmean(ratios) - 1) if seasonal else 1.0


def expected(months: Loops, peers: Loops | None, origin: int, weights: Loops, share: float) -> float:
    level, season = own(months, origin, weights, share)
    amount = level * sum(weights) * season
    if peers is not None:
        theirs, their_season = own(peers, origin, weights, share)
        would = theirs * sum(weights) * their_season
        if would > 0:
            pull = max(window(peers, origin, weights), 0.0) / would
            amount *= 1 + LIMITS[declared.promotion_pull] * (pull - 1)
    return amount


def slow(months: Loops, peers: Loops | None, weights: Loops) -> tuple[float, float, float] | None:
    """Expected amount, half of its interval, share of the season."""
    start, span = len(months), len(weights)
    tried = {}
    for share in SHARES if start >= 24 else SHARES[:1]:
        errors = []
        for origin in range(12, start - span + 1):
            guess = expected(months[:origin], peers, origin, weights, share)
            errors.append((origin, window(months, origin, weights) - (guess if isnan(guess) else max(guess, 0.0))))
        tried[share] = errors
    best, least = 0.0, mean([error**2 for origin, error in tried[0.0] if origin >= 24])
    for share, errors in tried.items():
        square = mean([error**2 for origin, error in errors if origin >= 24])
        if square < least * (1 - LIMITS[declared.promotion_season]):
            best, least = share, square
    known = [error for _origin, error in tried[best] if not isnan(error)]
    windows = len(known) // sum(weight > 0 for weight in weights)
    amount = expected(months, peers, start, weights, best)
    if windows < LIMITS[declared.promotion_windows] or isnan(amount):
        return None
    spread = sqrt(fmean([error**2 for error in known]) * (1 + 1 / windows))
    return max(amount, 0.0), float(t.ppf((1 + LIMITS[declared.interval_level]) / 2, windows)) * spread, best


def fast(months: Loops, peers: Loops | None, weights: Loops) -> Baseline | None:
    return baseline(np.array(months), None if peers is None else np.array(peers), np.array(weights), LIMITS)


WEIGHTS = st.sampled_from([[1.0], [1.0, 0.5], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0], [0.4]])
HOLES = st.one_of(AMOUNTS, AMOUNTS, AMOUNTS, st.just(nan))


@SETTINGS
@given(st.lists(HOLES, min_size=12, max_size=50), WEIGHTS, st.data())
def test_it_is_what_plain_loops_reckon(months: Loops, weights: Loops, data: st.DataObject) -> None:
    size = len(months) + len(weights)
    peers = data.draw(st.one_of(st.none(), st.lists(AMOUNTS, min_size=size, max_size=size)))
    found, known = fast(months, peers, weights), slow(months, peers, weights)
    if known is None:
        assert found is None
    else:
        assert found is not None
        assert np.allclose((found.expected, found.half, found.share), known, rtol=1e-9, atol=1e-9)
        assert found.low <= found.expected <= found.high
        assert found.low >= 0


@SETTINGS
@given(st.lists(AMOUNTS, min_size=24, max_size=48), WEIGHTS, st.integers(2, 9))
def test_in_other_money_it_is_the_same(months: Loops, weights: Loops, times: int) -> None:
    one, many = fast(months, None, weights), fast([times * each for each in months], None, weights)
    if one is None or many is None:
        assert one is many
    elif one.share == many.share:  # a tie may fall either way in the last digit
        assert np.allclose(
            (times * one.expected, times * one.low, times * one.high), (many.expected, many.low, many.high)
        )


@SETTINGS
@given(AMOUNTS, st.integers(30, 48), WEIGHTS)
def test_who_always_buys_the_same_is_expected_to_buy_it(amount: float, months: int, weights: Loops) -> None:
    found = fast([amount] * months, None, weights)
    assert found is not None
    assert np.isclose(found.expected, amount * sum(weights))
    assert np.isclose(found.half, 0)


def test_comparable_are_the_nearest_in_size_and_never_too_few() -> None:
    own_months = np.full(12, 10.0)
    sizes = np.array([10, 12, 40, 3, 9, 11, 8, 25, 30, 13, 7, 0, 14], dtype=np.float64)
    others = np.repeat(sizes[:, None], 24, axis=1)
    found = comparable(own_months, others, LIMITS)
    assert sizes[found].tolist() == [10, 12, 9, 11, 8, 25, 30, 13, 7, 14], "from a third to three times"
    assert len(comparable(own_months, others[:4], LIMITS)) == 0
    assert len(comparable(np.zeros(12), others, LIMITS)) == 0
    assert len(comparable(own_months, np.repeat(others, 20, axis=0), LIMITS)) == LIMITS[declared.promotion_most_peers]
