"""A diary as a calendar that real programs read: checked with the library that parses it, and letter by letter. (RFC 5545)"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar

from clave.operations.diary import Entry
from clave.report.calendar_feed import calendar_of

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
VISIT = Entry(
    "cadence-9", "contact", date(2026, 12, 1), "Visita con Rosalba Cárdenas, Calzado La Sabana; «pedido», y más",
    "Pedido de diciembre, ficha; cada 15 días\ny una línea más", "account_cadence", "C-1",
)  # fmt: skip


def written(*entries: Entry, now: datetime = NOW) -> bytes:
    return calendar_of(
        entries, name="Andrea Quintero", host="clave.example", now=now, language="es",
        page=lambda entry: f"https://clave.example/cuentas/{entry.customer}/frecuencia/",
    )  # fmt: skip


def test_the_library_reads_back_what_was_said() -> None:
    (event,) = Calendar.from_ical(written(VISIT)).walk("VEVENT")
    assert (str(event["uid"]), event["dtstart"].dt, event["dtend"].dt) == (
        "cadence-9@clave.example", date(2026, 12, 1), date(2026, 12, 2),
    )  # fmt: skip
    assert str(event["summary"]) == VISIT.said
    assert str(event["description"]).startswith(str(VISIT.about))
    assert event["dtstamp"].dt == NOW
    assert str(event["url"]) == "https://clave.example/cuentas/C-1/frecuencia/"


def test_it_is_what_the_standard_asks_for() -> None:
    text = written(VISIT).decode()
    for line in (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//clave//agenda//ES", "METHOD:PUBLISH", "DTSTART;VALUE=DATE:20261201",
        "DTEND;VALUE=DATE:20261202", "DTSTAMP:20261117T150000Z", "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "TRANSP:TRANSPARENT",
        "END:VCALENDAR",
    ):  # fmt: skip
        assert line in text.split("\r\n"), line


def test_no_line_is_longer_than_75_bytes_and_each_ends_as_the_standard_says() -> None:
    raw = written(VISIT, replace(VISIT, key="x", said="ñandú " * 80))
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_what_moves_to_another_day_keeps_its_name() -> None:
    moved = replace(VISIT, day=VISIT.day + timedelta(days=7))
    names = [str(event["uid"]) for one in (VISIT, moved) for event in Calendar.from_ical(written(one)).walk("VEVENT")]
    assert names[0] == names[1]


def test_an_empty_diary_is_a_calendar_too() -> None:
    assert Calendar.from_ical(written()).walk("VEVENT") == []


@given(some.text(max_size=200), some.text(max_size=200))
def test_no_text_of_anybody_breaks_out_of_its_line(said: str, about: str) -> None:
    raw = written(replace(VISIT, said=said, about=about))
    found = Calendar.from_ical(raw)
    assert len(found.walk("VEVENT")) == 1
    assert raw.count(b"BEGIN:VEVENT") - raw.count(b"\\nBEGIN:VEVENT") <= 1 + said.count("BEGIN:VEVENT") + about.count(
        "BEGIN:VEVENT"
    )
