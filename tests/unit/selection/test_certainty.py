"""How sure: who is left out of the draws could never be in, and the numbers belong to the customer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from clave.base.words import Text
from clave.criteria.shape import GateState
from clave.policy import declared
from clave.selection import certainty
from clave.selection.certainty import Draws, contenders, may_be_candidates, repeat
from clave.selection.listed import Asked, listed
from clave.selection.rule import Needs
from clave.selection.seats import reserved
from clave.selection.slate import Slate, build
from clave.selection.streams import keys, spread, uniforms
from tests.unit.selection.population import grounds, large, limits, reading

SEATS = {"knowledge": 1, "idle_stock": 2, "prestige": 1}


def company(n: int, seed: int) -> Slate:
    made = large(n, seed)
    return build(made.measured, made.readings, made.gates, made.criteria, list(made.readings), made.limits)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 250), st.integers(0, 50), st.integers(1, 12), st.booleans())
def test_leaving_out_who_can_never_be_in_changes_nothing(n: int, seed: int, cap: int, costly: bool) -> None:
    """The same draws with every possible candidate played out."""
    slate = company(n, seed)
    rng = np.random.default_rng(seed)
    needs = Needs(rng.integers(0, 5, (n, 2)).astype(float), np.array([12.0, 9.0])) if costly else None
    seats = reserved(slate, SEATS, cap)
    pruned = repeat(slate, seats, cap, 96, 3, needs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certainty, "contenders", lambda slate, cap, needs=None: may_be_candidates(slate))
        whole = repeat(slate, seats, cap, 96, 3, needs)
    assert pruned.sure.tolist() == whole.sure.tolist()
    assert pruned.last_in.tolist() == whole.last_in.tolist()
    assert pruned.first_out.tolist() == whole.first_out.tolist()


def test_few_are_left_to_play_out() -> None:
    """Of some 7,500 candidates among 20,000 customers only a few hundred can be among 35 under any weights."""
    slate = company(20_000, 7)
    assert len(may_be_candidates(slate)) > 7000
    assert 35 < len(contenders(slate, 35)) < 600


@pytest.mark.parametrize("cells", [1, 700, 1 << 20])
def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    """Draws are the same whatever fits in memory at once."""
    slate = company(120, 1)
    seats = reserved(slate, SEATS, 9)
    usual = repeat(slate, seats, 9, 50, 5)
    monkeypatch.setattr(certainty, "_CELLS", cells)
    assert repeat(slate, seats, 9, 50, 5).sure.tolist() == usual.sure.tolist()


def test_scores_of_one_customer_are_those_it_was_played_with() -> None:
    """Values recomputed for one customer say in which draws it was in by value."""
    slate = company(300, 2)
    draws: Draws = repeat(slate, (), 12, 400, 9)
    for row in np.argsort(-draws.sure)[:40]:
        scores = draws.scores(int(row))
        value = (draws.weights * scores).sum(axis=1)
        applies = (slate.applies[row] | (slate.doubtful[row] & (scores >= slate.entry[row]))).any(axis=1)
        assert np.mean((value >= draws.last_in - 1e-9) & applies) == pytest.approx(draws.sure[row], abs=1e-12)


def test_more_draws_are_less_error() -> None:
    slate = company(400, 4)
    few, many = (repeat(slate, (), 15, draws, 1).sure for draws in (2000, 20_000))
    assert np.abs(few - many).max() < 4.5 * (0.25 / 2000) ** 0.5


def test_numbers_belong_to_the_customer() -> None:
    """The same for a customer whoever else is there, another for another seed, and uniform."""
    together, alone = keys(["A", "B", "C"], 5), keys(["B"], 5)
    assert uniforms(together, range(9))[:, 1].tolist() == uniforms(alone, range(9))[:, 0].tolist()
    assert uniforms(alone, range(4, 9)).tolist() == uniforms(alone, range(9))[4:].tolist()
    assert keys(["B"], 6) != alone
    drawn = uniforms(keys([f"K{n}" for n in range(50)], 5), range(4000))
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 0.001
    correlation = np.corrcoef(drawn.T) - np.eye(50)
    assert np.abs(correlation).max() < 5 / 4000**0.5


def test_half_of_the_draws_on_each_side_of_the_middle() -> None:
    low, middle, high = (np.array([value]) for value in (0.0, 75.0, 100.0))
    got = spread(np.linspace(0, 1, 10_001)[:, None], low, middle, high)
    assert got.min() == 0
    assert got.max() == 100
    assert np.median(got) == pytest.approx(75, abs=0.02)


def test_unknown_payment_passes_or_fails_as_one() -> None:
    """Three of four pay well; the fifth, unknown, is in for all its gated criteria or for none: three of four draws."""
    states = [GateState.PASSES] * 3 + [GateState.FAILS, GateState.UNKNOWN]
    after, free = [10.0, 10, 10, 0, 90], [10.0, 10, 10, 90, 90]
    gated = {
        key: reading(
            after,
            applies=[True, True, True, False, False],
            low=[10, 10, 10, 0, 0],
            high=after,
            ungated=free,
            before_gate=[True] * 5,
        )
        for key in ("volume", "kilos")
    }
    for one in gated.values():
        one.verdict[4] = -1
    one_place = limits({declared.capacity_count: 1, declared.seats: {}})
    listing = listed(grounds(gated, one_place, gates=states), Asked(draws=20_000))
    unknown = next(line for line in listing.lines if line.customer == "C00004")
    assert unknown.sure == pytest.approx(0.75, abs=0.015)
    assert unknown.gate == "unknown"


def test_progress_is_told() -> None:
    told: list[tuple[float, Text]] = []
    listed(large(500), Asked(draws=200, progress=lambda share, text: told.append((share, text))))
    assert told[-1][0] == 1.0
    assert [share for share, _text in told] == sorted(share for share, _text in told)
