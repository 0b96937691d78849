"""The people of a customer: written down, corrected, gone, taken out; and what each consents to. (G12)"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.consent import PURPOSES
from clave.operations.contacts import ContactSaid, birthday_in, checked_contact
from clave.policy import declared
from clave.store.models import Contact, ContactConsent, Person
from clave.store.policy import policy_in_force

GREETING = "greeting"
LEAP = 2024
NOT_TYPED = frozenset({"birth_day", "birth_month"})
"""Kept with what the person consents to, never with the rest."""


@action
def add_contact(*, by: Person, now: datetime, customer: str, contact: ContactSaid) -> Contact:
    """Write down a person of a customer. Raises ClaveError (`where` names the field) for what cannot be, and for an e-mail that
    another person of the customer has."""
    kept = kept_contact(by, now, customer, contact)
    record(by=by, now=now, what="person_of_customer.added", about=f"contact:{kept.pk}")
    return kept


@action
def change_contact(
    *, by: Person, now: datetime, customer: str, number: int, contact: ContactSaid, seen: datetime | None
) -> Contact:
    """Say better who a person is. Raises ClaveError where somebody else said it since the form was opened (`seen`)."""
    kept = held_contact(number, customer)
    if seen is None or kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed {name} while you were writing.").fill(name=kept.name),
            remedy=_("Open the person again in another tab, compare, and send what you typed once more from there."),
        )
    changed = say(kept, checked(contact, now), now)
    record(by=by, now=now, what="person_of_customer.changed", about=f"contact:{kept.pk}", fields=changed)
    return kept


@action
def confirm_contact(*, by: Person, now: datetime, customer: str, number: int) -> Contact:
    """Somebody saw today that a person is still what we know of them."""
    kept = held_contact(number, customer)
    kept.confirmed_on, kept.changed_at = timezone.localdate(now), now
    kept.save(update_fields=["confirmed_on", "changed_at"])
    record(by=by, now=now, what="person_of_customer.confirmed", about=f"contact:{kept.pk}")
    return kept


@action
def note_left(*, by: Person, now: datetime, customer: str, number: int, on: date) -> Contact:
    """A person left the customer on a day. Raises ClaveError for a day to come, and where it is noted already."""
    kept = held_contact(number, customer)
    if kept.left_on is not None:
        raise ClaveError(_("that {name} left is noted already.").fill(name=kept.name), where="on")
    if on > timezone.localdate(now):
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Note it once they have left."))
    return _stands(kept, by, now, on, "person_of_customer.left")


@action
def note_back(*, by: Person, now: datetime, customer: str, number: int) -> Contact:
    """That a person left was a slip, or they came back."""
    return _stands(held_contact(number, customer), by, now, None, "person_of_customer.back")


@action
def remove_contact(*, by: Person, now: datetime, customer: str, number: int) -> Contact:
    """Take a person out who should never have been written down; what was noted with them stays."""
    kept = held_contact(number, customer)
    kept.removed_at = kept.changed_at = now
    kept.save(update_fields=["removed_at", "changed_at"])
    record(by=by, now=now, what="person_of_customer.removed", about=f"contact:{kept.pk}")
    return kept


@action
def restore_contact(*, by: Person, now: datetime, customer: str, number: int) -> Contact:
    """Bring back a person who was taken out. Raises ClaveError where another one has their e-mail by now."""
    kept = held_contact(number, customer, removed=True)
    _free_email(kept.email, customer, kept.pk)
    kept.removed_at, kept.changed_at = None, now
    _kept(kept)
    record(by=by, now=now, what="person_of_customer.restored", about=f"contact:{kept.pk}")
    return kept


@action
def say_consent(
    *, by: Person, now: datetime, customer: str, number: int, purpose: str, given: bool, on: date, evidence: str,
    birthday: tuple[int | None, int | None] = (None, None),
) -> ContactConsent:  # fmt: skip
    """Write down what a person said for one purpose on a day, and how we know. A birthday comes with their yes to being
    greeted, and goes with their no. Raises ClaveError for an unknown purpose, a day to come, and a yes without evidence."""
    kept = held_contact(number, customer)
    _checked_consent(purpose, given, on, evidence.strip(), now)
    if purpose == GREETING:
        _keep_birthday(kept, given, birthday, now)
    row = ContactConsent.objects.create(
        contact=kept, purpose=purpose, given=given, on=on, evidence=evidence.strip(), by=by, at=now
    )
    what = "consent.given" if given else "consent.refused"
    record(by=by, now=now, what=what, about=f"contact:{kept.pk}", fields=(purpose,))
    return row


@action
def note_contacts_export(*, by: Person, now: datetime, customer: str) -> None:
    """Write down that somebody took the people of a customer out."""
    record(by=by, now=now, what="people_of_customer.exported", about=f"customer:{customer}")


def kept_contact(by: Person, now: datetime, customer: str, contact: ContactSaid) -> Contact:
    """A new person, kept. Raises ClaveError for what cannot be."""
    said = checked(contact, now)
    _free_email(said.email, customer, 0)
    words = {one.name: getattr(said, one.name) for one in fields(said) if one.name not in NOT_TYPED}
    kept = Contact(
        customer=customer, **words, confirmed_on=timezone.localdate(now), by=by, created_at=now, changed_at=now,
        folded=_folded(said),
    )  # fmt: skip
    _kept(kept)
    return kept


def say(kept: Contact, said: ContactSaid, now: datetime) -> list[str]:
    """The person as they are said now; the names of what changed."""
    _free_email(said.email, kept.customer, kept.pk)
    names = [one.name for one in fields(said) if one.name not in NOT_TYPED]
    changed = [name for name in names if getattr(kept, name) != getattr(said, name)]
    for name in changed:
        setattr(kept, name, getattr(said, name))
    kept.folded, kept.changed_at, kept.confirmed_on = _folded(said), now, timezone.localdate(now)
    _kept(kept)
    return changed


def checked(contact: ContactSaid, now: datetime) -> ContactSaid:
    """As it is kept; e-mails in lower case, so that one address is one."""
    said = checked_contact(contact, policy_in_force().at(timezone.localdate(now))[declared.calendar_country])
    return ContactSaid(**{**vars(said), "email": said.email.lower()})


def held_contact(number: int, customer: str, *, removed: bool = False) -> Contact:
    """A person of this customer whom nobody else changes until this is done. Raises ClaveError where there is none."""
    found = Contact.objects.select_for_update().filter(
        pk=number, customer=customer, erased_at=None, removed_at__isnull=not removed
    )
    kept = found.first()
    if kept is None:
        raise ClaveError(
            _("this person is not among those of the customer any more."),
            remedy=_("Somebody took them out a moment ago: look at the list again."),
        )
    return kept


def _stands(kept: Contact, by: Person, now: datetime, left_on: date | None, what: str) -> Contact:
    kept.left_on, kept.changed_at = left_on, now
    kept.save(update_fields=["left_on", "changed_at"])
    record(by=by, now=now, what=what, about=f"contact:{kept.pk}")
    return kept


def _folded(said: ContactSaid) -> str:
    return folded(f"{said.name} {said.position}")


def _free_email(email: str, customer: str, number: int) -> None:
    """Raises ClaveError where another person of the customer (0: any) has this address."""
    same = Contact.objects.filter(customer=customer, email=email, removed_at=None).exclude(pk=number)
    if email and (other := same.first()):
        raise _taken(email, other.name)


def _kept(kept: Contact) -> None:
    """Save; whoever was a moment faster with the same address has it."""
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as refused:
        raise _taken(kept.email, "") from refused


def _taken(email: str, name: str) -> ClaveError:
    what = _("{name} has the address {email} already.") if name else _("somebody has the address {email} already.")
    return ClaveError(
        what.fill(name=name, email=email), where="email",
        remedy=_("If it is the same person, correct that one; if not, leave the address empty."),
    )  # fmt: skip


def _checked_consent(purpose: str, given: bool, on: date, evidence: str, now: datetime) -> None:
    if purpose not in PURPOSES:
        raise ClaveError(_("this is no purpose."), where="purpose", remedy=_("Choose one of the list."))
    if on > timezone.localdate(now):
        raise ClaveError(_("this day is still to come."), where="on", remedy=_("Choose the day on which they said it."))
    if given and not evidence:
        raise ClaveError(
            _("a yes is only worth what proves it."), where="evidence",
            remedy=_("Say how we know: the mail, the form they signed, who heard it."),
        )  # fmt: skip


def _keep_birthday(kept: Contact, given: bool, birthday: tuple[int | None, int | None], now: datetime) -> None:
    day, month = birthday if given else (None, None)
    checked_contact(ContactSaid(name=kept.name, birth_day=day, birth_month=month), "CO")
    if day is not None and month is not None:
        birthday_in(LEAP, day, month)
    if not given or (day, month) != (None, None):
        kept.birth_day, kept.birth_month = day, month
    kept.changed_at = now
    kept.save(update_fields=["birth_day", "birth_month", "changed_at"])
