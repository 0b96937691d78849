"""What a calendar is told again: what moved, what is off, and nothing that did not change. (C4, ADR 0039)"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from clave.base.words import Text
from clave.operations.diary import CANCELLED_FOR, Entry, retold
from clave.report.calendar_feed import calendar_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
VISIT = Entry("cadence-1", "contact", date(2026, 3, 9), Text("Visit"), "3 days late", "account_cadence", "C-1")
CALL = replace(VISIT, key="cadence-2", said=Text("Call"))


def events(entries: list[Entry], now: datetime = NOW) -> dict[str, Event]:
    """What a program that subscribed reads."""
    body = calendar_of(
        entries, name="Ana", host="clave.example", page=lambda one: f"/{one.customer}", now=now, language="en"
    )
    return {str(one["uid"]).partition("@")[0]: one for one in Calendar.from_ical(body).walk("VEVENT")}


def test_told_the_same_twice_it_says_the_same() -> None:
    first, told = retold({}, [VISIT, CALL], NOW, "es")
    again, same = retold(told, [VISIT, CALL], NOW + timedelta(days=3), "es")
    assert (again, same) == (first, told)
    assert [one.sequence for one in again] == [0, 0]
    later, _told = retold(told, [replace(VISIT, about="6 days late"), CALL], NOW + timedelta(days=3), "es")
    assert later[0].sequence == 0, "how late it is moves nothing"


def test_what_moves_or_is_said_otherwise_counts_one_more_under_its_name() -> None:
    _first, told = retold({}, [VISIT], NOW, "es")
    moved, told = retold(told, [replace(VISIT, day=date(2026, 3, 16))], NOW + timedelta(days=1), "es")
    found = events(moved)["cadence-1"]
    assert (found["sequence"], found["dtstart"].dt, found["status"]) == (1, date(2026, 3, 16), "CONFIRMED")
    assert found["last-modified"].dt == NOW + timedelta(days=1)
    renamed, _told = retold(told, [replace(moved[0], said=Text("Long visit"))], NOW + timedelta(days=2), "es")
    assert renamed[0].sequence == 2


def test_what_is_off_is_said_for_a_while_and_then_forgotten() -> None:
    _first, told = retold({}, [VISIT, CALL], NOW, "es")
    off, told = retold(told, [CALL], NOW + timedelta(days=1), "es")
    found = events(off)
    assert (found["cadence-1"]["status"], found["cadence-2"]["status"]) == ("CANCELLED", "CONFIRMED")
    assert (found["cadence-1"]["sequence"], found["cadence-1"]["dtstart"].dt) == (1, VISIT.day)
    assert str(found["cadence-1"]["summary"]) == "Done or cancelled"
    again, told = retold(told, [CALL], NOW + timedelta(days=2), "es")
    assert again[1].changed == NOW + timedelta(days=1), "it is off since then, and not anew each time"
    gone, told = retold(told, [CALL], NOW + timedelta(days=1) + CANCELLED_FOR, "es")
    assert ([one.key for one in gone], set(told)) == (["cadence-2"], {"cadence-2"})


def test_what_was_off_and_is_there_again_is_newer_than_its_end() -> None:
    _first, told = retold({}, [VISIT], NOW, "es")
    _off, told = retold(told, [], NOW + timedelta(days=1), "es")
    back, _told = retold(told, [VISIT], NOW + timedelta(days=2), "es")
    assert (back[0].sequence, back[0].cancelled) == (2, False)
