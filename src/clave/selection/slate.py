"""What the rule sees: the active customers, in code order, by the criteria in force, in order of importance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from clave.criteria.judged import POINTS
from clave.criteria.shape import Criterion, GateState, Reading, Verdict
from clave.criteria.value import active
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits

Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
_ANYTHING = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Slate:
    """Scores 0–100 of n customers (sorted by code) in k criteria; matrices have shape (n, k).

    `point` is the score that counts: the median of the known ones where it is unknown. Draws lie between `low` and
    `high`, half of them on each side of `middle`; where `coin`, how the customer pays is unknown, and it is one or the
    other, all its gated criteria together, in the share of draws that is `paying`. `applies` holds in every draw; where
    `doubtful`, the criterion applies in the draws that reach `entry`. `rows` (n,) are positions in the population."""

    customers: tuple[str, ...]
    criteria: tuple[str, ...]
    rows: Rows
    point: Floats
    low: Floats
    middle: Floats
    high: Floats
    verdict: npt.NDArray[np.int8]
    applies: Bools
    doubtful: Bools
    entry: Floats
    coin: Bools
    paying: float

    def __len__(self) -> int:
        return len(self.customers)

    @cached_property
    def applying(self) -> Bools:
        """Where a criterion applies on the point values; shape (n, k)."""
        return np.asarray(self.verdict == Verdict.APPLIES)

    @cached_property
    def candidates(self) -> Bools:
        """Customers to whom at least one criterion applies; shape (n,)."""
        return np.asarray(self.applying.any(axis=1))

    def column(self, criterion: str) -> int:
        """Position of a criterion in force; ValueError where it is not."""
        return self.criteria.index(criterion)

    def reordered(self, order: Sequence[str]) -> Slate:
        """The same slate with the same criteria in another order of importance."""
        at = [self.column(key) for key in order]
        moved = {name: getattr(self, name)[:, at] for name in _MATRICES}
        return replace(self, criteria=tuple(order), **moved)


_MATRICES = ("point", "low", "middle", "high", "verdict", "applies", "doubtful", "entry", "coin")


def build(
    measured: Measured,
    readings: Mapping[str, Reading],
    gates: npt.NDArray[np.int8],
    criteria: Mapping[str, Criterion],
    order: Sequence[str],
    limits: Limits,
) -> Slate:
    """The slate of the active customers; `gates` has the population's shape, `order` names only criteria in force."""
    rows = np.array(sorted(np.flatnonzero(active(measured)), key=measured.customers.__getitem__), dtype=np.intp)
    columns = [_column(readings[key], rows, gates, criteria[key], limits) for key in order]
    matrices = {name: np.column_stack([getattr(column, name) for column in columns]) for name in _MATRICES}
    return Slate(
        customers=tuple(measured.customers[row] for row in rows),
        criteria=tuple(order),
        rows=rows,
        paying=_share_paying(gates[rows]),
        **matrices,
    )


@dataclass(frozen=True)
class _Column:
    point: Floats
    low: Floats
    middle: Floats
    high: Floats
    verdict: npt.NDArray[np.int8]
    applies: Bools
    doubtful: Bools
    entry: Floats
    coin: Bools


def _column(reading: Reading, rows: Rows, gates: npt.NDArray[np.int8], criterion: Criterion, limits: Limits) -> _Column:
    point, verdict = reading.point[rows], reading.verdict[rows]
    before = (verdict if reading.before_gate is None else reading.before_gate[rows]) == Verdict.APPLIES
    known = ~np.isnan(reading.score[rows])
    low, high = np.fmin(reading.low[rows], point), np.fmax(reading.high[rows], point)
    coin = (high > low) & known & criterion.gated & (gates[rows] == GateState.UNKNOWN)
    doubtful = (high > low) & np.where(coin, before, (verdict == Verdict.UNKNOWN) | criterion.judged)
    entry = _entry(reading.ungated[rows][before], criterion, limits)
    return _Column(
        point=point,
        low=low,
        middle=np.where(known, point, (low + high) / 2),
        high=high,
        verdict=verdict,
        applies=(verdict == Verdict.APPLIES) & ~doubtful,
        doubtful=doubtful,
        entry=np.where(coin, _ANYTHING, entry),
        coin=coin,
    )


def _entry(applied: Floats, criterion: Criterion, limits: Limits) -> float:
    """The lowest score with which it applies to somebody; for ratings, the score of the lowest one that counts."""
    if criterion.judged:
        return POINTS * limits[declared.judged_minimum]
    return float(np.nanmin(applied)) if np.isfinite(applied).any() else float("inf")


def _share_paying(gates: npt.NDArray[np.int8]) -> float:
    known = gates[gates != GateState.UNKNOWN]
    return float(np.mean(known == GateState.PASSES)) if known.size else 1.0
