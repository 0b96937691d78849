"""Populations of the selection's tests: scores are given, so that only the rule is under test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from clave.base.words import Text
from clave.criteria.shape import Criterion, GateState, Reading, Verdict
from clave.facts.book import Summary
from clave.measures.shape import Column, Measured, floats
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.policy.shape import Value
from clave.selection.listed import Grounds

AS_OF = date(2026, 6, 30)
GATED = ("volume", "distributor", "kilos", "profit")
JUDGED = ("knowledge", "prestige", "multinational", "extraordinary")
SUMMARY = Summary(1, 1, Decimal(1), date(2024, 1, 1), AS_OF)


def criterion(key: str) -> Criterion:
    """A criterion that says its key and knows whether it is gated or judged."""
    said = Text(f"because of {key}")
    return Criterion(
        key=key,
        source=(),
        name=Text(key),
        label=Text(key),
        harvest=Text(""),
        needs=(),
        applies=lambda measured, limits: np.zeros(len(measured), dtype=np.int8),
        score=lambda measured, limits: np.zeros(len(measured)),
        explain=lambda measured, index, limits: said,
        gated=key in GATED,
        judged=key in JUDGED,
    )


def limits(changes: Mapping[Value[Any], Any] | None = None) -> Limits:
    """The policy clave ships, with some values changed."""
    return default().at(AS_OF).reform(changes or {})


def reading(
    scores: Sequence[float],
    *,
    applies: Sequence[bool] | None = None,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    ungated: Sequence[float] | None = None,
    before_gate: Sequence[bool] | None = None,
) -> Reading:
    """A reading from given scores; NaN = unknown; by default a criterion applies from 50 points."""
    score = np.asarray(scores, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        verdict = np.asarray(score >= 50 if applies is None else applies)
    unknown = np.isnan(score)
    return Reading(
        verdict=np.where(unknown, Verdict.UNKNOWN, np.where(verdict, Verdict.APPLIES, Verdict.DOES_NOT)).astype(
            np.int8
        ),
        score=score,
        ungated=score if ungated is None else np.asarray(ungated, dtype=np.float64),
        low=np.nan_to_num(score) if low is None else np.asarray(low, dtype=np.float64),
        high=np.where(unknown, 100.0, score) if high is None else np.asarray(high, dtype=np.float64),
        before_gate=None if before_gate is None else np.asarray(before_gate, dtype=np.int8),
    )


def grounds(
    readings: Mapping[str, Reading],
    policy: Limits | None = None,
    *,
    codes: Sequence[str] | None = None,
    gates: Sequence[int] | None = None,
    columns: Mapping[str, Column] | None = None,
    active: Sequence[int] | None = None,
) -> Grounds:
    """What a list stands on, for readings over as many customers as they have."""
    n = len(next(iter(readings.values())).score)
    names = tuple(codes or (f"C{place:05d}" for place in range(n)))
    measured = Measured(
        customers=names,
        names=tuple(f"Customer {code}" for code in names),
        columns={
            "active": floats(active or [1] * n),
            "money": floats([1000.0 * (place + 1) for place in range(n)]),
            "kilos": floats([10.0 * (place + 1) for place in range(n)]),
            **(columns or {}),
        },
        currency="COP",
    )
    return Grounds(
        measured=measured,
        readings=readings,
        gates=np.full(n, GateState.PASSES, dtype=np.int8) if gates is None else np.asarray(gates, dtype=np.int8),
        criteria={key: criterion(key) for key in readings},
        limits=policy or limits(),
        as_of=AS_OF,
        summary=SUMMARY,
    )


def large(n: int, seed: int = 7) -> Grounds:
    """A company of `n` customers: sizes are log-normal, every reason exists, some are rated, some figures unknown."""
    rng = np.random.default_rng(seed)
    money = np.exp(rng.normal(14, 1.8, n))
    kilos = money * np.exp(rng.normal(-8, 0.7, n))
    paying = rng.random(n) < 0.7
    gates = np.where(rng.random(n) < 0.02, GateState.UNKNOWN, np.where(paying, GateState.PASSES, GateState.FAILS))
    columns = {"money": floats(money), "kilos": floats(kilos), "days_beyond": floats(np.where(paying, 2.0, 19.0))}
    readings = {
        "volume": _gated(_score(money), gates),
        "distributor": _gated(np.where(rng.random(n) < 0.08, 100.0, 0.0), gates),
        "kilos": _gated(_score(kilos), gates),
        "profit": _gated(_score(money * rng.uniform(0.05, 0.4, n)), gates),
        "potential": _unknown(_score(money * np.exp(rng.normal(0, 1, n))), rng, 0.2),
        "loyalty": reading(rng.uniform(0, 100, n), applies=rng.random(n) < 0.2),
        "knowledge": _rated(n, rng),
        "idle_stock": reading(np.where(rng.random(n) < 0.3, _score(np.exp(rng.normal(0, 1, n))), 0.0)),
        "prestige": _rated(n, rng),
        "multinational": _rated(n, rng),
        "extraordinary": _rated(n, rng),
    }
    return grounds(readings, gates=gates, columns=columns)


def _score(values: np.ndarray) -> np.ndarray:
    low, high = np.quantile(values, [0.5, 0.99])
    return np.clip(np.log(values / low) / np.log(high / low), 0, 1) * 100


def _gated(score: np.ndarray, gates: np.ndarray) -> Reading:
    before = score >= np.quantile(score, 0.9) if score.min() != score.max() else score > 0
    before &= score > 0
    fails, unknown = gates == GateState.FAILS, gates == GateState.UNKNOWN
    verdict = np.where(fails, Verdict.DOES_NOT, np.where(unknown & before, Verdict.UNKNOWN, before)).astype(np.int8)
    after = np.where(fails, 0.0, score)
    return Reading(verdict, after, score, np.where(fails | unknown, 0.0, score), after, before.astype(np.int8))


def _unknown(score: np.ndarray, rng: np.random.Generator, share: float) -> Reading:
    applies = score >= np.quantile(score, 0.9)
    gone = rng.random(len(score)) < share
    gone[0] = False  # somebody is always known, or the criterion would be out of force
    low, high = np.quantile(score[~gone], [0.05, 0.95])
    return reading(
        np.where(gone, np.nan, score),
        applies=applies,
        low=np.where(gone, low, score),
        high=np.where(gone, high, score),
    )


def _rated(n: int, rng: np.random.Generator) -> Reading:
    ratings = np.sort(rng.integers(0, 5, (n, 3)), axis=1) * 25.0
    rated = rng.random(n) < 0.02
    low, median, high = (np.where(rated, ratings[:, place], 0.0) for place in range(3))
    return reading(median, applies=median >= 75, low=low, high=high)
