"""Reading somebody's own list: their customers with what the latest list says of each, and what is due (D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from clave.base.folding import folded
from clave.selection.own_order import OwnValue, own_value
from clave.store.models import (
    AccountLine,
    Nomination,
    Person,
    PersonalAccount,
    PersonalList,
    Reminder,
    SelectionLine,
    SelectionRun,
)
from clave.store.models.committee import OPEN
from clave.store.queries import latest_run

ORDERS = ("own", "name", "money", "due")
_LAST = date.max


@dataclass(frozen=True)
class Mine:
    """One customer of the list: its figures and scores in the latest list, None where it is not there any more, and the
    open reminders, the one due first in front. `place` is its rank in one's own order, None where that is not known."""

    account: PersonalAccount
    line: AccountLine | None
    own: OwnValue | None
    place: int | None
    reminders: tuple[Reminder, ...]
    nominated: bool

    @property
    def due_on(self) -> date | None:
        """When the next reminder is due."""
        return self.reminders[0].due_on if self.reminders else None


@dataclass(frozen=True)
class OwnList:
    """Somebody's list on the latest run, by their own order; `order` are the criteria in force, as they want them."""

    person: Person
    kept: PersonalList
    run: SelectionRun | None
    order: tuple[str, ...]
    rows: tuple[Mine, ...]

    @property
    def currency(self) -> str:
        """Of the latest list; none before the first one."""
        return self.run.currency if self.run else ""

    @cached_property
    def reminders(self) -> tuple[tuple[Reminder, Mine], ...]:
        """All that is open, what is due first in front."""
        pairs = ((reminder, row) for row in self.rows for reminder in row.reminders)
        return tuple(sorted(pairs, key=lambda pair: (pair[0].due_on, pair[0].pk)))

    def due(self, today: date) -> int:
        """How many reminders wait today."""
        return sum(reminder.due_on <= today for reminder, _row in self.reminders)

    def sorted(self, by: str) -> tuple[Mine, ...]:
        """The rows by name, by purchases or by what is due; otherwise in one's own order."""
        if by == "name":
            return tuple(sorted(self.rows, key=_name))
        if by == "money":
            return tuple(sorted(self.rows, key=lambda row: (-((row.line and row.line.money) or 0.0), _name(row))))
        if by == "due":
            return tuple(sorted(self.rows, key=lambda row: (row.due_on or _LAST, _name(row))))
        return self.rows


def _name(row: Mine) -> tuple[str, str]:
    return folded(row.account.name), row.account.customer


def own_list(person: Person) -> OwnList:
    """A person's own list, in a handful of readings whatever its length."""
    kept = PersonalList.objects.filter(person=person).first() or PersonalList(person=person)
    run = latest_run()
    order = order_on(kept, run)
    accounts = list(PersonalAccount.objects.filter(person=person))
    codes = [account.customer for account in accounts]
    lines = {line.customer: line for line in AccountLine.objects.filter(run=run, customer__in=codes)} if run else {}
    scores = _scores(run, codes)
    open_ = _reminders(person)
    asked = set(Nomination.objects.filter(by=person, state=OPEN, customer__in=codes).values_list("customer", flat=True))
    own = {code: own_value(order, found) for code, found in scores.items()}
    places = _places(accounts, own)
    rows = [
        Mine(
            account, lines.get(account.customer), own.get(account.customer), places.get(account.customer),
            tuple(open_.get(account.pk, ())), account.customer in asked,
        )
        for account in accounts
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.place is None, row.place or 0, _name(row)))
    return OwnList(person, kept, run, order, tuple(rows))


def row_of(person: Person | None, customer: str) -> int | None:
    """The number of a customer's row on somebody's own list; None where it is not there."""
    if person is None:
        return None
    return PersonalAccount.objects.filter(person=person, customer=customer).values_list("pk", flat=True).first()


def order_on(kept: PersonalList, run: SelectionRun | None) -> tuple[str, ...]:
    """One's own order of the criteria that the list has in force; those it does not name follow as the list has them."""
    usual = [criterion["key"] for criterion in run.criteria] if run else []
    mine = [key for key in kept.order if key in usual]
    return (*mine, *(key for key in usual if key not in mine))


def _scores(run: SelectionRun | None, codes: Sequence[str]) -> dict[str, Mapping[str, float | None]]:
    if run is None:
        return {}
    found = SelectionLine.objects.filter(run=run, customer__in=codes).values_list("customer", "criteria")
    return {code: {key: cell["score"] for key, cell in criteria.items()} for code, criteria in found}


def _reminders(person: Person) -> dict[int, list[Reminder]]:
    found: dict[int, list[Reminder]] = {}
    waiting = Reminder.objects.filter(account__person=person, done_at=None).order_by("due_on", "pk")
    for reminder in waiting:
        found.setdefault(reminder.account_id, []).append(reminder)
    return found


def _places(accounts: Sequence[PersonalAccount], own: Mapping[str, OwnValue]) -> dict[str, int]:
    """Rank from 1 of those with a value, the highest first, equal ones by name."""
    known = [account for account in accounts if account.customer in own and own[account.customer].value is not None]
    known.sort(key=lambda account: (-(own[account.customer].value or 0.0), folded(account.name), account.customer))
    return {account.customer: place for place, account in enumerate(known, 1)}
