"""What of a customer is used in public: consented to, planned, published, taken down; and a consent withdrawn. (C7)

Whoever publishes and whoever withdraws hold the consents of the customer: of two at once, either nothing is published, or
the withdrawal lists what is to be taken down."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.events import hold_event
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.events import ConsentSaid, UseSaid, checked_consent, checked_use
from clave.operations.public_use import PERSONAL, Verdict, may_use
from clave.store.events import UseNow, granted_of, people_said, still_public, use_of
from clave.store.models import Contact, Event, Person, PublicConsent, PublicUse

ENDED = {"down": "public.down", "dropped": "public.dropped"}
"""In the log, by how a use ends."""


@action
def record_public_consent(
    *, by: Person, now: datetime, customer: str, name: str, consent: ConsentSaid
) -> PublicConsent:
    """Write down what a person of a customer consented to; sent twice, it is there once. Raises ClaveError (`where` names the
    field) for what `checked_consent` refuses, and for a person or an event that is not of this customer."""
    sound = checked_consent(consent, timezone.localdate(now))
    _contact(sound.contact, customer)
    if sound.event and not Event.objects.filter(pk=sound.event, removed_at=None, accounts__customer=customer).exists():
        raise ClaveError(
            _("this customer takes no part in that event."), where="event", remedy=_("Write down first that it does.")
        )
    same = PublicConsent.objects.filter(customer=customer, by=by, contact=sound.contact, purpose=sound.purpose)
    if sent_twice := just_made(same.filter(on=sound.on, withdrawn_on=None), by=by, now=now):
        return sent_twice
    given = vars(sound) | {"covers": list(sound.covers)}
    contact, event = given.pop("contact"), given.pop("event")
    kept = PublicConsent.objects.create(
        customer=customer, name=name, contact_id=contact, event_id=event, by=by, created_at=now, **given
    )
    record(by=by, now=now, what="public.consented", about=f"public:{kept.pk}")
    return kept


@action
def withdraw_public_consent(
    *, by: Person, now: datetime, customer: str, number: int, on: date, words: str = ""
) -> list[UseNow]:
    """The customer took a consent back on a day: nothing more is published on it, and what is still in public without another
    consent that covers it is given back, so that somebody takes it down. Raises ClaveError where it was withdrawn already, or
    for a day to come or before it was given."""
    kept = _held_consent(customer, number)
    today = timezone.localdate(now)
    if kept.withdrawn_on is not None:
        raise ClaveError(_("it was withdrawn already."), remedy=_("Look at it again; nothing was changed."))
    if not kept.on <= on <= today:
        raise ClaveError(
            _("it is withdrawn between the day it was given and today."), where="on",
            remedy=_("Choose the day on which they said so."),
        )  # fmt: skip
    kept.withdrawn_on, kept.withdrawn_words, kept.withdrawn_by, kept.withdrawn_at = on, words.strip(), by, now
    kept.save()
    record(by=by, now=now, what="public.withdrawn", about=f"public:{kept.pk}", fields=("withdrawn_on",))
    return still_public(kept, today)


@action
def take_back_withdrawal(*, by: Person, now: datetime, customer: str, number: int) -> PublicConsent:
    """The withdrawal was a slip. Raises ClaveError where it was not withdrawn."""
    kept = _held_consent(customer, number)
    if kept.withdrawn_on is None:
        raise ClaveError(_("it was not withdrawn."), remedy=_("Look at it again; nothing was changed."))
    kept.withdrawn_on, kept.withdrawn_words, kept.withdrawn_by, kept.withdrawn_at = None, "", None, None
    kept.save()
    record(by=by, now=now, what="public.consented", about=f"public:{kept.pk}", fields=("withdrawn_on",))
    return kept


@action
def plan_public_use(*, by: Person, now: datetime, customer: str, number: int, use: UseSaid) -> PublicUse:
    """Plan to use something of a customer at an event. Raises ClaveError (`where` names the field) where no standing consent
    covers what is used on every day of it, and where the customer takes no part."""
    event = hold_event(number)
    part = event.accounts.filter(customer=customer).first()
    if part is None:
        raise ClaveError(
            _("this customer takes no part in that event."), where="customer",
            remedy=_("Write down first that it does."),
        )  # fmt: skip
    sound = checked_use(use)
    if sound.contact is not None:
        _contact(sound.contact, customer)
    same = event.uses.filter(
        customer=customer, by=by, what=sound.what, where=sound.where, starts_on=sound.starts_on, state="planned"
    )
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    row = PublicUse(
        event=event, customer=customer, name=part.name, what=sound.what, where=sound.where, contact_id=sound.contact,
        starts_on=sound.starts_on, ends_on=sound.ends_on, by=by, created_at=now,
    )  # fmt: skip
    verdict = _verdict(row, now)
    if not verdict.allowed or verdict.consent is None:
        raise _refused(verdict.because, row)
    row.consent_id = verdict.consent
    row.save()
    record(by=by, now=now, what="public.planned", about=f"public:{verdict.consent}")
    return row


@action
def publish_use(*, by: Person, now: datetime, customer: str, number: int, use: int) -> PublicUse:
    """Say that it is in public from today on. Raises ClaveError where its first day has not come, or no consent that stands
    covers it any more."""
    hold_event(number)
    row = _held_use(customer, number, use, ("planned",))
    today = timezone.localdate(now)
    if row.starts_on > today:
        raise ClaveError(_("its first day has not come yet."), remedy=_("Plan it anew for an earlier day."))
    if row.ends_on is not None and row.ends_on < today:
        raise ClaveError(_("its last day is over."), remedy=_("Give it up, or plan it anew."))
    verdict = _verdict(row, now)
    if not verdict.allowed or verdict.consent is None:
        raise _refused(verdict.because, row)
    row.consent_id, row.state, row.published_on = verdict.consent, "published", today
    row.save()
    record(by=by, now=now, what="public.published", about=f"public:{verdict.consent}")
    return row


@action
def take_down_use(*, by: Person, now: datetime, customer: str, number: int, use: int) -> PublicUse:
    """Say that it is not in public any more. Raises ClaveError where it is not."""
    return _ended(by, now, _held_use(customer, number, use, ("published",)), "down")


@action
def drop_use(*, by: Person, now: datetime, customer: str, number: int, use: int) -> PublicUse:
    """Give up what was planned. Raises ClaveError where it is in public, or over."""
    return _ended(by, now, _held_use(customer, number, use, ("planned",)), "dropped")


@action
def note_consents_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the consents out."""
    record(by=by, now=now, what="public.exported", about="public:list")


def _ended(by: Person, now: datetime, row: PublicUse, state: str) -> PublicUse:
    row.state, row.ended_on = state, timezone.localdate(now)
    row.save(update_fields=["state", "ended_on"])
    record(by=by, now=now, what=ENDED[state], about=f"public:{row.consent_id}")
    return row


def _verdict(row: PublicUse, now: datetime) -> Verdict:
    """Whether it may be, by the consents of the customer, that nobody withdraws until this is done."""
    granted = [granted_of(one) for one in _consents(row.customer)]
    said = people_said({row.contact_id} if row.contact_id else set(), timezone.localdate(now))
    return may_use(use_of(row, said), granted, row.name)


def _consents(customer: str) -> list[PublicConsent]:
    return list(PublicConsent.objects.select_for_update().filter(customer=customer).order_by("pk"))


def _held_consent(customer: str, number: int) -> PublicConsent:
    found = next((one for one in _consents(customer) if one.pk == number), None)
    if found is None:
        raise ClaveError(
            _("this consent is not of this customer."), remedy=_("Look at the list again; nothing was changed.")
        )
    return found


def _held_use(customer: str, number: int, use: int, states: tuple[str, ...]) -> PublicUse:
    found = PublicUse.objects.select_for_update().filter(pk=use, customer=customer, event=number).first()
    if found is None or found.state not in states:
        raise ClaveError(
            _("somebody did something with this a moment ago."), remedy=_("Look at it again; nothing was changed.")
        )
    return found


def _refused(because: Text, row: PublicUse) -> ClaveError:
    """Why it may not be, beside what would have to change."""
    remedy = (
        _("Ask whoever is shown and write down what they say, or show nobody; nothing was kept.")
        if row.contact_id and row.what in PERSONAL
        else _("Ask the customer and write down its consent, or choose what it covers; nothing was kept.")
    )
    return ClaveError(_("this may not be used in public: {why}.").fill(why=because), where="what", remedy=remedy)


def _contact(number: int, customer: str) -> None:
    known = Contact.objects.filter(pk=number, customer=customer, removed_at=None, erased_at=None)
    if not known.exists():
        raise ClaveError(
            _("this person is not of this customer."), where="contact", remedy=_("Choose one of the list.")
        )
