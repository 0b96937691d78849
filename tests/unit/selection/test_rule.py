"""Seats and places against the plainest program one can write; the best set against trying all of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clave.base.errors import ClaveError
from clave.selection.programme import best_set
from clave.selection.rule import OUT, Needs, choose
from clave.selection.seats import NOBODY, Contest

SETTINGS = settings(max_examples=200, deadline=None)
worths = st.integers(1, 9).flatmap(
    lambda m: arrays.arrays(np.float64, (3, m), elements=st.sampled_from([OUT, 0.0, 10, 20, 20, 30, 40]))
)


def plainly(worth: list[float], contests: list[tuple[list[int], list[float], list[bool]]], cap: int) -> set[int]:
    """Seats one after another by score, worth and code; then places by worth and code."""
    seated: list[int] = []
    for pool, score, applies in contests:
        free = [at for at in range(len(pool)) if applies[at] and pool[at] not in seated]
        if free and len(seated) < cap:
            best = min(free, key=lambda at: (-score[at], -worth[pool[at]], pool[at]))
            seated.append(pool[best])
    rest = sorted(
        (row for row in range(len(worth)) if row not in seated and worth[row] > OUT), key=lambda r: (-worth[r], r)
    )
    return {*seated, *rest[: cap - len(seated)]}


@SETTINGS
@given(worths, st.integers(0, 6), st.integers(0, 3), st.data())
def test_seats_and_places_as_a_plain_program_fills_them(
    worth: np.ndarray, cap: int, seats: int, data: st.DataObject
) -> None:
    b, m = worth.shape
    contests = []
    for _seat in range(seats):
        score = data.draw(arrays.arrays(np.float64, (b, m), elements=st.sampled_from([0.0, 50, 100])))
        applies = data.draw(arrays.arrays(np.bool_, (b, m))) & (worth > OUT)
        contests.append(Contest(np.arange(m), score, applies))
    got = choose(worth, contests, cap)
    for row in range(b):
        each = [([*range(m)], c.score[row].tolist(), c.applies[row].tolist()) for c in contests]
        expected = plainly(worth[row].tolist(), each, cap)
        assert set(np.flatnonzero(got.inside[row]).tolist()) == expected
        holders = [int(seat.holder[row]) for seat in got.seats if seat.holder[row] != NOBODY]
        assert len(holders) == len(set(holders))
        by_value = [worth[row, at] for at in expected - set(holders)]
        if cap and len(expected) == cap and by_value:
            assert got.last_in[row] == min(by_value) or got.first_out[row] == OUT


@SETTINGS
@given(worths, st.integers(0, 6), st.data())
def test_within_limits_from_the_best_down(worth: np.ndarray, cap: int, data: st.DataObject) -> None:
    """Whoever fits in what is left goes in; nobody else does."""
    m = worth.shape[1]
    each = data.draw(arrays.arrays(np.float64, (m, 2), elements=st.sampled_from([0.0, 1, 2, 3, 5])))
    needs = Needs(each, np.array([6.0, 5.0]))
    got = choose(worth, [], cap, needs)
    for row in range(len(worth)):
        left, places, expected = needs.total.copy(), cap, set()
        for at in sorted(range(m), key=lambda at: (-worth[row, at], at)):
            if worth[row, at] > OUT and places and (each[at] <= left).all():
                expected.add(at)
                left -= each[at]
                places -= 1
        assert set(np.flatnonzero(got.inside[row]).tolist()) == expected


@SETTINGS
@given(worths, st.integers(0, 5), st.data())
def test_the_best_set_is_the_best_of_all_sets(worth: np.ndarray, cap: int, data: st.DataObject) -> None:
    """Against trying every set; and filling from the best down never does better."""
    value, m = worth[0], worth.shape[1]
    each = data.draw(arrays.arrays(np.float64, (m, 2), elements=st.sampled_from([0.0, 1, 2, 3, 5])))
    needs = Needs(each, np.array([6.0, 5.0]))
    chosen = best_set(value, np.zeros(m, dtype=np.bool_), cap, needs)
    able = [row for row in range(m) if value[row] > OUT]
    sets = (group for size in range(cap + 1) for group in combinations(able, size))
    fitting = [group for group in sets if (each[list(group)].sum(axis=0) <= needs.total).all()]
    best = max(sum(value[row] for row in group) for group in fitting)
    assert value[chosen].sum() == pytest.approx(best)
    assert (each[chosen].sum(axis=0) <= needs.total + 1e-6).all()
    assert chosen.sum() <= cap
    greedy = choose(value[None, :], [], cap, needs).inside[0]
    assert value[greedy].sum() <= best + 1e-9


def test_greedy_can_lose_and_it_is_known_by_how_much() -> None:
    """One customer of 60 points that takes all 4 hours, or two of 50 that take 2 each: 100 against 60."""
    worth, needs = np.array([60.0, 50.0, 50.0]), Needs(np.array([[4.0], [2.0], [2.0]]), np.array([4.0]))
    assert choose(worth[None, :], [], 3, needs).inside[0].tolist() == [True, False, False]
    assert best_set(worth, np.zeros(3, dtype=np.bool_), 3, needs).tolist() == [False, True, True]


def test_a_seat_is_kept_by_the_best_set() -> None:
    worth, needs = np.array([60.0, 50.0, 50.0, 1.0]), Needs(np.array([[4.0], [2.0], [2.0], [2.0]]), np.array([4.0]))
    assert best_set(worth, np.array([False, False, False, True]), 3, needs).sum() == 2
    assert best_set(worth, np.array([False, False, False, True]), 3, needs)[3]


def test_what_does_not_fit_at_all_is_a_sentence() -> None:
    worth, needs = np.array([60.0, 50.0]), Needs(np.array([[9.0], [1.0]]), np.array([4.0]))
    with pytest.raises(ClaveError, match="no set of customers keeps within the limits"):
        best_set(worth, np.array([True, False]), 2, needs)
