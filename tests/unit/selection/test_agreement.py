"""Kendall's W: a published case, an independent reckoning, its bounds, and its words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from clave.policy import declared
from clave.selection.agreement import agreement, chi_square, concordance, places
from tests.unit.selection.population import limits

NBSP = "\u00a0"
POLICY = limits()
LAWS = settings(max_examples=200, deadline=None)


@st.composite
def orders(draw: st.DrawFn, least: int = 2) -> list[tuple[str, ...]]:
    """Complete orders of the same criteria."""
    keys = [f"k{place}" for place in range(draw(st.integers(least, 10)))]
    return [tuple(draw(st.permutations(keys))) for _person in range(draw(st.integers(2, 8)))]


def test_three_executives_rank_six_applicants() -> None:
    """Siegel 1956, Nonparametric statistics for the behavioral sciences, table 9.6: W = .16."""
    ranks = np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    assert ranks.sum(axis=0).tolist() == [8, 14, 11, 11, 11, 8]
    assert round(concordance(ranks), 2) == 0.16


def test_thirteen_psychiatrists_rank_twenty_mothers() -> None:
    """Siegel 1956, chapter 9: W = .577 of 13 people over 20 is a chi-square of 142.5."""
    assert round(chi_square(0.577, 13, 20), 1) == 142.5


@LAWS
@given(orders(least=3))
def test_it_is_friedmans_statistic_in_other_units(asked: list[tuple[str, ...]]) -> None:
    found = agreement(asked, POLICY)
    assert found is not None
    if len(asked) > 2:  # SciPy asks for three samples at least, and criteria are its samples
        expected = friedmanchisquare(*places(asked, asked[0]).T.tolist()).statistic
        assert found.chi_square == pytest.approx(expected, abs=1e-9)
    assert 0 <= found.w <= 1 + 1e-12


@LAWS
@given(orders())
def test_neither_people_nor_criteria_have_an_order_of_their_own(asked: list[tuple[str, ...]]) -> None:
    first, back = agreement(asked, POLICY), agreement(asked[::-1], POLICY)
    assert first is not None
    assert back is not None
    assert first.w == pytest.approx(back.w)


def test_the_same_order_is_one_and_opposite_ones_are_nothing() -> None:
    keys = tuple("abcdefgh")
    same, opposite = agreement([keys] * 4, POLICY), agreement([keys, keys[::-1]], POLICY)
    assert same is not None
    assert opposite is not None
    assert (same.w, same.band, opposite.w, opposite.band) == (1, "unusual", 0, "very_weak")
    assert same.chance is not None
    assert same.chance < 0.001
    assert opposite.chance == 1


@pytest.mark.parametrize(
    ("w", "band"), [(0.29, "very_weak"), (0.3, "weak"), (0.5, "moderate"), (0.69, "moderate"), (0.7, "strong"), (0.9, "unusual")]
)  # fmt: skip
def test_what_it_is_called_is_policy(w: float, band: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clave.selection.agreement.concordance", lambda ranks: w)
    found = agreement([tuple("ab"), tuple("ba")], POLICY)
    assert found is not None
    assert found.band == band
    stricter = agreement([tuple("ab"), tuple("ba")], limits({declared.debate_unusual: 0.95}))
    assert stricter is not None
    assert stricter.band == ("strong" if band == "unusual" else band)


def test_one_person_agrees_with_nobody() -> None:
    assert agreement([tuple("abc")], POLICY) is None
    assert agreement([], POLICY) is None


def test_with_few_criteria_chance_is_not_reckoned_and_that_is_said() -> None:
    few, enough = agreement([tuple("abcdefg")] * 3, POLICY), agreement([tuple("abcdefgh")] * 3, POLICY)
    assert few is not None
    assert enough is not None
    assert few.chance is None
    assert "Too few criteria" in few.meaning[1].say("en")
    assert enough.meaning[1].say("en") == (
        "It is no chance: people ordering blindly would agree this much 0.4% of the times."
    )


def test_what_may_be_chance_is_not_sold_as_agreement() -> None:
    found = agreement([tuple("abcdefgh"), tuple("hgfedcba")], POLICY)
    assert found is not None
    assert found.meaning[1].say("en").startswith("It may be chance")


def test_one_criterion_leaves_nothing_to_differ_in() -> None:
    found = agreement([("a",), ("a",)], POLICY)
    assert found is not None
    assert found.w == 1
