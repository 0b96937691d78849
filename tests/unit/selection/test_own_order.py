"""One's own order on a few customers: what is not known counts neither for nor against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.selection.own_order import OwnValue, own_value

ORDER = ("loyalty", "volume", "prestige")
SCORES = st.one_of(st.none(), st.floats(0, 100))


def test_the_first_criterion_weighs_most() -> None:
    """Rank-order centroid of three: 61.1 %, 27.8 %, 11.1 %."""
    found = own_value(ORDER, {"loyalty": 90, "volume": 36, "prestige": 0})
    assert found.value == pytest.approx(90 * 11 / 18 + 36 * 5 / 18)
    assert (found.unknown, found.first) == ((), "loyalty")


def test_an_unknown_score_is_no_nought() -> None:
    known = own_value(ORDER, {"loyalty": 90, "volume": None, "prestige": 90})
    assert known.value == pytest.approx(90)
    assert known.unknown == ("volume",)


def test_nothing_known_is_no_value() -> None:
    assert own_value(ORDER, {}) == OwnValue(None, ORDER, "")
    assert own_value((), {"volume": 90}) == OwnValue(None, (), "")
    assert own_value(ORDER, {"loyalty": 0.0}).first == ""


@given(st.permutations(ORDER), st.fixed_dictionaries(dict.fromkeys(ORDER, SCORES)))
def test_it_lies_between_the_known_scores(order: list[str], scores: dict[str, float | None]) -> None:
    found, known = own_value(order, scores), [score for score in scores.values() if score is not None]
    assert (found.value is None) == (not known)
    if found.value is not None:
        assert min(known) - 1e-9 <= found.value <= max(known) + 1e-9
