"""What is owed and kept of a rhythm, against a clerk who turns the calendar one day at a time."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from clave.operations.cadence import Cadence, Fulfilment, Held, escalates, fulfilment, standing, working_day
from clave.policy.reading import default

FIRST = date(2024, 1, 1)
LIMITS = default().at(date(2026, 1, 1))
rhythms = some.builds(
    lambda days, since: Cadence(1, "C-1", days, FIRST + timedelta(days=since), (Held(1),)),
    some.integers(1, 120), some.integers(0, 400),
)  # fmt: skip
contacts = some.lists(some.integers(0, 900), max_size=40).map(
    lambda days: sorted({FIRST + timedelta(days=day) for day in days})
)
moments = some.integers(0, 900).map(lambda day: FIRST + timedelta(days=day))


def clerk(cadence: Cadence, days: list[date], as_of: date) -> Fulfilment:
    """Turns the calendar day by day; on the day that something is due looks back at whether there was a contact since."""
    holidays_moved = working_day
    base, kept, owed = cadence.since, 0, 0
    due = holidays_moved(base + timedelta(days=cadence.days), "CO")
    today = cadence.since
    while today < as_of:
        if today == due:
            since_then = [day for day in days if base < day <= today]
            in_the_year = (as_of - today).days < 365
            kept += bool(since_then) and in_the_year
            owed += in_the_year
            base = since_then[-1] if since_then else today
            due = holidays_moved(base + timedelta(days=cadence.days), "CO")
        else:
            today += timedelta(days=1)
    return Fulfilment(kept, owed)


@given(rhythms, contacts, moments)
def test_the_clerk_finds_the_same(cadence: Cadence, days: list[date], as_of: date) -> None:
    mine = [day for day in days if cadence.since <= day <= as_of]
    assert fulfilment(cadence, mine, as_of, "CO") == clerk(cadence, mine, as_of)


@given(rhythms, contacts, moments)
def test_what_is_due_is_a_working_day_never_before_the_rhythm_is_up(
    cadence: Cadence, days: list[date], today: date
) -> None:
    mine = [day for day in days if cadence.since <= day <= today]
    stand = standing(cadence, mine, today, "CO")
    assert working_day(stand.due, "CO") == stand.due
    assert timedelta(0) <= stand.due - (mine[-1] if mine else cadence.since) - timedelta(days=cadence.days)
    assert stand.state == ("overdue" if stand.due < today else "today" if stand.due == today else "upcoming")
    assert stand.late == (today - stand.due).days


@given(rhythms, contacts, moments)
def test_a_contact_more_never_makes_it_worse(cadence: Cadence, days: list[date], today: date) -> None:
    mine = [day for day in days if cadence.since <= day <= today]
    before, after = standing(cadence, mine, today, "CO"), standing(cadence, sorted({*mine, today}), today, "CO")
    if today >= cadence.since:
        assert after.due >= before.due
        assert after.late < 0


@given(rhythms, moments)
def test_it_escalates_one_step_after_the_other(cadence: Cadence, today: date) -> None:
    steps = ["", "owner", "sponsor"]
    told = [escalates(standing(cadence, [], today + timedelta(days=n), "CO"), LIMITS) for n in range(30)]
    assert [steps.index(step) for step in told] == sorted(steps.index(step) for step in told)
