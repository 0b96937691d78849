"""The one shape of the twelve criteria."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from clave.base.words import Joined, Text
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
    the ratings, interval of the unknown): equal to `score` where it is certain. `before_gate` is the verdict as if
    everybody paid well; None where the criterion has no gate. `typical` is the median of the known scores of active
    customers, before the gate; None = of the known scores."""

    verdict: Verdicts
    score: Floats
    ungated: Floats
    low: Floats
    high: Floats
    before_gate: Verdicts | None = None
    typical: float | None = None

    @property
    def in_force(self) -> bool:
        """A criterion with no data for anyone is out of force."""
        return bool((~np.isnan(self.ungated)).any())

    @property
    def point(self) -> Floats:
        """The score to reckon with: itself, and where it is unknown the median of the known ones inside its bounds."""
        unknown = np.isnan(self.score)
        if not unknown.any() or unknown.all():
            return np.nan_to_num(self.score)
        typical = np.median(self.score[~unknown]) if self.typical is None else self.typical
        return np.where(unknown, np.clip(typical, self.low, self.high), self.score)

    @property
    def but_for_payment(self) -> npt.NDArray[np.bool_]:
        """Whom only the payment gate keeps from this criterion; shape (customers,)."""
        if self.before_gate is None:
            return np.zeros(len(self.verdict), dtype=np.bool_)
        return np.asarray((self.before_gate == Verdict.APPLIES) & (self.verdict == Verdict.DOES_NOT))


Spread = Callable[[Measured, Limits], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Criterion:
    """One recognised reason: what it needs, when it applies, how it scores, how it explains itself, what it harvests.

    `name` is the one word of its chip, `label` says the reason. `applies` and `score` speak before the payment gate;
    `clave.criteria.read` applies it where `gated`. Without any one of `needs` there is no score; `helped_by` makes it
    better. `spread` gives the lowest and highest a known score may be, where people differ."""

    key: str
    source: tuple[str, ...]
    name: Text
    label: Text
    harvest: Text
    needs: tuple[Measure, ...]
    applies: Callable[[Measured, Limits], Verdicts]
    score: Callable[[Measured, Limits], Floats]
    explain: Callable[[Measured, int, Limits], Text | Joined]
    gated: bool = False
    judged: bool = False
    helped_by: tuple[Measure, ...] = ()
    spread: Spread | None = None


def verdicts(condition: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> Verdicts:
    """APPLIES or DOES_NOT where known, UNKNOWN elsewhere."""
    return np.where(known, np.where(condition, Verdict.APPLIES, Verdict.DOES_NOT), Verdict.UNKNOWN).astype(np.int8)


def ungated(reading: Reading) -> Reading:
    """The same reading as if everybody had passed the gate."""
    verdict = reading.verdict if reading.before_gate is None else reading.before_gate
    certain = ~np.isnan(reading.ungated) if reading.before_gate is not None else np.zeros(len(verdict), dtype=np.bool_)
    return replace(
        reading,
        verdict=verdict,
        score=reading.ungated,
        low=np.where(certain, reading.ungated, reading.low),
        high=np.where(certain, reading.ungated, reading.high),
    )
