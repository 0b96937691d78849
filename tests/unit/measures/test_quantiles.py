"""Quantiles of many customers at once, against NumPy's one customer at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.measures.quantiles import FEW, by_customer

SOME = st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 2**32 - 1)))


@given(SOME, st.sampled_from((3, FEW, FEW + 1, 500)), st.sampled_from((0.0, 0.5, 0.95, 1.0)), st.booleans())
def test_the_quantiles_are_those_of_each_customer(
    drawn: tuple[int, int], count: int, quantile: float, whole: bool
) -> None:
    """Whole numbers or not, few customers or many: one answer."""
    n, seed = drawn
    rng = np.random.default_rng(seed)
    units = rng.integers(0, count, n)
    values = rng.integers(0, 400, n).astype(np.float64) if whole else rng.normal(0, 9, n)
    found = by_customer(units, values, count, quantile)
    for unit in range(count):
        own = values[units == unit]
        expected = np.quantile(own, quantile) if own.size else np.nan
        assert found[unit] == pytest.approx(expected, nan_ok=True, abs=1e-8)


def test_nobody_has_a_quantile_where_nothing_was_measured() -> None:
    nothing = by_customer(np.array([], dtype=np.int64), np.array([]), 3, 0.5)
    assert np.isnan(nothing).all()
