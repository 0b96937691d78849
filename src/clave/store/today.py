"""A person's day besides its alerts: contacts that are due, birthdays, what the calendar holds, their own reminders."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.consent import Consent, allowed
from clave.operations.contacts import birthday_in
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.agenda import dues_of
from clave.store.fields import BIRTHDAY, Sight
from clave.store.models import (
    AccountLine,
    Condition,
    Contact,
    ContactConsent,
    DispatchLine,
    DispatchPlan,
    ImprovementRequest,
    PaymentPromise,
    Person,
    Reminder,
    SelectionRun,
    Touchpoint,
    TouchpointContact,
)
from clave.store.models.plans import CONFIRMED, OPEN
from clave.store.privileges import standing_conditions
from clave.store.roles import DIRECTOR

FEW, GREETING = 12, "greeting"
GREETED_AHEAD = 7
"""Days ahead in which a birthday is told: a week, so that a card arrives."""


@dataclass(frozen=True)
class FollowUp:
    """Something that was left to do with a customer, by its day; `with_whom` names people of the customer, `people` their
    numbers; `closes`: whether whoever reads may say that it is done."""

    number: int
    customer: str
    name: str
    on: date
    kind: str
    text: str
    with_whom: str
    by: str
    people: tuple[int, ...] = ()
    closes: bool = False


@dataclass(frozen=True)
class Birthday:
    """A birthday of somebody who lets us greet them."""

    name: str
    customer: str
    account: str
    on: date


@dataclass(frozen=True)
class Entry:
    """One thing of the calendar: its day, what it is in words, whose, and the kind of page that answers it."""

    on: date
    kind: str
    what: Text | str
    customer: str
    name: str


WRITTEN_KINDS = ("payment", "answer")
"""Kinds of entries whose words somebody wrote, or that name somebody of theirs."""


@dataclass(frozen=True)
class Day:
    """All of it, each in order of days; `waiting` = order lines of theirs that wait in dispatch."""

    follow_ups: tuple[FollowUp, ...]
    birthdays: tuple[Birthday, ...]
    reminders: tuple[Reminder, ...]
    waiting: int


def day_of(person: Person, today: date, limits: Limits, accounts: Collection[str] | None, sight: Sight) -> Day:
    """The day of a person for these accounts (None = everybody's); reminders are always their own."""
    asked = None if accounts is None else list(accounts)
    last = today + timedelta(days=limits[declared.alert_agenda])
    names = Names(asked)
    return Day(
        tuple(_follow_ups(person, today, asked, names, sight)), tuple(_birthdays(today, asked, sight, names)),
        tuple(Reminder.objects.filter(account__person=person, done_at=None, due_on__lte=last)
              .select_related("account").order_by("due_on", "pk")[:FEW]),
        _waiting(asked),
    )  # fmt: skip


def agenda_of(today: date, limits: Limits, accounts: Collection[str] | None) -> tuple[Entry, ...]:
    """What falls due in the coming days for these accounts (None = everybody's), in order of days."""
    asked = None if accounts is None else list(accounts)
    last = today + timedelta(days=limits[declared.alert_agenda])
    found = _agenda(today, last, limits, asked, Names(asked))
    return tuple(sorted(found, key=lambda one: (one.on, one.name))[:FEW])


class Names:
    """The names of accounts by the latest list, read once for those that are asked for."""

    def __init__(self, accounts: list[str] | None) -> None:
        latest = SelectionRun.objects.order_by("-created_at", "-id").values("pk")[:1]
        found = AccountLine.objects.filter(run=latest)
        if accounts is not None:
            found = found.filter(customer__in=accounts)
        self._found = found
        self._kept: dict[str, str] | None = None

    def __getitem__(self, customer: str) -> str:
        if self._kept is None:
            self._kept = dict(self._found.values_list("customer", "name"))
        return self._kept.get(customer, customer)


def _among(accounts: list[str] | None) -> Q:
    return Q() if accounts is None else Q(customer__in=accounts)


def _follow_ups(person: Person, today: date, accounts: list[str] | None, names: Names, sight: Sight) -> list[FollowUp]:
    """What they left to do themselves, or anybody at their accounts, and is due."""
    whose = Q() if accounts is None else Q(by=person) | Q(customer__in=accounts)
    rows = list(
        Touchpoint.objects.filter(whose, withdrawn_at=None, done_on=None, follow_up_on__lte=today)
        .select_related("by").order_by("follow_up_on", "pk")[:FEW]
    )  # fmt: skip
    people: dict[int, list[Contact]] = {}
    every = DIRECTOR.key in (person.role, person.acting_for)
    there = TouchpointContact.objects.filter(touchpoint__in=rows, contact__erased_at=None).order_by("pk")
    for one in there.select_related("contact"):
        people.setdefault(one.touchpoint_id, []).append(one.contact)
    return [
        FollowUp(
            row.pk, row.customer, names[row.customer], row.follow_up_on or today, row.kind, row.follow_up or row.text,
            ", ".join(one.name for one in people.get(row.pk, ())), row.by.name,
            tuple(one.pk for one in people.get(row.pk, ())), every or row.by_id == person.pk or row.customer in sight.held,
        )
        for row in rows
    ]  # fmt: skip


def _birthdays(today: date, accounts: list[str] | None, sight: Sight, names: Names) -> list[Birthday]:
    """Of the coming week, of who said that they may be greeted, in accounts whose personal dates the reader sees."""
    week = [today + timedelta(days=ahead) for ahead in range(GREETED_AHEAD + 1)]
    months = {day.month for day in week}
    there = ContactConsent.objects.filter(
        purpose=GREETING, contact__birth_month__in=months, contact__removed_at=None, contact__erased_at=None,
        contact__left_on=None,
    )  # fmt: skip
    if accounts is not None:
        there = there.filter(contact__customer__in=accounts)
    said: dict[Contact, list[Consent]] = {}
    for one in there.select_related("contact"):  # who was never asked has no row, and is not greeted
        said.setdefault(one.contact, []).append(Consent(one.purpose, one.given, one.on, one.evidence))
    found = [
        Birthday(row.name, row.customer, names[row.customer], on)
        for row, words in said.items()
        if (on := _next(row, today)) in week
        and sight.sees(BIRTHDAY, row.customer)
        and allowed(GREETING, words, today).allowed
    ]
    return sorted(found, key=lambda one: (one.on, one.name))[:FEW]


def _next(row: Contact, today: date) -> date:
    day, month = row.birth_day or 1, row.birth_month or 1
    this = birthday_in(today.year, day, month)
    return this if this >= today else birthday_in(today.year + 1, day, month)


def _agenda(today: date, last: date, limits: Limits, accounts: list[str] | None, names: Names) -> list[Entry]:
    """What falls due up to a day: of the programme, conditions, promises to pay, answers of the laboratory."""
    found = [
        Entry(one.day, one.kind, _STEPS[one.kind], one.customer, one.name)
        for one in dues_of(accounts, limits)
        if one.day <= last
    ]
    ending = standing_conditions().filter(_among(accounts), until__gte=today, until__lte=last)
    found += [
        Entry(row.until or last, "condition", _ends(row), row.customer, names[row.customer]) for row in ending[:FEW]
    ]
    promised = PaymentPromise.objects.filter(_among(accounts), withdrawn_at=None, until__gte=today, until__lte=last)
    found += [Entry(row.until, "payment", _pays(row), row.customer, names[row.customer]) for row in promised[:FEW]]
    asked = ImprovementRequest.objects.filter(
        _among(accounts), removed_at=None, closed_on=None, promised__lte=last
    ).order_by("promised")
    found += [Entry(row.promised or today, "answer", row.title, row.customer, row.name) for row in asked[:FEW]]
    return found


_STEPS: dict[str, Text] = {
    "review": _("Review of the list"), "leaves": _("It leaves the list: decide"), "watched": _("In watch: decide"),
    "recovered": _("It recovered: decide"), "announcement": _("Tell the customer"), "begin": _("Begin its trial"),
    "trial": _("Its year on trial ends"), "override": _("Its exception ends"), "landing": _("Its landing ends"),
    "step": _("A step of its landing"),
}  # fmt: skip


def _ends(row: Condition) -> Text:
    what = row.product or row.family
    return _("Its condition on {what} ends").fill(what=what) if what else _("Its condition ends")


def _pays(row: PaymentPromise) -> Text:
    return _("{who} promised to pay {money}").fill(who=row.said_by, money=Figure(row.amount, "money", row.currency))


def _waiting(accounts: list[str] | None) -> int:
    """How many order lines of these accounts wait in the newest plan of dispatch."""
    plans = DispatchPlan.objects.filter(state__in=(OPEN, CONFIRMED)).order_by(
        "-day", "-state", "-pk"
    )  # open comes first
    return DispatchLine.objects.filter(_among(accounts), plan=plans.values("pk")[:1], waits=True, key=True).count()
