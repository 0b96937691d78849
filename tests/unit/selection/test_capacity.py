"""How many fit, which limit decides, and what one more unit of it would bring."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clave.base.errors import ClaveError
from clave.policy import declared
from clave.policy.shape import Value
from clave.selection.capacity import Treatment, room
from clave.selection.listed import Asked, listed
from clave.selection.listing import Listing
from clave.selection.programme import best_set
from clave.selection.rule import Needs
from tests.unit.selection.population import grounds, limits, reading

CODES = tuple(f"C{place:05d}" for place in range(40))
FREE: dict[Value[Any], Any] = {declared.capacity_count: 99, declared.capacity_share: 1.0, declared.seats: {}}


@pytest.mark.parametrize(
    ("changes", "cap"),
    [
        ({}, 40),
        ({declared.capacity_count: 7}, 7),
        ({declared.capacity_share: 0.1}, 4),
        ({declared.capacity_share: 0.101}, 5),  # a share is rounded up
        ({declared.capacity_share: 0.0}, 0),
        ({declared.capacity_kams: 3.0}, 40),  # nobody said how many accounts each carries
        ({declared.capacity_kams: 3.0, declared.capacity_accounts: 4.0}, 12),
        ({declared.capacity_kams: 2.5, declared.capacity_accounts: 5.0}, 12),
        ({declared.capacity_hours: 100.0}, 40),
        ({declared.capacity_hours: 100.0, declared.treatment_hours: 16.0}, 6),
        ({declared.capacity_budget: 0.3, declared.treatment_cost: 0.1}, 3),  # and not 2, for a rounding error
        ({declared.capacity_budget: 100.0, declared.treatment_cost: 9.0, declared.capacity_count: 10}, 10),
    ],
)
def test_the_cap_is_the_smallest_of_the_limits(changes: dict[Value[Any], Any], cap: int) -> None:
    assert room(CODES, limits({**FREE, **changes})).cap == cap


def chosen(changes: dict[Value[Any], Any], treatments: dict[str, Treatment] | None = None) -> Listing:
    """Five customers of 90, 80, 70, 60 and 50 points."""
    made = grounds({"volume": reading([90, 80, 70, 60, 50])}, limits({**FREE, **changes}))
    return listed(made, Asked(draws=100, treatments=treatments))


def test_a_limit_nobody_entered_is_not_set() -> None:
    shown = {limit.key: limit for limit in chosen({}).capacity.limits}
    assert [shown[key].total for key in ("accounts", "hours", "budget")] == [None, None, None]
    assert not any(limit.binds for limit in shown.values())


def test_the_limit_that_binds_says_what_one_more_brings() -> None:
    capacity = chosen({declared.capacity_hours: 70.0, declared.treatment_hours: 24.0}).capacity
    hours = next(limit for limit in capacity.limits if limit.key == "hours")
    assert (capacity.cap, hours.used, hours.total, hours.binds) == (2, 48.0, 70.0, True)
    assert hours.one_more is not None
    assert hours.one_more.say("en") == "One more account would bring in Customer C00002, with 70 points."
    assert capacity.gap == pytest.approx(10)
    assert capacity.greedy_gap == 0


def test_an_entered_limit_that_decides_nothing_is_said() -> None:
    warnings = [text.say("en") for text in chosen({declared.capacity_budget: 1e6}).capacity.warnings]
    assert any("Programme budget" in text and "decides nothing" in text for text in warnings)


def test_warnings_of_too_many() -> None:
    many = {declared.warn_accounts: 3, declared.warn_per_kam: 2, declared.capacity_kams: 2.0}
    said = [text.say("en") for text in chosen(many).capacity.warnings]
    assert said[0].startswith("5 key accounts: above 3")
    assert said[1].startswith("2.5 accounts per key account manager: above 2")
    assert chosen({}).capacity.warnings == ()


def test_with_costs_the_best_set_is_chosen_and_the_gap_is_shown() -> None:
    """90 takes all 10 hours; 80 + 70 take 5 each: 150 points against 90."""
    hours = {"C00000": 10.0, "C00001": 5.0, "C00002": 5.0}
    listing = chosen(
        {declared.capacity_hours: 10.0, declared.treatment_hours: 9.0},
        {code: Treatment(hours=each) for code, each in hours.items()},
    )
    assert [line.customer for line in listing.members] == ["C00001", "C00002"]
    assert listing.capacity.greedy_gap == pytest.approx(1 - 90 / 150)
    shown = {limit.key: limit for limit in listing.capacity.limits}
    assert (shown["hours"].used, shown["hours"].binds, shown["count"].binds) == (10.0, True, False)
    assert shown["hours"].one_more is not None
    assert shown["hours"].one_more.say("en").startswith("7.6 more hours a month would add 20 points")
    first = listing.lines[0]
    assert "does not fit" in " ".join(text.say("en") for text in first.why)


def test_a_limit_that_nobody_can_be_held_against_is_an_error() -> None:
    with pytest.raises(ClaveError, match="4 active customers have no expected treatment"):
        chosen({declared.capacity_hours: 10.0}, {"C00000": Treatment(hours=3.0)})


def test_room_for_nobody() -> None:
    listing = chosen({declared.capacity_share: 0.0})
    assert listing.members == ()
    assert {line.sure for line in listing.lines} == {0.0}
    assert "The limits leave room for nobody." in [note.say("en") for note in listing.notes]


def test_with_costs_the_count_may_bind_too() -> None:
    """Everybody takes 2 of 10 hours and each its own cost: hours allow five, the count two."""
    hours = {f"C{place:05d}": Treatment(hours=2.0) for place in range(5)}
    listing = chosen({declared.capacity_hours: 10.0, declared.capacity_count: 2}, hours)
    shown = {limit.key: limit for limit in listing.capacity.limits}
    assert (shown["count"].binds, shown["hours"].binds) == (True, False)
    assert shown["count"].one_more is not None
    assert shown["count"].one_more.say("en") == "One more account would add 70 points."
    assert listing.capacity.cap == 2


def test_budget_and_hours_together() -> None:
    needs = {f"C{place:05d}": Treatment(hours=2.0, cost=cost) for place, cost in enumerate((90.0, 30, 30, 30, 30))}
    listing = chosen({declared.capacity_hours: 8.0, declared.capacity_budget: 120.0}, needs)
    assert [line.customer for line in listing.members] == ["C00001", "C00002", "C00003", "C00004"]
    shown = {limit.key: limit for limit in listing.capacity.limits}
    assert (shown["hours"].used, shown["budget"].used) == (8.0, 120.0)


@pytest.mark.parametrize("seed", [9, 13, 19])
def test_the_solver_says_nothing_on_the_terminal(seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS printed a line of its own for these, in the middle of what `clave rank --json` prints."""
    rng, n = np.random.default_rng(seed), 400
    worth = np.round(rng.gamma(1.2, 12, n), 2)
    each = np.column_stack([rng.uniform(2, 14, n), rng.uniform(1e6, 9e6, n)])
    chosen = best_set(worth, np.zeros(n, dtype=np.bool_), 35, Needs(each, np.array([200.0, 9e7])))
    assert chosen.sum() > 0
    assert capfd.readouterr().out == ""
