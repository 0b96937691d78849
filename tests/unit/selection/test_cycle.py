"""A programme replayed: with the bands few come and go; without them everybody who crosses the cut does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clave.policy import declared
from clave.selection.bands import Membership
from clave.selection.cycle import Choose, Turn, cycle, unbanded
from clave.selection.listed import Asked, listed
from clave.selection.listing import Listing
from tests.unit.selection.population import grounds, limits, reading

DAYS = tuple(date(year, month, 28) for year in (2020, 2021, 2022) for month in (6, 12))
POLICY = limits({declared.capacity_share: 1.0, declared.capacity_count: 2, declared.seats: {}})


def programme(scores: Sequence[Sequence[float]]) -> Choose:
    """The list of each day from one row of scores, two places, one criterion."""

    def choose(day: date, members: Mapping[str, Membership] | None) -> Listing:
        row = np.array(scores[DAYS.index(day)], dtype=np.float64)
        made = grounds({"volume": reading(row)}, POLICY)
        made = type(made)(**{**vars(made), "as_of": day})
        return listed(made, Asked(draws=100, members=members))

    return choose


def told(turns: Sequence[Turn]) -> list[tuple[str, str, str]]:
    """Who entered, left and was watched at each turn."""
    return [(" ".join(turn.entered), " ".join(turn.left), " ".join(turn.watched)) for turn in turns]


def test_who_crosses_the_cut_and_comes_back_keeps_its_status() -> None:
    """B falls below C once, in December 2020, and is back in June: without bands it is told twice, with them never."""
    scores = [[90, 80, 70], [90, 70, 80], [90, 80, 70]] + [[90, 80, 70]] * 3
    a, b, c = programme(scores)(DAYS[0], None).lines
    assert [line.customer for line in (a, b, c)] == ["C00000", "C00001", "C00002"]
    assert told(cycle(programme(scores), DAYS[:3])) == [("C00000 C00001", "", ""), ("", "", "C00001"), ("", "", "")]
    assert told(unbanded(programme(scores), DAYS[:3])) == [
        ("C00000 C00001", "", ""), ("C00002", "C00001", ""), ("C00001", "C00002", ""),
    ]  # fmt: skip


def test_who_stays_below_leaves_after_its_minimum_stay_and_the_next_one_enters() -> None:
    """Below from the first review on: watched, kept by the minimum stay of two reviews, and at the third it leaves."""
    scores = [[90, 80, 70]] + [[90, 70, 80]] * 5
    turns = cycle(programme(scores), DAYS[:4])
    assert told(turns) == [("C00000 C00001", "", ""), ("", "", "C00001"), ("", "", "C00001"), ("C00002", "C00001", "")]
    assert turns[2].members["C00001"] == Membership(DAYS[0], 2, 2)
    assert turns[3].members["C00002"] == Membership(DAYS[3])
    assert [turn.waiting for turn in turns] == [(), ("C00002",), ("C00002",), ()]


ROWS = st.lists(
    st.lists(st.integers(1, 99), min_size=4, max_size=4, unique=True), min_size=len(DAYS), max_size=len(DAYS)
)


@given(scores=ROWS)
def test_nobody_leaves_but_after_two_reviews_below_and_two_reviews_inside(scores: list[list[float]]) -> None:
    """Law: who leaves was watched at the review before, and had been through two reviews; the cap always holds."""
    turns = cycle(programme(scores), DAYS)
    for before, after in pairwise(turns):
        assert len(after.members) <= 2
        for code in after.left:
            assert code in before.watched
            assert before.members[code].reviews >= 2
        assert set(after.members) == (set(before.members) - set(after.left)) | set(after.entered)
