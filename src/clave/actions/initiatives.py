"""Joint initiatives: begun, moved, their next step set and done, and what came of them. (B4, E10)"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.needs import contact_of
from clave.actions.offsite_ideas import hold_idea, take_up
from clave.actions.shape import action
from clave.actions.staged import begun, day_of, gone_on, held, stepped_back, stood, taken_out, unseen
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.initiatives import ENDS, OPEN, InitiativeSaid, check_step, checked_initiative
from clave.operations.needs import checked_gain
from clave.store.models import InitiativeStep, JointInitiative, Person, Touchpoint
from clave.store.roles import ACCOUNT_READERS, DECIDERS, LAB, QUALITY, of

OWNERS = ACCOUNT_READERS | of(LAB, QUALITY)
"""Roles that an initiative can be given to."""


@action
def begin_initiative(
    *, by: Person, now: datetime, customer: str, name: str, initiative: InitiativeSaid, owner: Person | None = None,
    said_in: Touchpoint | None = None, idea: int | None = None,
) -> JointInitiative:  # fmt: skip
    """Write down an initiative, of whoever writes it where no `owner` is named; sent twice, it is there once. `idea` of an
    off-site session becomes it. Raises
    ClaveError (`where` names the field) for what `checked_initiative` refuses."""
    sound = checked_initiative(initiative, timezone.localdate(now))
    contact_of(sound.contact, customer)
    same = JointInitiative.objects.filter(customer=customer, by=by, removed_at=None, title=sound.title)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    taken = hold_idea(customer, idea) if idea else None
    kept = JointInitiative(
        customer=customer, name=name, stage="idea", said_in=said_in, owner=_able(owner or by),
        moved_on=timezone.localdate(now),
    )  # fmt: skip
    _say(kept, sound, by, now)
    InitiativeStep.objects.create(of=kept, stage="idea", day=sound.started_on, by=by, at=now)
    if taken:
        take_up(taken, kept, by, now)
    record(by=by, now=now, what="initiative.begun", about=f"initiative:{kept.pk}")
    return kept


@action
def change_initiative(
    *, by: Person, now: datetime, customer: str, number: int, initiative: InitiativeSaid, owner: Person,
    seen: datetime | None,
) -> JointInitiative:  # fmt: skip
    """Say it better, give it to somebody else. Raises ClaveError as `begin_initiative`, and where somebody else changed it
    after it was `seen`."""
    kept = held(JointInitiative, number, customer)
    unseen(kept, seen)
    sound = checked_initiative(initiative, timezone.localdate(now))
    contact_of(sound.contact, customer)
    before = {name: getattr(kept, name) for name in vars(sound) if name != "contact"}
    if owner.pk != kept.owner_id:
        kept.owner = _able(owner)
    _say(kept, sound, by, now)
    changed = [name for name, value in before.items() if getattr(kept, name) != value]
    record(by=by, now=now, what="initiative.changed", about=f"initiative:{kept.pk}", fields=changed)
    return kept


@action
def move_initiative(
    *, by: Person, now: datetime, customer: str, number: int, here: str, to: str, day: date, note: str = "",
    gained: Decimal | None = None,
) -> InitiativeStep:  # fmt: skip
    """Move it to another stage; an end says what came of it. Raises ClaveError where it is not `here` any more."""
    kept = held(JointInitiative, number, customer)
    stood(kept, here)
    check_step(here, to, note)
    checked_gain(gained)
    today = timezone.localdate(now)
    day_of(day, today, since=kept.started_on)
    kept.result, kept.gained, kept.moved_on = (note.strip(), gained, today) if to in ENDS else ("", None, today)
    step = gone_on(InitiativeStep, kept, to, day, note, by=by, now=now)
    record(by=by, now=now, what="initiative.moved", about=f"initiative:{kept.pk}", fields=("stage",))
    return step


@action
def undo_initiative_step(*, by: Person, now: datetime, customer: str, number: int, step: int) -> JointInitiative:
    """Undo the last move. Raises ClaveError where another followed, or it is somebody else's."""
    kept = held(JointInitiative, number, customer)
    undone, _before = stepped_back(InitiativeStep, kept, step, by=by, now=now, may=by.role in DECIDERS)
    if undone.stage in ENDS:
        kept.result, kept.gained = "", None
    kept.save()
    record(by=by, now=now, what="initiative.step_undone", about=f"initiative:{kept.pk}", fields=("stage",))
    return kept


@action
def set_next_step(
    *, by: Person, now: datetime, customer: str, number: int, here: str, words: str, day: date | None
) -> JointInitiative:
    """The step that was next (`here`) is done, or another one comes first: what is next now, and by when. Raises ClaveError
    where it is over, somebody set another meanwhile, or a step has no day."""
    kept = held(JointInitiative, number, customer)
    if kept.stage not in OPEN:
        raise ClaveError(_("it is over."), remedy=_("Take it up again first, or write down a new one."))
    if kept.next_step != here:
        raise ClaveError(
            _("somebody set another next step a moment ago."), remedy=_("Look at it again; nothing was changed.")
        )
    today, plain = timezone.localdate(now), words.strip()
    if not plain:
        raise ClaveError(
            _("without a next step it stands still."), where="words",
            remedy=_("Write what is done next; or say that it is achieved, or dropped."),
        )  # fmt: skip
    if day is None or day < today:
        raise ClaveError(_("a next step is still to come."), where="day", remedy=_("Choose today or a later day."))
    kept.next_step, kept.next_on, kept.moved_on, kept.changed_at = plain, day, today, now
    kept.save()
    record(by=by, now=now, what="initiative.next_set", about=f"initiative:{kept.pk}", fields=("next_step",))
    return kept


@action
def remove_initiative(*, by: Person, now: datetime, customer: str, number: int) -> JointInitiative:
    """Take out one that was written down by a slip."""
    kept = held(JointInitiative, number, customer)
    taken_out(kept, now)
    record(by=by, now=now, what="initiative.removed", about=f"initiative:{kept.pk}")
    return kept


@action
def restore_initiative(*, by: Person, now: datetime, customer: str, number: int) -> JointInitiative:
    """Bring back one that was taken out."""
    kept = held(JointInitiative, number, customer, removed=True)
    taken_out(kept, None)
    record(by=by, now=now, what="initiative.restored", about=f"initiative:{kept.pk}")
    return kept


@action
def note_initiatives_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the list out."""
    record(by=by, now=now, what="initiative.exported", about="initiative:list")


def _say(kept: JointInitiative, sound: InitiativeSaid, by: Person, now: datetime) -> None:
    given = {name: value for name, value in vars(sound).items() if name != "contact"}
    kept.contact_id = sound.contact
    words = f"{sound.title} {sound.about} {sound.site} {sound.country} {sound.next_step}"
    begun(kept, given, words, by=by, now=now)


def _able(person: Person) -> Person:
    """Raises ClaveError for somebody who cannot answer for an initiative."""
    if not person.is_active or person.role not in OWNERS:
        raise ClaveError(
            _("{name} cannot open the initiatives.").fill(name=person.name), where="owner",
            remedy=_("Choose one of the list."),
        )  # fmt: skip
    return person
