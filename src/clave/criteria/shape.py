"""The one shape of the twelve criteria."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from clave.base.words import Text
from clave.measures.shape import Floats, Measure, Measured
from clave.policy.limits import Limits

Verdicts = npt.NDArray[np.int8]


class Verdict(IntEnum):
    """Whether a criterion applies; unknown is an answer of its own, never False."""

    UNKNOWN = -1
    DOES_NOT = 0
    APPLIES = 1


class GateState(IntEnum):
    """The payment gate (condición de pago) of one customer."""

    UNKNOWN = -1
    FAILS = 0
    PASSES = 1


@dataclass(frozen=True)
class Reading:
    """One criterion over all customers; every array has shape (customers,).

    `score` 0–100 after the gate, NaN = unknown; `ungated` before it; `low` and `high` bound what it may be (spread of
    the ratings, interval of the unknown): equal to `score` where it is certain."""

    verdict: Verdicts
    score: Floats
    ungated: Floats
    low: Floats
    high: Floats

    @property
    def in_force(self) -> bool:
        """A criterion with no data for anyone is out of force."""
        return bool((~np.isnan(self.ungated)).any())


@dataclass(frozen=True)
class Criterion:
    """One recognised reason: what it needs, when it applies, how it scores, how it explains itself, what it harvests."""

    key: str
    source: tuple[str, ...]
    label: Text
    harvest: Text
    needs: tuple[Measure, ...]
    applies: Callable[[Measured, Limits], Verdicts]
    score: Callable[[Measured, Limits], Floats]
    explain: Callable[[Measured, int, Limits], Text]
    gated: bool = False
    judged: bool = False


def verdicts(condition: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> Verdicts:
    """APPLIES or DOES_NOT where known, UNKNOWN elsewhere."""
    return np.where(known, np.where(condition, Verdict.APPLIES, Verdict.DOES_NOT), Verdict.UNKNOWN).astype(np.int8)


def ungated(reading: Reading) -> Reading:
    """The same reading as if everybody had passed the gate."""
    return replace(reading, score=reading.ungated)
