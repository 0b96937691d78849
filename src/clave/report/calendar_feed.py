"""A person's diary as a calendar that other programs subscribe to. (RFC 5545, RFC 7986)

Whole days only, each under a name of its own that never changes, so that what moves to another day moves in the calendar of
whoever subscribed; what is off is said to be, for a while. Whole days have no time zone (RFC 5545, 3.3.4): they are those of the
company, wherever it is read. No figure is in it: an address that leaked tells whom somebody visits, and nothing of what it
is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from clave.base.words import Text, _, said
from clave.operations.diary import Entry

REFRESH = timedelta(hours=4)
Page = Callable[[Entry], str]
NAME: Text = _("clave: contacts of {name}")


def calendar_of(
    entries: Iterable[Entry], *, name: str, host: str, page: Page, now: datetime, language: str, zone: str = ""
) -> bytes:
    """The calendar of a person. `host` makes the names unique in the world, `page` gives the address where something is done;
    `now` is when it was written (aware), for entries of which nobody counts the changes; `zone` is whose days they are."""
    found = Calendar()
    found.add("prodid", "-//clave//agenda//ES")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    title = said(NAME.fill(name=name), language)
    found.add("name", title)
    found.add("x-wr-calname", title)
    if zone:
        found.add("x-wr-timezone", zone)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", REFRESH)
    for entry in entries:
        found.add_component(_event(entry, host, page(entry), now, language))
    return bytes(found.to_ical())


def _event(entry: Entry, host: str, page: str, now: datetime, language: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", entry.changed or now)
    if entry.changed:
        event.add("last-modified", entry.changed)
        event.add("sequence", entry.sequence)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", said(entry.said, language))
    about = said(entry.about, language)
    event.add("description", f"{about}\n{page}" if about else page)
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    event.add("categories", [entry.kind])
    return event
