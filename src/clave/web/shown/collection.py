"""Cartera as the page shows it: what is to be done today row by row, money by age, and what each filter leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import Text, _, counted
from clave.policy.limits import Limits
from clave.privileges.collection.bands import Band, bands, place_of
from clave.privileges.collection.hours import Contact, When, when
from clave.privileges.collection.routes import TONES, WAYS, Route
from clave.privileges.collection.worklist import ORDER, Task
from clave.web.words import told
from clave.web.written import cop, cop_m

ALL, MINE, DEPARTMENT = "todas", "mias", "cartera"
CODES: dict[str, tuple[Text, str, str]] = {
    "dispute": (_("In dispute"), "bad", "messages"),
    "broken": (_("Promise broken"), "bad", "alert-triangle"),
    "late": (_("Past its day"), "warn", "clock"),
    "coming": (_("Falls due"), "info", "calendar-event"),
    "promised": (_("Promised"), "", "calendar-check"),
    "asked": (_("Asked already"), "", "check"),
    "quiet": (_("Not yet by its route"), "", "minus"),
}
"""What a task is: its name, its tone, its icon."""
VIEWS: dict[str, tuple[Text, frozenset[str]]] = {
    "": (_("To do"), frozenset({"dispute", "broken", "late", "coming"})),
    "vencidas": (_("Overdue"), frozenset({"late", "broken", "quiet"})),
    "por-vencer": (_("Coming"), frozenset({"coming"})),
    "promesas": (_("Promised"), frozenset({"promised", "broken"})),
    "disputas": (_("Disputed"), frozenset({"dispute"})),
    "esperan": (_("Waiting"), frozenset({"promised", "asked", "quiet"})),
    "todo": (_("All"), frozenset(ORDER)),
}
NOBODY = _("Credit and collections")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: a view, whose, how old, which route, which words."""

    view: str = ""
    whose: str = ALL
    band: int | None = None
    way: str = ""
    text: str = ""
    usual: str = ALL
    """Whose the page opens to for whoever reads it."""

    @property
    def plain(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.view or self.band is not None or self.way or self.text) and self.whose == self.usual


@dataclass(frozen=True)
class Row:
    """A task of the worklist."""

    task: Task
    name: str
    label: str
    tone: str
    icon: str
    who: str
    route: str
    reason: str
    habit: str
    must_wait: str
    balance: str
    documents: str
    age: int
    key: bool

    @property
    def late(self) -> int:
        """Days late of the oldest; 0 where nothing is late yet."""
        return max(0, self.task.oldest)


@dataclass(frozen=True)
class Asking:
    """Who reads the worklist of which day, the width of a band of age, and the names of key accounts by code."""

    me: str
    day: date
    width: int
    keys: Mapping[str, str]


def route_words(route: Route) -> str:
    """How it is asked: «llamada, cordial, a la señora Gómez»."""
    parts = [told(WAYS[route.way]), told(TONES[route.tone])]
    if route.contact:
        parts.append(route.contact)
    return ", ".join(parts)


def habit_words(days: float | None, late: int) -> str:
    """How late it is against its own habit; nothing where the habit is not known, or nothing is late."""
    if days is None or late <= 0:
        return ""
    usual = round(days)
    if usual <= 0:
        return told(_("It usually pays on its day."))
    text = (
        _("It usually pays {usual} late.")
        if late <= usual
        else _("It usually pays {usual} late: this is beyond its habit.")
    )
    return told(text.fill(usual=Figure(usual, "days")))


def may_now(task: Task, now: datetime, contacts: Iterable[Contact], limits: Limits) -> When:
    """Whether the customer of a task may be asked now, by the clock of now and not of the facts."""
    mine = [one for one in contacts if one.customer == task.customer]
    return when(now, task.route.way, bool(task.route.person), mine, limits)


def row(task: Task, allowed: When, closed: When, habit: float | None, by: Asking) -> Row:
    """A task as the list shows it; `closed` = what holds for everybody now, which the page says once."""
    label, tone, icon = CODES[task.code]
    many = counted("{n} document", "{n} documents", len(task.debts))
    return Row(
        task, task.name or by.keys.get(task.customer) or task.customer, told(label), tone, icon, task.by or told(NOBODY),
        route_words(task.route), told(task.reason), habit_words(habit, task.oldest),
        told(allowed.because) if task.to_do and task.code != "dispute" and allowed.since != closed.since else "",
        cop(task.balance, task.currency), told(many), place_of(task.oldest, by.width), task.customer in by.keys,
    )  # fmt: skip


def among(tasks: Iterable[Task], wanted: Wanted, by: Asking) -> list[Task]:
    """The tasks asked for, in the order of the worklist."""
    codes = VIEWS[wanted.view][1]
    seen = [task for task in tasks if task.code in codes]
    free = wanted.whose == ALL and wanted.band is None and not (wanted.way or wanted.text)
    return seen if free else [task for task in seen if _fits(task, wanted, by)]


def _fits(task: Task, wanted: Wanted, by: Asking) -> bool:
    if not _whose(task, wanted.whose, by.me):
        return False
    if wanted.way not in ("", task.route.way):
        return False
    if wanted.band is not None and wanted.band not in {place_of(one.late(by.day), by.width) for one in task.debts}:
        return False
    return not wanted.text or folded(wanted.text) in _said(task, by)


def _said(task: Task, by: Asking) -> str:
    """What a search looks through."""
    documents = " ".join(debt.document for debt in task.debts)
    return folded(f"{task.name or ''} {by.keys.get(task.customer, '')} {task.customer} {documents}")


def _whose(task: Task, whose: str, me: str) -> bool:
    if whose == ALL:
        return True
    if whose == MINE:
        return task.by == me
    return task.by == ("" if whose == DEPARTMENT else whose)


@dataclass(frozen=True)
class BandShown:
    """One band of age: its number as the filter knows it, its money in words, and its share of the currency."""

    number: int
    label: str
    money: str
    count: int
    share: int
    tone: str


TONES_OF_AGE = ("", "warn", "warn", "bad", "bad")


def by_age(tasks: Sequence[Task], day: date, width: int) -> list[tuple[str, str, list[BandShown]]]:
    """Money of these tasks by age: (currency, total in words, bands); currencies are never added up."""
    found = bands((debt for task in tasks for debt in task.debts), day, width)
    return [(currency, cop_m(total, currency), _bands(each, currency, total))
            for currency, each in found.items() for total in [sum((one.money for one in each), Decimal(0))]]  # fmt: skip


def _bands(each: Sequence[Band], currency: str, total: Decimal) -> list[BandShown]:
    return [_band(at, band, currency, total) for at, band in enumerate(each)]


def _band(at: int, band: Band, currency: str, total: Decimal) -> BandShown:
    share = round(float(band.money / total) * 100) if total else 0
    return BandShown(at, told(band.label), cop_m(band.money, currency), band.count, share, TONES_OF_AGE[at])
