"""Work behind the pages that somebody asks for: the plans of dispatch and plant, and what clave looks at again. Moving a line or
locking an order plans again, as its page does. (G2, G5)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from pydantic import Field

from clave.actions.dispatch import pin_line, unpin_line
from clave.actions.production import lock_order, unlock_order
from clave.api.acts.shape import Act, Body, Done
from clave.api.acts.typed import Day, Line, Long, Whole
from clave.api.asking import Asker
from clave.api.problems import Refusal
from clave.base.words import Text, _
from clave.jobs.alerts import start_looking
from clave.jobs.dispatch import start_planning
from clave.jobs.ledger import start_judging
from clave.jobs.outcome import start_reckoning
from clave.jobs.production import start_planning_plant
from clave.jobs.promotions import start_measuring
from clave.store import producing
from clave.store.dispatching import checked_day, loaded
from clave.store.models import DispatchLine, DispatchPlan, Job, PlannedOrder, ProductionPlan
from clave.store.models.dispatch import MOVES
from clave.store.models.production import LOCKS
from clave.store.plans import newest

STARTED = _("It is being done: look at the job until it has ended.")
AGAIN = _("Done; the day is being planned again.")
NO_LINE = _("this line is not in the newest plan: take order and line from «dispatch-lines».")
NO_ORDER = _("this order is not in the newest plan, or not for that machine: look at «production-orders».")


class Planned(Body):
    """For which day."""

    day: Day | None = Field(default=None, description="null = the day that the facts are for")


class Nothing(Body):
    """It needs nothing more than to be asked for."""


class Moved(Body):
    """A line that goes first, or is kept back."""

    order: Line
    line: Line
    move: Literal[MOVES]  # type: ignore[valid-type]
    reason: Long = Field(description="Whoever waits for this line reads it")
    until: Day = Field(description="The last day, inside")


class Locked(Body):
    """An order that stays at its place, or is held back."""

    order: Line
    kind: Literal[LOCKS]  # type: ignore[valid-type]
    machine: Line = Field(default="", description="Where it stays; empty where it is held back")
    place: Whole = Field(
        default=0, ge=0, le=9_999, description="As the plan counts them; the frozen ones stay before it"
    )
    reason: Long = Field(description="Whoever waits for this order reads it")
    until: Day = Field(description="The last day, inside")


class Freed(Body):
    """What was decided by hand."""

    number: Whole = Field(description="As it was answered when it was moved or locked")


def _job(asker: Asker, job: Job) -> Done:
    return Done(id=job.pk, read="jobs", said=STARTED.say(asker.spoken))


def _again(asker: Asker, number: int, read: str) -> Done:
    return Done(id=number, read=read, said=AGAIN.say(asker.spoken))


def _wrong(asker: Asker, where: str, why: Text) -> Refusal:
    return Refusal(422, why, [{"where": where, "why": why.say(asker.spoken)}])


def _plan_dispatch(asker: Asker, body: Planned) -> Done:
    day = checked_day(body.day or loaded(asker.day).day(asker.day), asker.day)
    then = f"{reverse('dispatch')}?dia={day}"
    return _job(asker, start_planning(day=day, by=asker.person, now=asker.now, then=then))


def _plan_plant(asker: Asker, _body: Nothing) -> Done:
    day = producing.loaded(asker.day).day(asker.day)
    return _job(asker, _plant(asker, day))


def _plant(asker: Asker, day: date) -> Job:
    return start_planning_plant(day=day, by=asker.person, now=asker.now, then=reverse("production"))


def _move(asker: Asker, body: Moved) -> Done:
    plan = newest(DispatchPlan)
    if plan is None or not DispatchLine.objects.filter(plan=plan, order=body.order, line=body.line).exists():
        raise _wrong(asker, "line", NO_LINE)
    pin = pin_line(
        order=body.order, line=body.line, move=body.move, reason=body.reason, until=body.until, by=asker.person,
        now=asker.now, today=min(asker.day, plan.day),
    )  # fmt: skip
    start_planning(day=plan.day, by=asker.person, now=asker.now)
    return _again(asker, pin.pk, "dispatch-lines")


def _unmove(asker: Asker, body: Freed) -> Done:
    pin = unpin_line(number=body.number, by=asker.person, now=asker.now)
    if (plan := newest(DispatchPlan)) is not None:
        start_planning(day=plan.day, by=asker.person, now=asker.now)
    return _again(asker, pin.pk, "dispatch-lines")


def _lock(asker: Asker, body: Locked) -> Done:
    plan = newest(ProductionPlan)
    one = PlannedOrder.objects.filter(plan=plan, order=body.order).first() if plan is not None else None
    if plan is None or one is None or (body.machine and body.machine not in one.machines):
        raise _wrong(asker, "order", NO_ORDER)
    lock = lock_order(
        order=body.order, kind=body.kind, machine=body.machine, place=body.place, reason=body.reason, until=body.until,
        by=asker.person, now=asker.now, today=min(asker.day, plan.day),
    )  # fmt: skip
    _plant(asker, plan.day)
    return _again(asker, lock.pk, "production-orders")


def _unlock(asker: Asker, body: Freed) -> Done:
    lock = unlock_order(number=body.number, by=asker.person, now=asker.now)
    if (plan := newest(ProductionPlan)) is not None:
        _plant(asker, plan.day)
    return _again(asker, lock.pk, "production-orders")


def _started(start: Callable[..., Job]) -> Callable[[Asker, Any], Done]:
    return lambda asker, _body: _job(asker, start(by=asker.person, now=asker.now))


ACTS = (
    Act("plan-dispatch", "Plan the dispatch", "Makes the plan of a day in the background.", Planned, _plan_dispatch),
    Act("plan-production", "Plan the plant", "Makes the plan of the plant in the background.", Nothing, _plan_plant),
    Act("pin-line", "Move a line of the dispatch", "A line goes first or is kept back until a day.", Moved, _move),
    Act("unpin-line", "Undo a move", "The line is planned as the others again.", Freed, _unmove),
    Act("lock-order", "Lock a work order", "An order stays at its place, or is held back, until a day.", Locked, _lock),
    Act("unlock-order", "Take a lock away", "The order is planned as the others again.", Freed, _unlock),
    Act("judge-promises", "Judge the promises", "Judges in the background what was kept.", Nothing, _started(start_judging)),
    Act("look-for-alerts", "Look for alerts", "Looks in the background.", Nothing, _started(start_looking)),
    Act("measure-promotions", "Measure promotions", "Measures in the background.", Nothing, _started(start_measuring)),
    Act("reckon-results", "Reckon the results", "Reckons in the background.", Nothing, _started(start_reckoning)),
)  # fmt: skip
