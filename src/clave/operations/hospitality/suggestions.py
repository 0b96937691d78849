"""Days ahead on which somebody may be greeted, with their consent, and the days that an account remembers. (G11)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clave.base.words import Text, counted
from clave.operations.consent import Answer
from clave.operations.contacts import birthday_in

BIRTHDAY, ANNIVERSARY = "birthday", "anniversary"
NEAR = 31  # days around a birthday in which a greeting is that of this birthday


@dataclass(frozen=True)
class Celebrant:
    """Somebody whose birthday is known: what they said about being greeted, and the days on which they were."""

    customer: str
    number: int
    name: str
    day: int
    month: int
    consent: Answer
    greeted: tuple[date, ...] = ()


@dataclass(frozen=True)
class Remembered:
    """An account and the day since which it is a key account."""

    customer: str
    name: str
    since: date


@dataclass(frozen=True)
class Suggestion:
    """Something to do on a day, for an account, with why; `number` is the contact, 0 = the account itself."""

    kind: str
    on: date
    customer: str
    name: str
    why: Text
    number: int = 0


def suggestions(
    people: Iterable[Celebrant], accounts: Iterable[Remembered], today: date, days: int
) -> tuple[Suggestion, ...]:
    """What falls between today and `days` ahead, by day. Whoever did not consent to be greeted is not here, nor is whoever
    was greeted since a month before the day."""
    found = []
    for one in people:
        on = _next(today, one.day, one.month)
        if one.consent.allowed and (on - today).days <= days and not _greeted(one, on):
            found.append(Suggestion(BIRTHDAY, on, one.customer, one.name, one.consent.because, one.number))
    for account in accounts:
        on = _next(today, account.since.day, account.since.month)
        years = on.year - account.since.year
        if years and (on - today).days <= days:
            text = counted("it has been a key account for {n} year", "it has been a key account for {n} years", years)
            found.append(Suggestion(ANNIVERSARY, on, account.customer, account.name, text))
    return tuple(sorted(found, key=lambda one: (one.on, one.kind, one.name, one.number)))


def unasked(people: Iterable[Celebrant]) -> int:
    """How many birthdays we know of people who did not say that we may greet them."""
    return sum(not one.consent.allowed for one in people)


def _greeted(one: Celebrant, on: date) -> bool:
    return any(abs((on - day).days) <= NEAR for day in one.greeted)


def _next(today: date, day: int, month: int) -> date:
    """The first such day from today on."""
    this = birthday_in(today.year, day, month)
    return this if this >= today else birthday_in(today.year + 1, day, month)
