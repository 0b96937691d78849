"""The payment gate: one broken figure fails; all three known and right pass; anything else is unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clave.base.figures import Figure
from clave.criteria import gate
from clave.criteria.read import read
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import GateState, Reading, Verdict, ungated
from tests.spec.criteria_table import LIMITS, company, measured

CASES = """
customer  | days_beyond | within_terms | worst_open | money
on_edge   |           5 |          0.9 |         30 |     1
late      |         5.1 |            1 |          0 |     1
untimely  |           0 |         0.89 |          0 |     1
open      |           0 |            1 |         31 |     1
just_open |           - |            - |         31 |     1
not_due   |           - |            - |          0 |     1
none      |           - |            - |          - |     1
"""


def test_states() -> None:
    assert gate.states(measured(CASES), LIMITS).tolist() == [1, 0, 0, 0, 0, -1, -1]
    assert not gate.nobody(measured(CASES))
    assert gate.nobody(measured("customer | money\nA | 1"))


def test_explanations_name_only_what_is_broken() -> None:
    table = measured(CASES)
    assert gate.explain(table, 3, LIMITS).say("en").replace("\u00a0", " ") == (
        "It does not meet the payment condition: an open invoice 31 days late (at most 30 days)."
    )
    assert gate.explain(table, 5, LIMITS) == gate.explain(table, 6, LIMITS)


habits = st.fixed_dictionaries(
    {
        "money": st.integers(0, 9),
        "kilos": st.one_of(st.just("-"), st.integers(0, 9)),
        "margin": st.one_of(st.just("-"), st.integers(-9, 9)),
        "margin_rate": st.one_of(st.just("-"), st.floats(-1, 1)),
        "channel": st.sampled_from(["-", "distribuidor", "industria"]),
        "days_beyond": st.one_of(st.just("-"), st.integers(0, 9)),
        "within_terms": st.one_of(st.just("-"), st.floats(0, 1)),
        "worst_open": st.one_of(st.just("-"), st.integers(0, 60)),
    }
)


@given(rows=st.lists(habits, min_size=1, max_size=12))
def test_laws_of_the_gate(rows: list[dict[str, object]]) -> None:
    table = company([{**row, "active": float(str(row["money"]) != "0")} for row in rows])
    states, open_to_all = gate.states(table, LIMITS), gate.nobody(table)
    for reading in read(table, LIMITS, [key for key, criterion in CRITERIA.items() if criterion.gated]).values():
        failing = states == GateState.FAILS
        assert (reading.score[failing] == 0).all()
        assert (reading.verdict[failing] == Verdict.DOES_NOT).all()
        assert np.array_equal(reading.score[~failing], reading.ungated[~failing], equal_nan=True)
        assert not ((reading.verdict == Verdict.APPLIES) & (states != GateState.PASSES)).any() or open_to_all
        _bounds_hold(reading)
        _bounds_hold(ungated(reading))
        assert not ungated(reading).but_for_payment.any()


def test_a_criterion_without_gate_keeps_nobody_out() -> None:
    reading = read(measured(CASES), LIMITS, ["potential"])["potential"]
    assert not reading.but_for_payment.any()
    assert np.array_equal(ungated(reading).low, reading.low)


def _bounds_hold(reading: Reading) -> None:
    assert (reading.low <= reading.high).all()
    assert ((reading.low <= reading.point) & (reading.point <= reading.high)).all()
    assert ((reading.low >= 0) & (reading.high <= 100)).all()


def test_a_failing_figure_is_rounded_away_only_where_rounding_would_hide_that_it_fails() -> None:
    """89.96 % against 90 % is said as 89.9 %; 18.73 days against 5 are the 18.7 that every other page says."""
    share, days = Figure(0.90, "share"), Figure(5.0, "days")
    said = lambda value, limit: gate.failing(Figure(value, limit.unit), limit).say("en").replace("\u00a0", " ")  # noqa: E731
    assert said(0.8996, share) == "89.9%"
    assert said(0.612, share) == "61.2%"
    assert said(5.01, days) == "5.1 days"
    assert said(18.73, days) == "18.7 days"
    assert gate.failing(Figure(float("nan"), "days"), days).say("en") == "unknown"
