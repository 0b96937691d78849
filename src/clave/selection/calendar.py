"""The calendar of a programme: the next review, and what each key account waits for (product.md §2.4).

Pure: it says what is due and which act answers it. Nothing happens by itself when a day passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clave.base.figures import Figure
from clave.base.period import months_before
from clave.base.words import Joined, Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection import steps
from clave.selection.life import ANNOUNCED, CONFIRMED, DECIDED, LANDING, TRIAL, WATCHED

Kind = Literal[
    "review", "leaves", "watched", "recovered", "announcement", "begin", "trial", "override", "landing", "step"
]
When = Literal["late", "soon", "later"]
MONTHS = 12


@dataclass(frozen=True)
class Found:
    """What a review found of a member, as long as nobody decided anything about it since."""

    on: date
    state: str
    because: Text | Joined


@dataclass(frozen=True)
class Todo:
    """An open step of a landing plan."""

    due_on: date
    what: str


@dataclass(frozen=True)
class Known:
    """A key account as the calendar reads it; `moved_on` is the day from which its last step counts."""

    customer: str
    name: str
    state: str
    since: date
    moved_on: date
    until: date | None = None
    found: Found | None = None
    todos: tuple[Todo, ...] = ()


@dataclass(frozen=True)
class Due:
    """One thing to decide or do: by when, for whom (a review is for all), why, and the act that answers it."""

    kind: Kind
    day: date
    customer: str
    name: str
    because: Text | Joined
    act: str

    def when(self, today: date, limits: Limits) -> When:
        """Past, near enough to be asked about, or only in the calendar."""
        if self.day < today:
            return "late"
        return "soon" if self.day <= today + timedelta(days=limits[declared.life_ask]) else "later"


@dataclass(frozen=True)
class Month:
    """A month of the calendar and what falls in it, in order of days."""

    first: date
    dues: tuple[Due, ...]


def next_review(known: Sequence[Known], last: date | None, limits: Limits) -> date | None:
    """The day of the next review: so many months after the last, or after the first account was decided; None while
    nobody is a key account."""
    begun = last or min((account.since for account in known), default=None)
    return months_before(begun, -limits[declared.life_review]) if begun and known else None


MEETING = "meeting"
"""The act that answers a review which a committee has before it: deciding there."""


def agenda(known: Sequence[Known], last: date | None, limits: Limits, meeting: date | None = None) -> tuple[Due, ...]:
    """All that is due at any time, in order of days. `last` is the day of the last review; `meeting` the day on which the
    committee that has the next one before it stops voting (None: no proposal is open), which is then its day."""
    found = [due for account in known for due in _of(account, limits)]
    if day := next_review(known, last, limits):
        words = _("The committee has it: voting ends on {day}.").fill(day=Figure(meeting, "date"))
        waits = Due("review", day, "", "", _review(last, limits), "")
        found.append(waits if meeting is None else Due("review", meeting, "", "", words, MEETING))
    return tuple(sorted(found, key=lambda due: (due.day, due.name, due.customer, due.kind)))


def year(dues: Iterable[Due], today: date) -> tuple[Month, ...]:
    """This month and the eleven that follow, with what falls in each; what is late stands in this one."""
    firsts = [months_before(today.replace(day=1), -ahead) for ahead in range(MONTHS)]
    found = list(dues)
    return tuple(
        Month(first, tuple(due for due in found if max(due.day, today).replace(day=1) == first)) for first in firsts
    )


def _review(last: date | None, limits: Limits) -> Text:
    months = Figure(limits[declared.life_review], "months")
    if last is None:
        return _("The list is reviewed every {months}; it was not yet.").fill(months=months)
    return _("The list is reviewed every {months}; the last time was {day}.").fill(
        months=months, day=Figure(last, "date")
    )


def _of(account: Known, limits: Limits) -> Iterator[Due]:
    due = _maker(account)
    if account.found and (answer := ANSWERS.get((account.found.state, account.state == WATCHED))):
        kind, act = answer
        if account.state in (TRIAL, CONFIRMED, WATCHED):
            yield due(kind, account.found.on, account.found.because, act)
    if account.state == DECIDED:
        yield due(
            "announcement",
            _later(account.moved_on, limits),
            _("Decided, and the customer does not know."),
            steps.ANNOUNCE,
        )
    if account.state == ANNOUNCED:
        yield due(
            "begin", _later(account.moved_on, limits), _("It knows; its time on trial has not begun."), steps.BEGIN
        )
    if account.state == TRIAL:
        ends = steps.trial_ends(account.since, limits)
        yield due("trial", ends, _("Its trial began on {day}.").fill(day=Figure(account.since, "date")), steps.CONFIRM)
    if account.state == LANDING:
        yield from (due("step", todo.due_on, Text("{what}").fill(what=todo.what), "step") for todo in account.todos)
    if account.until:
        landing = account.state == LANDING
        words = _("Its privileges end on that day, as it was told.") if landing else _OVERRIDE
        yield due("landing" if landing else "override", account.until, words, steps.FINISH if landing else steps.EXTEND)


_OVERRIDE = _("An exception was decided until that day. It stays until somebody decides again.")
ANSWERS: dict[tuple[str, bool], tuple[Kind, str]] = {
    ("leaves", True): ("leaves", steps.LAND),
    ("leaves", False): ("leaves", steps.LAND),
    ("watched", False): ("watched", steps.WATCH),
    ("stays", True): ("recovered", steps.KEEP),
}
"""What a review asks for, by what it found and whether the account is in watch already."""


def _maker(account: Known) -> Callable[[Kind, date, Text | Joined, str], Due]:
    return lambda kind, day, because, act: Due(kind, day, account.customer, account.name, because, act)


def _later(day: date, limits: Limits) -> date:
    return day + timedelta(days=limits[declared.life_announce])
