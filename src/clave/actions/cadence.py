"""Agreeing how often who of ours speaks with whom of a customer, changing and ending it; one's own calendar. (C4, D4)"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.diary import KINDS, Entry, retold
from clave.operations.rhythms import STANDARDS, RhythmSaid, checked_rhythm, template
from clave.store.cadence import mark_of
from clave.store.models import AgendaFeed, Cadence, Contact, KeyStatus, Person
from clave.store.nominations import known_customer
from clave.store.policy import policy_in_force
from clave.store.roles import DEPARTMENTS, STAFF
from clave.store.status import MEMBER_STATES


@action
def agree_cadence(*, by: Person, now: datetime, customer: str, said: RhythmSaid) -> Cadence:
    """Agree a rhythm. Raises ClaveError (`where` names the field) for what `checked_rhythm` refuses, for a person who is not
    of that customer or left it (`whom`), for one of ours who left (`who`), and for a rhythm that is agreed already."""
    sound = _checked(customer, said, timezone.localdate(now))
    kept = _keep(Cadence(customer=customer, by=by, created_at=now), sound, now)
    record(by=by, now=now, what="cadence.agreed", about=f"cadence:{kept.pk}")
    return kept


@action
def change_cadence(
    *, by: Person, now: datetime, customer: str, number: int, said: RhythmSaid, seen: datetime | None
) -> Cadence:
    """Agree it otherwise. Raises ClaveError as `agree_cadence`, and where somebody changed it after it was `seen`."""
    kept = held_cadence(number, customer)
    if kept.changed_at != seen:
        raise ClaveError(
            _("somebody changed this rhythm while you were writing."),
            remedy=_("Look at it again in another window; what you typed is still here."),
        )
    sound = _checked(customer, said, timezone.localdate(now))
    before = {
        name: getattr(kept, name)
        for name in ("who", "person_id", "contact_id", "area", "channel", "topic", "days", "since")
    }
    kept = _keep(kept, sound, now)
    changed = [name.removesuffix("_id") for name, value in before.items() if getattr(kept, name) != value]
    record(by=by, now=now, what="cadence.changed", about=f"cadence:{kept.pk}", fields=changed)
    return kept


@action
def end_cadence(*, by: Person, now: datetime, customer: str, number: int) -> Cadence:
    """From today on nothing is due of it; what was kept of it stays."""
    kept = held_cadence(number, customer)
    kept.ended_on, kept.ended_by = timezone.localdate(now), by
    kept.save(update_fields=["ended_on", "ended_by"])
    record(by=by, now=now, what="cadence.ended", about=f"cadence:{kept.pk}")
    return kept


@action
def resume_cadence(*, by: Person, now: datetime, customer: str, number: int) -> Cadence:
    """It holds again as if it had not ended. Raises ClaveError where another like it was agreed meanwhile."""
    kept = held_cadence(number, customer, ended=True)
    kept.ended_on = kept.ended_by = None
    _unless_there(kept)
    record(by=by, now=now, what="cadence.resumed", about=f"cadence:{kept.pk}")
    return kept


@action
def begin_cadences(*, by: Person, now: datetime, customer: str, since: date | None = None) -> list[Cadence]:
    """Give an account the rhythms of its category that it does not have yet; [] where it has them all. Raises ClaveError for
    a customer that is not a key account."""
    status = KeyStatus.objects.select_for_update().filter(customer=customer, state__in=MEMBER_STATES).first()
    if status is None:
        raise ClaveError(
            _("this customer is not a key account today: no rhythm is meant for it."),
            remedy=_("Agree its own rhythm instead."),
        )
    today = timezone.localdate(now)
    wanted = template(status.category, policy_in_force().at(today))
    there = set(Cadence.objects.filter(customer=customer, ended_on=None).values_list("standard", flat=True))
    made = []
    for key, days in wanted.items():
        if key in there:
            continue
        one = STANDARDS[key]
        said = RhythmSaid(one.who, None, None, one.area, one.channel, "", days, since or today)
        row = Cadence(customer=customer, standard=key, by=by, created_at=now)
        made.append(_keep(row, said, now))
    if made:
        record(by=by, now=now, what="cadence.begun", about=f"customer:{customer}")
    return made


@action
def offer_agenda(*, by: Person, now: datetime) -> str:
    """A new secret address for one's own calendar, told once; the one before opens nothing from now on."""
    secret = secrets.token_urlsafe(32)
    AgendaFeed.objects.update_or_create(person=by, defaults={"secret_hash": hashed(secret), "made_at": now, "told": {}})
    record(by=by, now=now, what="agenda.offered", about=f"person:{by.pk}")
    return secret


@action
def revoke_agenda(*, by: Person, now: datetime) -> None:
    """The address of one's own calendar opens nothing from now on; nothing where there was none."""
    gone, _kinds = AgendaFeed.objects.filter(person=by).delete()
    if gone:
        record(by=by, now=now, what="agenda.revoked", about=f"person:{by.pk}")


@action
def choose_agenda(*, by: Person, now: datetime, kinds: Iterable[str]) -> None:
    """What one's own calendar holds; nothing chosen is everything. Nothing where there is no calendar."""
    chosen = [key for key in KINDS if key in set(kinds)]
    if AgendaFeed.objects.filter(person=by).update(kinds=[] if len(chosen) == len(KINDS) else chosen):
        record(by=by, now=now, what="agenda.chosen", about=f"person:{by.pk}", fields=("kinds",))


@action
def tell_agenda(*, now: datetime, feed: AgendaFeed, entries: Sequence[Entry], language: str) -> list[Entry]:
    """What a calendar is told now: each with how often it moved, and what is off. Kept only where something changed."""
    kept = AgendaFeed.objects.select_for_update().get(pk=feed.pk)
    found, told = retold(kept.told, entries, now, language)
    if told != kept.told:
        AgendaFeed.objects.filter(pk=feed.pk).update(told=told)
    return found


def agenda_of(secret: str) -> AgendaFeed | None:
    """The calendar that a secret address opens; None for another one and for who left. What is looked up is the hash of what was
    asked, and both are compared in constant time: how long it takes tells nothing of a secret."""
    asked = hashed(secret)
    ours = AgendaFeed.objects.filter(person__is_active=True, person__role__in=STAFF)
    feed = ours.select_related("person").filter(secret_hash=asked).first()
    same = hmac.compare_digest(asked, feed.secret_hash if feed else "0" * len(asked))
    return feed if feed and same else None


def held_cadence(number: int, customer: str, *, ended: bool = False) -> Cadence:
    """A rhythm of a customer that nobody else changes until this is done."""
    kept = Cadence.objects.select_for_update().filter(pk=number, customer=customer, ended_on__isnull=not ended).first()
    if kept is None:
        raise ClaveError(
            _("this rhythm does not hold any more.") if not ended else _("this rhythm holds already."),
            remedy=_("Somebody was faster: look at the rhythms of the account again."),
        )
    return kept


def _checked(customer: str, said: RhythmSaid, today: date) -> RhythmSaid:
    sound = checked_rhythm(said, DEPARTMENTS, today)
    if known_customer(customer) is None:
        raise ClaveError(_("nobody knows this customer."), remedy=_("Choose one that has invoices."))
    if sound.person is not None and not Person.objects.filter(pk=sound.person, is_active=True).exists():
        raise ClaveError(_("this person no longer works with us."), where="who", remedy=_("Choose somebody else."))
    if sound.contact is not None:
        living = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None)
        if not living.filter(pk=sound.contact).exists():
            raise ClaveError(
                _("this interlocutor is not there any more."), where="whom",
                remedy=_("Choose who came after them, or the area in which you will find somebody."),
            )  # fmt: skip
    return sound


def _keep(kept: Cadence, said: RhythmSaid, now: datetime) -> Cadence:
    kept.who, kept.person_id, kept.contact_id = said.who, said.person, said.contact
    kept.area, kept.channel, kept.topic = said.area, said.channel, said.topic
    kept.days, kept.since, kept.changed_at = said.days, said.since, now
    kept.mark = mark_of(said.who, said.person, said.contact, said.area, said.channel, said.topic or kept.standard)
    return _unless_there(kept)


def _unless_there(kept: Cadence) -> Cadence:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise ClaveError(
            _("this very rhythm is agreed already."), where="whom",
            remedy=_("Change the one that is there, or say who else, with whom else or about what else."),
        ) from error  # fmt: skip
    return kept
