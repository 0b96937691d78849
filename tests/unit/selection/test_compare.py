"""Two lists compared: the laws, and what it says of each customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clave.criteria.shape import GateState
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.compare import Comparison, compared
from clave.selection.listed import Asked, listed
from clave.selection.listing import Listing
from tests.unit.selection.population import grounds, limits, reading

KEYS = ("volume", "distributor", "potential", "loyalty", "idle_stock", "prestige")
QUICK = Asked(draws=100)
SCORES = st.sampled_from([0.0, 10, 25, 50, 50, 75, 90, 100])
LAWS = settings(max_examples=100, deadline=None)


def made(matrix: np.ndarray, changes: dict[Value[Any], Any], order: list[int] | None = None) -> Listing:
    keys = [KEYS[place] for place in (order or range(matrix.shape[1]))]
    readings = {KEYS[column]: reading(matrix[:, column]) for column in range(matrix.shape[1])}
    policy = limits({declared.capacity_share: 1.0, declared.order: tuple(keys), **changes})
    return listed(grounds(readings, policy), QUICK)


matrices = st.tuples(st.integers(2, 12), st.integers(2, len(KEYS))).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=SCORES)
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Listing, Listing]:
    """Two lists of the same customers under two policies."""
    matrix = draw(matrices)
    lists = []
    for _side in range(2):
        changes: dict[Value[Any], Any] = {
            declared.capacity_count: draw(st.integers(1, 8)),
            declared.seats: draw(st.sampled_from([{}, {"prestige": 1}, {"idle_stock": 1, "prestige": 1}])),
            declared.weighting: draw(st.sampled_from(["rank_order_centroid", "rank_sum"])),
        }
        lists.append(made(matrix, changes, draw(st.permutations(range(matrix.shape[1])))))
    return lists[0], lists[1]


def codes(shifts: Any) -> set[str]:
    return {shift.line.customer for shift in shifts}


@LAWS
@given(pairs())
def test_a_list_compared_with_itself_says_nothing(two: tuple[Listing, Listing]) -> None:
    found = compared(two[0], two[0])
    assert found.empty
    assert (found.entered, found.left, found.moved, found.recategorised) == ((), (), (), ())


@LAWS
@given(pairs())
def test_the_other_way_round_swaps_who_enters_and_who_leaves(two: tuple[Listing, Listing]) -> None:
    there, back = compared(*two), compared(*reversed(two))
    assert codes(there.entered) == codes(back.left)
    assert codes(there.left) == codes(back.entered)
    assert {s.line.customer: s.places for s in there.moved} == {s.line.customer: -s.places for s in back.moved}
    assert (there.before, there.after) == (back.after, back.before)


@LAWS
@given(pairs())
def test_members_and_money_add_up(two: tuple[Listing, Listing]) -> None:
    old, new = two
    found = compared(old, new)
    before, after = ({line.customer for line in side.members} for side in two)
    assert after == before - codes(found.left) | codes(found.entered)
    assert codes(found.entered) & codes(found.left) == set()
    assert (found.before.members, found.after.members) == (len(before), len(after))
    moved = sum(s.line.money for s in found.entered) - sum(s.line.money for s in found.left)
    assert found.money_gained == pytest.approx(moved)
    assert codes(found.moved) & (codes(found.entered) | codes(found.left)) == set()


@LAWS
@given(pairs())
def test_whoever_enters_or_leaves_is_told_why(two: tuple[Listing, Listing]) -> None:
    found = compared(*two)
    for shift in (*found.entered, *found.left):
        assert shift.because, shift.line.customer
        assert all(reason.say("es") and reason.say("en") for reason in shift.because)


def test_one_seat_changes_hands_when_the_order_changes() -> None:
    """Two criteria, one place: the order decides. Ana has 100 in volume, Beto 100 in loyalty, both 40 in the other."""
    matrix = np.array([[100.0, 40.0], [40.0, 100.0]])
    keys = dict(zip(("volume", "loyalty"), range(2), strict=True))
    readings = {key: reading(matrix[:, column]) for key, column in keys.items()}
    one = {declared.capacity_share: 1.0, declared.capacity_count: 1, declared.seats: {}}
    both = [
        listed(grounds(readings, limits({**one, declared.order: order}), codes=["Ana", "Beto"]), QUICK)
        for order in (("volume", "loyalty"), ("loyalty", "volume"))
    ]
    found = compared(*both)
    (entered,), (left,) = found.entered, found.left
    assert (entered.line.customer, entered.places, round(entered.points, 1)) == ("Beto", 1, 30.0)
    assert (left.line.customer, left.places, round(left.points, 1)) == ("Ana", -1, -30.0)
    assert entered.because[0].say("en") == ("Loyalty weighs 75% (before 25%): +50 points. Customer Ana: +20.")
    assert found.weights == {"loyalty": (0.25, 0.75), "volume": (0.75, 0.25)}


def shifted(one: Listing, other: Listing) -> Comparison:
    found = compared(one, other)
    assert len(found.entered) + len(found.left) > 0
    return found


def test_fewer_places_are_the_reason_of_those_who_leave() -> None:
    matrix = np.array([[100.0, 50], [80, 50], [60, 50]])
    found = shifted(made(matrix, {declared.capacity_count: 3}), made(matrix, {declared.capacity_count: 2}))
    assert [s.because[0].say("en") for s in found.left] == ["There is room for 2, and there was for 3."]


def test_the_payment_condition_comes_first() -> None:
    scores = {"volume": reading([100.0, 80.0])}
    policy = limits({declared.capacity_share: 1.0, declared.capacity_count: 1, declared.order: ("volume",)})
    paying = listed(grounds(scores, policy, gates=[GateState.PASSES] * 2), QUICK)
    fallen = {"volume": reading([0.0, 80.0], applies=[False, True], ungated=[100.0, 80.0], before_gate=[True, True])}
    failing = listed(grounds(fallen, policy, gates=[GateState.FAILS, GateState.PASSES]), QUICK)
    found = shifted(paying, failing)
    assert found.left[0].because[0].say("en") == "It no longer meets the payment condition."
    assert shifted(failing, paying).entered[0].because[0].say("en") == "It meets the payment condition now."


def test_who_is_only_in_one_list_says_so() -> None:
    policy = limits({declared.capacity_share: 1.0, declared.order: ("volume",)})
    one = listed(grounds({"volume": reading([100.0])}, policy, codes=["A"]), QUICK)
    two = listed(grounds({"volume": reading([100.0, 90.0])}, policy, codes=["A", "B"]), QUICK)
    found = compared(one, two)
    assert [s.because[0].say("en") for s in found.entered] == ["It was not an active customer in the first list."]
    assert [s.because[0].say("en") for s in compared(two, one).left] == [
        "It is not an active customer in the other list."
    ]
