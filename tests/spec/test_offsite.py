"""Off-site sessions: when they took place, when they may be closed, and what is said of ideas that lie untouched. (C3)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.operations.offsite import (
    FOLLOWING,
    STAGES,
    OffsiteSaid,
    PointSaid,
    check_step,
    checked_offsite,
    checked_point,
    checked_reason,
    clock,
    left_lying,
)
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
DAY = OffsiteSaid(TODAY - timedelta(days=2), "Hacienda El Bosque", "Reducir mermas", Decimal(4_000_000), (1,), (7,))


def wrong(call: object, *args: object) -> tuple[str, str]:
    with pytest.raises(ClaveError) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.where or "", refused.value.sentence().say("en")


@pytest.mark.parametrize(
    ("given_", "where"),
    [({"place": " "}, "place"), ({"purpose": ""}, "purpose"), ({"cost": Decimal(-1)}, "cost")],
)  # fmt: skip
def test_a_session_has_a_place_a_purpose_and_a_cost_that_is_no_gain(given_: dict[str, object], where: str) -> None:
    assert wrong(checked_offsite, replace(DAY, **given_))[0] == where


def test_a_cost_that_nobody_knows_is_no_zero() -> None:
    assert checked_offsite(replace(DAY, cost=None)).cost is None
    assert checked_offsite(replace(DAY, cost=Decimal(0))).cost == 0


@pytest.mark.parametrize(
    ("point", "where"),
    [
        (PointSaid(" "), "text"), (PointSaid("Visita", 0), "minutes"), (PointSaid("Visita", 481), "minutes"),
        (PointSaid("Visita", 20, ours=2), "lead"), (PointSaid("Visita", 20, theirs=8), "lead"),
    ],
)  # fmt: skip
def test_a_point_says_something_takes_minutes_and_is_led_by_somebody_who_comes(point: PointSaid, where: str) -> None:
    assert wrong(checked_point, point, [1], [7])[0] == where


def test_a_point_may_be_led_by_either_side_or_nobody_yet() -> None:
    for point in (PointSaid("Visita", 20, ours=1), PointSaid("Visita", 20, theirs=7), PointSaid("Visita")):
        assert checked_point(point, [1], [7]) == point


def test_it_took_place_only_on_a_day_that_has_come_and_with_both_sides() -> None:
    check_step("planned", "held", DAY, 0, TODAY)
    ahead = replace(DAY, on=TODAY + timedelta(days=1))
    assert "has not come yet" in wrong(check_step, "planned", "held", ahead, 0, TODAY)[1]
    for alone in (replace(DAY, ours=()), replace(DAY, theirs=())):
        assert "both sides" in wrong(check_step, "planned", "held", alone, 0, TODAY)[1]


def test_it_is_closed_once_every_idea_was_decided() -> None:
    check_step("held", "closed", DAY, 0, TODAY)
    assert "2 ideas were not decided" in wrong(check_step, "held", "closed", DAY, 2, TODAY)[1]


@given(here=st.sampled_from(STAGES), to=st.sampled_from(STAGES), untouched=st.integers(0, 5), days=st.integers(-30, 30))
def test_no_session_is_ever_closed_with_an_idea_undecided(here: str, to: str, untouched: int, days: int) -> None:
    said = replace(DAY, on=TODAY - timedelta(days=days))
    try:
        check_step(here, to, said, untouched, TODAY)
    except ClaveError:
        return
    assert to in FOLLOWING[here]
    assert to != "closed" or untouched == 0
    assert (here, to) != ("planned", "held") or said.on <= TODAY


def test_an_idea_is_turned_down_with_a_reason() -> None:
    assert wrong(checked_reason, "  ")[0] == "why"
    assert checked_reason(" Ya lo hace otro ") == "Ya lo hace otro"


def test_thirty_days_after_it_took_place_untouched_ideas_are_said() -> None:
    """The policy that clave ships says 30 days: on day 29 nothing is said, on day 30 it is."""
    said = left_lying("held", TODAY - timedelta(days=30), 2, TODAY, LIMITS)
    assert said is not None
    assert said.say("en") == "2 ideas lie untouched since 30 days"
    assert left_lying("held", TODAY - timedelta(days=29), 2, TODAY, LIMITS) is None
    assert left_lying("held", TODAY - timedelta(days=90), 0, TODAY, LIMITS) is None
    assert left_lying("planned", TODAY - timedelta(days=90), 2, TODAY, LIMITS) is None


def test_the_agenda_runs_point_after_point_until_one_says_no_minutes() -> None:
    assert clock([20, 40, None, 15]) == ((0, 20), (20, 60), (None, None), (None, None))
    assert clock([]) == ()


@given(st.lists(st.integers(1, 480)))
def test_where_all_minutes_are_known_the_last_point_ends_at_their_sum(minutes: list[int]) -> None:
    found = clock(minutes)
    assert [end for _start, end in found][-1:] == ([sum(minutes)] if minutes else [])
