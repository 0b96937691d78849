"""Events in which customers take part: written down, with who comes, and what came of them. (C7)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import _
from clave.operations.events import EventSaid, checked_event
from clave.store.models import Contact, Event, EventAccount, EventGuest, EventResult, Need, Person, Touchpoint


@action
def record_event(*, by: Person, now: datetime, event: EventSaid) -> Event:
    """Write an event down; sent twice, it is there once. Raises ClaveError (`where` names the field) for what `checked_event`
    refuses."""
    sound = checked_event(event)
    same = Event.objects.filter(by=by, removed_at=None, title=sound.title, starts_on=sound.starts_on)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = Event(by=by, created_at=now)
    _say(kept, sound, now)
    record(by=by, now=now, what="event.recorded", about=f"event:{kept.pk}")
    return kept


@action
def change_event(*, by: Person, now: datetime, number: int, event: EventSaid, seen: datetime | None) -> Event:
    """Say it better. Raises ClaveError as `record_event`, and where somebody else changed it after it was `seen`."""
    kept = hold_event(number)
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this while you were writing."),
            remedy=_("Look at it again in another window and add what you know; what you typed is still here."),
        )
    sound = checked_event(event)
    changed = [field for field, value in vars(sound).items() if getattr(kept, field) != value]
    _say(kept, sound, now)
    record(by=by, now=now, what="event.changed", about=f"event:{kept.pk}", fields=changed)
    return kept


@action
def remove_event(*, by: Person, now: datetime, number: int) -> Event:
    """Take out one that was written down by a slip. Raises ClaveError where something of a customer is in public there."""
    kept = hold_event(number)
    if kept.uses.filter(state="published").exists():
        raise ClaveError(
            _("something of a customer is in public there."),
            remedy=_("Take it down first, and write that down; nothing was changed."),
        )
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="event.removed", about=f"event:{kept.pk}")
    return kept


@action
def restore_event(*, by: Person, now: datetime, number: int) -> Event:
    """Bring back one that was taken out."""
    kept = hold_event(number, removed=True)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    record(by=by, now=now, what="event.restored", about=f"event:{kept.pk}")
    return kept


@action
def add_event_account(
    *, by: Person, now: datetime, customer: str, name: str, number: int, contacts: Sequence[int] = ()
) -> EventAccount:
    """A customer takes part, with these people of theirs. Raises ClaveError where it does already, and for people who are not
    theirs."""
    kept = hold_event(number)
    known = Contact.objects.filter(pk__in=contacts, customer=customer, removed_at=None, erased_at=None)
    if known.count() != len(set(contacts)):
        raise ClaveError(
            _("somebody of these is not a person of this customer."), where="contacts",
            remedy=_("Choose among the people of the customer."),
        )  # fmt: skip
    try:
        with transaction.atomic():
            made = EventAccount.objects.create(event=kept, customer=customer, name=name, at=now)
    except IntegrityError as twice:
        raise ClaveError(
            _("{name} takes part already.").fill(name=name), where="cliente",
            remedy=_("Take it out first, to choose other people of theirs."),
        ) from twice  # fmt: skip
    EventGuest.objects.bulk_create([EventGuest(account=made, contact=one) for one in known.order_by("name")])
    record(by=by, now=now, what="event.account_added", about=f"event:{kept.pk}", fields=("accounts",))
    return made


@action
def remove_event_account(*, by: Person, now: datetime, customer: str, number: int) -> None:
    """A customer takes no part: a slip. Raises ClaveError while something of theirs is planned or in public there."""
    kept = hold_event(number)
    found = kept.accounts.filter(customer=customer).first()
    if found is None:
        raise _gone()
    if kept.uses.filter(customer=customer, state__in=("planned", "published")).exists():
        raise ClaveError(
            _("something of theirs is planned or in public there."),
            remedy=_("Take it down or give it up first; nothing was changed."),
        )
    found.delete()
    record(by=by, now=now, what="event.account_removed", about=f"event:{kept.pk}", fields=("accounts",))


@action
def add_event_result(
    *, by: Person, now: datetime, customer: str, number: int, touchpoint: int | None = None, need: int | None = None
) -> EventResult:
    """A contact or a need of a customer that takes part came of the event. Raises ClaveError where it is none of theirs, or is
    written down already."""
    kept = hold_event(number)
    contact = Touchpoint.objects.filter(pk=touchpoint or 0, customer=customer, withdrawn_at=None).first()
    asked = Need.objects.filter(pk=need or 0, customer=customer, removed_at=None).first()
    if (contact is None) == (asked is None) or not kept.accounts.filter(customer=customer).exists():
        raise _gone()
    made, new = EventResult.objects.get_or_create(
        event=kept, touchpoint=contact, need=asked, defaults={"by": by, "at": now}
    )
    if new:
        record(by=by, now=now, what="event.result_added", about=f"event:{kept.pk}", fields=("results",))
    return made


@action
def remove_event_result(*, by: Person, now: datetime, customer: str, number: int, result: int) -> None:
    """It did not come of the event after all."""
    kept = hold_event(number)
    found = kept.results.select_related("touchpoint", "need").filter(pk=result).first()
    thing = (found.touchpoint or found.need) if found else None
    if found is None or thing is None or thing.customer != customer:
        raise _gone()
    found.delete()
    record(by=by, now=now, what="event.result_removed", about=f"event:{kept.pk}", fields=("results",))


@action
def note_events_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the events out."""
    record(by=by, now=now, what="event.exported", about="event:list")


def hold_event(number: int, *, removed: bool = False) -> Event:
    """An event that nobody else changes until this is done. Raises ClaveError where it is gone."""
    found = Event.objects.select_for_update().filter(pk=number, removed_at__isnull=not removed).first()
    if found is None:
        raise _gone()
    return found


def _say(kept: Event, sound: EventSaid, now: datetime) -> None:
    for field, value in vars(sound).items():
        setattr(kept, field, value)
    kept.changed_at, kept.folded = now, folded(f"{sound.title} {sound.place} {sound.about}")
    kept.save()


def _gone() -> ClaveError:
    return ClaveError(
        _("this is not there any more."), remedy=_("Somebody took it out a moment ago: look at it again.")
    )
