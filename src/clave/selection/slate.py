"""What the rule sees: the active customers, in code order, by the criteria in force, in order of importance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clave.criteria.shape import Criterion, GateState, Reading, Verdict
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits

Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
FULL_RATING = 4.0


@dataclass(frozen=True)
class Slate:
    """Scores 0–100 of n customers (sorted by code) in k criteria; matrices have shape (n, k).

    `point` is the score that counts: the median of the known ones where it is unknown. Draws lie between `low` and
    `high`, half of them on each side of `middle`. `applies` holds in every draw; where `doubtful`, the criterion
    applies in the draws that reach `entry` (k,). `rows` (n,) are the positions in the measured population."""

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

    def __len__(self) -> int:
        return len(self.customers)

    @property
    def applying(self) -> Bools:
        """Where a criterion applies on the point values; shape (n, k)."""
        return np.asarray(self.verdict == Verdict.APPLIES)

    @property
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
        return replace(self, criteria=tuple(order), entry=self.entry[at], **moved)


_MATRICES = ("point", "low", "middle", "high", "verdict", "applies", "doubtful")


def build(
    measured: Measured,
    active: Bools,
    readings: Mapping[str, Reading],
    criteria: Mapping[str, Criterion],
    order: Sequence[str],
    limits: Limits,
) -> Slate:
    """The slate of the active customers; `order` names only criteria in force."""
    rows = np.array(sorted(np.flatnonzero(active), key=lambda row: measured.customers[row]), dtype=np.intp)
    columns = [_column(readings[key], rows, criteria[key], limits) for key in order]
    matrices = {name: np.column_stack([getattr(column, name) for column in columns]) for name in _MATRICES}
    return Slate(
        customers=tuple(measured.customers[row] for row in rows),
        criteria=tuple(order),
        rows=rows,
        entry=np.array([column.entry for column in columns]),
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
    entry: float


def _column(reading: Reading, rows: Rows, criterion: Criterion, limits: Limits) -> _Column:
    score, verdict = reading.score[rows], reading.verdict[rows]
    known = ~np.isnan(score)
    point = np.where(known, score, _median(score[known]))
    low = np.minimum(_or_quantile(reading.low[rows], score, limits[declared.unknown_low]), point)
    high = np.maximum(_or_quantile(reading.high[rows], score, limits[declared.unknown_high]), point)
    doubtful = (high > low) & ((verdict == Verdict.UNKNOWN) | criterion.judged)
    return _Column(
        point=point,
        low=low,
        middle=np.where(known, score, (low + high) / 2),
        high=high,
        verdict=verdict,
        applies=(verdict == Verdict.APPLIES) & ~doubtful,
        doubtful=doubtful,
        entry=_entry(point, verdict, criterion, limits),
    )


def _median(known: Floats) -> float:
    return float(np.median(known)) if known.size else 0.0


def _or_quantile(bound: Floats, score: Floats, quantile: float) -> Floats:
    known = score[~np.isnan(score)]
    fallback = float(np.quantile(known, quantile)) if known.size else 0.0
    return np.where(np.isnan(bound), np.where(np.isnan(score), fallback, score), bound)


def _entry(point: Floats, verdict: npt.NDArray[np.int8], criterion: Criterion, limits: Limits) -> float:
    """The lowest score with which it applies to somebody; for ratings, the score of the lowest one that counts."""
    entries = [float(score) for score in point[verdict == Verdict.APPLIES]]
    if criterion.judged:
        entries.append(100.0 * limits[declared.judged_minimum] / FULL_RATING)
    return min(entries, default=float("inf"))


def passes(gates: npt.NDArray[np.int8]) -> Bools:
    """Who passes the payment gate; shape of `gates`."""
    return np.asarray(gates == GateState.PASSES)
