"""Planning the plant, locking orders by hand, confirming: who does it, when, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clave.actions import plans
from clave.actions.audit import record
from clave.actions.production_orders import rows, summary
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _, counted
from clave.policy import declared
from clave.privileges.production.planning import Plan, how
from clave.privileges.production.price import Price, priced
from clave.store.models import OrderLock, Person, PlannedOrder, ProductionPlan
from clave.store.models.plans import CONFIRMED, SUPERSEDED
from clave.store.models.production import LOCKS, PLACED
from clave.store.plans import newest
from clave.store.policy import policy_in_force
from clave.store.producing import Ready, beginning, changed_since, ready
from clave.store.production_plan import frozen_on

BATCH = 500
PLANT = plans.Room(
    ProductionPlan, PlannedOrder, changed_since,
    confirmed=_("It is the one in force; plan again for what changed."),
    anew=_("somebody planned the plant anew."),
    counts_on=_("another plan was made since, and keeps what this one froze."),
    there=_("Correct it there: lock or hold orders, or plan again."),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A plan that was made and not kept yet: from what, the plan, and what priority costs in it."""

    ready: Ready
    plan: Plan
    price: Price


def plan_plant(day: date, now: datetime) -> Made:
    """Read the facts and plan the plant from a day on; the long part, without any transaction. Raises ClaveError where
    nothing can be planned."""
    found = ready(beginning(day, now))
    if not found.settled.plant.orders:
        raise ClaveError(
            _("no work order is open that could be planned."),
            remedy=_("Look at what was set aside, or import the open work orders (work_order)."),
        )
    made, cost = priced(
        found.settled.plant, how(found.limits), found.limits, in_force=found.in_force, locks=found.settled.locks
    )  # fmt: skip
    return Made(found, made, cost)


@action
def keep_production_plan(*, made: Made, by: Person | None, now: datetime) -> ProductionPlan:
    """Keep a plan as the open one of its day; the open one before is superseded, and its orders go."""
    begins = made.plan.plant.now
    plans.supersede(PLANT, begins.date())
    kept = ProductionPlan.objects.create(
        day=begins.date(), begins=begins, facts_version=made.ready.facts_version,
        policy_version=made.ready.basis["policy"], basis=made.ready.basis, currency=made.price.currency,
        summary=summary(made.plan, made.price, made.ready), made_at=now, by=by,
    )  # fmt: skip
    PlannedOrder.objects.bulk_create(rows(made.plan, made.price, kept), batch_size=BATCH)
    record(by=by, now=now, what="production.planned", about=f"production:{kept.pk}")
    return kept


def plan_production(*, day: date, by: Person | None, now: datetime) -> ProductionPlan:
    """Plan the plant and keep it. Raises ClaveError as `plan_plant` does."""
    return keep_production_plan(made=plan_plant(day, now), by=by, now=now)


@action
def confirm_production(*, number: int, by: Person, now: datetime) -> ProductionPlan:
    """Confirm a plan: it is the one in force, and what begins soon in it is frozen for the next. The one confirmed before on
    that day is superseded. Raises ClaveError where somebody confirmed or planned anew a moment ago, or where the plan was
    made from what is no longer so."""
    found = plans.to_confirm(PLANT, number)
    ProductionPlan.objects.filter(day=found.day, state=CONFIRMED).update(state=SUPERSEDED)
    plans.confirm(found, by, now)
    record(by=by, now=now, what="production.confirmed", about=f"production:{found.pk}")
    return found


@action
def reopen_production(*, number: int, by: Person, now: datetime) -> ProductionPlan:
    """Take a confirmation back: the plan is open again, and the one that it replaced on that day is in force again. Raises
    ClaveError where it is not confirmed, or where a later plan already counts on it."""
    found = plans.to_reopen(PLANT, number)
    plans.reopen(found)
    replaced = ProductionPlan.objects.filter(day=found.day, state=SUPERSEDED).exclude(confirmed_at=None)
    last = replaced.order_by("-confirmed_at").first()
    if last is not None:
        last.state = CONFIRMED
        last.save(update_fields=["state"])
    record(by=by, now=now, what="production.reopened", about=f"production:{found.pk}")
    return found


@action
def lock_order(
    *, order: str, kind: str, reason: str, until: date, by: Person, now: datetime, today: date, machine: str = "",
    place: int = 0,
) -> OrderLock:  # fmt: skip
    """Keep an order on a machine at a place of the newest plan, or hold it back, until a day. Raises ClaveError (`where` names
    the field) as `wrong_lock` says, and where another lock stands on the order or on the place."""
    plans.hold()
    for refused in wrong_lock(kind=kind, machine=machine, place=place, reason=reason, until=until, today=today):
        raise refused
    behind = place - frozen_on(newest(ProductionPlan))[machine]
    machine, place, behind = (machine, place, behind) if kind == PLACED else ("", 0, 0)
    OrderLock.objects.filter(ended_at=None, until__lt=today).update(ended_at=now)
    standing = OrderLock.objects.filter(ended_at=None).select_related("by")
    if standing.filter(order=order).exists():
        raise ClaveError(_("somebody locked this order already."), remedy=_("Take that lock away first."))
    other = standing.filter(kind=PLACED, machine=machine, place=behind).first() if kind == PLACED else None
    if other is not None:
        raise ClaveError(
            _("{order} is locked at place {place} of {machine} already, by {name}.").fill(
                order=other.order, place=place, machine=machine, name=other.by.name
            ),
            where="place",
            remedy=_("Choose another place, or take that lock away."),
        )
    lock = OrderLock.objects.create(
        order=order, kind=kind, machine=machine, place=behind, reason=reason.strip(), until=until, by=by, at=now
    )
    record(by=by, now=now, what="production.locked", about=f"work_order:{order}")
    return lock


def wrong_lock(*, kind: str, machine: str, place: int, reason: str, until: date, today: date) -> list[ClaveError]:
    """All that is wrong with a lock, each beside its field."""
    most = policy_in_force().at(today)[declared.production_lock_days]
    found = (
        _no_kind(kind) or (_no_place(machine, place) if kind == PLACED else None),
        plans.no_reason(reason, _("a lock has a reason.")),
        plans.no_end(until, today, most, _("a lock lasts from today up to {days} days.")),
    )
    return [one for one in found if one]


def _no_kind(kind: str) -> ClaveError | None:
    if kind in LOCKS:
        return None
    return ClaveError(_("an order is kept at a place or held back."), where="kind", remedy=_("Choose one of both."))


def _no_place(machine: str, place: int) -> ClaveError | None:
    """What is wrong with a place: it is none, of no machine, frozen, or behind everything that the newest plan has on it."""
    if not machine:
        return ClaveError(_("a place is one of a machine."), where="machine", remedy=_("Choose the machine."))
    if place < 1:
        return ClaveError(_("places count from 1."), where="place", remedy=_("Write the place that it should have."))
    plan = newest(ProductionPlan)
    frozen, there = frozen_on(plan)[machine], PlannedOrder.objects.filter(plan=plan, machine=machine).count()
    if place <= frozen:
        text = counted(
            "the first order of {machine} is frozen.", "the first {n} orders of {machine} are frozen.", frozen
        )
        remedy = _("Choose place {first} or a later one.").fill(first=frozen + 1)
        return ClaveError(text.fill(machine=machine), where="place", remedy=remedy)
    if not there or place <= there + 1:
        return None
    return ClaveError(
        _("{machine} has {n} orders in the plan.").fill(machine=machine, n=there), where="place",
        remedy=_("Choose a place up to {last}.").fill(last=there + 1),
    )  # fmt: skip


@action
def unlock_order(*, number: int, by: Person, now: datetime) -> OrderLock:
    """Let an order go again. Raises ClaveError where it was let go already."""
    lock = plans.ended(OrderLock, number, _("this lock was taken away already."), by, now)
    record(by=by, now=now, what="production.unlocked", about=f"work_order:{lock.order}")
    return lock


@action
def note_production_export(*, number: int, by: Person, now: datetime) -> None:
    """Somebody took the plan of the plant out as a file."""
    record(by=by, now=now, what="production.exported", about=f"production:{number}")
