"""What somebody has to do with customers, as one list of days that a calendar, a mail and a page all tell. (C4, D4, D5)"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from clave.base.words import Joined, Text, _, said

Kind = Literal["contact", "follow_up", "review", "reminder", "plan", "visit", "promise", "delivery"]
KINDS: dict[str, Text] = {
    "contact": _("Contacts that are due"),
    "follow_up": _("What was left to do of a contact"),
    "review": _("Reviews and steps of the programme"),
    "reminder": _("My reminders"),
    "plan": _("Actions and reviews of plans"),
    "visit": _("Visits, sessions, services and events"),
    "promise": _("Days promised: payments, answers, ends of conditions"),
    "delivery": _("Deliveries promised to my accounts"),
}
"""What a calendar can hold, in words."""
CANCELLED_FOR = timedelta(days=30)
"""How long a calendar says of something that it is off, so that every program that subscribed hears it once."""
OFF = _("Done or cancelled")


@dataclass(frozen=True)
class Entry:
    """One thing to do on a day: `key` is the same for the same thing for ever, `said` what to do, `about` what more there is
    to know, `route` and `customer` the page where it is done.

    `sequence` counts how often it moved since a calendar had it first, `changed` when it last did (None = nobody counts), and
    `cancelled` says that it is off."""

    key: str
    kind: Kind
    day: date
    said: Text | Joined | str
    about: Text | Joined | str
    route: str
    customer: str
    sequence: int = 0
    changed: datetime | None = None
    cancelled: bool = False


Told = Mapping[str, Any]
"""What a calendar was told last: {key: {day, mark, sequence, changed, kind, route, customer, off}}, all as JSON has it."""


def retold(before: Told, entries: Iterable[Entry], now: datetime, language: str) -> tuple[list[Entry], dict[str, Any]]:
    """Entries with how often each moved, and those that are off since a while; and what the calendar has been told by then.

    Told the same twice, both say the same: nothing here changes with the clock alone but what is off for long enough."""
    told: dict[str, Any] = {}
    found: list[Entry] = []
    for one in entries:
        mark = _mark(one, language)
        last = before.get(one.key)
        if last is None:
            kept = _kept(one, mark, now, 0)
        else:
            same = last["mark"] == mark and not last["off"]
            kept = last if same else _kept(one, mark, now, last["sequence"] + 1)
        told[one.key] = kept
        found.append(replace(one, sequence=kept["sequence"], changed=datetime.fromisoformat(kept["changed"])))
    for key, last in before.items():
        if key in told:
            continue
        kept = last if last["off"] else last | {
            "off": True, "changed": now.isoformat(), "sequence": last["sequence"] + 1,
        }  # fmt: skip
        if now - datetime.fromisoformat(kept["changed"]) < CANCELLED_FOR:
            told[key] = kept
            found.append(_off(key, kept))
    return found, told


def _kept(one: Entry, mark: str, now: datetime, sequence: int) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(), "mark": mark, "sequence": sequence, "changed": now.isoformat(), "kind": one.kind,
        "route": one.route, "customer": one.customer, "off": False,
    }  # fmt: skip


def _mark(one: Entry, language: str) -> str:
    """Changes with the day and with what is said, not with how late it is."""
    return hashlib.sha256(f"{one.day}|{said(one.said, language)}".encode()).hexdigest()[:16]


def _off(key: str, kept: Mapping[str, Any]) -> Entry:
    return Entry(
        key, kept["kind"], date.fromisoformat(kept["day"]), OFF, "", kept["route"], kept["customer"], kept["sequence"],
        datetime.fromisoformat(kept["changed"]), True,
    )  # fmt: skip
