"""How sure a figure of some accounts is: Wilson's interval of a share, a bootstrap of a quotient of sums, and the difference of
two figures from the intervals of both.

Sources: E. B. Wilson (1927), J. American Statistical Association 22; B. Efron & R. Tibshirani (1993), An Introduction to the
Bootstrap, ch. 13; W. G. Cochran (1977), Sampling Techniques, ch. 6 (the quotient of many); G. Y. Zou & A. Donner (2008),
Statistics in Medicine 27 (the difference from two intervals; of two shares it is R. G. Newcombe's method 10 of 1998)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from clave.outcome.harvest.shape import NOTHING, Estimate
from clave.policy import declared, harvest
from clave.policy.limits import Limits
from clave.privileges.ledger.sure import share as wilson

Floats = npt.NDArray[np.float64]
MANY = 2_000
"""Accounts from which the bootstrap of a quotient says the same as its formula, which is quicker."""
CELLS = 2_000_000  # draws × accounts held in memory at a time
TWO = 2


@dataclass(frozen=True)
class Sure:
    """How sure figures are said to be: the level of every interval, how many draws, and their seed."""

    level: float
    draws: int
    seed: int

    @staticmethod
    def of(limits: Limits) -> Sure:
        """As policy says."""
        return Sure(limits[declared.interval_level], limits[harvest.draws], limits[declared.seed])


def share(good: int, n: int, sure: Sure) -> Estimate:
    """`good` of `n`; nothing where there is nobody."""
    found = wilson(good, n, sure.level)
    return Estimate(found.value, found.low, found.high, n) if n else NOTHING


def quotient(
    above: Sequence[float] | Floats, below: Sequence[float] | Floats, sure: Sure, less: float = 0.0
) -> Estimate:
    """Sum of `above` over sum of `below`, minus `less`, over the accounts drawn anew; without an interval for one account, and
    nothing where what is below does not add up to more than zero."""
    top, bottom = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    n, whole = len(top), float(bottom.sum())
    if not n or whole <= 0:
        return NOTHING
    value = float(top.sum()) / whole
    low, high = _ends(top, bottom, value, sure) if n >= TWO else (None, None)
    return Estimate(value - less, None if low is None else low - less, None if high is None else high - less, n)


def _ends(top: Floats, bottom: Floats, value: float, sure: Sure) -> tuple[float | None, float | None]:
    n = len(top)
    if n > MANY:
        wide = NormalDist().inv_cdf((1 + sure.level) / 2)
        left = top - value * bottom
        error = sqrt(float((left**2).sum()) / (n - 1) * n) / float(bottom.sum())
        return value - wide * error, value + wide * error
    drawn = _drawn(top, bottom, sure)
    if not len(drawn):
        return None, None
    tail = (1 - sure.level) / 2
    # What was found may lie a hair outside what was drawn where all accounts are alike.
    return min(value, float(np.quantile(drawn, tail))), max(value, float(np.quantile(drawn, 1 - tail)))


def _drawn(top: Floats, bottom: Floats, sure: Sure) -> Floats:
    """The quotient of every draw whose sum below is above zero."""
    n, random = len(top), np.random.default_rng(sure.seed)
    step, found = max(1, CELLS // n), []
    for start in range(0, sure.draws, step):
        chosen = random.integers(0, n, size=(min(step, sure.draws - start), n))
        above, below = top[chosen].sum(axis=1), bottom[chosen].sum(axis=1)
        found.append(above[below > 0] / below[below > 0])
    return np.concatenate(found)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """One figure less another, with the interval that both of theirs give; `n` is that of the smaller side."""
    n = min(one.n, other.n)
    if one.value is None or other.value is None:
        return Estimate(None, None, None, n)
    d = one.value - other.value
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return Estimate(d, None, None, n)
    return Estimate(
        d,
        d - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        d + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
        n,
    )
