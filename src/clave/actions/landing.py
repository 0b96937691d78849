"""Leaving the list softly: nobody lands without a plan, and a landing ends in one of two ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.audit import record
from clave.actions.life import allowed, held_member
from clave.actions.shape import action
from clave.actions.status import limits_of, take_step
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.selection import steps
from clave.selection.life import LANDING
from clave.store.leaving import kept_cost
from clave.store.models import FINISHED, RECOVERED, LandingPlan, LandingStep, Person, SelectionRun, StatusChange
from clave.store.queries import latest_run


@dataclass(frozen=True)
class Todo:
    """One thing to do on the way out: what, by when, and who answers for it."""

    what: str
    due_on: date
    owner: Person


@dataclass(frozen=True)
class Plan:
    """How an account lands: until when, what is done, who tells the customer by when, and how. Telling it is the first
    of its steps."""

    until: date
    told_by: Person
    told_on: date
    how: str
    todos: Sequence[Todo]


@action
def land_account(
    *,
    by: Person | None,
    now: datetime,
    customer: str,
    on: date,
    reason: str | Text,
    plan: Plan | None,
    run: SelectionRun | None = None,
) -> StatusChange:
    """Begin a soft landing; what leaving costs by `run` (the latest list where it is None) is kept with the plan.

    Raises ClaveError without a plan, with one that ends too soon, says nothing or asks for something after its end."""
    status = held_member(customer)
    allowed(status, steps.LAND, on, now)
    if plan is None:
        raise ClaveError(
            _("{name} lands only with a plan.").fill(name=status.name),
            where="plan",
            remedy=_("Write until when, what is done by whom, and who tells the customer."),
        )
    _sound(plan, on, limits_of(now)[declared.life_landing])
    kept = LandingPlan.objects.create(
        customer=customer, until=plan.until, told_by=plan.told_by, told_on=plan.told_on, how=plan.how.strip(),
        cost=kept_cost(run or latest_run(), customer), by=by, created_at=now,
    )  # fmt: skip
    telling = LandingStep(plan=kept, what=kept.how, due_on=kept.told_on, owner=kept.told_by, tells=True)
    LandingStep.objects.bulk_create(
        [
            telling,
            *(
                LandingStep(plan=kept, what=todo.what.strip(), due_on=todo.due_on, owner=todo.owner)
                for todo in plan.todos
            ),
        ]
    )
    return take_step(status, by=by, now=now, to=LANDING, effective_on=on, reason=reason, until=plan.until, run=run)


def _sound(plan: Plan, on: date, least: int) -> None:
    """A plan that can be carried out."""
    if plan.until < on + timedelta(days=least):
        raise ClaveError(
            _("a landing lasts {days} at least.").fill(days=Figure(least, "days")),
            where="until",
            remedy=_("Choose {day} or a later day.").fill(day=Figure(on + timedelta(days=least), "date")),
        )
    if not on <= plan.told_on <= plan.until:
        raise ClaveError(
            _("the customer is told before its status ends."),
            where="told_on",
            remedy=_("Choose a day up to {day}.").fill(day=Figure(plan.until, "date")),
        )
    if not plan.how.strip():
        raise ClaveError(
            _("nobody wrote how the customer is told."), where="how", remedy=_("Write it in one sentence.")
        )
    if not plan.todos:
        raise ClaveError(
            _("the plan says nothing to do."),
            where="todos",
            remedy=_("Write one step at least, with its date and owner."),
        )
    for number, todo in enumerate(plan.todos):
        if not todo.what.strip():
            raise ClaveError(_("this step does not say what."), where=f"todos.{number}")
        if not on <= todo.due_on <= plan.until:
            raise ClaveError(
                _("{day} lies outside the landing.").fill(day=Figure(todo.due_on, "date")),
                where=f"todos.{number}",
                remedy=_("Choose a day from {first} to {last}.").fill(
                    first=Figure(on, "date"), last=Figure(plan.until, "date")
                ),
            )


@action
def note_landing_step(*, by: Person | None, now: datetime, step: int, done: bool = True) -> LandingStep:
    """A step of an open plan was done, or was not after all. Raises ClaveError where its landing ended."""
    found = LandingStep.objects.select_for_update().select_related("plan").get(pk=step)
    if found.plan.ended_at:
        raise ClaveError(_("its landing ended: the plan is history now."), where="step")
    if bool(found.done_at) != done:
        found.done_at, found.done_by = (now, by) if done else (None, None)
        found.save()
        record(by=by, now=now, what="landing.step_noted", about=f"customer:{found.plan.customer}", fields=("done_at",))
    return found


@action
def recover_account(*, by: Person | None, now: datetime, customer: str, on: date, reason: str | Text) -> StatusChange:
    """It stays after all: confirmed, or on trial where that year is not over."""
    return _end(customer, steps.RECOVER, RECOVERED, by=by, now=now, on=on, reason=reason)


@action
def finish_landing(*, by: Person | None, now: datetime, customer: str, on: date, reason: str) -> StatusChange:
    """It is no longer a key account. Raises ClaveError before the day it was told, or with a step of the plan undone."""
    return _end(customer, steps.FINISH, FINISHED, by=by, now=now, on=on, reason=reason)


def _end(
    customer: str, key: str, ending: str, *, by: Person | None, now: datetime, on: date, reason: str | Text
) -> StatusChange:
    status = held_member(customer)
    found = allowed(status, key, min(on, timezone.localdate(now)), now)
    LandingPlan.objects.filter(customer=customer, ended_at=None).update(ending=ending, ended_at=now)
    return take_step(status, by=by, now=now, to=found.to, effective_on=on, reason=reason)
