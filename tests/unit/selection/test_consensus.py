"""Borda and Kemeny: published cases, every order tried, and what a group order owes to those who made it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.selection.consensus import MOST, borda, disagreements, kemeny

LAWS = settings(max_examples=200, deadline=None)
KEYS = tuple("abcdef")


@st.composite
def orders(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """One to five complete orders of one to six criteria."""
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    return [tuple(draw(st.permutations(keys))) for _person in range(draw(st.integers(1, 5)))]


TENNESSEE = [
    *[("memphis", "nashville", "chattanooga", "knoxville")] * 42,
    *[("nashville", "chattanooga", "knoxville", "memphis")] * 26,
    *[("chattanooga", "knoxville", "nashville", "memphis")] * 15,
    *[("knoxville", "chattanooga", "nashville", "memphis")] * 17,
]
"""The example by which the literature explains both: a hundred voters choose a capital."""


def test_borda_of_the_capital_of_tennessee() -> None:
    found = borda(TENNESSEE, sorted(TENNESSEE[0]))
    assert found.order == ("nashville", "chattanooga", "memphis", "knoxville")
    points = {city: 4 * len(TENNESSEE) - total for city, total in found.sums.items()}
    assert points == {"nashville": 194, "chattanooga": 173, "memphis": 126, "knoxville": 107}
    assert found.ties == ()


def test_kemeny_of_the_capital_of_tennessee() -> None:
    found = kemeny(TENNESSEE, borda(TENNESSEE, TENNESSEE[0]).order)
    assert found.order == ("nashville", "chattanooga", "knoxville", "memphis")
    assert (found.pairs - found.disagreements, found.optimal) == (393, 1)


@LAWS
@given(orders())
def test_kemeny_is_the_best_of_all_orders_and_the_nearest_of_these_to_borda(asked: list[tuple[str, ...]]) -> None:
    middle = borda(asked, sorted(asked[0])).order
    found = kemeny(asked, middle)
    cost = {order: sum(disagreements(order, one) for one in asked) for order in permutations(asked[0])}
    best = [order for order, value in cost.items() if value == min(cost.values())]
    assert (found.disagreements, found.optimal) == (min(cost.values()), len(best))
    assert found.order in best
    assert disagreements(found.order, middle) == min(disagreements(order, middle) for order in best)


@LAWS
@given(orders())
def test_what_all_want_the_group_wants(asked: list[tuple[str, ...]]) -> None:
    same = [asked[0]] * 3
    assert borda(same, sorted(asked[0])).order == asked[0]
    assert kemeny(same, asked[0]).order == asked[0]


@LAWS
@given(orders())
def test_a_pair_that_all_have_the_same_way_round_stays_so_in_kemeny(asked: list[tuple[str, ...]]) -> None:
    found = kemeny(asked, borda(asked, sorted(asked[0])).order).order
    for one in asked[0]:
        for other in asked[0]:
            if all(order.index(one) < order.index(other) for order in asked):
                assert found.index(one) < found.index(other)


@LAWS
@given(orders(), st.data())
def test_nobody_weighs_more_for_having_spoken_first(asked: list[tuple[str, ...]], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(asked))
    before = sorted(asked[0])
    assert borda(asked, before) == borda(mixed, before)
    assert kemeny(asked, before) == kemeny(mixed, before)


def test_ties_of_borda_are_told_and_broken_by_the_order_before() -> None:
    found = borda([("a", "b", "c"), ("b", "a", "c")], ("b", "a", "c"))
    assert (found.order, found.ties) == (("b", "a", "c"), (("b", "a"),))


def test_opposite_orders_leave_every_order_equally_good() -> None:
    found = kemeny([("a", "b", "c"), ("c", "b", "a")], ("b", "a", "c"))
    assert (found.optimal, found.order, found.disagreements) == (6, ("b", "a", "c"), 3)


def test_twelve_criteria_are_reckoned_and_thirteen_refused() -> None:
    keys = tuple("abcdefghijkl")
    assert len(keys) == MOST
    assert kemeny([keys, keys, keys[::-1]], keys).order == keys
    with pytest.raises(ValueError, match="12"):
        kemeny([(*keys, "m")], (*keys, "m"))
