"""What a person asks of their own data, and until when it has to be answered. (Ley 1581 de 2012, art. 14 and 15)

Days are business days of the country: no Saturday, no Sunday, no public holiday; the day on which it came does not count."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted

EXPORT, RECTIFY, ERASE, OBJECT = "export", "rectify", "erase", "object"
KINDS: dict[str, Text] = {
    EXPORT: _("To have a copy of everything"),
    RECTIFY: _("To have something corrected"),
    ERASE: _("To be erased"),
    OBJECT: _("That their data is not used for something"),
}
"""What somebody may ask; the first is what the law calls a query, the others claims."""
OPEN, DONE, REFUSED = "open", "done", "refused"
STATES: dict[str, Text] = {OPEN: _("Open"), DONE: _("Attended"), REFUSED: _("Not granted")}
SATURDAY = 5
LONGEST = 2_000
Holidays = Callable[[int], Collection[date]]
"""The public holidays of a year."""


@dataclass(frozen=True)
class Deadlines:
    """Business days to answer a query and a claim, by the policy of the day on which it came."""

    query: int
    claim: int

    def of(self, kind: str) -> int:
        """The days for a kind of request."""
        return self.query if kind == EXPORT else self.claim


@dataclass(frozen=True)
class Standing:
    """Where a request stands today: its words, and whether it is late."""

    words: Text
    overdue: bool = False
    soon: bool = False


def business_day(day: date, holidays: Holidays) -> bool:
    """Whether it is a day on which the law counts."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def due_by(received_on: date, days: int, holidays: Holidays) -> date:
    """The last day to answer what came on a day; counting begins on the next one."""
    day = received_on
    while days:
        day += timedelta(days=1)
        days -= business_day(day, holidays)
    return day


def days_left(today: date, due: date, holidays: Holidays) -> int:
    """Business days from tomorrow to the last one, that one included; below zero for those that passed since."""
    first, last, sign = (today, due, 1) if today <= due else (due, today, -1)
    span = (first + timedelta(days=one) for one in range(1, (last - first).days + 1))
    return sign * sum(1 for day in span if business_day(day, holidays))


def standing(state: str, today: date, due: date, holidays: Holidays) -> Standing:
    """What a request says of itself: when it is due, how late it is, or how it ended."""
    if state != OPEN:
        return Standing(STATES[state])
    left = days_left(today, due, holidays)
    if today > due:
        late = counted("overdue by {n} business day", "overdue by {n} business days", max(1, -left))
        return Standing(late, overdue=True)
    if left == 0:
        return Standing(_("due today"), soon=True)
    return Standing(counted("{n} business day left", "{n} business days left", left), soon=left <= 3)


def checked(kind: str, received_on: date, words: str, today: date) -> str:
    """The words as they are kept. Raises ClaveError (`where` names the field) for what cannot be."""
    if kind not in KINDS:
        raise ClaveError(_("nobody can ask for this."), where="kind", remedy=_("Choose one of the list."))
    if received_on > today:
        raise ClaveError(_("this day is still to come."), where="received_on", remedy=_("Choose the day it came."))
    if (today - received_on).days > 366:
        raise ClaveError(
            _("this is more than a year ago."), where="received_on", remedy=_("Check the day that you typed.")
        )
    words = words.strip()
    if not words:
        raise ClaveError(
            _("it has to be known how it was asked."), where="words",
            remedy=_("Say it in a line: by which mail, letter or call, and how you know that it was that person."),
        )  # fmt: skip
    if len(words) > LONGEST:
        raise ClaveError(
            _("this has {length} characters, {most} fit.").fill(length=len(words), most=LONGEST), where="words"
        )
    return words
