"""Weights and acceptabilities against figures that others published or that can be reckoned exactly by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.listed import Asked, listed
from clave.selection.weights import drawn, rank_order_centroid, rank_sum
from tests.real.books import shared_data
from tests.unit.selection.population import grounds, limits, reading

CASES = shared_data() / "checks" / "mcda" / "cases.json"
DRAWS = 40_000
ERROR = 4 * (0.25 / DRAWS) ** 0.5  # four standard errors of a share


@pytest.mark.data
@pytest.mark.skipif(not CASES.exists(), reason="The published cases are not in ../shared/data/checks/mcda.")
def test_rank_order_centroid_as_printed() -> None:
    """Barron & Barrett 1996: equal to every printed digit."""
    published = json.loads(CASES.read_text("utf-8"))["roc_weights"]
    printed = {int(key[1:]): values for key, values in published.items() if key.startswith("n")}
    assert set(printed) >= {3, 4, 5, 10}
    for n, values in printed.items():
        assert np.round(rank_order_centroid(n), 4).tolist() == values


@pytest.mark.parametrize("n", range(1, 13))
def test_rank_order_centroid_exactly(n: int) -> None:
    """The closed form in exact fractions, n = 1 … 12 (n = 3 … 10 are the published range)."""
    exact = [sum(Fraction(1, j) for j in range(i, n + 1)) / n for i in range(1, n + 1)]
    assert rank_order_centroid(n).tolist() == pytest.approx([float(weight) for weight in exact], abs=1e-15)


@pytest.mark.parametrize("n", range(1, 13))
def test_rank_sum_exactly(n: int) -> None:
    """Equal steps: for n = 4 they are 0.4, 0.3, 0.2 and 0.1."""
    exact = [float(Fraction(2 * (n + 1 - i), n * (n + 1))) for i in range(1, n + 1)]
    assert rank_sum(n).tolist() == pytest.approx(exact, abs=1e-15)


@pytest.mark.parametrize("n", [2, 3, 5, 11])
def test_mean_of_the_draws_is_the_rank_order_centroid(n: int) -> None:
    weights = drawn(n, DRAWS, 7)
    error = 5 * weights.std(axis=0) / DRAWS**0.5
    assert (np.abs(weights.mean(axis=0) - rank_order_centroid(n)) <= error + 1e-15).all()
    assert (np.diff(weights, axis=1) <= 0).all()
    assert weights.sum(axis=1) == pytest.approx(1)


def one_place() -> dict[Value[Any], Any]:
    """The policy with one place, decided by value alone."""
    return {declared.capacity_count: 1, declared.capacity_share: 1.0, declared.seats: {}}


def sure(scores: dict[str, list[float]], **bounds: dict[str, list[float]]) -> list[float]:
    """Acceptabilities with one place, in the order of the customers."""
    readings = {
        key: reading(values, applies=[True] * len(values), **{side: b[key] for side, b in bounds.items() if key in b})
        for key, values in scores.items()
    }
    listing = listed(grounds(readings, limits(one_place())), Asked(draws=DRAWS, seed=11))
    return [line.sure for line in sorted(listing.lines, key=lambda line: line.customer)]


@pytest.mark.parametrize(("first", "second"), [(60, 90), (80, 100), (30, 90)])
def test_two_criteria_exactly(first: float, second: float) -> None:
    """Two criteria: the first weight is uniform on ½ … 1. A scores (first, 50), B scores (50, second).

    A is ahead while w (first − 50) > (1 − w) (second − 50)."""
    w = Fraction(int(second) - 50, int(first) - 50 + int(second) - 50) if first > 50 else Fraction(1)
    exact = float(1 - (min(max(w, Fraction(1, 2)), Fraction(1)) - Fraction(1, 2)) * 2)
    got = sure({"volume": [first, 50], "loyalty": [50, second]})
    assert got[0] == pytest.approx(exact, abs=ERROR)
    assert sum(got) == pytest.approx(1)


@pytest.mark.parametrize("difference", [(10, -20, 5), (-3, 10, -4), (10, -10, -10), (4, -9, 12), (-5, 8, 9)])
def test_three_criteria_exactly(difference: tuple[int, int, int]) -> None:
    """Three criteria: the weights are uniform on a triangle; the share of it on A's side of a line is an area."""
    volume, potential, loyalty = difference
    scores = {"volume": [50 + volume, 50], "potential": [50 + potential, 50], "loyalty": [50 + loyalty, 50]}
    assert sure(scores)[0] == pytest.approx(share_of_triangle(difference), abs=ERROR)


def share_of_triangle(difference: tuple[int, int, int]) -> float:
    """Share of the weights w1 ≥ w2 ≥ w3 with w·difference > 0, by cutting the triangle of its three corners."""
    at = [Fraction(sum(difference[:j]), j) for j in (1, 2, 3)]  # the difference of value in the corners
    positive = [value for value in at if value > 0]
    if len(positive) in (0, 3):
        return float(len(positive) == 3)
    alone = positive[0] if len(positive) == 1 else next(value for value in at if value <= 0)
    others = [value for value in at if (value > 0) != (len(positive) == 1)]
    part = Fraction(1)
    for other in others:
        part *= alone / (alone - other)
    return float(part if len(positive) == 1 else 1 - part)


def test_an_unknown_score_is_uniform_between_its_bounds() -> None:
    """One criterion: A is unknown between 20 and 80, B is known to score 65: A is ahead in 15 of 60."""
    nan = float("nan")
    got = sure({"volume": [nan, 65]}, low={"volume": [20, 65]}, high={"volume": [80, 65]})
    # unknown is a candidate where it reaches what made the others one: 65, so that here it is the same question
    assert got[0] == pytest.approx(0.25, abs=ERROR)


def test_ratings_are_spread_around_their_median() -> None:
    """Ratings 3, 4, 4 (median 100, from 75 to 100) against a steady 90: half the draws are at 100, the others are
    uniform on 75 … 100, of which 10 of 25 are above 90."""
    got = sure({"prestige": [100, 90]}, low={"prestige": [75, 90]}, high={"prestige": [100, 90]})
    assert got[0] == pytest.approx(0.5 + 0.5 * 0.4, abs=ERROR)


def test_a_rating_below_the_minimum_is_no_candidate() -> None:
    """One place, one customer with ratings 50 … 100 around 75: it is a candidate in the half that reaches 75."""
    got = sure({"prestige": [75]}, low={"prestige": [50]}, high={"prestige": [100]})
    assert got == [pytest.approx(0.5, abs=ERROR)]
