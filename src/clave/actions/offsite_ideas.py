"""Ideas of an off-site session: written down, taken up as one thing, or turned down with a reason. (C3)

Whoever makes something of an idea holds its session, so that two who do it at once do not make two things of it."""

from __future__ import annotations

from datetime import datetime

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.staged import held
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.offsite import checked_reason
from clave.store.models import JointInitiative, Need, OffsiteIdea, OffsiteSession, Person, PlanAction
from clave.store.offsite import became, ideas_standing


@action
def add_idea(
    *, by: Person, now: datetime, customer: str, number: int, text: str, ours: int | None = None,
    theirs: int | None = None,
) -> OffsiteIdea:  # fmt: skip
    """Write down an idea, and who had it; sent twice, it is there once. Raises ClaveError where it says nothing, where the
    session is closed or called off, and for somebody who does not come to it."""
    kept = held(OffsiteSession, number, customer)
    _may_grow(kept)
    words = _words(text)
    _one_of(kept, ours, theirs)
    same = kept.ideas.filter(removed_at=None, by=by, text=words)
    if sent_twice := just_made(same, by=by, now=now):
        return sent_twice
    made = OffsiteIdea.objects.create(
        of=kept, text=words, person_id=ours, contact_id=theirs, by=by, created_at=now
    )  # fmt: skip
    record(by=by, now=now, what="offsite.idea_added", about=f"offsite:{kept.pk}", fields=("ideas",))
    return made


@action
def change_idea(*, by: Person, now: datetime, customer: str, number: int, idea: int, text: str) -> OffsiteIdea:
    """Say an idea better. Raises ClaveError where it says nothing, or the session is closed."""
    kept = held(OffsiteSession, number, customer)
    _may_grow(kept)
    found = _idea(kept, idea)
    found.text = _words(text)
    found.save(update_fields=["text"])
    record(by=by, now=now, what="offsite.idea_changed", about=f"offsite:{kept.pk}", fields=("ideas",))
    return found


@action
def turn_down_idea(*, by: Person, now: datetime, customer: str, number: int, idea: int, why: str) -> OffsiteIdea:
    """Say that nothing will be made of it, and why. Raises ClaveError without a reason, and where somebody made something of
    it."""
    kept = held(OffsiteSession, number, customer)
    found = _idea(kept, idea)
    if became(found):
        raise _taken()
    found.turned_down = checked_reason(why)
    found.need = found.initiative = found.action = None  # what it became was a slip and was taken out
    found.save(update_fields=["turned_down", "need", "initiative", "action"])
    record(by=by, now=now, what="offsite.idea_turned_down", about=f"offsite:{kept.pk}", fields=("ideas",))
    return found


@action
def reopen_idea(*, by: Person, now: datetime, customer: str, number: int, idea: int) -> OffsiteIdea:
    """Take back that an idea was turned down. Raises ClaveError for a session that is closed."""
    kept = held(OffsiteSession, number, customer)
    _not_closed(kept)
    found = _idea(kept, idea)
    found.turned_down = ""
    found.save(update_fields=["turned_down"])
    record(by=by, now=now, what="offsite.idea_reopened", about=f"offsite:{kept.pk}", fields=("ideas",))
    return found


@action
def remove_idea(*, by: Person, now: datetime, customer: str, number: int, idea: int) -> OffsiteIdea:
    """Take out an idea that was written down by a slip. Raises ClaveError where something was made of it."""
    kept = held(OffsiteSession, number, customer)
    found = _idea(kept, idea)
    if became(found):
        raise _taken()
    found.removed_at = now
    found.save(update_fields=["removed_at"])
    record(by=by, now=now, what="offsite.idea_removed", about=f"offsite:{kept.pk}", fields=("ideas",))
    return found


@action
def restore_idea(*, by: Person, now: datetime, customer: str, number: int, idea: int) -> OffsiteIdea:
    """Bring back an idea that was taken out. Raises ClaveError for a session that is closed."""
    kept = held(OffsiteSession, number, customer)
    _not_closed(kept)
    found: OffsiteIdea | None = kept.ideas.filter(pk=idea).exclude(removed_at=None).first()
    if found is None:
        raise _gone()
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    record(by=by, now=now, what="offsite.idea_restored", about=f"offsite:{kept.pk}", fields=("ideas",))
    return found


def hold_idea(customer: str, number: int) -> OffsiteIdea:
    """The idea that something is made of, that nobody else touches until this is done. Raises ClaveError where somebody made
    something of it, turned it down or took it out a moment ago, and where its session is closed."""
    session = OffsiteIdea.objects.filter(pk=number, of__customer=customer).values_list("of", flat=True).first()
    if session is None:
        raise _gone()
    kept = held(OffsiteSession, session, customer)
    _not_closed(kept)
    found = _idea(kept, number)
    if became(found):
        raise _taken()
    if found.turned_down:
        raise ClaveError(_("this idea was turned down."), remedy=_("Open it again in its session first."))
    return found


def take_up(idea: OffsiteIdea, thing: Need | JointInitiative | PlanAction, by: Person, now: datetime) -> None:
    """It became this, and nothing else."""
    idea.need = thing if isinstance(thing, Need) else None
    idea.initiative = thing if isinstance(thing, JointInitiative) else None
    idea.action = thing if isinstance(thing, PlanAction) else None
    idea.save(update_fields=["need", "initiative", "action"])
    record(by=by, now=now, what="offsite.idea_taken_up", about=f"offsite:{idea.of_id}", fields=("ideas",))


def _idea(kept: OffsiteSession, number: int) -> OffsiteIdea:
    found = ideas_standing().filter(of=kept, pk=number).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> ClaveError:
    return ClaveError(
        _("this idea is not there any more."), remedy=_("Somebody took it out a moment ago: look at its session again.")
    )


def _taken() -> ClaveError:
    return ClaveError(
        _("something was made of this idea already."),
        remedy=_("Look at its session: it says what it became; nothing was changed."),
    )


def _words(text: str) -> str:
    if not text.strip():
        raise ClaveError(_("the idea says nothing."), where="text", remedy=_("Write it in a line, as it was said."))
    return text.strip()


def _not_closed(kept: OffsiteSession) -> None:
    if kept.stage == "closed":
        raise ClaveError(_("the session is closed."), remedy=_("Open it again first; nothing was changed."))


def _may_grow(kept: OffsiteSession) -> None:
    _not_closed(kept)
    if kept.stage == "cancelled":
        raise ClaveError(_("the session was called off."), remedy=_("Prepare it again first; nothing was changed."))


def _one_of(kept: OffsiteSession, ours: int | None, theirs: int | None) -> None:
    people = kept.people
    if (ours and not people.filter(person=ours).exists()) or (theirs and not people.filter(contact=theirs).exists()):
        raise ClaveError(
            _("who had the idea does not come to the session."), where="lead",
            remedy=_("Choose one of its people, or add them to the session first."),
        )  # fmt: skip
