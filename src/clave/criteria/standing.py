"""Who is at the top: places by a measure, and the rule "inside the top 10 %"."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clave.base.figures import Figure
from clave.criteria.kept import kept
from clave.criteria.value import active
from clave.measures.shape import Floats, Measure, Measured

HAIR = 1e-9  # 0.1 × 30 is a hair above 3 in floating point, and 3 customers are meant


@dataclass(frozen=True)
class Standing:
    """Places by a measure, 1 = most, equal values sharing the best of their places; shape (customers,).

    `place` is 0 for whom the measure is unknown or who is not among the `count` compared."""

    place: npt.NDArray[np.int64]
    count: int

    def first(self, share: float) -> int:
        """How many places the top `share` has: rounded up, so that a small company has one at least."""
        return math.ceil(share * self.count - HAIR)

    def top(self, share: float) -> npt.NDArray[np.bool_]:
        """Who is inside the top `share`; those who tie at its edge are in. Shape (customers,)."""
        return (self.place > 0) & (self.place <= self.first(share))

    def figures(self, index: int, share: float) -> dict[str, Figure]:
        """Place, how many compared and how many places count, for an explanation."""
        place = int(self.place[index]) or None
        figures = {"place": place, "count": self.count, "first": self.first(share)}
        return {name: Figure(value, "count") for name, value in figures.items()}


def standing(measured: Measured, measure: Measure, *, takers: bool = False) -> Standing:
    """Places of the active customers by `measure`; `takers` compares only those who have some of it."""
    return kept(
        measured,
        ("standing", measure.key, takers),
        lambda: _ranked(measured.numbers(measure), active(measured), takers),
    )


def _ranked(values: Floats, compared: npt.NDArray[np.bool_], takers: bool) -> Standing:
    positive = np.nan_to_num(values, nan=-1.0) > 0
    compared = compared & ~np.isnan(values) & (positive if takers else True)
    ordered = np.sort(values[compared])
    above = len(ordered) - np.searchsorted(ordered, values, side="right")
    # Nobody is at the top with nothing, however few have more.
    return Standing(np.where(compared & positive, above + 1, 0).astype(np.int64), len(ordered))
