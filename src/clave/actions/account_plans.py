"""The plan of an account: begun, changed, closed; goals, objectives and actions in it; its meetings; and each taken back. (G8)

Every change makes a version that says the whole plan, so that the former is never lost. Whoever changes a thing says which
version they saw: what somebody else changed after that is refused, and what they typed is still theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.offsite_ideas import hold_idea, take_up
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.operations.plan.said import (
    ActionSaid,
    GoalSaid,
    ObjectiveSaid,
    PlanSaid,
    ReviewSaid,
    checked_action,
    checked_goal,
    checked_objective,
    checked_plan,
    checked_review,
    closed,
)
from clave.operations.plan.shared import shared
from clave.store.account_plans import ROWS, columns_of, content_of, plan_of, recalled, said_of
from clave.store.models import (
    AccountPlan,
    Contact,
    Person,
    PlanAction,
    PlanGoal,
    PlanObjective,
    PlanReview,
    PlanVersion,
    Touchpoint,
)

Row = TypeVar("Row", PlanGoal, PlanObjective, PlanAction)

SAID = {
    "goal added": "plan.goal_added", "goal changed": "plan.goal_changed", "goal removed": "plan.goal_removed",
    "objective added": "plan.objective_added", "objective changed": "plan.objective_changed",
    "objective removed": "plan.objective_removed", "action added": "plan.action_added",
    "action changed": "plan.action_changed", "action removed": "plan.action_removed",
    "done": "plan.action_done", "dropped": "plan.action_dropped",
}  # fmt: skip
"""In the log, by what is done with which thing of the plan."""


@action
def begin_plan(*, by: Person, now: datetime, customer: str, name: str, period: PlanSaid) -> AccountPlan:
    """Begin the plan of an account. Raises ClaveError (`where` names the field) for days that contradict each other, and
    where it has a plan already."""
    sound = checked_plan(period)
    if AccountPlan.objects.filter(customer=customer, closed_at=None).exists():
        raise _has_one()
    try:
        with transaction.atomic():
            row = AccountPlan.objects.create(
                customer=customer, name=name, by=by, created_at=now, changed_at=now, folded=folded(f"{customer} {name}"),
                **vars(sound),
            )  # fmt: skip
    except IntegrityError as error:
        raise _has_one() from error
    _keep_version(row, by, now, "plan.begun")
    return row


@action
def change_plan(*, by: Person, now: datetime, customer: str, period: PlanSaid, seen: int) -> AccountPlan:
    """Another period or day of review. Raises ClaveError as `begin_plan`, and where the plan was changed after `seen`."""
    row = held_plan(customer)
    before = plan_of(row)
    if row.version > seen and recalled(_version(row, seen).content).period != before.period:
        raise _changed()
    sound = checked_plan(period)
    _within(sound, [one.starts_on for one in before.objectives.values()])
    for name, value in vars(sound).items():
        setattr(row, name, value)
    return _next(
        row,
        by,
        now,
        "plan.changed",
        [name for name, value in vars(before.period).items() if getattr(row, name) != value],
    )


@action
def close_plan(*, by: Person, now: datetime, customer: str, why: str, seen: int) -> AccountPlan:
    """End a plan, so that another may begin; what is in it can still be read. Raises ClaveError without a reason, and where
    it was changed after `seen`."""
    row = held_plan(customer)
    if row.version > seen:
        raise _changed()
    row.closed_why = why.strip()
    if not row.closed_why:
        raise ClaveError(
            _("a plan is not closed without a word."), where="why", remedy=_("Say in a line how it ended.")
        )
    row.closed_at = now
    row.save(update_fields=["closed_at", "closed_why"])
    record(by=by, now=now, what="plan.closed", about=f"customer:{customer}")
    return row


@action
def reopen_plan(*, by: Person, now: datetime, customer: str, number: int) -> AccountPlan:
    """Take back that a plan was closed. Raises ClaveError where another has begun."""
    row = AccountPlan.objects.select_for_update().filter(pk=number, customer=customer).exclude(closed_at=None).first()
    if row is None:
        raise _none()
    if AccountPlan.objects.filter(customer=customer, closed_at=None).exists():
        raise _has_one()
    row.closed_at, row.closed_why = None, ""
    row.save(update_fields=["closed_at", "closed_why"])
    record(by=by, now=now, what="plan.reopened", about=f"customer:{customer}")
    return row


@action
def keep_plan_goal(
    *, by: Person, now: datetime, customer: str, said: GoalSaid, number: int | None = None, seen: int = 0
) -> PlanGoal:
    """Write a goal down (`number` None) or say it better. Raises ClaveError (`where` names the field) for what
    `checked_goal` refuses, and where somebody changed it after `seen`."""
    row = held_plan(customer)
    sound = checked_goal(said)
    _theirs(customer, sound.contact)
    return _keep(row, PlanGoal, "goal", columns_of(sound), number, seen, by, now)


@action
def keep_plan_objective(
    *, by: Person, now: datetime, customer: str, said: ObjectiveSaid, number: int | None = None, seen: int = 0
) -> PlanObjective:
    """Write an objective down or change it, as `keep_plan_goal`."""
    row = held_plan(customer)
    sound = checked_objective(said, said_of(row, PlanSaid))
    if not row.goals.filter(pk=sound.goal, removed_at=None).exists():
        raise ClaveError(_("this goal is not in the plan."), where="goal", remedy=_("Choose one of the list."))
    _theirs(customer, sound.contact)
    _of_ours(sound.owner)
    return _keep(row, PlanObjective, "objective", columns_of(sound), number, seen, by, now)


@action
def keep_plan_action(
    *, by: Person, now: datetime, customer: str, said: ActionSaid, number: int | None = None, seen: int = 0,
    idea: int | None = None,
) -> PlanAction:  # fmt: skip
    """Write an action down or change what is to be done, as `keep_plan_goal`; how it stands is left as it is. `idea` of an
    off-site session becomes it."""
    taken = hold_idea(customer, idea) if idea else None
    row = held_plan(customer)
    sound = checked_action(said, said_of(row, PlanSaid))
    if sound.objective and not row.objectives.filter(pk=sound.objective, removed_at=None).exists():
        raise ClaveError(
            _("this objective is not in the plan."), where="objective", remedy=_("Choose one of the list.")
        )
    if sound.said_in and not Touchpoint.objects.filter(pk=sound.said_in, customer=customer, withdrawn_at=None).exists():
        raise ClaveError(
            _("the contact it came from is not one with this customer."), remedy=_("Write it down without it.")
        )
    _theirs(customer, sound.contact)
    _of_ours(sound.owner)
    columns = columns_of(sound)
    for name in ("state", "closed_on", "outcome"):
        columns.pop(name)
    kept = _keep(row, PlanAction, "action", columns, number, seen, by, now)
    if taken:
        take_up(taken, kept, by, now)
    return kept


@action
def close_plan_action(
    *, by: Person, now: datetime, customer: str, number: int, state: str, on: date, outcome: str, seen: int
) -> PlanAction:
    """Say that an action is done, or dropped and why. Raises ClaveError for what `closed` refuses, for one that is not open,
    and where somebody changed it after `seen`."""
    row = held_plan(customer)
    kept = _thing(row, PlanAction, number, seen)
    if kept.state != "open" or state not in ("done", "dropped"):
        raise ClaveError(_("this action is not open."), remedy=_("Look at it again; nothing was changed."))
    sound = closed(said_of(kept, ActionSaid), state, on, outcome, timezone.localdate(now))
    return _keep(row, PlanAction, "action", columns_of(sound), number, seen, by, now, SAID[state])


def closed_by_customer(contact: Contact, number: int, who: Person, written: str, now: datetime) -> PlanAction:
    """An action of the customer's own person, done by their word: the version is that of `who` of ours, the log has `written`.
    Raises ClaveError for one that they do not read or is not theirs, and for one that was dropped."""
    row = held_plan(contact.customer)
    theirs = shared(plan_of(row)).actions.get(number)
    kept = PlanAction.objects.filter(plan=row, pk=number, contact=contact, removed_at=None).first()
    if theirs is None or kept is None:
        raise ClaveError(_("this is no longer in the plan."), remedy=_("Look at the plan again; nothing was changed."))
    if kept.state == "done":
        return kept
    sound = closed(said_of(kept, ActionSaid), "done", timezone.localdate(now), "", timezone.localdate(now))
    for name, value in columns_of(sound).items():
        setattr(kept, name, value)
    kept.done_by, kept.version = contact, row.version + 1
    kept.save()
    _next(row, who, now, "plan.action_done_by_them", written=written)
    return kept


@action
def reopen_plan_action(*, by: Person, now: datetime, customer: str, number: int, seen: int) -> PlanAction:
    """Take back that an action came to an end."""
    row = held_plan(customer)
    kept = _thing(row, PlanAction, number, seen)
    if kept.state == "open":
        raise ClaveError(_("this action is open."), remedy=_("Look at it again; nothing was changed."))
    sound = replace(said_of(kept, ActionSaid), state="open", closed_on=None, outcome="")
    kept.done_by = None
    kept.save(update_fields=["done_by"])
    return _keep(row, PlanAction, "action", columns_of(sound), number, seen, by, now, "plan.action_reopened")


@action
def remove_from_plan(*, by: Person, now: datetime, customer: str, kind: str, number: int, seen: int) -> AccountPlan:
    """Take a goal, an objective or an action out of the plan; the version before still has it. Raises ClaveError for a goal that
    has objectives; the actions of an objective stay, serving none."""
    row = held_plan(customer)
    model: Any = ROWS[kind][0]
    kept = _thing(row, model, number, seen)
    if kind == "goals" and row.objectives.filter(goal=kept, removed_at=None).exists():
        raise ClaveError(
            _("this goal has objectives."),
            remedy=_("Take those out first, or give them another goal; nothing was changed."),
        )
    if kind == "objectives":
        row.actions.filter(objective=kept, removed_at=None).update(objective=None, version=row.version + 1)
    kept.removed_at, kept.version = now, row.version + 1
    kept.save(update_fields=["removed_at", "version"])
    return _next(row, by, now, SAID[f"{kind[:-1]} removed"])


@action
def restore_plan_version(*, by: Person, now: datetime, customer: str, number: int, seen: int) -> AccountPlan:
    """Make the plan say again what a version said, as a version of its own. Raises ClaveError where anybody changed it after
    `seen`, and for a version that it does not have."""
    row = held_plan(customer)
    if row.version != seen:
        raise _changed()
    then = recalled(_version(row, number).content)
    for name, value in vars(then.period).items():
        setattr(row, name, value)
    for kind, (model, _said) in ROWS.items():
        said = getattr(then, kind)
        for kept in model._default_manager.filter(plan=row).order_by("pk"):
            _again(kept, said.get(kept.pk), now, row.version + 1)
    return _next(row, by, now, "plan.restored")


@action
def note_plan_review(*, by: Person, now: datetime, customer: str, review: ReviewSaid) -> PlanReview:
    """Write down a meeting about the plan, and when the next one is. Sent twice, it is there once."""
    row = held_plan(customer)
    sound = checked_review(review, timezone.localdate(now))
    if sound.on < row.starts_on and sound.on < timezone.localdate(row.created_at):
        raise ClaveError(
            _("the plan had not begun on that day."), where="on", remedy=_("Check the day that you typed.")
        )
    columns = {"on": sound.on, "agreed": sound.agreed, "attended": sound.attended, "rating": sound.rating}
    same = PlanReview.objects.filter(plan=row, by=by, withdrawn_at=None, **columns)
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    kept = PlanReview.objects.create(plan=row, by=by, at=now, **columns)
    row.next_review_on = sound.next_on
    _next(row, by, now, "plan.reviewed")
    return kept


@action
def withdraw_plan_review(*, by: Person, now: datetime, customer: str, number: int) -> PlanReview:
    """Take out a meeting that was written down by a slip."""
    row = held_plan(customer)
    kept = row.reviews.filter(pk=number, withdrawn_at=None).first()
    if kept is None:
        raise ClaveError(_("this review is not in the plan."), remedy=_("Look at it again; nothing was changed."))
    kept.withdrawn_at = now
    kept.save(update_fields=["withdrawn_at"])
    record(by=by, now=now, what="plan.review_withdrawn", about=f"customer:{customer}")
    return kept


@action
def note_plan_export(*, by: Person, now: datetime, what: str) -> None:
    """Write down that plans were taken out as a file."""
    record(by=by, now=now, what="plan.exported", about=what)


def held_plan(customer: str) -> AccountPlan:
    """The standing plan of an account, held to the end of the transaction. Raises ClaveError where it has none."""
    row = AccountPlan.objects.select_for_update().filter(customer=customer, closed_at=None).first()
    if row is None:
        raise _none()
    return row


def _keep(
    row: AccountPlan, model: type[Row], kind: str, columns: dict[str, Any], number: int | None, seen: int, by: Person,
    now: datetime, what: str = "",
) -> Row:  # fmt: skip
    """Write a thing of the plan, and the version that it makes."""
    fresh = row.version + 1
    if number is None:
        kept = model.objects.create(plan=row, version=fresh, **columns)
        _next(row, by, now, what or SAID[f"{kind} added"])
        return kept
    kept = _thing(row, model, number, seen)
    changed = [name for name, value in columns.items() if getattr(kept, name) != value]
    if not changed:
        return kept
    for name in changed:
        setattr(kept, name, columns[name])
    kept.version = fresh
    kept.save()
    _next(row, by, now, what or SAID[f"{kind} changed"], [name.removesuffix("_id") for name in changed])
    return kept


def _thing(row: AccountPlan, model: type[Row], number: int, seen: int) -> Row:
    """A thing of the plan that nobody changed after `seen`."""
    kept = model.objects.filter(plan=row, pk=number, removed_at=None).first()
    if kept is None:
        raise ClaveError(_("this is no longer in the plan."), remedy=_("Look at the plan again; nothing was changed."))
    if kept.version > seen:
        raise _changed()
    return kept


def _again(kept: Any, said: Any, now: datetime, version: int) -> None:
    """A row as a version said it; out of the plan where it did not have it."""
    columns = {"removed_at": None, **columns_of(said)} if said else {"removed_at": kept.removed_at or now}
    if all(getattr(kept, name) == value for name, value in columns.items()):
        return
    for name, value in columns.items():
        setattr(kept, name, value)
    kept.version = version
    kept.save()


def _next(
    row: AccountPlan, by: Person, now: datetime, what: str, changed: list[str] | None = None, written: str = ""
) -> AccountPlan:
    row.version += 1
    row.changed_at = now
    row.save()
    _keep_version(row, by, now, what, changed, written)
    return row


def _keep_version(
    row: AccountPlan, by: Person, now: datetime, what: str, changed: list[str] | None = None, written: str = ""
) -> None:
    PlanVersion.objects.create(plan=row, number=row.version, what=what, content=content_of(plan_of(row)), by=by, at=now)
    record(by=written or by, now=now, what=what, about=f"customer:{row.customer}", fields=changed or ())


def _version(row: AccountPlan, number: int) -> PlanVersion:
    found = row.versions.filter(number=number).first()
    if found is None:
        raise ClaveError(_("the plan has no such version."), remedy=_("Choose one of the list; nothing was changed."))
    return found


def _within(period: PlanSaid, days: list[date]) -> None:
    early = [day for day in days if day < period.starts_on]
    if early:
        raise ClaveError(
            _("an objective of the plan begins before that day."), where="starts_on",
            remedy=_("Move the objective first, or let the plan begin earlier."),
        )  # fmt: skip


def _theirs(customer: str, contact: int | None) -> None:
    if contact is not None and not Contact.objects.filter(pk=contact, customer=customer, erased_at=None).exists():
        raise ClaveError(_("this person is not of the customer."), where="contact", remedy=_("Choose one of the list."))


def _of_ours(owner: int | None) -> None:
    if owner is not None and not Person.objects.filter(pk=owner, is_active=True).exists():
        raise ClaveError(_("nobody of ours is that person."), where="owner", remedy=_("Choose one of the list."))


def _none() -> ClaveError:
    return ClaveError(_("this account has no open plan."), remedy=_("Begin one; nothing was changed."))


def _has_one() -> ClaveError:
    return ClaveError(
        _("this account has an open plan already."), remedy=_("Work on that one, or close it before you begin another.")
    )


def _changed() -> ClaveError:
    said: Text = _("somebody changed this while you were writing.")
    return ClaveError(
        said, remedy=_("Look at the plan in another window and add what you know; what you typed is still here.")
    )
