"""What people decide about a status once it is on the list: announce, begin, confirm, watch, extend, lift, take back.

Each is a step with a reason (`change_status`); which of them may be done today is said by `selection.steps`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.shape import action
from clave.actions.status import limits_of, take_step
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.policy import declared
from clave.selection import steps
from clave.selection.life import LANDING, STATES, Stand, is_member, stand
from clave.selection.steps import Act, Here
from clave.store.models import TAKEN_BACK, KeyStatus, LandingPlan, LandingStep, Person, StatusChange
from clave.store.status import as_step, stand_of, steps_of


@action
def announce_status(*, by: Person | None, now: datetime, customer: str, on: date, reason: str | Text) -> StatusChange:
    """The customer was told on a day; `reason` says how and by whom. Raises ClaveError where it is not to be told."""
    return _move(customer, steps.ANNOUNCE, by=by, now=now, on=on, reason=reason)


@action
def begin_trial(*, by: Person | None, now: datetime, customer: str, on: date, reason: str) -> StatusChange:
    """Its year on trial begins. Raises ClaveError where it does not follow."""
    return _move(customer, steps.BEGIN, by=by, now=now, on=on, reason=reason)


@action
def confirm_status(*, by: Person | None, now: datetime, customer: str, on: date, reason: str) -> StatusChange:
    """It stays after its year on trial. Raises ClaveError before that year is over."""
    return _move(customer, steps.CONFIRM, by=by, now=now, on=on, reason=reason)


@action
def watch_account(*, by: Person | None, now: datetime, customer: str, on: date, reason: str) -> StatusChange:
    """It stays, and is looked at first at the next review."""
    return _move(customer, steps.WATCH, by=by, now=now, on=on, reason=reason)


@action
def stop_watching(*, by: Person | None, now: datetime, customer: str, on: date, reason: str | Text) -> StatusChange:
    """It stays as it was before: confirmed, or on trial where that year is not over."""
    return _move(customer, steps.KEEP, by=by, now=now, on=on, reason=reason)


def _move(customer: str, key: str, *, by: Person | None, now: datetime, on: date, reason: str | Text) -> StatusChange:
    """A step that only goes to another state."""
    status = held_member(customer)
    found = allowed(status, key, on, now)
    return take_step(
        status, by=by, now=now, to=found.to, effective_on=on, reason=reason,
        until=None if LANDING in (status.state, found.to) else status.until,
    )  # fmt: skip


@action
def extend_override(*, by: Person | None, now: datetime, customer: str, until: date, reason: str) -> StatusChange:
    """An override, or a landing with its plan, lasts until a later day. Raises ClaveError for a day that is past or
    not later than the one it has."""
    status = held_member(customer)
    found = allowed(status, steps.EXTEND, timezone.localdate(now), now)
    if status.until is None or until <= max(status.until, timezone.localdate(now)):
        raise ClaveError(
            _("{day} is not later than the end it has.").fill(day=Figure(until, "date")),
            where="until",
            remedy=_("Choose a day after {end}.").fill(end=Figure(status.until, "date")),
        )
    _holds_no_longer(status, until, now)
    LandingPlan.objects.filter(customer=customer, ended_at=None).update(until=until)
    return take_step(status, by=by, now=now, to=found.to, effective_on=_today(status, now), reason=reason, until=until)


def _holds_no_longer(status: KeyStatus, until: date, now: datetime) -> None:
    """An exception lasts no longer by being extended than by being decided; a landing has its own plan."""
    most = limits_of(now)[declared.committee_override_days]
    if status.state != LANDING and until > timezone.localdate(now) + timedelta(days=most):
        raise ClaveError(
            _("{until} is too far: policy allows an override for {days} days.").fill(
                until=Figure(until, "date"), days=most
            ),
            where="until",
            remedy=_("Choose a day up to {last}.").fill(
                last=Figure(timezone.localdate(now) + timedelta(days=most), "date")
            ),
        )


@action
def lift_override(*, by: Person | None, now: datetime, customer: str, reason: str) -> StatusChange:
    """The override ends and the account stays, by the same rule as everybody."""
    status = held_member(customer)
    found = allowed(status, steps.LIFT, timezone.localdate(now), now)
    return take_step(status, by=by, now=now, to=found.to, effective_on=_today(status, now), reason=reason)


@action
def take_back(*, by: Person, now: datetime, customer: str) -> StatusChange:
    """Undo the last step of a key account: a step of its own, back to where it stood before. Raises ClaveError where
    somebody else took it, it was too long ago, or was taken back itself."""
    status = _held_account(customer)
    last = steps_of(customer).last()
    if last is None:
        raise ClaveError(_("there is no step to take back."), where="state")
    if why := kept_because(last, by, now):
        raise ClaveError(why, where="state")
    before = stand(as_step(change) for change in steps_of(customer).exclude(pk=last.pk))
    _replan(last, before, now)
    return take_step(
        status, by=by, now=now, to=before.state, effective_on=last.effective_on, reason="", until=before.until,
        run=last.run, takes_back=last,
    )  # fmt: skip


def kept_because(last: StatusChange, by: Person, now: datetime) -> Text | None:
    """Why a last step can no longer be taken back; None where it can."""
    hours = limits_of(now)[declared.life_back]
    if not is_member(last.before):
        return _("only the committee takes back what it decided.")
    if last.takes_back_id:
        return _("the last step took one back already: decide anew.")
    if last.by_id != by.pk:
        return _("only who took the last step can take it back.")
    if now - last.at > timedelta(hours=hours):
        return counted(
            "a step can be taken back within {n} hour: decide anew.",
            "a step can be taken back within {n} hours: decide anew.",
            hours,
        )
    return None


def _replan(last: StatusChange, before: Stand, now: datetime) -> None:
    """The plan of a landing goes back with the step."""
    plans = LandingPlan.objects.filter(customer=last.customer)
    if last.before == LANDING:
        newest = plans.latest("id")
        newest.ending, newest.ended_at, newest.until = "", None, before.until or newest.until
        newest.save()
    elif last.after == LANDING:
        plans.filter(ended_at=None).update(ending=TAKEN_BACK, ended_at=now)


def held_member(customer: str) -> KeyStatus:
    """The status of a key account, held. Raises ClaveError where it is none."""
    status = _held_account(customer)
    if not is_member(status.state):
        raise ClaveError(
            _("{name} is not a key account.").fill(name=status.name),
            where="state",
            remedy=_("Look at its history: somebody may have moved it a moment ago."),
        )
    return status


def _held_account(customer: str) -> KeyStatus:
    found = KeyStatus.objects.select_for_update().filter(customer=customer).first()
    if found is None:
        raise ClaveError(
            _("{name} is not a key account.").fill(name=customer),
            where="customer",
            remedy=_("Nominate it first."),
        )
    return found


def allowed(status: KeyStatus, key: str, on: date, now: datetime) -> Act:
    """The act as it may be done from a day on. Raises ClaveError where it may not."""
    here = here_of(status)
    found = steps.act(key, here, on, limits_of(now))
    if found is None:
        raise ClaveError(
            _("this does not follow where {name} stands: «{state}».").fill(
                name=status.name, state=STATES[status.state].label
            ),
            where="state",
            remedy=_("Look at its history: somebody may have moved it a moment ago."),
        )
    if found.refused:
        raise ClaveError(found.refused, where="state")
    return found


def here_of(status: KeyStatus) -> Here:
    """Where a status stands, as `selection.steps` asks for it."""
    todo = LandingStep.objects.filter(plan__customer=status.customer, plan__ended_at=None, done_at=None)
    return Here(status.state, status.since, status.until, todo.count() if status.state == LANDING else 0)


def _today(status: KeyStatus, now: datetime) -> date:
    """The day of the clock, or that of the last step where it counts from a later one."""
    return max(timezone.localdate(now), stand_of(status.customer).floor or date.min)
