"""Consent: what was last said for a purpose, and nothing where nobody asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.operations.consent import PURPOSES, Consent, allowed

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.mark.parametrize(
    ("said", "on", "answer"),
    [
        ([], MAY, None),
        ([Consent("greeting", True, MARCH)], MAY, True),
        ([Consent("greeting", True, MARCH)], date(2026, 2, 28), None),
        ([Consent("greeting", True, MARCH), Consent("greeting", False, APRIL)], MAY, False),
        ([Consent("greeting", False, MARCH), Consent("greeting", True, APRIL)], MAY, True),
        ([Consent("greeting", True, APRIL), Consent("greeting", False, APRIL)], MAY, False),
        ([Consent("survey", True, MARCH)], MAY, None),
    ],
    ids=["never asked", "said yes", "not yet on that day", "took it back", "came round", "both on a day", "another purpose"],
)  # fmt: skip
def test_what_was_last_said_counts(said: list[Consent], on: date, answer: bool | None) -> None:
    assert allowed("greeting", said, on).allowed is answer


WORDS = st.lists(st.builds(Consent, st.sampled_from(list(PURPOSES)), st.booleans(), st.dates(MARCH, MAY)))


@given(said=WORDS, purpose=st.sampled_from(list(PURPOSES)), on=st.dates(MARCH, MAY))
def test_without_a_yes_for_the_purpose_nothing_is_allowed(said: list[Consent], purpose: str, on: date) -> None:
    answer = allowed(purpose, said, on)
    yes = [each for each in said if each.purpose == purpose and each.given and each.on <= on]
    no = [each for each in said if each.purpose == purpose and not each.given and each.on <= on]
    if answer.allowed:
        assert max(each.on for each in yes) > max((each.on for each in no), default=date.min)
    assert answer.allowed or not yes or (no and max(e.on for e in no) >= max(e.on for e in yes))
    assert (answer.allowed is None) == (not yes and not no)
