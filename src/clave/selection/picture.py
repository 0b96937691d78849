"""All that one run of the selection knows, for those who explain it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clave.criteria.shape import Criterion, GateState, Reading, Verdict
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection.capacity import Room
from clave.selection.certainty import Draws
from clave.selection.listing import Cell, Firmness, VerdictWord
from clave.selection.proposal import Proposal
from clave.selection.slate import Bools, Rows, Slate

_WORDS: dict[int, VerdictWord] = {
    Verdict.APPLIES: "applies",
    Verdict.DOES_NOT: "does_not",
    Verdict.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Picture:
    """One run: what was measured and read, the rule's proposal and its repetition. `gates` has the slate's length."""

    measured: Measured
    readings: Mapping[str, Reading]
    criteria: Mapping[str, Criterion]
    limits: Limits
    slate: Slate
    gates: npt.NDArray[np.int8]
    weights: Floats
    room: Room
    proposal: Proposal
    draws: Draws

    def name(self, row: int) -> str:
        """The customer's name; its code where it has none."""
        return self.measured.names[self.slate.rows[row]] or self.slate.customers[row]

    def ranked(self) -> Rows:
        """Rows of the slate in rank order: candidates before those for whom no criterion applies, each from the highest
        value down, equal ones by code."""
        return np.lexsort((-self.proposal.values, ~self.slate.candidates))

    @cached_property
    def categories(self) -> tuple[tuple[str, ...], ...]:
        """Per row of the slate, the criteria that apply, most important first."""
        found: list[list[str]] = [[] for _row in range(len(self.slate))]
        for row, column in np.argwhere(self.slate.applying).tolist():
            found[row].append(self.slate.criteria[column])
        return tuple(map(tuple, found))

    def free(self) -> tuple[Floats, Bools]:
        """Scores, and where a criterion applies, as if everybody had passed the gate; both of shape (n, k)."""
        point, applying = self.slate.point.copy(), self.slate.applying.copy()
        for column, key in enumerate(self.slate.criteria):
            reading = self.readings[key]
            if reading.before_gate is not None:
                score = reading.ungated[self.slate.rows]
                point[:, column] = np.where(np.isnan(score), point[:, column], score)
                applying[:, column] |= reading.before_gate[self.slate.rows] == Verdict.APPLIES
        return point, applying

    def but_for_payment(self) -> Bools:
        """Who fails the gate, is out, and would be inside the cut if it paid as agreed; shape (n,)."""
        point, applying = self.free()
        value = (point * self.weights).sum(axis=1)
        fails = (self.gates == GateState.FAILS) & ~self.proposal.inside
        return np.asarray(fails & applying.any(axis=1) & (value > self.proposal.last_in))

    def firmness(self, sure: float) -> Firmness:
        """Safe, out, or between them: to be debated."""
        if sure >= self.limits[declared.band_safe]:
            return "safe"
        return "out" if sure <= self.limits[declared.band_out] else "debate"


class Cells(Mapping[str, Cell]):
    """The criteria of one customer, each written out when it is looked at."""

    def __init__(self, picture: Picture, row: int) -> None:
        self._picture, self._row = picture, row

    def __getitem__(self, key: str) -> Cell:
        picture = self._picture
        if key not in picture.slate.criteria:
            raise KeyError(key)
        row, reading = int(picture.slate.rows[self._row]), picture.readings[key]
        return Cell(
            verdict=_WORDS[int(reading.verdict[row])],
            score=_known(reading.score[row]),
            ungated=_known(reading.ungated[row]),
            low=_known(reading.low[row]),
            high=_known(reading.high[row]),
            because=picture.criteria[key].explain(picture.measured, row, picture.limits),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._picture.slate.criteria)

    def __len__(self) -> int:
        return len(self._picture.slate.criteria)


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
