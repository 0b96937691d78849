"""What the customer reads and asks in its portal, as the manual says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.base.words import said
from clave.operations.needs import STAGES as NEED_STAGES
from clave.operations.portal.asking import (
    ENDED,
    LONGEST,
    NEXT,
    STATES,
    Standing,
    checked_text,
    place_words,
    title_of,
    waits_for_us,
    working_day,
)
from clave.operations.portal.benefits import (
    BROKEN,
    NOT_YET,
    TITLES,
    UNKNOWN,
    Used,
    benefit_of,
    broken_words,
    is_shown,
    semester_of,
    use_words,
)
from clave.operations.portal.invitations import checked_also, checked_answer, still_to_come
from clave.operations.portal.orders import STATES as LINE_STATES
from clave.operations.portal.orders import OrderLine, summed, told
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.grants import Grant, Held, why
from clave.privileges.improvement.stages import STAGES as REQUEST_STAGES

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def line(day: date | None = None, left_on: date | None = None, left: int = 0, leaves: date | None = None) -> OrderLine:
    return OrderLine(
        "PED-1", "1", "PU-300", "PU-300", date(2026, 11, 1), day, True, Decimal(60), Decimal(left), left_on, leaves
    )


@pytest.mark.parametrize(
    ("one", "state", "words"),
    [
        (line(date(2026, 11, 26)), "in_time", "We are on our way to keep its day."),
        (line(date(2026, 11, 20)), "late", "It has no new day yet: ask whoever answers to you."),
        (line(date(2026, 11, 20), leaves=date(2026, 11, 25)), "late", "Its new day is 25 Nov 2026."),
        (
            line(date(2026, 11, 20), leaves=date(2026, 11, 21)),
            "late",
            "It has no new day yet: ask whoever answers to you.",
        ),
        (line(date(2026, 11, 26), leaves=date(2026, 11, 28)), "moved", "Its new day is 28 Nov 2026."),
        (line(), "undated", "We owe you its day."),
        (line(leaves=date(2026, 11, 28)), "undated", "It leaves on 28 Nov 2026."),
        (line(date(2026, 11, 20), date(2026, 11, 19), 60), "left", "It left on 19 Nov 2026."),
        (line(date(2026, 11, 20), date(2026, 11, 19), 40), "short", "40 of 60 left on 19 Nov 2026."),
    ],
)
def test_a_line_of_an_order_in_words_of_the_customer(one: OrderLine, state: str, words: str) -> None:
    found = told(one, TODAY)
    assert (found.state, said(found.words, "en")) == (state, words)


def test_lines_are_summed_by_state_the_late_ones_first() -> None:
    found = [told(one, TODAY) for one in (line(date(2026, 11, 26)), line(date(2026, 11, 1)), line(date(2026, 11, 2)))]
    assert dict(summed(found)) == {"late": 2, "in_time": 1}
    assert list(summed(found)) == ["late", "in_time"]


AROUND = st.none() | st.integers(-60, 60)


@given(AROUND, AROUND, AROUND, st.integers(0, 90))
def test_every_line_has_one_state_and_no_new_day_is_in_the_past(
    day: int | None, left_on: int | None, leaves: int | None, left: int
) -> None:
    days = [None if n is None else TODAY + timedelta(days=n) for n in (day, left_on, leaves)]
    found = told(line(days[0], days[1], left, days[2]), TODAY)
    assert found.state in LINE_STATES
    if found.state in ("late", "moved"):
        assert found.new_day is None or found.new_day >= TODAY or found.state == "moved"


# What has been asked


def test_two_working_days_pass_over_weekends_and_holidays() -> None:
    """Friday 13 November 2026 → Monday 16 is a holiday in Colombia → Wednesday 18."""
    assert working_day(date(2026, 11, 13), 2, "CO") == date(2026, 11, 18)
    assert working_day(date(2026, 11, 23), 2, "CO") == date(2026, 11, 25)
    assert working_day(date(2026, 11, 23), 0, "CO") == date(2026, 11, 23)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 1)), st.integers(1, 15))
def test_a_working_day_is_later_and_no_weekend(day: date, after: int) -> None:
    found = working_day(day, after, "CO")
    assert found >= day + timedelta(days=after)
    assert found.weekday() < 5


def test_what_is_written_is_kept_in_one_line() -> None:
    assert checked_text("  Menos \n olor  ") == "Menos olor"
    for wrong in ("", " \n", "x" * (LONGEST + 1)):
        with pytest.raises(ClaveError):
            checked_text(wrong)


@given(st.text(min_size=1, max_size=LONGEST))
def test_a_title_fits_and_is_the_beginning(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 90
    assert title == text or text.startswith(title[:-1])


def test_every_stage_has_words_for_the_customer_and_what_comes_next() -> None:
    assert {*NEED_STAGES, *REQUEST_STAGES} == STATES.keys() == NEXT.keys()
    assert STATES.keys() >= ENDED


def test_the_place_in_the_queue_names_nobody() -> None:
    assert said(place_words(1, 9), "en") == "It is the next one of 9. Key accounts go first."
    assert said(place_words(3, 9), "en") == "It is number 3 of 9. Key accounts go first."


@pytest.mark.parametrize(
    ("one", "waits"),
    [
        (Standing("heard"), True),
        (Standing("heard", ours=NOW), False),
        (Standing("working"), False),
        (Standing("working", theirs=NOW), True),
        (Standing("working", theirs=NOW, ours=NOW + timedelta(hours=1)), False),
        (Standing("solved", ours=NOW), False),
        (Standing("solved", ours=NOW, verdict="unsolved", verdict_at=NOW + timedelta(hours=1)), True),
        (Standing("solved", ours=NOW + timedelta(hours=2), verdict="unsolved", verdict_at=NOW), False),
        (Standing("solved", theirs=NOW, verdict="solved", verdict_at=NOW), False),
    ],
)
def test_when_an_ask_waits_for_us(one: Standing, waits: bool) -> None:
    assert waits_for_us(one) is waits


# What they have


def held(key: str, until: date | None = None, shown: bool | None = None) -> Held:
    grant = Grant("C-1", key, date(2026, 1, 1), until, {"days": 10, "hours": 20, "months": 6}, shown=shown)
    return Held(PRIVILEGES[key], grant, why(grant))


@pytest.mark.parametrize(
    ("key", "used", "words"),
    [
        ("dispatch", Used(orders=148, on_time=0.973), "148 orders · 97.3% on time"),
        ("dispatch", Used(orders=0), "Not used this semester"),
        ("dispatch", Used(), "We do not measure its use yet"),
        ("no_minimum", Used(kept=14, measured=True), "14 small orders"),
        ("no_minimum", Used(measured=True), "Not used this semester"),
        ("no_minimum", Used(), "We do not measure its use yet"),
        ("laboratory", Used(hours=12.0), "12 hours worked for you"),
        ("laboratory", Used(hours=0.0), "Not used this semester"),
        ("report", Used(kept=1, broken=1, measured=True), "1 of 2 as promised"),
        ("report", Used(unknown=2, measured=True), "We do not measure its use yet"),
        ("report", Used(measured=True), "Not used this semester"),
        ("improvement", Used(requests=2), "2 requests of yours open"),
    ],
)
def test_the_use_of_a_semester_and_unknown_is_not_none(key: str, used: Used, words: str) -> None:
    assert said(use_words(key, used), "en") == words


def test_every_privilege_that_is_shown_has_a_title_and_an_honest_sentence() -> None:
    can = {key for key, one in PRIVILEGES.items() if not one.by_condition}
    assert can == TITLES.keys() == BROKEN.keys()
    assert (
        said(broken_words("dispatch", "PED-7"), "en")
        == "Order PED-7: it did not leave before others, as we had promised."
    )
    assert "{" not in said(broken_words("contact", "2026-07"), "en")
    assert {NOT_YET, UNKNOWN} == {use_words("report", Used(measured=True)), use_words("report", Used())}


def test_what_is_shown_is_as_somebody_marked_it_else_as_the_catalogue_says_and_conditions_never() -> None:
    assert is_shown(PRIVILEGES["dispatch"], held("dispatch").grant)
    assert not is_shown(PRIVILEGES["dispatch"], held("dispatch", shown=False).grant)
    condition = Grant("C-1", "preferential", date(2026, 1, 1), shown=True)
    assert not is_shown(PRIVILEGES["preferential"], condition)


def test_a_benefit_says_its_end_and_warns_where_it_was_broken() -> None:
    found = benefit_of(held("laboratory", date(2026, 12, 31)), Used(broken=1, measured=True, hours=3.0))
    assert said(found.about, "en").endswith("Until 31 Dec 2026.")
    assert found.tone == "warn"


def test_a_semester_is_that_of_the_calendar() -> None:
    assert semester_of(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert semester_of(date(2026, 7, 1)) == (date(2026, 7, 1), date(2026, 12, 31))


# What they answer


def test_an_answer_is_yes_or_no_and_while_it_can_be_said() -> None:
    assert checked_answer("yes") == "yes"
    assert checked_also("  Julián \n Ospina ") == "Julián Ospina"
    still_to_come(TODAY, TODAY)
    for wrong in (
        lambda: checked_answer("maybe"),
        lambda: checked_also("x" * 301),
        lambda: still_to_come(date(2026, 11, 22), TODAY),
    ):
        with pytest.raises(ClaveError):
            wrong()
