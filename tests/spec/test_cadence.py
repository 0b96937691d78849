"""The rhythm of contacts, as docs/explanation/ritmo-de-contactos.md tells it: the same figures. (C4, D4)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clave.base.words import _
from clave.operations.cadence import (
    Cadence,
    Held,
    Met,
    counts,
    escalates,
    every,
    fulfilment,
    kept_days,
    standing,
    working_day,
)
from clave.operations.rhythms import STANDARDS, template
from clave.policy import declared
from clave.policy.reading import default

ANDREA, JULIAN, ROSALBA, EMILIO = 1, 2, 71, 72
TODAY = date(2026, 11, 17)  # a Tuesday
LIMITS = default().at(TODAY)
FORTNIGHT = Cadence(
    9, "C-1", 15, date(2026, 1, 5), (Held(ANDREA),), contact=ROSALBA, channel="call", topic="Pedido de diciembre"
)
CALL = Met("C-1", date(2026, 11, 3), "call", ANDREA)


def due(*days: date, cadence: Cadence = FORTNIGHT, today: date = TODAY) -> tuple[str, date, int]:
    stand = standing(cadence, list(days), today, "CO")
    return stand.state, stand.due, stand.late


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 11, 17), date(2026, 11, 17)),
        (date(2026, 11, 14), date(2026, 11, 17)),  # Saturday; Monday 16 is Independencia de Cartagena
        (date(2026, 12, 8), date(2026, 12, 9)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_nothing_is_due_on_a_holiday_or_a_weekend(day: date, moved: date) -> None:
    assert working_day(day, "CO") == moved


def test_another_country_has_other_holidays() -> None:
    assert working_day(date(2026, 11, 16), "US") == date(2026, 11, 16)
    assert working_day(date(2026, 11, 26), "US") == date(2026, 11, 27), "Thanksgiving"


def test_a_rhythm_is_due_so_many_days_after_the_last_contact_that_counts() -> None:
    assert due(date(2026, 11, 3)) == ("upcoming", date(2026, 11, 18), -1)
    assert due(date(2026, 11, 2)) == ("today", date(2026, 11, 17), 0)
    assert due(date(2026, 10, 20)) == ("overdue", date(2026, 11, 4), 13)


def test_before_the_first_contact_the_clock_runs_from_the_day_it_was_agreed() -> None:
    fresh = replace(FORTNIGHT, since=date(2026, 11, 10))
    assert due(cadence=fresh) == ("upcoming", date(2026, 11, 25), -8)
    assert standing(fresh, [], TODAY, "CO").because.say("en") == "none yet since it was agreed on 10 Nov 2026"


def test_without_an_interlocutor_it_says_so_and_still_says_when() -> None:
    alone = replace(FORTNIGHT, missing=_("nobody of purchasing is written down"))
    assert due(date(2026, 10, 20), cadence=alone) == ("absent", date(2026, 11, 4), 13)


@pytest.mark.parametrize(
    ("met", "kept", "why"),
    [
        (CALL, True, "a note that names nobody may have been with anybody"),
        (replace(CALL, contacts=frozenset({ROSALBA})), True, "with whom it was agreed"),
        (replace(CALL, contacts=frozenset({EMILIO})), False, "with somebody else"),
        (replace(CALL, by=JULIAN), False, "a colleague"),
        (replace(CALL, customer="C-2"), False, "another customer"),
        (replace(CALL, kind="visit"), True, "whoever visited need not call"),
        (replace(CALL, kind="video"), True, "a video call counts among calls"),
        (replace(CALL, kind="mail"), False, "whoever wrote did not call"),
        (replace(CALL, topics=("pedidos",)), True, "the same word in another form"),
        (replace(CALL, topics=("precio",)), False, "about something else"),
        (replace(CALL, on=date(2025, 12, 30)), False, "before it was agreed"),
    ],
)
def test_what_counts(met: Met, kept: bool, why: str) -> None:
    assert counts(FORTNIGHT, met) is kept, why


def test_with_an_area_anybody_of_that_area_counts() -> None:
    area = replace(FORTNIGHT, contact=None, area="purchasing")
    named = replace(CALL, contacts=frozenset({EMILIO}), areas=frozenset({"purchasing"}))
    assert counts(area, named)
    assert not counts(area, replace(named, areas=frozenset({"finance"})))


def test_each_contact_is_of_who_had_the_part_on_that_day() -> None:
    handed = replace(FORTNIGHT, ours=(Held(ANDREA, until=date(2026, 9, 1)), Held(JULIAN, since=date(2026, 9, 1))))
    assert counts(handed, replace(CALL, on=date(2026, 8, 31)))
    assert not counts(handed, replace(CALL, on=date(2026, 9, 1)))
    assert counts(handed, replace(CALL, on=date(2026, 9, 1), by=JULIAN))


def test_the_worked_example_of_the_page() -> None:
    """Monthly since 1 July: July kept, what was due on 19 August missed, caught up on the 28th, then kept."""
    monthly = replace(FORTNIGHT, days=30, since=date(2026, 7, 1))
    days = [date(2026, 7, 20), date(2026, 8, 28), date(2026, 9, 22), date(2026, 10, 20)]
    assert [working_day(day + timedelta(days=30), "CO") for day in days[:1]] == [date(2026, 8, 19)]
    found = fulfilment(monthly, days, TODAY, "CO")
    assert (found.kept, found.owed) == (4, 5)
    assert found.share == 0.8
    assert due(*days, cadence=monthly) == ("upcoming", date(2026, 11, 19), -2)


def test_a_young_rhythm_is_not_judged() -> None:
    assert fulfilment(replace(FORTNIGHT, since=date(2026, 11, 10)), [], TODAY, "CO").share is None


def test_speaking_more_often_than_agreed_owes_nothing_more() -> None:
    weekly = [date(2026, 1, 5) + timedelta(days=7 * n) for n in range(46)]
    often = fulfilment(replace(FORTNIGHT, days=30), weekly, TODAY, "CO")
    assert often.kept == often.owed <= 13


def test_a_rhythm_left_alone_breaks_once_for_each_time_it_was_owed() -> None:
    silent = fulfilment(replace(FORTNIGHT, days=30, since=date(2026, 1, 5)), [], TODAY, "CO")
    assert (silent.kept, silent.owed) == (0, 10)


def test_what_is_not_kept_reaches_the_owner_and_then_the_sponsor() -> None:
    def told(late: int) -> str:
        return escalates(standing(FORTNIGHT, [TODAY - timedelta(days=15 + late)], TODAY, "CO"), LIMITS)

    assert (LIMITS[declared.cadence_owner_days], LIMITS[declared.cadence_sponsor_days]) == (3, 15)
    assert [told(late) for late in (0, 1, 5, 6)] == ["", "", "owner", "owner"]
    assert told(40) == "sponsor"


def test_a_category_brings_its_rhythms_to_those_of_everybody() -> None:
    assert template("cash", LIMITS) == {"owner_purchasing": 15, "owner_management": 90, "credit_finance": 30}
    assert [*template("volume", LIMITS)] == [
        "owner_purchasing", "owner_management", "sponsor_management", "credit_finance", "dispatch_logistics",
    ]  # fmt: skip
    assert template("", LIMITS) == template("cash", LIMITS), "a category that nobody declared adds nothing"
    assert set(LIMITS[declared.cadence_days]) == set(STANDARDS)


def test_rhythms_have_names() -> None:
    assert [every(days).say("en") for days in (7, 15, 30, 90, 12)] == [
        "weekly", "fortnightly", "monthly", "quarterly", "every 12 days",
    ]  # fmt: skip


def test_days_are_kept_once_and_not_before_their_time() -> None:
    later = replace(CALL, on=TODAY + timedelta(days=1))
    assert kept_days(FORTNIGHT, [CALL, CALL, later, replace(CALL, by=JULIAN)], TODAY) == [CALL.on]
