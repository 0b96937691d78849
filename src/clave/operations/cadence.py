"""How often who of ours speaks with whom of a customer, by which channel, about what; what is due, and how it was kept. (C4, D4)

The clock of a rhythm starts on the day it was agreed. Each contact that counts starts it anew; what is due falls so many days
later, moved forward off weekends and public holidays. What a note does not say excludes nothing: a contact in which nobody
was named may have been with anybody, one without topics about anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clave.base.figures import Figure
from clave.base.holidays import holidays_of
from clave.base.words import Text, _, counted
from clave.operations.touchpoints import stems
from clave.policy import declared
from clave.policy.limits import Limits

CLOSENESS = {"visit": 3, "hospitality": 3, "call": 2, "video": 2, "mail": 1, "message": 1}
"""How near a channel brings people: whoever visited need not call, whoever wrote did not visit."""
YEAR = 365  # days over which a rhythm is judged
SATURDAY = 5
State = Literal["overdue", "today", "upcoming", "absent"]
Level = Literal["", "owner", "sponsor"]


@dataclass(frozen=True)
class Held:
    """A person of ours whose contacts count: from a day (None = always) until the day before another (None = still)."""

    person: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Cadence:
    """What was agreed for one account: `ours` speak with `contact`, or with somebody of `area`, by `channel` ("" = any),
    about `topic` ("" = anything), every `days` days since a day; `missing` says who is not there for it, if nobody is."""

    number: int
    customer: str
    days: int
    since: date
    ours: tuple[Held, ...]
    contact: int | None = None
    area: str = ""
    channel: str = ""
    topic: str = ""
    missing: Text | None = None


@dataclass(frozen=True)
class Met:
    """A contact that there was: the day, how, who of ours, whom (numbers and areas of people named), topics as said."""

    customer: str
    on: date
    kind: str
    by: int
    contacts: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a rhythm stands on a day: `late` days over what was due (below zero: days left), since which contact."""

    cadence: Cadence
    state: State
    due: date
    late: int
    last: date | None
    because: Text


@dataclass(frozen=True)
class Fulfilment:
    """Contacts kept of those owed in the last year; `share` is None where none was owed yet: that is not zero."""

    kept: int
    owed: int

    @property
    def share(self) -> float | None:
        """Kept of owed."""
        return self.kept / self.owed if self.owed else None


def working_day(day: date, country: str) -> date:
    """The day itself, or the next one that is neither of a weekend nor a public holiday."""
    while day.weekday() >= SATURDAY or day in holidays_of(country, day.year):
        day += timedelta(days=1)
    return day


def counts(cadence: Cadence, met: Met) -> bool:
    """Whether a contact keeps a rhythm: its customer, somebody of ours who has it on that day, with whom and about what as
    far as the note says so, by its channel or a closer one."""
    if met.customer != cadence.customer or met.on < cadence.since:
        return False
    if not any(_holds(held, met) for held in cadence.ours):
        return False
    if CLOSENESS[met.kind] < CLOSENESS.get(cadence.channel, 0):
        return False
    return _with(cadence, met) and _about(cadence, met)


def _holds(held: Held, met: Met) -> bool:
    begun = held.since is None or held.since <= met.on
    return held.person == met.by and begun and (held.until is None or met.on < held.until)


def _with(cadence: Cadence, met: Met) -> bool:
    if not met.contacts:
        return True
    return cadence.contact in met.contacts if cadence.contact is not None else cadence.area in met.areas


def _about(cadence: Cadence, met: Met) -> bool:
    if not (met.topics and cadence.topic):
        return True
    wanted = set(stems(cadence.topic))
    return any(wanted & set(stems(topic)) for topic in met.topics)


def kept_days(cadence: Cadence, met: Iterable[Met], today: date) -> list[date]:
    """The days up to today on which a rhythm was kept, in order, each once."""
    return sorted({one.on for one in met if one.on <= today and counts(cadence, one)})


def standing(cadence: Cadence, days: list[date], today: date, country: str) -> Standing:
    """Where a rhythm stands, from the days on which it was kept (`kept_days`)."""
    last = days[-1] if days else None
    due = working_day((last or cadence.since) + timedelta(days=cadence.days), country)
    late = (today - due).days
    because = _since(cadence, last)
    if cadence.missing is not None:
        return Standing(cadence, "absent", due, late, last, cadence.missing)
    state: State = "overdue" if late > 0 else "today" if late == 0 else "upcoming"
    return Standing(cadence, state, due, late, last, because)


def _since(cadence: Cadence, last: date | None) -> Text:
    if last is None:
        return _("none yet since it was agreed on {day}").fill(day=Figure(cadence.since, "date"))
    return _("the last one was on {day}").fill(day=Figure(last, "date"))


def fulfilment(cadence: Cadence, days: list[date], as_of: date, country: str) -> Fulfilment:
    """How a rhythm was kept in the year before `as_of`: what fell due in it, and how much of that was kept in its time.

    From the last contact in time (or, where none was, from the day that was missed) the next one is owed."""
    kept = owed = 0
    for due, done in _owed(cadence, days, as_of, country):
        if due > as_of - timedelta(days=YEAR):
            kept, owed = kept + done, owed + 1
    return Fulfilment(kept, owed)


def _owed(cadence: Cadence, days: list[date], as_of: date, country: str) -> Iterator[tuple[date, bool]]:
    """Every day on which something was owed before `as_of`, and whether it was kept by then."""
    base, at = cadence.since, 0
    while (due := working_day(base + timedelta(days=cadence.days), country)) < as_of:
        last = None
        while at < len(days) and days[at] <= due:
            last = days[at] if days[at] > base else last
            at += 1
        yield due, last is not None
        base = last or due


def escalates(stand: Standing, limits: Limits) -> Level:
    """To whom a rhythm that is not kept is told besides who has it: the owner of the account, later its sponsor."""
    if stand.state not in ("overdue", "absent") or stand.late <= 0:
        return ""
    if stand.late >= limits[declared.cadence_sponsor_days]:
        return "sponsor"
    return "owner" if stand.late >= limits[declared.cadence_owner_days] else ""


def every(days: int) -> Text:
    """A rhythm in words."""
    named = {1: _("every day"), 7: _("weekly"), 15: _("fortnightly"), 30: _("monthly"), 90: _("quarterly"),
             180: _("half-yearly"), 365: _("yearly")}  # fmt: skip
    return named.get(days) or counted("every {n} day", "every {n} days", days)
