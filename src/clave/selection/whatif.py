"""How sure a customer would be with other scores, from each draw's stored cut: nothing is run again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from clave.measures.shape import Floats
from clave.selection.picture import Picture
from clave.selection.slate import Bools


class WhatIf:
    """One customer, draw by draw: what it scored, whether it was in, and what would have changed that."""

    def __init__(self, picture: Picture, row: int) -> None:
        self.picture, self.row = picture, row

    @cached_property
    def _scores(self) -> Floats:
        return self.picture.draws.scores(self.row)

    @cached_property
    def _applies(self) -> Bools:
        slate = self.picture.slate
        reached = self._scores >= slate.entry[self.row]
        return np.asarray(slate.applies[self.row] | (slate.doubtful[self.row] & reached))

    @cached_property
    def _cut(self) -> Floats:
        """The value to keep in the draws where it was in by value, and the one to reach in the others."""
        draws = self.picture.draws
        was_in = self._applies.any(axis=1) & (self._value(self._scores) >= draws.last_in)
        return np.where(was_in, draws.first_out, draws.last_in)

    def sure(self, scores: Mapping[int, float], applies: Mapping[int, bool]) -> float:
        """Its acceptability if these columns scored so and applied or not; other things, and everybody else, equal."""
        changed, applying = self._scores.copy(), self._applies.copy()
        for column, score in scores.items():
            changed[:, column], applying[:, column] = score, applies[column]
        value, candidate = self._value(changed), applying.any(axis=1)
        inside = candidate & (value >= self._cut)
        for seat in self.picture.draws.seats:
            column = self.picture.slate.column(seat.criterion)
            better = (changed[:, column] > seat.score) | ((changed[:, column] == seat.score) & (value >= seat.worth))
            inside |= applying[:, column] & better
        return float(inside.mean())

    def _value(self, scores: Floats) -> Floats:
        """Added up in the same order as in the draws, so that equal values stay equal to the last bit."""
        total = np.zeros(len(scores))
        for column in range(scores.shape[1]):
            total += self.picture.draws.weights[:, column] * scores[:, column]
        return total
