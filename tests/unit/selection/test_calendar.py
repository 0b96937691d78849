"""The calendar of a programme: what is due when, and which act answers it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clave.base.words import _
from clave.policy import declared
from clave.policy.reading import default
from clave.selection import steps
from clave.selection.calendar import Due, Found, Known, Todo, agenda, next_review, year
from clave.selection.life import STATES
from clave.selection.steps import Here

TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
SINCE = date(2026, 1, 15)
WORDS = _("It stays, watched.")


def known(state: str, **more: object) -> Known:
    """A key account in a state since January, moved in November."""
    return Known("C1", "Andina", state, SINCE, date(2026, 11, 1), **more)  # type: ignore[arg-type]


def due(*accounts: Known, last: date | None = date(2026, 10, 1)) -> dict[str, tuple[str, str]]:
    """What is due besides the review of the list: its day and its act."""
    return {one.kind: (str(one.day), one.act) for one in agenda(accounts, last, LIMITS) if one.kind != "review"}


def test_each_state_waits_for_its_own() -> None:
    assert due(known("decided")) == {"announcement": ("2026-12-01", steps.ANNOUNCE)}
    assert due(known("announced")) == {"begin": ("2026-12-01", steps.BEGIN)}
    assert due(known("trial")) == {"trial": ("2027-01-15", steps.CONFIRM)}
    assert due(known("confirmed")) == {}
    assert due(known("confirmed", until=date(2027, 3, 1))) == {"override": ("2027-03-01", steps.EXTEND)}
    landing = known("landing", until=date(2027, 3, 1), todos=(Todo(date(2026, 12, 9), "Visita"),))
    assert due(landing) == {"step": ("2026-12-09", "step"), "landing": ("2027-03-01", steps.FINISH)}


def test_what_a_review_found_is_due_until_somebody_decides() -> None:
    """The review of October: each finding asks for its own act, and asks nothing of one that already lands."""
    on = date(2026, 10, 1)
    leaves, watched, stays = (Found(on, state, WORDS) for state in ("leaves", "watched", "stays"))
    assert due(known("confirmed", found=leaves)) == {"leaves": ("2026-10-01", steps.LAND)}
    assert due(known("watched", found=leaves)) == {"leaves": ("2026-10-01", steps.LAND)}
    assert due(known("confirmed", found=watched)) == {"watched": ("2026-10-01", steps.WATCH)}
    assert due(known("watched", found=watched)) == {}
    assert due(known("watched", found=stays)) == {"recovered": ("2026-10-01", steps.KEEP)}
    assert due(known("confirmed", found=stays)) == {}
    assert due(known("landing", found=leaves)) == {}


def test_the_next_review_is_so_many_months_after_the_last() -> None:
    assert next_review([known("trial")], date(2026, 10, 1), LIMITS) == date(2027, 4, 1)
    assert next_review([known("trial")], None, LIMITS) == date(2026, 7, 15), "six months after the first decision"
    assert next_review([], date(2026, 10, 1), LIMITS) is None
    yearly = LIMITS.reform({declared.life_review: 12})
    assert next_review([known("trial")], date(2026, 10, 1), yearly) == date(2027, 10, 1)
    said = agenda([known("confirmed")], None, LIMITS)[0]
    assert (said.kind, said.customer, said.because.say("en")) == (
        "review", "", "The list is reviewed every 6\xa0months; it was not yet.",
    )  # fmt: skip


def test_late_soon_and_later() -> None:
    day = Due("trial", TODAY, "C1", "Andina", WORDS, steps.CONFIRM)
    when = {
        days: Due(**{**vars(day), "day": TODAY + timedelta(days=days)}).when(TODAY, LIMITS) for days in (-1, 0, 30, 31)
    }
    assert when == {-1: "late", 0: "soon", 30: "soon", 31: "later"}


def test_the_year_holds_twelve_months_and_what_is_late_stands_in_the_first() -> None:
    dues = agenda([known("decided"), known("trial")], date(2026, 3, 1), LIMITS)
    months = year(dues, TODAY)
    assert [month.first for month in months[:3]] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert len(months) == 12
    assert {month.first.month: [due.kind for due in month.dues] for month in months if month.dues} == {
        11: ["review"], 12: ["announcement"], 1: ["trial"],
    }  # fmt: skip


@given(
    state=st.sampled_from([key for key, state in STATES.items() if state.member]),
    since=st.dates(date(2020, 1, 1), TODAY),
    moved=st.dates(date(2020, 1, 1), TODAY),
    until=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    found=st.none() | st.sampled_from(["leaves", "watched", "stays"]),
)
def test_what_is_due_can_be_done_on_its_day(
    state: str, since: date, moved: date, until: date | None, found: str | None
) -> None:
    """Law: every act the calendar offers belongs to the state, and on its day nothing makes it wait."""
    account = Known("C1", "Andina", state, since, moved, until, Found(since, found, WORDS) if found else None)
    for one in agenda([account], None, LIMITS):
        if one.kind != "review":
            act = steps.act(one.act, Here(state, since, until), max(one.day, since), LIMITS)
            assert act is not None, (one.kind, state)
            assert act.refused is None


def test_a_review_that_a_committee_has_before_it_is_due_when_its_voting_ends() -> None:
    """It should have been six months after the first decision; the committee votes until the end of November."""
    (said,) = [one for one in agenda([known("confirmed")], None, LIMITS, date(2026, 11, 29)) if one.kind == "review"]
    assert (said.day, said.act) == (date(2026, 11, 29), "meeting")
    assert said.because.say("en") == "The committee has it: voting ends on 29 Nov 2026."
