"""Laws of the NPS, its interval and of what may be shown, on anything."""

from __future__ import annotations

from itertools import product
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.operations.surveys.anonymity import parts_shown
from clave.operations.surveys.scores import Nps, nps

ANSWERS = st.lists(st.integers(0, 10), min_size=1, max_size=60)
GROUPS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(1, 20), max_size=12)
LEAST = st.integers(3, 10)


def value(answers: list[int]) -> float:
    found = nps(answers).value
    assert found is not None
    return found


@given(ANSWERS)
def test_it_lies_between_its_ends_and_asks_for_no_order(answers: list[int]) -> None:
    assert -100 <= value(answers) <= 100
    assert nps(answers) == nps(sorted(answers))
    assert nps(answers).n == len(answers)


@given(ANSWERS)
def test_the_same_answers_twice_have_the_same_value_and_a_narrower_interval(answers: list[int]) -> None:
    once, twice = nps(answers), nps(answers * 2)
    assert twice.value == pytest.approx(value(answers))
    one, two = once.interval(0.95), twice.interval(0.95)
    assert one is not None
    assert two is not None
    assert two[1] - two[0] < one[1] - one[0] + 1e-9


@given(ANSWERS, st.integers(0, 10), st.integers(0, 10))
def test_a_better_answer_never_lowers_it(answers: list[int], low: int, high: int) -> None:
    low, high = min(low, high), max(low, high)
    assert value([*answers, low]) <= value([*answers, high])


@given(ANSWERS, st.floats(0.5, 0.98))
def test_a_higher_level_holds_the_lower_one(answers: list[int], level: float) -> None:
    narrow, wide = nps(answers).interval(level), nps(answers).interval(0.99)
    assert narrow is not None
    assert wide is not None
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


def test_from_two_answers_on_the_interval_holds_its_value() -> None:
    for n in range(2, 40):
        for promoters in range(n + 1):
            for detractors in range(n - promoters + 1):
                found = Nps(promoters, n - promoters - detractors, detractors)
                inside = found.interval(0.95)
                assert inside is not None
                assert found.value is not None
                assert inside[0] <= found.value <= inside[1]


@pytest.mark.parametrize("chances", [(0.6, 0.2), (0.5, 0.25), (0.3, 0.3), (0.8, 0.05), (0.1, 0.6)])
@pytest.mark.parametrize("n", [10, 20, 40])
def test_it_covers_the_true_value_as_often_as_it_says(chances: tuple[float, float], n: int) -> None:
    """Every sample there is, with its exact chance: the coverage is near 95 %, where a plain Wald interval falls below."""
    promote, detract = chances
    true, adjusted, plain = 100 * (promote - detract), 0.0, 0.0
    for p, d in product(range(n + 1), repeat=2):
        if p + d > n:
            continue
        chance = comb(n, p) * comb(n - p, d) * promote**p * detract**d * (1 - promote - detract) ** (n - p - d)
        found = Nps(p, n - p - d, d)
        inside = found.interval(0.95)
        assert inside is not None
        adjusted += chance * (inside[0] <= true <= inside[1])
        middle = (p - d) / n
        wide = 1.959964 * sqrt(max(0.0, (p + d) / n - middle**2) / n)
        plain += chance * (100 * (middle - wide) <= true <= 100 * (middle + wide))
    assert 0.925 <= adjusted <= 0.99
    assert adjusted >= plain - 0.005


@given(GROUPS, LEAST)
def test_nothing_that_is_shown_and_nothing_that_is_left_is_few(groups: dict[str, int], least: int) -> None:
    shown = parts_shown(groups, least)
    left = sum(n for name, n in groups.items() if name not in shown)
    assert all(groups[name] >= least for name in shown)
    assert left == 0 or left >= least or not shown
