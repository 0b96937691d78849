"""Off-site sessions: planned, held, closed; their people and their agenda. (C3)"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.staged import begun, gone_on, held, stepped_back, stood, taken_out, unseen
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.offsite import OffsiteSaid, PointSaid, check_step, checked_offsite, checked_point
from clave.store.models import (
    Contact,
    OffsitePerson,
    OffsitePoint,
    OffsiteSession,
    OffsiteStep,
    Person,
    Touchpoint,
)
from clave.store.offsite import ideas_standing, people_in, said_of, undecided
from clave.store.roles import DECIDERS


@action
def plan_offsite(
    *, by: Person, now: datetime, customer: str, name: str, session: OffsiteSaid, said_in: Touchpoint | None = None
) -> OffsiteSession:
    """Plan a session, of whoever writes it down; sent twice, it is there once. Raises ClaveError (`where` names the field) for
    what `checked_offsite` refuses, and for people who are not of ours or of this customer."""
    sound = checked_offsite(session)
    _check_people(customer, sound)
    same = OffsiteSession.objects.filter(customer=customer, by=by, removed_at=None, on=sound.on, purpose=sound.purpose)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    kept = OffsiteSession(customer=customer, name=name, stage="planned", said_in=said_in, owner=by)
    _say(kept, sound, by, now)
    OffsiteStep.objects.create(of=kept, stage="planned", day=timezone.localdate(now), by=by, at=now)
    record(by=by, now=now, what="offsite.planned", about=f"offsite:{kept.pk}")
    return kept


@action
def change_offsite(
    *, by: Person, now: datetime, customer: str, number: int, session: OffsiteSaid, seen: datetime | None
) -> OffsiteSession:
    """Say it better: the day, the people, what was agreed. Raises ClaveError as `plan_offsite`; where somebody else changed
    it after it was `seen`; and where it took place and would lose a side, or its day would be one to come."""
    kept = held(OffsiteSession, number, customer)
    unseen(kept, seen)
    sound = checked_offsite(session)
    _check_people(customer, sound)
    if kept.stage in ("held", "closed"):
        check_step("planned", "held", sound, 0, timezone.localdate(now))
    before = said_of(kept)
    _say(kept, sound, by, now)
    changed = [field for field, value in vars(before).items() if value != getattr(sound, field)]
    record(by=by, now=now, what="offsite.changed", about=f"offsite:{kept.pk}", fields=changed)
    return kept


@action
def move_offsite(
    *, by: Person, now: datetime, customer: str, number: int, here: str, to: str, note: str = ""
) -> OffsiteStep:
    """Say that it took place, that it is closed, or that it was called off. Raises ClaveError for what `check_step` refuses and
    where it is not `here` any more."""
    kept = held(OffsiteSession, number, customer)
    stood(kept, here)
    today = timezone.localdate(now)
    check_step(here, to, said_of(kept), _undecided(kept), today)
    step = gone_on(OffsiteStep, kept, to, today, note, by=by, now=now)
    record(by=by, now=now, what="offsite.moved", about=f"offsite:{kept.pk}", fields=("stage",))
    return step


@action
def undo_offsite_step(*, by: Person, now: datetime, customer: str, number: int, step: int) -> OffsiteSession:
    """Undo the last move. Raises ClaveError where another followed, or it is somebody else's."""
    kept = held(OffsiteSession, number, customer)
    _undone, before = stepped_back(OffsiteStep, kept, step, by=by, now=now, may=by.role in DECIDERS)
    if before.stage == "closed":
        check_step("held", "closed", said_of(kept), _undecided(kept), timezone.localdate(now))
    kept.save()
    record(by=by, now=now, what="offsite.step_undone", about=f"offsite:{kept.pk}", fields=("stage",))
    return kept


@action
def keep_point(
    *, by: Person, now: datetime, customer: str, number: int, said: PointSaid, point: int | None = None
) -> OffsitePoint:
    """Write a point at the end of the agenda (`point` None), or say one better. Raises ClaveError for what `checked_point`
    refuses."""
    kept = held(OffsiteSession, number, customer)
    people = said_of(kept)
    sound = checked_point(said, people.ours, people.theirs)
    row = _point(kept, point) if point else OffsitePoint(of=kept, place=_last_place(kept) + 1)
    row.text, row.minutes, row.person_id, row.contact_id = sound.text, sound.minutes, sound.ours, sound.theirs
    row.save()
    record(by=by, now=now, what="offsite.agenda", about=f"offsite:{kept.pk}", fields=("points",))
    return row


@action
def move_point(*, by: Person, now: datetime, customer: str, number: int, point: int, up: bool) -> None:
    """Move a point before the one above it, or after the one below; the first stays first and the last stays last."""
    kept = held(OffsiteSession, number, customer)
    row = _point(kept, point)
    others = kept.points.filter(place__lt=row.place) if up else kept.points.filter(place__gt=row.place)
    other = others.order_by("-place" if up else "place").first()
    if other is not None:
        row.place, other.place = other.place, row.place
        row.save(update_fields=["place"])
        other.save(update_fields=["place"])
    record(by=by, now=now, what="offsite.agenda", about=f"offsite:{kept.pk}", fields=("points",))


@action
def remove_point(*, by: Person, now: datetime, customer: str, number: int, point: int) -> PointSaid:
    """Take a point out of the agenda; gives it back as it was said."""
    kept = held(OffsiteSession, number, customer)
    row = _point(kept, point)
    said = PointSaid(row.text, row.minutes, row.person_id, row.contact_id)
    row.delete()
    record(by=by, now=now, what="offsite.agenda", about=f"offsite:{kept.pk}", fields=("points",))
    return said


@action
def remove_offsite(*, by: Person, now: datetime, customer: str, number: int) -> OffsiteSession:
    """Take out one that was written down by a slip."""
    kept = held(OffsiteSession, number, customer)
    taken_out(kept, now)
    record(by=by, now=now, what="offsite.removed", about=f"offsite:{kept.pk}")
    return kept


@action
def restore_offsite(*, by: Person, now: datetime, customer: str, number: int) -> OffsiteSession:
    """Bring back one that was taken out."""
    kept = held(OffsiteSession, number, customer, removed=True)
    taken_out(kept, None)
    record(by=by, now=now, what="offsite.restored", about=f"offsite:{kept.pk}")
    return kept


@action
def note_offsites_export(*, by: Person, now: datetime, about: str = "list") -> None:
    """Write down that somebody took the list out, or the paper of one session (its number)."""
    record(by=by, now=now, what="offsite.exported", about=f"offsite:{about}")


def _say(kept: OffsiteSession, sound: OffsiteSaid, by: Person, now: datetime) -> None:
    given = {name: value for name, value in vars(sound).items() if name not in ("ours", "theirs")}
    begun(kept, given, f"{sound.place} {sound.purpose} {sound.agreed}", by=by, now=now)
    if kept.pk and {(one.person_id, one.contact_id) for one in people_in(kept)} != _pairs(sound):
        kept.people.all().delete()
        OffsitePerson.objects.bulk_create(
            [OffsitePerson(of=kept, person_id=one) for one in sound.ours]
            + [OffsitePerson(of=kept, contact_id=one) for one in sound.theirs]
        )
        kept.points.filter(person__isnull=False).exclude(person__in=sound.ours).update(person=None)
        kept.points.filter(contact__isnull=False).exclude(contact__in=sound.theirs).update(contact=None)


def _pairs(sound: OffsiteSaid) -> set[tuple[int | None, int | None]]:
    return {*((one, None) for one in sound.ours), *((None, one) for one in sound.theirs)}


def _check_people(customer: str, sound: OffsiteSaid) -> None:
    ours = Person.objects.filter(pk__in=sound.ours).count()
    theirs = Contact.objects.filter(pk__in=sound.theirs, customer=customer, removed_at=None, erased_at=None).count()
    if ours != len(set(sound.ours)):
        raise ClaveError(_("somebody of these is not of ours."), where="ours", remedy=_("Choose among our people."))
    if theirs != len(set(sound.theirs)):
        raise ClaveError(
            _("somebody of these is not a person of this customer."), where="theirs",
            remedy=_("Choose among the people of the customer."),
        )  # fmt: skip


def _undecided(kept: OffsiteSession) -> int:
    return sum(undecided(one) for one in ideas_standing().filter(of=kept))


def _last_place(kept: OffsiteSession) -> int:
    return kept.points.aggregate(last=Max("place"))["last"] or 0


def _point(kept: OffsiteSession, number: int) -> OffsitePoint:
    found: OffsitePoint | None = kept.points.filter(pk=number).first()
    if found is None:
        raise ClaveError(
            _("this point is not in the agenda any more."),
            remedy=_("Somebody took it out a moment ago: look at it again."),
        )
    return found
