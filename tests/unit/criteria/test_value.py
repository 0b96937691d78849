"""The laws of value functions: bounded, monotone, equal for equals, unknown only where unknown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.criteria import value
from clave.measures.shape import Floats
from clave.policy import declared
from tests.spec.criteria_table import LIMITS

Score = Callable[[Floats, value.Mask], Floats]
SHAPES = ("logarithmic", "percentile", "linear", "steps")


def _by(shape: str, smallest: int) -> dict[str, Score]:
    limits = LIMITS.reform({declared.value_shape: shape, declared.value_population: smallest})
    return {
        "size": lambda values, reference: value.size(values, reference, limits),
        "zero_heavy": lambda values, reference: value.zero_heavy(values, reference, limits),
        "signed": lambda values, reference: value.signed(values, reference, 0.99, limits),
        "between": lambda values, reference: value.between(values, 0.1, 0.5),
    }


anything = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1.0, 5e-324, 1e308, -1e308, float("nan")]),
    st.integers(0, 20).map(float),
)
populations = st.lists(st.tuples(anything, st.booleans()), max_size=60)


@pytest.mark.parametrize("name", ["size", "zero_heavy", "signed", "between"])
@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=60, deadline=None)
@given(population=populations, smallest=st.sampled_from([2, 20]))
def test_laws(name: str, shape: str, population: list[tuple[float, bool]], smallest: int) -> None:
    values = np.array([number for number, _inside in population], dtype=np.float64)
    reference = np.array([inside for _number, inside in population], dtype=np.bool_)
    scores = _by(shape, smallest)[name](values, reference)
    unknown = np.isnan(values)
    assert np.array_equal(np.isnan(scores), unknown)
    order = np.argsort(values[~unknown], kind="stable")
    known, ordered = scores[~unknown][order], values[~unknown][order]
    assert ((known >= 0) & (known <= 100)).all()
    assert (np.diff(known) >= 0).all()
    assert all(a == b for a, b, tie in zip(known, known[1:], ordered[:-1] == ordered[1:], strict=False) if tie)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("numbers", [[], [7.0], [7.0] * 30, [0.0] * 30, [-5.0] * 30, [float("nan")] * 30])
def test_degenerate_populations_still_score(shape: str, numbers: list[float]) -> None:
    values = np.array([*numbers, 1e9, 0.0, -1e9])
    reference = np.array([True] * len(numbers) + [False] * 3)
    for score in _by(shape, 20).values():
        scores = score(values, reference)
        assert scores[-2:].tolist() == [0.0, 0.0]
        assert 0 <= scores[-3] <= 100


def test_where_all_are_equal_all_are_in_the_middle() -> None:
    assert value.size(np.full(30, 7.0), np.full(30, True), LIMITS).tolist() == [50.0] * 30
    assert value.size(np.full(5, 7.0), np.full(5, True), LIMITS).tolist() == [50.0] * 5


def test_the_shapes_of_policy_on_one_population() -> None:
    values = np.arange(1.0, 101.0)
    reference = np.full(100, True)
    found = {shape: _by(shape, 20)["size"](values, reference)[[49, 59, 74, 99]].round(1).tolist() for shape in SHAPES}
    assert found == {
        "logarithmic": [0.0, 25.2, 57.9, 100.0],  # ln(60 / 50.5) / ln(100 / 50.5) = 0.252
        "percentile": [49.5, 59.6, 74.7, 100.0],
        "linear": [0.0, 19.2, 49.5, 100.0],
        "steps": [50.0, 50.0, 75.0, 100.0],
    }


def test_infinity_scores_the_highest_and_moves_nobody_else() -> None:
    values = np.array([*np.arange(1.0, 31.0), np.inf])
    with_it = value.size(values, np.full(31, True), LIMITS)
    without = value.size(values[:-1], np.full(30, True), LIMITS)
    assert with_it[-1] == 100
    assert np.array_equal(with_it[:-1], without)
