"""Whether something of a customer may be used in public: its consent decides, day by day, and nothing else does. (C7)

The customer consents by one of its people, for what is used (name, logo, quote, photo, video), from a day, until a day or
until it is withdrawn, for everything or for one event alone. Whoever is shown or quoted must have said yes themselves too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.operations.consent import Answer

USED: Mapping[str, Text] = {
    "name": _("its name"),
    "logo": _("its logo"),
    "quote": _("a quote"),
    "photo": _("photographs"),
    "video": _("video"),
}
"""What of a customer is used in public."""
PERSONAL = frozenset({"quote", "photo", "video"})
"""What may show a person, who then must have said yes too."""
STATES: Mapping[str, Text] = {
    "planned": _("planned"),
    "published": _("in public"),
    "down": _("taken down"),
    "dropped": _("given up"),
}


@dataclass(frozen=True)
class Granted:
    """A consent of the customer: from `on` to `until` (both included; None = without an end), for what it `covers`, of one
    `event` alone (None = of all). From the day of its withdrawal on (`withdrawn`) it holds no more."""

    number: int
    on: date
    covers: frozenset[str]
    until: date | None = None
    event: int | None = None
    withdrawn: date | None = None


@dataclass(frozen=True)
class Use:
    """What is used at which event, from a day to another (both included; None = nobody set an end). `person` is what who is
    shown or quoted said of being public, None where nobody is."""

    what: str
    event: int
    starts_on: date
    ends_on: date | None = None
    person: Answer | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether it may be, on which consent, and why in words."""

    allowed: bool
    because: Text
    consent: int | None = None


def last_day(one: Granted) -> date | None:
    """The last day on which a consent holds; None = without an end. Before its first day: on none."""
    ends = [one.until] if one.until else []
    if one.withdrawn:
        ends.append(date.fromordinal(one.withdrawn.toordinal() - 1))
    return min(ends) if ends else None


def may_use(use: Use, granted: Iterable[Granted], said_by: str) -> Verdict:
    """Whether one consent covers what is used on every day of it; `said_by` is the customer's name. The reason of a refusal is
    that of the consent that came nearest."""
    if use.person is not None and use.person.allowed is not True:
        return Verdict(False, _("who is shown has not said yes to being public: {why}").fill(why=use.person.because))
    found, nearest = None, (-1, _("{customer} has not consented to be used in public").fill(customer=said_by))
    for one in sorted(granted, key=lambda each: (each.on, each.number)):
        rank, why = _short(use, one)
        if why is None:
            found = one
        elif rank > nearest[0]:
            nearest = (rank, why)
    if found is None:
        return Verdict(False, nearest[1])
    return Verdict(True, _("consented on {day}").fill(day=Figure(found.on, "date")), found.number)


def _short(use: Use, one: Granted) -> tuple[int, Text | None]:
    """Why a consent does not cover a use, None where it does; the higher the number the nearer it came."""
    end = last_day(one)
    if one.event is not None and one.event != use.event:
        return 0, _("the consent of {day} is for another event alone").fill(day=Figure(one.on, "date"))
    if use.what not in one.covers:
        names = joined([USED[each] for each in USED if each in one.covers])
        return 1, _("the consent of {day} covers {covered}; {asked} is not in it").fill(
            day=Figure(one.on, "date"), covered=names, asked=USED[use.what]
        )
    if one.withdrawn is not None and (use.ends_on is None or use.ends_on >= one.withdrawn):
        return 2, _("the consent was withdrawn on {day}").fill(day=Figure(one.withdrawn, "date"))
    if use.starts_on < one.on:
        return 3, _("the consent begins on {day}, after the first day of the use").fill(day=Figure(one.on, "date"))
    if end is not None and use.ends_on is None:
        return 4, _("the consent ends on {day}, and the use has no last day").fill(day=Figure(end, "date"))
    if end is not None and use.ends_on is not None and use.ends_on > end:
        return 4, _("the consent ends on {day}, before the last day of the use").fill(day=Figure(end, "date"))
    return 5, None


def must_come_down(use: Use, state: str, granted: Iterable[Granted], said_by: str, today: date) -> Text | None:
    """Why what is in public must be taken down now; None where it may stay. What it was allowed to on past days does not matter:
    only whether it is covered today."""
    if state != "published":
        return None
    if use.ends_on is not None and use.ends_on < today:
        return _("it was to be seen until {day}").fill(day=Figure(use.ends_on, "date"))
    now = Use(use.what, use.event, today, today, use.person)
    verdict = may_use(now, granted, said_by)
    return None if verdict.allowed else verdict.because
