"""A rhythm needs somebody of ours, somebody of theirs, and days in which it can be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clave.base.errors import ClaveError
from clave.operations.rhythms import RhythmSaid, checked_rhythm

TODAY = date(2026, 11, 17)
SAID = RhythmSaid("owner", None, 7, "", "visit", " Pedido  de diciembre ", 15, TODAY)
DEPARTMENTS = ("credit", "lab")


def test_it_is_kept_as_said_without_needless_spaces() -> None:
    assert checked_rhythm(SAID, DEPARTMENTS, TODAY).topic == "Pedido de diciembre"


def test_where_a_person_is_named_the_area_says_nothing_more() -> None:
    assert checked_rhythm(replace(SAID, area="finance"), DEPARTMENTS, TODAY).area == ""


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, contact=None), "whom"),
        (replace(SAID, contact=None, area="moon"), "whom"),
        (replace(SAID, who=""), "who"),
        (replace(SAID, person=4), "who"),
        (replace(SAID, who="moon"), "who"),
        (replace(SAID, channel="pigeon"), "channel"),
        (replace(SAID, days=0), "days"),
        (replace(SAID, days=367), "days"),
        (replace(SAID, since=TODAY + timedelta(days=2_000)), "since"),
        (replace(SAID, topic="x" * 121), "topic"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(said: RhythmSaid, field: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_rhythm(said, DEPARTMENTS, TODAY)
    assert refused.value.where == field
    assert refused.value.remedy is not None


@pytest.mark.parametrize(
    "said", [replace(SAID, who="credit"), replace(SAID, who="", person=4), replace(SAID, channel="")]
)
def test_a_part_a_department_or_a_person_may_have_it_by_any_channel(said: RhythmSaid) -> None:
    assert checked_rhythm(said, DEPARTMENTS, TODAY).days == 15
