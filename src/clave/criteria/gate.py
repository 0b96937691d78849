"""The payment gate (condición de pago): being big, selling on or leaving margin counts only from who pays well. (E1–E4)

Three figures decide: money-weighted days beyond terms, share of the money paid within terms, and the delay of the
worst open invoice. One that fails is enough to fail; all three must be known and right to pass.

- Nobody has receivables: the gate is unknown for all, scores count ungated, and every explanation says so.
- This customer has none while others have: unknown. Its score counts ungated meanwhile, its verdict is unknown, and its
  score may be anything down to 0: it might fail.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined
from clave.criteria import evidence
from clave.criteria.shape import GateState, Verdict, Verdicts
from clave.measures import payment
from clave.measures.shape import Floats, Measure, Measured
from clave.policy import declared
from clave.policy.limits import Limits

NEEDS: tuple[Measure, ...] = (payment.days_beyond, payment.within_terms, payment.worst_open)


def states(measured: Measured, limits: Limits) -> npt.NDArray[np.int8]:
    """`GateState` of every customer; shape (customers,)."""
    return _states(*(measured.numbers(measure) for measure in NEEDS), limits)


def nobody(measured: Measured) -> bool:
    """Whether nobody's payment habit is known, so that the gate cannot keep anybody out."""
    return not any(measured.available(measure) for measure in NEEDS)


def verdict_after(before: Verdicts, gate: npt.NDArray[np.int8], open_to_all: bool) -> Verdicts:
    """A verdict once the gate has spoken: fails = it does not apply; unknown = unknown, unless it is `open_to_all`."""
    unsure = (gate == GateState.UNKNOWN) & (before == Verdict.APPLIES) & (not open_to_all)
    after = np.where(gate == GateState.FAILS, Verdict.DOES_NOT, np.where(unsure, Verdict.UNKNOWN, before))
    return after.astype(np.int8)


def explain(measured: Measured, index: int, limits: Limits) -> Text:
    """How one customer pays, in one sentence with its figures and the ones it is held to."""
    if nobody(measured):
        return _("How it pays is not known: no receivables are loaded, so the payment condition is not applied.")
    days, within, worst = (evidence.figure(measured, measure, index) for measure in NEEDS)
    values = [np.array([measured.numbers(measure)[index]]) for measure in NEEDS]
    state = _states(*values, limits)[0]
    if state == GateState.FAILS:
        return _("It does not meet the payment condition: {reasons}.").fill(
            reasons=_failures(days, within, worst, limits)
        )
    if state == GateState.UNKNOWN:
        return _("How it pays is not known: it has no receivables to judge by, so this may still count for nothing.")
    return _("It pays well: {days} beyond terms, {within} of the money on time, oldest open delay {worst}.").fill(
        days=days, within=within, worst=worst
    )


def with_payment(reason: Text | Joined, measured: Measured, index: int, limits: Limits) -> Joined:
    """An explanation followed by the one of the gate."""
    return joined((reason, explain(measured, index, limits)), " ")


def _states(days: Floats, within: Floats, worst: Floats, limits: Limits) -> npt.NDArray[np.int8]:
    tests = _broken(days, within, worst, limits)
    broken = np.any(tests, axis=0)
    unknown = np.isnan(days) | np.isnan(within) | np.isnan(worst)
    state = np.where(broken, GateState.FAILS, np.where(unknown, GateState.UNKNOWN, GateState.PASSES))
    return state.astype(np.int8)


def _broken(days: Floats, within: Floats, worst: Floats, limits: Limits) -> list[npt.NDArray[np.bool_]]:
    with np.errstate(invalid="ignore"):
        return [
            np.asarray(days > limits[declared.gate_days]),
            np.asarray(within < limits[declared.gate_within]),
            np.asarray(worst > limits[declared.gate_open_days]),
        ]


def _failures(days: Figure, within: Figure, worst: Figure, limits: Limits) -> Joined:
    sentences = (
        _("{days} beyond terms (at most {limit})").fill(days=days, limit=Figure(limits[declared.gate_days], "days")),
        _("{within} of the money on time (at least {limit})").fill(
            within=within, limit=Figure(limits[declared.gate_within], "share")
        ),
        _("an open invoice {worst} late (at most {limit})").fill(
            worst=worst, limit=Figure(limits[declared.gate_open_days], "days")
        ),
    )
    values = (np.array([figure.value], dtype=np.float64) for figure in (days, within, worst))
    broken = _broken(*values, limits)
    return joined([sentence for sentence, fails in zip(sentences, broken, strict=True) if fails[0]], "; ")
