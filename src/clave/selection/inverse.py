"""From a score back to the measure it takes, read off the population's own pairs of measure and score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.measures.shape import Floats


@dataclass(frozen=True)
class Scale:
    """Known pairs of a measure and its score, both rising; shape (p,) each."""

    measure: Floats
    score: Floats

    def reaching(self, score: float) -> float | None:
        """The least measure that scores at least `score`; None where nobody scores so high."""
        at = int(np.searchsorted(self.score, score, side="left"))
        if at == len(self.score):
            return None
        if at == 0 or self.score[at] == score:
            return float(self.measure[at])
        return self._between(at, score)

    def staying(self, score: float) -> float | None:
        """The greatest measure that scores no more than `score`; None where everybody scores more."""
        at = int(np.searchsorted(self.score, score, side="right"))
        if at == 0:
            return None
        if at == len(self.score) or self.score[at - 1] == score:
            return float(self.measure[at - 1])
        return self._between(at, score)

    def _between(self, at: int, score: float) -> float:
        """Between two neighbours: along the logarithm where both are positive, which is exact for the default shape."""
        (low, high), (under, over) = self.measure[at - 1 : at + 1], self.score[at - 1 : at + 1]
        part = (score - under) / (over - under)
        if low > 0:
            return float(np.exp(np.log(low) + part * (np.log(high) - np.log(low))))
        return float(low + part * (high - low))


def scale(measure: Floats, score: Floats) -> Scale:
    """The pairs of those whose measure and score are known."""
    known = np.isfinite(measure) & np.isfinite(score)
    rising = np.argsort(measure[known], kind="stable")
    return Scale(measure[known][rising], np.maximum.accumulate(score[known][rising]))
