"""Entry and exit: who stays, who is watched, who leaves, who enters and who waits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.selection.bands import Membership, Places, Review, review
from tests.unit.selection.population import AS_OF, limits

LONG_AGO, LATELY = date(2020, 1, 1), date(2026, 1, 1)


def decide(sure: dict[str, float], members: dict[str, Membership], cap: int) -> Review:
    codes = sorted(sure)
    chance = np.array([sure[code] for code in codes])
    places = Places(np.ones((len(codes), 1)), np.array([float(cap)]))
    return review(codes, chance, chance * 100, members, places, AS_OF, limits())


def state(decided: Review, code: str) -> str:
    return decided.standings[code].state if code in decided.standings else "outside"


@pytest.mark.parametrize(
    ("sure", "reviews", "below", "expected"),
    [
        (0.90, 9, 0, "stays"),
        (0.30, 9, 1, "stays"),  # on the band is not below it
        (0.29, 9, 0, "watched"),
        (0.29, 9, 1, "leaves"),
        (0.00, 9, 4, "leaves"),
        (0.29, 1, 1, "watched"),  # minimum stay
        (0.29, 2, 1, "leaves"),
    ],
)
def test_a_member(sure: float, reviews: int, below: int, expected: str) -> None:
    decided = decide({"A": sure}, {"A": Membership(LONG_AGO, reviews, below)}, 5)
    assert state(decided, "A") == expected
    assert (expected == "leaves") == ("A" not in decided.inside)


def test_a_good_review_starts_the_count_again() -> None:
    assert decide({"A": 0.5}, {"A": Membership(LONG_AGO, 9, 1)}, 5).standings["A"].below == 0


@pytest.mark.parametrize(("sure", "expected"), [(0.60, "enters"), (0.59, "outside"), (1.0, "enters")])
def test_a_newcomer(sure: float, expected: str) -> None:
    decided = decide({"A": sure}, {}, 5)
    assert state(decided, "A") == expected
    if expected == "enters":
        assert decided.standings["A"].trial


def test_the_first_year_is_on_trial() -> None:
    decided = decide({"A": 0.9, "B": 0.9}, {"A": Membership(LATELY, 1), "B": Membership(LONG_AGO, 9)}, 5)
    assert decided.standings["A"].trial
    assert not decided.standings["B"].trial


def test_newcomers_wait_and_say_whose_place_they_would_take() -> None:
    """Two places, both taken: the surer newcomer names the weakest member, the second the next weakest."""
    members = {"A": Membership(LONG_AGO, 9), "B": Membership(LONG_AGO, 9)}
    decided = decide({"A": 0.40, "B": 0.70, "C": 0.65, "D": 0.95, "E": 0.2}, members, 2)
    assert decided.inside == {"A", "B"}
    assert (state(decided, "D"), decided.standings["D"].instead_of) == ("waits", "A")
    assert (state(decided, "C"), decided.standings["C"].instead_of) == ("waits", None)  # B is surer than C
    assert "A" in decided.standings["D"].because.say("en")
    assert state(decided, "E") == "outside"


def test_a_member_that_no_longer_buys_holds_its_place_until_it_leaves() -> None:
    members = {"GONE": Membership(LONG_AGO, 9, 0)}
    decided = decide({"A": 0.9}, members, 1)
    assert (state(decided, "GONE"), state(decided, "A")) == ("watched", "waits")
    decided = decide({"A": 0.9}, {"GONE": Membership(LONG_AGO, 9, 1)}, 1)
    assert (state(decided, "GONE"), state(decided, "A")) == ("leaves", "enters")


shares = st.sampled_from([0.0, 0.1, 0.29, 0.3, 0.5, 0.6, 0.7, 0.86, 1.0])
codes = st.sampled_from("ABCDEFGH")
memberships = st.builds(Membership, st.sampled_from([LONG_AGO, LATELY]), st.integers(0, 4), st.integers(0, 3))


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(codes, shares, min_size=1),
    st.dictionaries(codes, memberships, max_size=5),
    st.integers(0, 6),
)
def test_nobody_enters_beyond_the_cap(sure: dict[str, float], members: dict[str, Membership], cap: int) -> None:
    """Newcomers fill what members leave free; members may be more than the cap, newcomers never make them so.

    No member leaves above the exit band, at its first review below it, or before its minimum stay."""
    decided = decide(sure, members, cap)
    entered = [code for code, standing in decided.standings.items() if standing.state == "enters"]
    assert not entered or len(decided.inside) <= cap
    for code, member in members.items():
        leaves = decided.standings[code].state == "leaves"
        assert leaves == (sure.get(code, 0.0) < 0.3 and member.below + 1 >= 2 and member.reviews >= 2)
    for code in entered:
        assert sure[code] >= 0.6
        assert code not in members
    waiting = [s.instead_of for s in decided.standings.values() if s.state == "waits" and s.instead_of]
    assert len(waiting) == len(set(waiting))
    assert set(waiting) <= decided.inside & set(members)
