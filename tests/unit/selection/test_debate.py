"""The debate: the quick list of an order is the list of that order, and who enters and leaves adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.capacity import Treatment
from clave.selection.compare import compared
from clave.selection.debate import Population, effect
from clave.selection.listed import Asked, Grounds, listed
from tests.unit.selection.population import grounds, large, limits, reading

KEYS = ("volume", "distributor", "potential", "loyalty", "idle_stock", "prestige")
LAWS = settings(max_examples=100, deadline=None)
SCORES = st.sampled_from([0.0, 10, 25, 50, 50, 75, 90, 100])


@st.composite
def companies(draw: st.DrawFn) -> Grounds:
    """Customers with scores, few places, sometimes seats."""
    shape = draw(st.tuples(st.integers(2, 14), st.integers(2, len(KEYS))))
    matrix = draw(arrays.arrays(np.float64, shape, elements=SCORES))
    keys = KEYS[: shape[1]]
    policy: dict[Value[Any], Any] = {
        declared.order: keys,
        declared.capacity_share: 1.0,
        declared.capacity_count: draw(st.integers(1, 8)),
        declared.seats: draw(st.sampled_from([{}, {"prestige": 1}, {"loyalty": 1, "volume": 1}])),
        declared.weighting: draw(st.sampled_from(["rank_order_centroid", "rank_sum"])),
    }
    return grounds({key: reading(matrix[:, column]) for column, key in enumerate(keys)}, limits(policy))


def shuffled(made: Grounds, draw: st.DataObject) -> tuple[str, ...]:
    return tuple(draw.draw(st.permutations(list(made.readings))))


@LAWS
@given(companies(), st.data())
def test_the_quick_list_of_an_order_is_the_list_of_that_order(made: Grounds, data: st.DataObject) -> None:
    order = shuffled(made, data)
    slow, quick = listed(made, Asked(order=order, draws=100)), Population(made).choose(order)
    assert list(quick.weights.items()) == list(slow.weights.items())
    assert quick.cap == slow.cap
    for line in slow.lines:
        stand = quick.stand(line.customer)
        assert stand is not None
        for field in ("rank", "name", "member", "candidate", "score", "money", "categories", "seat", "gate"):
            assert getattr(stand, field) == getattr(line, field), field


@LAWS
@given(companies(), st.data())
def test_who_enters_and_leaves_and_why_is_what_the_long_comparison_says(made: Grounds, data: st.DataObject) -> None:
    order, population = shuffled(made, data), Population(made)
    quick = effect(population.choose(), population.choose(order))
    slow = compared(listed(made, Asked(draws=100)), listed(made, Asked(order=order, draws=100)))
    for turns, shifts in ((quick.entered, slow.entered), (quick.left, slow.left)):
        assert [turn.stand.customer for turn in turns] == [shift.line.customer for shift in shifts]
        assert [turn.because for turn in turns] == [shift.because for shift in shifts]
    assert quick.gained == pytest.approx(slow.money_gained)
    assert (quick.members, quick.cap) == (slow.after.members, slow.after.cap)


@LAWS
@given(companies(), companies())
def test_a_reform_and_its_opposite_swap_who_enters_and_who_leaves(one: Grounds, other: Grounds) -> None:
    there, back = (effect(*pair) for pair in _both(Population(one).choose(), Population(other).choose()))
    assert {turn.stand.customer for turn in there.entered} == {turn.stand.customer for turn in back.left}
    assert {turn.stand.customer for turn in there.left} == {turn.stand.customer for turn in back.entered}
    assert there.gained == pytest.approx(-back.gained)


def _both(one: Any, other: Any) -> tuple[Any, Any]:
    return (one, other), (other, one)


@given(companies())
def test_the_same_order_changes_nothing(made: Grounds) -> None:
    population = Population(made)
    found = effect(population.choose(), population.choose(population.usual))
    assert found.empty
    assert found.gained == 0


def test_a_criterion_without_data_weighs_nothing_wherever_it_stands() -> None:
    made = grounds(
        {"volume": reading([90, 10, 60]), "prestige": reading([np.nan] * 3), "loyalty": reading([10, 90, 60])},
        limits({declared.order: ("volume", "prestige", "loyalty"), declared.capacity_count: 1,
                declared.capacity_share: 1.0, declared.seats: {}}),
    )  # fmt: skip
    found = Population(made).choose(("prestige", "loyalty", "volume"))
    assert found.order == ("prestige", "loyalty", "volume")
    assert found.weights == {"loyalty": 0.75, "volume": 0.25}
    assert [*found.inside] == ["C00001"]


def test_typed_weights_are_dealt_out_along_each_order() -> None:
    made = grounds(
        {"volume": reading([90, 10]), "loyalty": reading([10, 90])},
        limits({declared.order: ("volume", "loyalty"), declared.weighting: "typed", declared.seats: {},
                declared.typed_weights: {"volume": 30.0, "loyalty": 10.0}, declared.capacity_count: 1}),
    )  # fmt: skip
    assert Population(made).choose(("loyalty", "volume")).weights == {"loyalty": 0.75, "volume": 0.25}


def test_what_single_accounts_cost_counts_in_every_order() -> None:
    made = grounds(
        {"volume": reading([90, 80, 70]), "loyalty": reading([60, 60, 90])},
        limits({declared.order: ("volume", "loyalty"), declared.capacity_budget: 10.0, declared.treatment_cost: 5.0,
                declared.capacity_share: 1.0, declared.seats: {}}),
    )  # fmt: skip
    costs = {"C00000": Treatment(cost=11.0)}
    assert [*Population(made, costs).choose().inside] == ["C00001", "C00002"]


def test_nobody_active_is_a_sentence() -> None:
    made = grounds({"volume": reading([90, 80])}, active=[0, 0])
    with pytest.raises(ClaveError, match="bought anything"):
        Population(made)


def test_a_customer_that_is_not_active_on_one_side_says_so() -> None:
    one = grounds({"volume": reading([90, 80])}, limits({declared.capacity_count: 1, declared.capacity_share: 1.0}))
    gone = replace(one, measured=grounds({"volume": reading([90, 80])}, active=[0, 1]).measured)
    found = effect(Population(one).choose(), Population(gone).choose())
    assert [turn.stand.customer for turn in found.left] == ["C00000"]
    assert found.left[0].because[0].say("en") == "It is not an active customer in the other list."
    back = effect(Population(gone).choose(), Population(one).choose())
    assert back.entered[0].because[0].say("en") == "It was not an active customer in the first list."


def test_everybody_who_enters_or_leaves_hears_why() -> None:
    made = large(2_000)
    population = Population(made)
    found = effect(population.choose(), population.choose(population.usual[::-1]))
    assert len(found.entered) == len(found.left) > 0
    assert all(turn.because for turn in (*found.entered, *found.left))
