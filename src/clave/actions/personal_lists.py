"""What somebody does with their own list of key customers: add, order, say what for, be reminded (D5).

Only the owner acts here; who else asks for one of these rows is told that it does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.store.models import Person, PersonalAccount, PersonalList, Reminder

LONGEST = 280  # letters of a strategy or a reminder: a sentence, not a report
MOST = 200  # customers: more is no list of key ones


@action
def add_personal_account(*, by: Person, now: datetime, customer: str, name: str, strategy: str = "") -> PersonalAccount:
    """Put a customer on somebody's own list; one that is there already stays as it is. Raises ClaveError beyond `MOST`."""
    Person.objects.select_for_update().get(pk=by.pk)  # two windows of one person add one after the other
    kept = PersonalAccount.objects.filter(person=by, customer=customer).first()
    if kept is not None:
        return kept
    if PersonalAccount.objects.filter(person=by).count() >= MOST:
        raise ClaveError(
            _("your list already has {n} customers.").fill(n=MOST), remedy=_("Take away one that is no longer key.")
        )
    account = PersonalAccount.objects.create(
        person=by, customer=customer, name=name or customer, strategy=_sentence(strategy, "strategy"), added_at=now
    )
    _recorded(by, now, "personal.account_added")
    return account


@action
def remove_personal_account(*, by: Person, now: datetime, account: PersonalAccount) -> None:
    """Take a customer off one's own list, with its reminders."""
    _own(by, account)
    account.delete()
    _recorded(by, now, "personal.account_removed")


@action
def describe_personal_account(*, by: Person, now: datetime, account: PersonalAccount, strategy: str) -> PersonalAccount:
    """Another strategy for a customer. Raises ClaveError beyond `LONGEST` letters."""
    _own(by, account)
    account.strategy = _sentence(strategy, "strategy")
    account.save(update_fields=["strategy"])
    _recorded(by, now, "personal.changed", "strategy")
    return account


@action
def describe_personal_list(
    *, by: Person, now: datetime, strategy: str | None = None, order: Sequence[str] | None = None
) -> PersonalList:
    """Another strategy for the list, or another order of the criteria; None leaves it, () goes back to the policy's.

    Raises ClaveError for a criterion twice or unknown, and beyond `LONGEST` letters."""
    kept, _made = PersonalList.objects.select_for_update().get_or_create(person=by)
    if strategy is not None:
        kept.strategy = _sentence(strategy, "strategy")
    if order is not None:
        if len({*order}) != len(order) or not {*order} <= CRITERIA.keys():
            raise ClaveError(
                _("the order names a criterion twice, or one that does not exist."),
                where="order",
                remedy=_("Name each criterion once."),
            )
        kept.order = list(order)
    kept.save()
    changed = {"strategy": strategy, "order": order}
    _recorded(by, now, "personal.changed", *(name for name, value in changed.items() if value is not None))
    return kept


@action
def add_reminder(*, by: Person, now: datetime, account: PersonalAccount, due_on: date, text: str) -> Reminder:
    """Remember something of a customer on a day; sent twice, it is there once. Raises ClaveError without a text, or beyond
    `LONGEST` letters."""
    _own(by, account)
    said = _text(text)
    same = Reminder.objects.filter(account=account, due_on=due_on, text=said, done_at=None)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    reminder = Reminder.objects.create(account=account, due_on=due_on, text=said, created_at=now)
    _recorded(by, now, "personal.reminder_changed", "due_on", "text")
    return reminder


@action
def finish_reminder(*, by: Person, now: datetime, reminder: Reminder) -> Reminder:
    """It is done; one that was done stays done when it was."""
    _own(by, reminder.account)
    if reminder.done_at is None:
        reminder.done_at = now
        reminder.save(update_fields=["done_at"])
        _recorded(by, now, "personal.reminder_changed", "done_at")
    return reminder


@action
def reopen_reminder(*, by: Person, now: datetime, reminder: Reminder) -> Reminder:
    """It is not done after all."""
    _own(by, reminder.account)
    reminder.done_at = None
    reminder.save(update_fields=["done_at"])
    _recorded(by, now, "personal.reminder_changed", "done_at")
    return reminder


@action
def snooze_reminder(*, by: Person, now: datetime, reminder: Reminder, due_on: date) -> Reminder:
    """Be reminded on another day."""
    _own(by, reminder.account)
    reminder.due_on = due_on
    reminder.save(update_fields=["due_on"])
    _recorded(by, now, "personal.reminder_changed", "due_on")
    return reminder


@action
def remove_reminder(*, by: Person, now: datetime, reminder: Reminder) -> None:
    """Forget it; adding it again undoes it."""
    _own(by, reminder.account)
    reminder.delete()
    _recorded(by, now, "personal.reminder_changed")


@action
def note_personal_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took their own list out of clave."""
    _recorded(by, now, "personal.exported")


def _own(by: Person, account: PersonalAccount) -> None:
    """Nobody acts on the list of another; pages ask for their own rows only, so this is a slip of ours."""
    if account.person_id != by.pk:
        raise PermissionError("A personal list is its owner's alone.")


def _recorded(by: Person, now: datetime, what: str, *fields: str) -> None:
    """Without the customer: what is on a list is nobody else's business."""
    record(by=by, now=now, what=what, about=f"personal:{by.pk}", fields=fields)


def _text(text: str) -> str:
    plain = _sentence(text, "text")
    if not plain:
        raise ClaveError(
            _("the reminder says nothing."), where="text", remedy=_("Write in one sentence what you want to do.")
        )
    return plain


def _sentence(text: str, where: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        raise ClaveError(
            _("it has {m} letters, and {n} fit.").fill(m=len(plain), n=LONGEST),
            where=where,
            remedy=_("Say it in one sentence."),
        )
    return plain
