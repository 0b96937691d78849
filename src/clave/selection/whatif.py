"""How sure a customer would be with other scores, from each draw's stored cut: nothing is run again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from clave.criteria.shape import GateState
from clave.measures.shape import Floats
from clave.policy import declared
from clave.selection.picture import Picture
from clave.selection.seats import vacant
from clave.selection.slate import Bools
from clave.selection.streams import keys, uniforms


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
        """The value to keep in the draws where there is a place for it by value, and the one to reach in the others."""
        draws = self.picture.draws
        place = self._applies.any(axis=1) & (self._value(self._scores) >= draws.last_in)
        for (
            seat
        ) in draws.seats:  # who gives up a seat finds a place only where the next in line leaves one, or is nobody
            left = (seat.next_worth >= draws.last_in) | np.isneginf(seat.next_score)
            place = np.where(seat.holder == self.row, left, place)
        return np.where(place, draws.first_out, draws.last_in)

    @cached_property
    def _pays(self) -> Bools:
        """The draws in which what asks for good payment counts: all, but where nobody knows how it pays."""
        picture, draws = self.picture, self.picture.draws
        if picture.gates[self.row] != GateState.UNKNOWN:
            return np.ones(len(draws), dtype=np.bool_)
        starts = keys([picture.slate.customers[self.row]], draws.seed)
        return np.asarray(uniforms(starts, range(len(draws)))[:, 0] < picture.slate.paying)

    def sure(self, scores: Mapping[int, float], applies: Mapping[int, bool]) -> float:
        """Its acceptability if these columns scored so and applied or not; other things, and everybody else, equal."""
        slate, changed, applying = self.picture.slate, self._scores.copy(), self._applies.copy()
        doubtful = self.picture.gates[self.row] == GateState.UNKNOWN
        for column, score in scores.items():
            gated = self.picture.criteria[slate.criteria[column]].gated
            counts = self._pays | (not gated)
            would = applies[column] or (gated and doubtful and score >= slate.entry[:, column].max())
            changed[:, column], applying[:, column] = np.where(counts, score, 0.0), counts & would
        value, candidate = self._value(changed), applying.any(axis=1)
        inside = candidate & (value >= self._cut)
        for column in vacant(slate, self.picture.limits[declared.seats], self.picture.room.cap):
            inside |= applying[:, column]
        for seat in self.picture.draws.seats:
            column, held = slate.column(seat.criterion), seat.holder == self.row
            rival, worth = np.where(held, seat.next_score, seat.score), np.where(held, seat.next_worth, seat.worth)
            better = (changed[:, column] > rival) | ((changed[:, column] == rival) & (value >= worth))
            inside |= applying[:, column] & better
        return float(inside.mean())

    def _value(self, scores: Floats) -> Floats:
        """Added up in the same order as in the draws, so that equal values stay equal to the last bit."""
        total = np.zeros(len(scores))
        for column in range(scores.shape[1]):
            total += self.picture.draws.weights[:, column] * scores[:, column]
        return total
