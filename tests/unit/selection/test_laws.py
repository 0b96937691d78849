"""The laws of the selection (method.md §3), as properties."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clave.measures.shape import floats
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.listed import Asked, Grounds, listed
from clave.selection.listing import Listing
from clave.selection.proposal import values
from clave.selection.slate import Slate, build
from clave.selection.weights import drawn, rank_order_centroid, rank_sum, typed
from tests.unit.selection.population import grounds, limits, reading

KEYS = ("volume", "distributor", "potential", "loyalty", "idle_stock", "prestige")
FEW = settings(max_examples=150, deadline=None)
MANY = settings(max_examples=400, deadline=None)
NO_SEATS: dict[Value[Any], Any] = {declared.seats: {}, declared.capacity_share: 1.0}

scores = st.integers(1, 14).flatmap(
    lambda n: st.integers(1, len(KEYS)).flatmap(
        lambda k: arrays.arrays(np.float64, (n, k), elements=st.sampled_from([0.0, 10, 25, 50, 50, 75, 90, 100]))
    )
)


def board(matrix: np.ndarray) -> Slate:
    made = company(matrix)
    return build(made.measured, made.readings, made.gates, made.criteria, list(made.readings), made.limits)


def company(matrix: np.ndarray, changes: dict[Value[Any], Any] | None = None) -> Grounds:
    readings = {KEYS[column]: reading(matrix[:, column]) for column in range(matrix.shape[1])}
    return grounds(readings, limits(changes or NO_SEATS))


def facts(listing: Listing) -> list[tuple[object, ...]]:
    """What two equal lists have in common."""
    return [
        (line.customer, line.rank, line.member, line.score, line.sure, line.seat, line.category, line.firmness)
        for line in listing.lines
    ]


@MANY
@given(scores, st.data())
def test_value_is_monotone_in_every_score(matrix: np.ndarray, data: st.DataObject) -> None:
    """One score raised: no value falls, and the customer's own does not either."""
    row, column = (data.draw(st.integers(0, size - 1)) for size in matrix.shape)
    higher = matrix.copy()
    higher[row, column] = data.draw(
        st.sampled_from([s for s in (0.0, 10, 25, 50, 75, 90, 100) if s >= matrix[row, column]])
    )
    weights = rank_order_centroid(matrix.shape[1])
    before, after = values(board(matrix), weights), values(board(higher), weights)
    assert after[row] >= before[row]
    assert np.delete(after, row).tolist() == np.delete(before, row).tolist()


@MANY
@given(scores)
def test_at_least_as_good_on_every_score_is_never_of_lower_value(matrix: np.ndarray) -> None:
    value = values(board(matrix), rank_order_centroid(matrix.shape[1]))
    for one in range(len(matrix)):
        better = (matrix >= matrix[one]).all(axis=1)
        assert (value[better] >= value[one]).all()


@FEW
@given(scores, st.integers(0, 13), st.integers(1, 5))
def test_duplicates_have_equal_value(matrix: np.ndarray, which: int, count: int) -> None:
    twice = matrix[which % len(matrix)]
    more = np.vstack([matrix, np.repeat(twice[None, :], count, axis=0)])
    listing = listed(company(more), Asked(draws=100))
    same = {line.score for line in listing.lines if line.customer >= f"C{len(matrix):05d}"}
    assert len(same) == 1
    assert same == {line.score for line in listing.lines if line.customer == f"C{which % len(matrix):05d}"}


@FEW
@given(scores, st.data())
def test_swapping_two_criteria_of_equal_weight_changes_no_value(matrix: np.ndarray, data: st.DataObject) -> None:
    k = matrix.shape[1]
    given_weights = dict(
        zip(KEYS[:k], data.draw(st.lists(st.sampled_from([1.0, 2.0]), min_size=k, max_size=k)), strict=True)
    )
    weights = typed(KEYS[:k], given_weights)
    one, other = (data.draw(st.integers(0, k - 1)) for _ in range(2))
    if weights[one] != weights[other]:
        return
    order = [*KEYS[:k]]
    order[one], order[other] = order[other], order[one]
    slate = board(matrix)
    assert values(slate.reordered(order), weights) == pytest.approx(values(slate, weights), abs=1e-9)


@FEW
@given(scores, st.integers(1, 8))
def test_acceptabilities_sum_to_the_cap(matrix: np.ndarray, cap: int) -> None:
    """Plain cap, no seats, no costs; where there are fewer candidates than places, to the size of the list."""
    listing = listed(company(matrix, {**NO_SEATS, declared.capacity_count: cap}), Asked(draws=128))
    candidates = sum(line.candidate for line in listing.lines)
    assert sum(line.sure for line in listing.lines) == pytest.approx(min(cap, candidates), abs=1e-9)
    assert sum(line.member for line in listing.lines) == min(cap, candidates)


@FEW
@given(scores, st.integers(1, 6), st.integers(0, 3), st.integers(0, 3))
def test_with_seats_they_sum_to_the_size_of_the_list(matrix: np.ndarray, cap: int, idle: int, prestige: int) -> None:
    seats = {declared.seats: {"idle_stock": idle, "prestige": prestige}, declared.capacity_count: cap}
    listing = listed(company(matrix, {**NO_SEATS, **seats}), Asked(draws=128))
    assert sum(line.sure for line in listing.lines) == pytest.approx(len(listing.members), abs=1e-9)
    seated = [line for line in listing.lines if line.seat]
    assert all(line.member and line.criteria[line.seat].verdict == "applies" for line in seated if line.seat)


@FEW
@given(st.integers(1, 12), st.integers(0, 10_000))
def test_the_mean_of_the_weights_is_the_rank_order_centroid(n: int, seed: int) -> None:
    weights = drawn(n, 4000, seed)
    error = 6 * weights.std(axis=0) / 4000**0.5
    assert (np.abs(weights.mean(axis=0) - rank_order_centroid(n)) <= error + 1e-12).all()


@FEW
@given(scores, st.randoms(use_true_random=False), st.integers(0, 2**31))
def test_any_order_of_rows_and_the_same_seed_give_the_same_list(matrix: np.ndarray, random: Random, seed: int) -> None:
    """Seats, spread ratings and unknown scores included."""
    made = uncertain(matrix)
    places = list(range(len(matrix)))
    random.shuffle(places)
    asked = Asked(draws=64, seed=seed)
    assert facts(listed(made, asked)) == facts(listed(shuffled(made, places), asked))


def uncertain(matrix: np.ndarray) -> Grounds:
    """The same scores, with the last criterion unknown for whoever scored 50 there, and spread for the others."""
    made = company(matrix, {declared.capacity_share: 0.4, declared.seats: {"prestige": 1, KEYS[0]: 1}})
    key = list(made.readings)[-1]
    last = matrix[:, -1]
    unknown = (last == 50) & (last.min() != 50)  # somebody must be known, or the criterion is out of force
    spread = reading(
        np.where(unknown, np.nan, last),
        low=np.where(unknown, 5, np.maximum(last - 25, 0)),
        high=np.where(unknown, 95, np.minimum(last + 25, 100)),
    )
    return replace(made, readings={**made.readings, key: spread})


def shuffled(made: Grounds, places: list[int]) -> Grounds:
    """The same company with its rows in another order."""
    at = np.array(places)
    measured = made.measured
    columns = {key: floats(column.values[at].tolist()) for key, column in measured.columns.items()}
    readings = {
        key: replace(one, **{name: getattr(one, name)[at] for name in ("verdict", "score", "ungated", "low", "high")})
        for key, one in made.readings.items()
    }
    moved = replace(
        measured,
        customers=tuple(measured.customers[place] for place in places),
        names=tuple(measured.names[place] for place in places),
        columns=columns,
    )
    return replace(made, measured=moved, readings=readings, gates=made.gates[at])


@FEW
@given(st.integers(1, 12))
def test_weights_fall_and_add_up_to_one(n: int) -> None:
    for weights in (rank_order_centroid(n), rank_sum(n)):
        assert weights.sum() == pytest.approx(1)
        assert (np.diff(weights) < 0).all()
