"""Needs of customers: written down, solved, and the solution offered to others. (B3)"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.offsite_ideas import hold_idea, take_up
from clave.actions.shape import action
from clave.actions.staged import begun, day_of, gone_on, held, stepped_back, stood, taken_out, unseen
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.needs import ANSWERS, NeedSaid, check_step, checked_gain, checked_need
from clave.store.models import Contact, Need, NeedOffer, NeedStep, Person, Touchpoint
from clave.store.roles import DECIDERS


@action
def record_need(
    *, by: Person, now: datetime, customer: str, name: str, need: NeedSaid, said_in: Touchpoint | None = None,
    idea: int | None = None,
) -> Need:  # fmt: skip
    """Write down what a customer needs; sent twice, it is there once. An `idea` of an off-site session becomes it.

    Raises ClaveError (`where` names the field) for what `checked_need` refuses, and for a person who is not of this customer."""
    sound = checked_need(need, timezone.localdate(now))
    contact_of(sound.contact, customer)
    same = Need.objects.filter(customer=customer, by=by, removed_at=None, problem=sound.problem)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    taken = hold_idea(customer, idea) if idea else None
    kept = Need(customer=customer, name=name, stage="heard", said_in=said_in)
    _say(kept, sound, by, now)
    NeedStep.objects.create(of=kept, stage="heard", day=sound.asked_on, by=by, at=now)
    if taken:
        take_up(taken, kept, by, now)
    record(by=by, now=now, what="need.recorded", about=f"need:{kept.pk}")
    return kept


@action
def change_need(
    *, by: Person, now: datetime, customer: str, number: int, need: NeedSaid, seen: datetime | None
) -> Need:
    """Say it better. Raises ClaveError as `record_need`, and where somebody else changed it after it was `seen`."""
    kept = held(Need, number, customer)
    unseen(kept, seen)
    sound = checked_need(need, timezone.localdate(now))
    contact_of(sound.contact, customer)
    before = {name: getattr(kept, name) for name in vars(sound) if name != "contact"}
    _say(kept, sound, by, now)
    changed = [name for name, value in before.items() if getattr(kept, name) != value]
    record(by=by, now=now, what="need.changed", about=f"need:{kept.pk}", fields=changed)
    return kept


@action
def move_need(
    *, by: Person, now: datetime, customer: str, number: int, here: str, to: str, day: date, solution: str = "",
    result: str = "", gained: Decimal | None = None,
) -> NeedStep:  # fmt: skip
    """Move it to another stage; an end says what came of it, a solved one with what, and what was gained (None = nobody knows
    yet). Raises ClaveError where it is not `here` any more, or an end says nothing."""
    kept = held(Need, number, customer)
    stood(kept, here)
    check_step(here, to, solution or kept.solution, result)
    checked_gain(gained)
    day_of(day, timezone.localdate(now), since=kept.asked_on)
    kept.solution = solution.strip() or kept.solution
    kept.result, kept.gained = (result.strip(), gained) if to in ("solved", "unsolved") else ("", None)
    step = gone_on(NeedStep, kept, to, day, result, by=by, now=now)
    record(by=by, now=now, what="need.moved", about=f"need:{kept.pk}", fields=("stage",))
    return step


@action
def undo_need_step(*, by: Person, now: datetime, customer: str, number: int, step: int) -> Need:
    """Undo the last move. Raises ClaveError where another followed, or it is somebody else's."""
    kept = held(Need, number, customer)
    undone, _before = stepped_back(NeedStep, kept, step, by=by, now=now, may=by.role in DECIDERS)
    if undone.stage in ("solved", "unsolved"):
        kept.result, kept.gained = "", None
    kept.save()
    record(by=by, now=now, what="need.step_undone", about=f"need:{kept.pk}", fields=("stage",))
    return kept


@action
def gain_of_need(*, by: Person, now: datetime, customer: str, number: int, gained: Decimal | None) -> Need:
    """What solving it brought, once somebody knows. Raises ClaveError for one that is not solved."""
    kept = held(Need, number, customer)
    if kept.stage != "solved":
        raise ClaveError(
            _("it is not solved yet."), where="gained", remedy=_("What it brought is written down once it is solved.")
        )
    checked_gain(gained)
    kept.gained, kept.changed_at = gained, now
    kept.save(update_fields=["gained", "changed_at"])
    record(by=by, now=now, what="need.gained", about=f"need:{kept.pk}", fields=("gained",))
    return kept


@action
def offer_solution(
    *, by: Person, now: datetime, customer: str, number: int, to: str, to_name: str, day: date, note: str = ""
) -> NeedOffer:
    """The solution was offered to another customer (`to`) on a day. Raises ClaveError where nothing solved it yet, it is the
    one who asked, it was offered to them already, or the day is to come."""
    kept = held(Need, number, customer)
    if kept.stage != "solved":
        raise ClaveError(_("it is not solved yet."), remedy=_("First write what solved it; then it can be offered."))
    if to == kept.customer:
        raise ClaveError(_("they are the ones who asked."), where="cliente", remedy=_("Choose another customer."))
    day_of(day, timezone.localdate(now), since=kept.asked_on)
    try:
        with transaction.atomic():
            made = NeedOffer.objects.create(
                need=kept, customer=to, name=to_name, on=day, by=by, note=note.strip(), at=now
            )
    except IntegrityError as twice:
        raise ClaveError(
            _("it was offered to {name} already.").fill(name=to_name), where="cliente",
            remedy=_("Write down their answer instead."),
        ) from twice  # fmt: skip
    record(by=by, now=now, what="need.offered", about=f"need:{kept.pk}", fields=("offers",))
    return made


@action
def answer_offer(
    *, by: Person, now: datetime, customer: str, number: int, offer: int, answer: str, day: date, note: str = ""
) -> NeedOffer:
    """What they said to it; empty takes an answer back. Raises ClaveError for an answer that nobody gives, or a day before
    it was offered."""
    kept = held(Need, number, customer)
    if answer not in ANSWERS:
        raise ClaveError(_("this is no answer."), where="answer", remedy=_("Choose one of the list."))
    made = _offer(kept, offer)
    day_of(day, timezone.localdate(now), since=made.on)
    made.answer, made.answered_on, made.note = answer, day if answer else None, note.strip() or made.note
    made.save(update_fields=["answer", "answered_on", "note"])
    record(by=by, now=now, what="need.answered", about=f"need:{kept.pk}", fields=("offers",))
    return made


@action
def take_back_offer(*, by: Person, now: datetime, customer: str, number: int, offer: int) -> NeedOffer:
    """It was not offered to them: a slip."""
    kept = held(Need, number, customer)
    made = _offer(kept, offer)
    made.removed_at = now
    made.save(update_fields=["removed_at"])
    record(by=by, now=now, what="need.offer_removed", about=f"need:{kept.pk}", fields=("offers",))
    return made


@action
def remove_need(*, by: Person, now: datetime, customer: str, number: int) -> Need:
    """Take out one that was written down by a slip."""
    kept = held(Need, number, customer)
    taken_out(kept, now)
    record(by=by, now=now, what="need.removed", about=f"need:{kept.pk}")
    return kept


@action
def restore_need(*, by: Person, now: datetime, customer: str, number: int) -> Need:
    """Bring back one that was taken out."""
    kept = held(Need, number, customer, removed=True)
    taken_out(kept, None)
    record(by=by, now=now, what="need.restored", about=f"need:{kept.pk}")
    return kept


@action
def note_needs_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list out."""
    record(by=by, now=now, what="need.exported", about="need:list")


def contact_of(number: int | None, customer: str) -> Contact | None:
    """A person of the customer by their number. Raises ClaveError for somebody else's."""
    if number is None:
        return None
    found = Contact.objects.filter(pk=number, customer=customer, removed_at=None, erased_at=None).first()
    if found is None:
        raise ClaveError(
            _("this person is not of this customer."),
            where="contact",
            remedy=_("Choose one of the list, or write a name."),
        )
    return found


def _say(kept: Need, sound: NeedSaid, by: Person, now: datetime) -> None:
    given = {name: value for name, value in vars(sound).items() if name != "contact"}
    kept.contact_id = sound.contact
    words = f"{sound.problem} {sound.solution} {sound.product} {sound.family} {sound.asked_by}"
    begun(kept, given, words, by=by, now=now)


def _offer(kept: Need, number: int) -> NeedOffer:
    found: NeedOffer | None = kept.offers.filter(pk=number, removed_at=None).first()
    if found is None:
        raise ClaveError(
            _("this offer is not there any more."), remedy=_("Somebody took it back a moment ago: look at it again.")
        )
    return found
