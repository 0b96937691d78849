"""A score is monotone in its measure (method.md §3): more of what a criterion is about never scores less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.criteria.read import read
from clave.criteria.shape import Verdict
from clave.measures.shape import Measured, floats
from tests.spec.criteria_table import LIMITS, company

# criterion, measure, whether more is better
LAWS = [
    ("volume", "money", True),
    ("volume", "days_beyond", False),
    ("volume", "within_terms", True),
    ("volume", "worst_open", False),
    ("distributor", "money", True),
    ("kilos", "kilos", True),
    ("profit", "margin", True),
    ("potential", "headroom", True),
    ("potential", "growth_low", True),
    ("loyalty", "continuity", True),
    ("loyalty", "touches_in", True),
    ("loyalty", "touches_out", True),
    ("loyalty", "profile_age", False),
    ("knowledge", "knowledge_rating", True),
    ("idle_stock", "idle_money", True),
    ("prestige", "prestige_rating", True),
    ("multinational", "multinational_rating", True),
    ("extraordinary", "extraordinary_rating", True),
    ("cash", "cash_share", True),
]


def made(seed: int, n: int) -> Measured:
    """A company in which everything is known of everybody."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for _customer in range(n):
        money = float(np.exp(rng.normal(10, 2)))
        row: dict[str, object] = {
            "money": money, "kilos": money * rng.uniform(0, 2), "margin": money * rng.uniform(-0.1, 0.4),
            "margin_rate": rng.uniform(0, 0.4), "headroom": money * rng.uniform(0, 3), "growth_low": rng.normal(0, 0.4),
            "growth_median": 0.1, "continuity": rng.uniform(0, 1), "silent": int(rng.integers(0, 2)),
            "touches_in": int(rng.integers(0, 30)), "touches_out": int(rng.integers(0, 30)),
            "profile_age": int(rng.integers(0, 900)), "idle_money": money * max(rng.uniform(-1, 1), 0.0),
            "cash_share": rng.uniform(0, 1), "channel": rng.choice(["Distribuidor", "Industria"]),
            "days_beyond": rng.uniform(0, 10), "within_terms": rng.uniform(0.8, 1), "worst_open": rng.uniform(0, 60),
        }  # fmt: skip
        for key in ("knowledge", "prestige", "multinational", "extraordinary"):
            rating = int(rng.integers(0, 5))
            row |= {f"{key}_{part}": rating for part in ("rating", "low", "high")} | {f"{key}_raters": 1}
        rows.append(row)
    return company(rows)


BOUNDS = {"continuity": (0, 1), "cash_share": (0, 1), "within_terms": (0, 1)}


def inside(measure: str, value: float) -> float:
    """What the measure can be."""
    low, high = (0, 4) if measure.endswith("_rating") else BOUNDS.get(measure, (-1e15, 1e15))
    return float(np.clip(value, low, high))


@pytest.mark.parametrize(("key", "measure", "more"), LAWS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**20), n=st.integers(3, 40), data=st.data())
def test_more_of_it_never_scores_less(
    key: str, measure: str, more: bool, seed: int, n: int, data: st.DataObject
) -> None:
    """One customer has more of it: neither its score nor its verdict falls; all scores stay between 0 and 100."""
    before = made(seed, n)
    who = data.draw(st.integers(0, n - 1))
    values = np.array(before.columns[measure].values, dtype=np.float64)
    step = abs(values[who]) * data.draw(st.floats(0, 3)) + data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    values[who] = inside(measure, values[who] + (step if more else -step))
    after = replace(before, columns={**before.columns, measure: floats(values.tolist())})
    was, now = (read(table, LIMITS, [key])[key] for table in (before, after))
    assert now.score[who] >= was.score[who] - 1e-9
    assert Verdict(now.verdict[who]) >= Verdict(was.verdict[who])
    assert ((now.score >= 0) & (now.score <= 100)).all()
    assert ((now.low <= now.score) & (now.score <= now.high)).all()
