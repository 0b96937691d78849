"""Logging a contact with a customer in ten seconds, saying it better, taking it back, and doing what was left. (G7, D3)"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.touchpoints import TouchpointSaid, checked_touchpoint, stemmed
from clave.store.models import Contact, Person, Touchpoint, TouchpointContact
from clave.store.nominations import known_customer
from clave.store.touchpoints import may_change

SAID = tuple(TouchpointSaid.__dataclass_fields__)


@action
def log_touchpoint(
    *, by: Person, now: datetime, customer: str, said: TouchpointSaid, people: Collection[int] = ()
) -> Touchpoint:
    """Keep a contact that `by` had with a customer; sent twice, it is there once. `people` are numbers of contacts of that
    customer. Raises ClaveError (`where` names the field) for what `checked_touchpoint` refuses, for a customer that nobody
    knows (`who`), and for people who are not of it (`people`)."""
    sound = checked_touchpoint(said, timezone.localdate(now))
    if known_customer(customer) is None:
        raise ClaveError(_("nobody knows this customer."), where="who", remedy=_("Choose one that has invoices."))
    whom = _people(customer, people)
    same = Touchpoint.objects.filter(customer=customer, by=by, withdrawn_at=None, **_plain(sound))
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    kept = Touchpoint(customer=customer, by=by, at=now)
    _say(kept, sound, now)
    TouchpointContact.objects.bulk_create(TouchpointContact(touchpoint=kept, contact=one) for one in whom)
    record(by=by, now=now, what="touchpoint.logged", about=f"touchpoint:{kept.pk}")
    return kept


@action
def change_touchpoint(
    *, by: Person, now: datetime, number: int, said: TouchpointSaid, people: Collection[int], seen: datetime | None
) -> Touchpoint:
    """Say a contact better. Raises ClaveError as `log_touchpoint`, where somebody else changed it after it was `seen`, and
    for who may not change it."""
    kept = held_touchpoint(number, by, now)
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this contact while you were writing."),
            remedy=_("Look at it again in another window and add what you know; what you typed is still here."),
        )
    sound = checked_touchpoint(said, timezone.localdate(now))
    named = set(kept.with_whom.values_list("contact_id", flat=True))
    whom = _people(kept.customer, people, named)
    changed = [name for name in SAID if getattr(kept, name) != _kept(name, getattr(sound, name))]
    _say(kept, sound, now)
    if {one.pk for one in whom} != named:
        kept.with_whom.all().delete()
        TouchpointContact.objects.bulk_create(TouchpointContact(touchpoint=kept, contact=one) for one in whom)
        changed.append("people")
    record(by=by, now=now, what="touchpoint.changed", about=f"touchpoint:{kept.pk}", fields=changed)
    return kept


@action
def withdraw_touchpoint(*, by: Person, now: datetime, number: int) -> Touchpoint:
    """Take a slip out of every list; it can be brought back."""
    kept = held_touchpoint(number, by, now)
    kept.withdrawn_at, kept.withdrawn_by = now, by
    kept.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, now=now, what="touchpoint.withdrawn", about=f"touchpoint:{kept.pk}")
    return kept


@action
def restore_touchpoint(*, by: Person, now: datetime, number: int) -> Touchpoint:
    """Bring back a contact that was withdrawn."""
    kept = held_touchpoint(number, by, now, withdrawn=True)
    kept.withdrawn_at = kept.withdrawn_by = None
    kept.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, now=now, what="touchpoint.restored", about=f"touchpoint:{kept.pk}")
    return kept


@action
def finish_follow_up(*, by: Person, now: datetime, number: int, done: bool) -> Touchpoint:
    """What was left to do is done today, or is open again. Raises ClaveError where nothing was left, or it is so already."""
    kept = held_touchpoint(number, by, now)
    if not kept.follow_up or (kept.done_on is not None) is done:
        raise ClaveError(
            _("there is nothing left to do of this contact.") if done else _("this is open already."),
            remedy=_("Somebody was faster, or it was changed: look at it again."),
        )
    kept.done_on = timezone.localdate(now) if done else None
    kept.save(update_fields=["done_on"])
    what = "touchpoint.followed_up" if done else "touchpoint.follow_up_reopened"
    record(by=by, now=now, what=what, about=f"touchpoint:{kept.pk}")
    return kept


@action
def note_touchpoints_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took contacts out."""
    record(by=by, now=now, what="touchpoint.exported", about="touchpoint:list")


def held_touchpoint(number: int, by: Person, now: datetime, *, withdrawn: bool = False) -> Touchpoint:
    """A contact that nobody else changes until this is done, and that `by` may change."""
    kept = Touchpoint.objects.select_for_update().filter(pk=number, withdrawn_at__isnull=not withdrawn).first()
    if kept is None:
        raise ClaveError(
            _("this contact is not there any more.") if not withdrawn else _("this contact was not withdrawn."),
            remedy=_("Somebody was faster: look at the list again."),
        )
    if not may_change(by, kept, timezone.localdate(now)):
        raise ClaveError(
            _("this contact was logged by {name}.").fill(name=kept.by.name),
            remedy=_("They change it, or who answers for the account, or the sales direction; nothing was changed."),
        )
    return kept


def _people(customer: str, numbers: Collection[int], named: Collection[int] = ()) -> list[Contact]:
    """People of a customer by their numbers; whoever left stays where they were `named` already."""
    found = list(Contact.objects.filter(pk__in=numbers, customer=customer).order_by("pk"))
    there = [one for one in found if one.pk in named or not (one.removed_at or one.erased_at)]
    if len(there) != len(set(numbers)):
        raise ClaveError(
            _("somebody you chose is not of this customer."), where="people", remedy=_("Choose from its people again.")
        )
    return there


def _plain(said: TouchpointSaid) -> dict[str, object]:
    return {name: _kept(name, getattr(said, name)) for name in SAID}


def _kept(name: str, value: object) -> object:
    """As the column has it: topics are a list there."""
    return list(value) if name == "topics" and isinstance(value, tuple) else value


def _say(kept: Touchpoint, said: TouchpointSaid, now: datetime) -> None:
    for name, value in _plain(said).items():
        setattr(kept, name, value)
    if not said.follow_up:
        kept.done_on = None
    kept.stems = stemmed(said.text, said.feedback, said.follow_up, *said.topics)
    kept.changed_at = now
    kept.save()
