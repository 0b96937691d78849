"""The score of any measure, read off the population's own pairs, and back: the measure that it takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from clave.measures.shape import Floats

_HALVINGS = 60  # to the last digit a figure shows, and far beyond


Shape = Literal["logarithmic", "linear", "ranks"]


@dataclass(frozen=True)
class Scale:
    """Known pairs of a measure and its score, both rising; shape (p,) each. `shape` says what lies between two of them,
    `ends` which quantiles of the population score 0 and 100; None = ends that nobody moves."""

    measure: Floats
    score: Floats
    shape: Shape = "logarithmic"
    ends: tuple[float, float] | None = None

    def at(self, measure: float, now: float) -> float:
        """The score of who has `now` and would have `measure`; beyond the ends, that of the nearest one.

        Between two neighbours along the logarithm (or the line), which is exact for that shape; where places are scored,
        that of the last one it leaves behind on the way."""
        if self.shape == "ranks":
            at = int(np.searchsorted(self.measure, measure, side="left"))
            return float(self.score[min(max(at - (measure > now), 0), len(self.measure) - 1)])
        return self._today(self._as_today(measure, now))

    def among(self, measure: float, now: float) -> float:
        """The score that stands for its place among the others, who stay where they are on today's scale."""
        return self.at(measure, now) if self.shape == "ranks" else self._today(measure)

    def _today(self, measure: float) -> float:
        at, last = int(np.searchsorted(self.measure, measure, side="left")), len(self.measure) - 1
        if at > last or at == 0 or self.measure[at] == measure:
            return float(self.score[min(at, last)])
        (low, high), (under, over) = self.measure[at - 1 : at + 1], self.score[at - 1 : at + 1]
        logarithmic = low > 0 and self.shape == "logarithmic"
        part = np.log(measure / low) / np.log(high / low) if logarithmic else (measure - low) / (high - low)
        return float(under + part * (over - under))

    def _as_today(self, measure: float, now: float) -> float:
        """The measure that scores today what `measure` will score then: whoever crosses the middle of the population
        moves the middle too, and in a small one that counts."""
        if self.ends is None:
            return measure
        (low, high), (below, above) = self._bounds_now, _bounds(Moved(self.measure, now, measure), self.ends)
        if (low, high) == (below, above) or measure <= 0 or not (high > low and above > below):
            return measure
        if self.shape == "logarithmic":
            return float(low * (high / low) ** (math.log(measure / below) / math.log(above / below)))
        return low + (measure - below) / (above - below) * (high - low)

    @cached_property
    def _bounds_now(self) -> tuple[float, float]:
        first = float(self.measure[0])
        return (0.0, 0.0) if self.ends is None else _bounds(Moved(self.measure, first, first), self.ends)


@dataclass(frozen=True)
class Moved:
    """A rising array in which one value, `old`, became `new`, without writing it again."""

    values: Floats
    old: float
    new: float

    def __getitem__(self, place: int) -> float:
        gone, come = (int(np.searchsorted(self.values, value, side="left")) for value in (self.old, self.new))
        come -= come > gone
        if place == come:
            return self.new
        return float(self.values[place - (come < place <= gone) + (gone <= place < come)])

    def quantile(self, share: float) -> float:
        """As numpy has it: on the line between two neighbours."""
        place, part = divmod(share * (len(self.values) - 1), 1)
        under = self[int(place)]
        return under + part * (self[int(place) + 1] - under) if part else under

    @property
    def smallest(self) -> float:
        """The smallest above zero; 0 where there is none."""
        place = int(np.searchsorted(self.values, 0.0, side="right")) - (self.old <= 0) + (self.new <= 0)
        return self[place] if place < len(self.values) else 0.0


def _bounds(moved: Moved, ends: tuple[float, float]) -> tuple[float, float]:
    """What scores 0 and 100, as the value functions have it."""
    return max(moved.quantile(ends[0]), moved.smallest), max(moved.quantile(ends[1]), moved.smallest)


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


def scale(
    measure: Floats, score: Floats, shape: Shape = "logarithmic", ends: tuple[float, float] | None = None
) -> Scale:
    """The pairs of those whose measure and score are known."""
    known = np.isfinite(measure) & np.isfinite(score)
    rising = np.argsort(measure[known], kind="stable")
    return Scale(measure[known][rising], np.maximum.accumulate(score[known][rising]), shape, ends)
