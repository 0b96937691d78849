"""Value functions: from the size of a thing to 0–100. All are monotone and bounded, and unknown stays unknown.

A *reference* is the population against which a customer is measured: a boolean array of shape (customers,), as a rule
the active customers. What is not above zero scores 0: nobody is key for what it does not do. (method.md §2)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from clave.measures import sales
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits

Mask = npt.NDArray[np.bool_]
HIGHEST = 100.0
STEPS = 5  # fifths of the population: 0, 25, 50, 75 and 100


def active(measured: Measured) -> Mask:
    """Who bought in the last twelve months, net of returns; shape (customers,)."""
    return np.asarray(measured.numbers(sales.active) == 1)


def size(values: Floats, reference: Mask, limits: Limits) -> Floats:
    """Score of a size (money, kilos, headroom) by the shape that policy names; by percentile in a small population."""
    inside = np.maximum(_inside(values, reference), 0.0)
    shape = _SHAPES["percentile" if _small(inside, limits) else limits[declared.value_shape]]
    return _settled(values, shape(values, inside, limits))


def zero_heavy(values: Floats, reference: Mask, limits: Limits) -> Floats:
    """Score of a size that most customers have none of: measured against those who have some, and none is 0."""
    with np.errstate(invalid="ignore"):
        return size(values, reference & (values > 0), limits)


def signed(values: Floats, reference: Mask, quantile: float, limits: Limits) -> Floats:
    """Score of money that may be lost: linear from 0 to the `quantile` of the reference; a loss scores 0."""
    inside = np.maximum(_inside(values, reference), 0.0)
    if _small(inside, limits):
        return _settled(values, _percentile(values, inside, limits))
    return _settled(values, between(values, 0.0, float(np.quantile(inside, quantile))))


def between(values: Floats, low: float, high: float) -> Floats:
    """0 up to `low`, 100 from `high`, a straight line between; where both are one figure, 50 exactly on it."""
    if not high > low:
        steps = np.where(values < low, 0.0, np.where(values > low, HIGHEST, HIGHEST / 2))
        return np.where(np.isnan(values), np.nan, steps)
    with np.errstate(over="ignore", invalid="ignore"):
        scores: Floats = np.clip((values - low) / (high - low), 0.0, 1.0) * HIGHEST
    return scores


def _logarithmic(values: Floats, inside: Floats, limits: Limits) -> Floats:
    low, high = _bounds(inside, limits)
    with np.errstate(divide="ignore", invalid="ignore"):
        return between(np.log(np.maximum(values, 0.0)), float(np.log(low)), float(np.log(high)))


def _linear(values: Floats, inside: Floats, limits: Limits) -> Floats:
    return between(values, *_bounds(inside, limits))


def _bounds(inside: Floats, limits: Limits) -> tuple[float, float]:
    """The figures that score 0 and 100; where most have nothing, they start at the smallest that anybody has."""
    positive = inside[inside > 0]
    if not len(positive):
        return 1.0, 1.0
    smallest = float(positive.min())
    low, high = np.quantile(inside, [limits[declared.value_low], limits[declared.value_high]])
    return max(float(low), smallest), max(float(high), smallest)


def _percentile(values: Floats, inside: Floats, limits: Limits) -> Floats:
    """Share of the others that are below, those that are equal counting half; one alone is in the middle."""
    if len(inside) < 2:
        return np.full(len(values), HIGHEST / 2)
    ordered = np.sort(inside)
    below = np.searchsorted(ordered, values, side="left")
    equal = np.searchsorted(ordered, values, side="right") - below
    ranks = below + np.maximum(equal - 1, 0) / 2
    return np.asarray(np.clip(ranks / (len(ordered) - 1), 0.0, 1.0) * HIGHEST)


def _steps(values: Floats, inside: Floats, limits: Limits) -> Floats:
    fifths = np.floor(_percentile(values, inside, limits) / HIGHEST * STEPS)
    return np.minimum(fifths, STEPS - 1) * (HIGHEST / (STEPS - 1))


_SHAPES: dict[str, Callable[[Floats, Floats, Limits], Floats]] = {
    "logarithmic": _logarithmic,
    "percentile": _percentile,
    "linear": _linear,
    "steps": _steps,
}


def _inside(values: Floats, reference: Mask) -> Floats:
    return values[reference & np.isfinite(values)]


def _small(inside: Floats, limits: Limits) -> bool:
    return len(inside) < limits[declared.value_population]


def _settled(values: Floats, scores: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(values), np.nan, np.where(values > 0, scores, 0.0))
