"""The payment gate (condición de pago): being big, selling on or leaving margin counts only from who pays well. (E1–E4)

Three figures decide: money-weighted days beyond terms, share of the money paid within terms, and the delay of the
worst open invoice. One that fails is enough to fail; all three must be known and right to pass.

- Nobody has receivables: the gate is unknown for all, scores count ungated, and every explanation says so.
- This customer has none while others have: unknown. Its score counts ungated meanwhile, its verdict is unknown, and its
  score may be anything down to 0: it might fail.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from clave.base.figures import Figure, Unit
from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence
from clave.criteria.kept import kept
from clave.criteria.shape import GateState, Verdict, Verdicts
from clave.measures import payment
from clave.measures.shape import Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits
from clave.policy.shape import Value

NEEDS: tuple[Measure, ...] = (payment.days_beyond, payment.within_terms, payment.worst_open)
NOBODY = _("How it pays is not known: no receivables are loaded, so the payment condition is not applied.")
FAILS = _("It does not meet the payment condition: {reasons}.")
UNKNOWN = _("How it pays is not known: it has no receivables to judge by, so this may still count for nothing.")
PASSES = _("It pays well: {days} beyond terms, {within} of the money on time, oldest open delay {worst}.")
SENTENCES = frozenset(sentence.msgid for sentence in (NOBODY, FAILS, UNKNOWN, PASSES))
"""By these a page knows the gate's sentence in a kept explanation, and says it once."""
HELD_TO: tuple[Value[float], ...] = (declared.gate_days, declared.gate_within, declared.gate_open_days)
"""The policy value that each of them is held to."""


@dataclass(frozen=True)
class Condition:
    """One of the three: the measure, the policy value it is held to, its figure, and whether it is met (None = unknown).

    `at_least`: the figure must reach its limit; otherwise it must not pass it."""

    measure: Measure
    held_to: Value[float]
    figure: Figure
    limit: Figure
    at_least: bool
    met: bool | None


def conditions(known: Mapping[str, float | None], limits: Limits) -> tuple[Condition, ...]:
    """The conditions of one customer, from its figures by measure; a figure that fails does not look as if it did not."""
    return tuple(
        _condition(measure, held_to, known.get(measure.key), limits)
        for measure, held_to in zip(NEEDS, HELD_TO, strict=True)
    )


def _condition(measure: Measure, held_to: Value[float], value: float | None, limits: Limits) -> Condition:
    unit: Unit = "share" if measure.unit == "share" else "days"
    at_least, limit = unit == "share", Figure(limits[held_to], unit)
    if value is None:
        return Condition(measure, held_to, Figure(None, unit), limit, at_least, None)
    met = value >= limits[held_to] if at_least else value <= limits[held_to]
    figure = Figure(value, unit)
    return Condition(measure, held_to, figure if met else failing(figure, limit), limit, at_least, met)


def states(measured: Measured, limits: Limits) -> npt.NDArray[np.int8]:
    """`GateState` of every customer; shape (customers,)."""
    allowed = (limits[declared.gate_days], limits[declared.gate_within], limits[declared.gate_open_days])
    return kept(measured, ("gate", *allowed), lambda: _states(measured, *allowed))


def nobody(measured: Measured) -> bool:
    """Whether nobody's payment habit is known, so that the gate cannot keep anybody out."""
    return kept(measured, "no gate", lambda: not any(measured.available(measure) for measure in NEEDS))


def verdict_after(before: Verdicts, gate: npt.NDArray[np.int8], open_to_all: bool) -> Verdicts:
    """A verdict once the gate has spoken: fails = it does not apply; unknown = unknown, unless it is `open_to_all`."""
    unsure = (gate == GateState.UNKNOWN) & (before == Verdict.APPLIES) & (not open_to_all)
    after = np.where(gate == GateState.FAILS, Verdict.DOES_NOT, np.where(unsure, Verdict.UNKNOWN, before))
    return after.astype(np.int8)


def explain(measured: Measured, index: int, limits: Limits) -> Text:
    """How one customer pays, in one sentence with its figures and the ones it is held to."""
    if nobody(measured):
        return NOBODY
    days, within, worst = (evidence.figure(measured, measure, index) for measure in NEEDS)
    state = states(measured, limits)[index]
    if state == GateState.FAILS:
        return FAILS.fill(reasons=_failures(days, within, worst, limits))
    if state == GateState.UNKNOWN:
        return UNKNOWN
    return PASSES.fill(days=days, within=within, worst=worst)


def with_payment(reason: Text | Joined, measured: Measured, index: int, limits: Limits) -> Joined:
    """An explanation followed by the one of the gate."""
    return joined((reason, explain(measured, index, limits)), " ")


def failing(figure: Figure, limit: Figure) -> Figure:
    """A figure that fails its limit, rounded away where it would look like it: 89.96 % of an asked 90 % is 89.9 %.

    A share fails by being too low, days by being too many."""
    value = cast(float, figure.value)
    if figure.say("en") != limit.say("en"):
        return figure
    rounded = math.floor(value * 1000) / 1000 if figure.unit == "share" else math.ceil(value * 10) / 10
    return Figure(rounded, figure.unit)


def _states(measured: Measured, latest: float, least: float, oldest: float) -> npt.NDArray[np.int8]:
    days, within, worst = (measured.numbers(measure) for measure in NEEDS)
    with np.errstate(invalid="ignore"):
        broken = (days > latest) | (within < least) | (worst > oldest)
    unknown = np.isnan(days) | np.isnan(within) | np.isnan(worst)
    state = np.where(broken, GateState.FAILS, np.where(unknown, GateState.UNKNOWN, GateState.PASSES)).astype(np.int8)
    state.setflags(write=False)
    return state


def _failures(days: Figure, within: Figure, worst: Figure, limits: Limits) -> Joined:
    """The figures that are broken, each beside the one it is held to; NaN breaks nothing."""
    latest, least, oldest = (
        Figure(limits[declared.gate_days], "days"),
        Figure(limits[declared.gate_within], "share"),
        Figure(limits[declared.gate_open_days], "days"),
    )
    sentences = (
        (
            _more(days, latest),
            _("{days} beyond terms (at most {limit})").fill(days=failing(days, latest), limit=latest),
        ),
        (
            _more(least, within),
            _("{within} of the money on time (at least {limit})").fill(within=failing(within, least), limit=least),
        ),
        (
            _more(worst, oldest),
            _("an open invoice {worst} late (at most {limit})").fill(worst=failing(worst, oldest), limit=oldest),
        ),
    )
    return joined([sentence for broken, sentence in sentences if broken], "; ")


def _more(one: Figure, other: Figure) -> bool:
    return cast(float, one.value) > cast(float, other.value)
