"""Quantiles of many customers at once: the values of each lie side by side in one sorted array."""

from __future__ import annotations

import numpy as np

from clave.measures.frame import Ints
from clave.measures.shape import Floats

EXACT = 9  # decimals to which a quantile is kept, so that rounding of floats never decides a comparison


FEW = 64  # so few customers (or bands of them) are sorted one by one


def by_customer(units: Ints, values: Floats, count: int, quantile: float) -> Floats:
    """The quantile of each customer's values, interpolated linearly; NaN where it has none; shape (count,)."""
    if not len(values):
        return np.full(count, np.nan)
    ordered = _side_by_side(units, values, count)
    sizes = np.bincount(units, minlength=count)
    starts = np.cumsum(sizes) - sizes
    place = np.maximum(sizes - 1, 0) * quantile
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(sizes - 1, 0))
    last = len(ordered) - 1
    below, above = ordered[np.minimum(starts + low, last)], ordered[np.minimum(starts + high, last)]
    return np.where(sizes > 0, np.round(below + (above - below) * (place - low), EXACT), np.nan)


def _side_by_side(units: Ints, values: Floats, count: int) -> Floats:
    """Each customer's values sorted, one customer after the other.

    Sorting plain numbers is ten times faster than sorting pairs: whole numbers of days go into one key with their
    customer, and few customers are sorted each alone."""
    if count <= FEW:
        return np.concatenate([np.sort(values[units == unit]) for unit in range(count)])
    whole = values.astype(np.int64)
    span = int(whole.max()) + 1
    if whole.min() >= 0 and span * count < 2**62 and np.array_equal(whole, values):
        return (np.sort(units * span + whole) % span).astype(np.float64)
    return values[np.lexsort((values, units))]


def middle(values: Floats) -> Floats:
    """Median along the last axis, NaN left out; NaN where all are; sorts `values` in place."""
    return along(values, 0.5)


def along(values: Floats, quantile: float) -> Floats:
    """A quantile along the last axis, interpolated linearly, NaN left out; sorts `values` in place."""
    values.sort(axis=-1)  # NaN goes last
    sizes = (~np.isnan(values)).sum(axis=-1)
    place = np.maximum(sizes - 1, 0) * quantile
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(sizes - 1, 0))
    below = np.take_along_axis(values, low[..., None], axis=-1)[..., 0]
    above = np.take_along_axis(values, high[..., None], axis=-1)[..., 0]
    result: Floats = below + (above - below) * (place - low)
    return result
