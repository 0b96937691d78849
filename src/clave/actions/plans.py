"""Plans of a day, whatever they plan: the open one gives way to a newer one, one is confirmed and taken back, and what people
decide by hand in it has a reason and an end. `actions.dispatch` and `actions.production` say what else that means there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import Model

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.store.models import Company, Person
from clave.store.models.plans import CONFIRMED, OPEN, SUPERSEDED, ByHand, Plan

P = TypeVar("P", bound=Plan)
H = TypeVar("H", bound=ByHand)
UNCHANGED = _("Look at it again; nothing was changed by you.")


@dataclass(frozen=True)
class Room(Generic[P]):
    """What is planned in one room: its plans and their rows, what changed since one was made from a basis, and in words what
    follows where one was `confirmed`, planned `anew`, or where a later one `counts_on` it and is to be corrected `there`."""

    plans: type[P]
    rows: type[Model]
    changed_since: Callable[[Mapping[str, str], date], list[Text]]
    confirmed: Text
    anew: Text
    counts_on: Text
    there: Text


def hold() -> None:
    """One at a time plans, decides by hand or confirms: what one takes, another must see."""
    list(Company.objects.select_for_update().order_by("id")[:1])


def held(room: Room[P], number: int) -> P:
    """A plan that nobody else changes meanwhile."""
    hold()
    return room.plans._default_manager.select_for_update().get(pk=number)


def supersede(room: Room[P], day: date) -> None:
    """The open plan of a day gives way to the one that is to be kept, and its rows go."""
    hold()
    before = room.plans._default_manager.filter(day=day, state=OPEN)
    room.rows._default_manager.filter(plan__in=list(before.values_list("pk", flat=True))).delete()
    before.update(state=SUPERSEDED)


def to_confirm(room: Room[P], number: int) -> P:
    """The plan to be confirmed. Raises ClaveError where somebody confirmed or planned anew a moment ago, or where it was made
    from what is no longer so."""
    plan = held(room, number)
    checked_open(room, plan)
    checked_fresh(room, plan)
    return plan


def checked_open(room: Room[P], plan: P) -> None:
    """Raise ClaveError where a plan is not to be confirmed any more."""
    if plan.state == CONFIRMED:
        name = plan.confirmed_by.name if plan.confirmed_by else "clave"
        raise ClaveError(_("{name} confirmed this plan a moment ago.").fill(name=name), remedy=room.confirmed)
    if plan.state == SUPERSEDED:
        raise ClaveError(room.anew, remedy=_("Look at the newer plan, and confirm that one."))


def checked_fresh(room: Room[P], plan: P) -> None:
    """Raise ClaveError where a plan was made from what is no longer so."""
    changed = room.changed_since(plan.basis, plan.day)
    if changed:
        raise ClaveError(
            _("since this plan was made there changed: {parts}.").fill(parts=joined(changed)),
            remedy=_("Plan again, look at what moves, and confirm that plan."),
        )


def to_reopen(room: Room[P], number: int) -> P:
    """The plan whose confirmation is taken back. Raises ClaveError where it is not confirmed, or where a later plan already
    counts on it."""
    plan = held(room, number)
    if plan.state != CONFIRMED:
        raise ClaveError(_("this plan is not confirmed."), remedy=UNCHANGED)
    if room.plans._default_manager.filter(pk__gt=plan.pk).exclude(state=SUPERSEDED).exists():
        raise ClaveError(room.counts_on, remedy=room.there)
    return plan


def confirm(plan: Plan, by: Person, now: datetime) -> None:
    """It is confirmed."""
    _save(plan, CONFIRMED, by, now)


def reopen(plan: Plan) -> None:
    """It is open again."""
    _save(plan, OPEN, None, None)


def _save(plan: Plan, state: str, by: Person | None, at: datetime | None) -> None:
    plan.state, plan.confirmed_at, plan.confirmed_by = state, at, by
    plan.save(update_fields=["state", "confirmed_at", "confirmed_by"])


def no_reason(reason: str, what: Text) -> ClaveError | None:
    """What is wrong with the reason of what is decided by hand; None where there is one."""
    if reason.strip():
        return None
    return ClaveError(what, where="reason", remedy=_("Write it in one sentence: others wait for it."))


def no_end(until: date, today: date, most: int, what: Text) -> ClaveError | None:
    """What is wrong with the day until which it counts, inside: it is over, or more than `most` days from `today`; None
    where nothing is."""
    if today <= until and (until - today).days <= most:
        return None
    return ClaveError(what.fill(days=Figure(most, "count")), where="until", remedy=_("Choose another day."))


def ended(by_hand: type[H], number: int, already: Text, by: Person, now: datetime) -> H:
    """What somebody decided by hand does not count any more. Raises ClaveError where it was ended `already`."""
    hold()
    found = by_hand._default_manager.select_for_update().get(pk=number)
    if found.ended_at is not None:
        raise ClaveError(already, remedy=UNCHANGED)
    found.ended_at, found.ended_by = now, by
    found.save(update_fields=["ended_at", "ended_by"])
    return found
