"""The score of any measure, read off the population's own pairs, and back: the measure that it takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from clave.measures.shape import Floats

_HALVINGS = 60  # to the last digit a figure shows, and far beyond


Shape = Literal["logarithmic", "linear", "ranks"]


@dataclass(frozen=True)
class Scale:
    """Known pairs of a measure and its score, both rising; shape (p,) each. `shape` says what lies between two of them."""

    measure: Floats
    score: Floats
    shape: Shape = "logarithmic"

    def at(self, measure: float, now: float) -> float:
        """The score of who has `now` and would have `measure`; beyond the ends, that of the nearest one.

        Between two neighbours along the logarithm (or the line), which is exact for that shape; where places are scored,
        that of the last one it leaves behind on the way."""
        at, last = int(np.searchsorted(self.measure, measure, side="left")), len(self.measure) - 1
        if self.shape == "ranks":
            at = at - 1 if measure > now else at
            return float(self.score[min(max(at, 0), last)])
        if at > last or at == 0 or self.measure[at] == measure:
            return float(self.score[min(at, last)])
        (low, high), (under, over) = self.measure[at - 1 : at + 1], self.score[at - 1 : at + 1]
        logarithmic = low > 0 and self.shape == "logarithmic"
        part = np.log(measure / low) / np.log(high / low) if logarithmic else (measure - low) / (high - low)
        return float(under + part * (over - under))


def least(enough: Callable[[float], bool], low: float, high: float) -> float | None:
    """The least measure between `low` and `high` that is `enough`; None where not even `high` is."""
    if not enough(high):
        return None
    for _halving in range(_HALVINGS):
        middle = math.sqrt(low * high) if low > 0 else (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def greatest(enough: Callable[[float], bool], low: float, high: float) -> float | None:
    """The greatest measure between `low` and `high` that is `enough`; None where not even `low` is."""
    if not enough(low):
        return None
    for _halving in range(_HALVINGS):
        middle = math.sqrt(low * high) if low > 0 else (low + high) / 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low


def scale(measure: Floats, score: Floats, shape: Shape = "logarithmic") -> Scale:
    """The pairs of those whose measure and score are known."""
    known = np.isfinite(measure) & np.isfinite(score)
    rising = np.argsort(measure[known], kind="stable")
    return Scale(measure[known][rising], np.maximum.accumulate(score[known][rising]), shape)
