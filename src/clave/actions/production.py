"""Planning the plant, locking orders by hand, confirming: who does it, when, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.production_orders import rows, summary
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.privileges.production.planning import Plan, how
from clave.privileges.production.price import Price, priced
from clave.store.models import Company, OrderLock, Person, PlannedOrder, ProductionPlan
from clave.store.models.dispatch import CONFIRMED, OPEN, SUPERSEDED
from clave.store.models.production import LOCKS, PLACED
from clave.store.producing import Ready, beginning, changed_since, ready

BATCH = 500
LONGEST = 30
"""Days a lock may last: longer is no exception, and the weight of a privilege says it better."""


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
    _hold()
    begins = made.plan.plant.now
    before = ProductionPlan.objects.filter(day=begins.date(), state=OPEN)
    PlannedOrder.objects.filter(plan__in=list(before.values_list("pk", flat=True))).delete()
    before.update(state=SUPERSEDED)
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
    _hold()
    found = ProductionPlan.objects.select_for_update().get(pk=number)
    checked_open(found)
    checked_fresh(found)
    ProductionPlan.objects.filter(day=found.day, state=CONFIRMED).update(state=SUPERSEDED)
    found.state, found.confirmed_at, found.confirmed_by = CONFIRMED, now, by
    found.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    record(by=by, now=now, what="production.confirmed", about=f"production:{found.pk}")
    return found


@action
def reopen_production(*, number: int, by: Person, now: datetime) -> ProductionPlan:
    """Take a confirmation back: the plan is open again, and the one that it replaced on that day is in force again. Raises
    ClaveError where it is not confirmed, or where a later plan already counts on it."""
    _hold()
    found = ProductionPlan.objects.select_for_update().get(pk=number)
    if found.state != CONFIRMED:
        raise ClaveError(_("this plan is not confirmed."), remedy=_("Look at it again; nothing was changed by you."))
    if ProductionPlan.objects.filter(pk__gt=found.pk).exclude(state=SUPERSEDED).exists():
        raise ClaveError(
            _("another plan was made since, and keeps what this one froze."),
            remedy=_("Correct it there: lock or hold orders, or plan again."),
        )
    found.state, found.confirmed_at, found.confirmed_by = OPEN, None, None
    found.save(update_fields=["state", "confirmed_at", "confirmed_by"])
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
    """Keep an order on a machine at a place, or hold it back, until a day. Raises ClaveError (`where` names the field)
    without a reason, for a day that is over or too far, and where another lock stands on the order or on the place."""
    _hold()
    _asked_well(kind, machine, place, reason, until, today)
    machine, place = (machine, place) if kind == PLACED else ("", 0)
    if kind == PLACED:
        _has_the_place(machine, place)
    OrderLock.objects.filter(ended_at=None, until__lt=today).update(ended_at=now)
    standing = OrderLock.objects.filter(ended_at=None).select_related("by")
    if standing.filter(order=order).exists():
        raise ClaveError(_("somebody locked this order already."), remedy=_("Take that lock away first."))
    other = standing.filter(kind=PLACED, machine=machine, place=place).first() if kind == PLACED else None
    if other is not None:
        raise ClaveError(
            _("{order} is locked at place {place} of {machine} already, by {name}.").fill(
                order=other.order, place=place, machine=machine, name=other.by.name
            ),
            where="place",
            remedy=_("Choose another place, or take that lock away."),
        )
    lock = OrderLock.objects.create(
        order=order, kind=kind, machine=machine, place=place, reason=reason.strip(), until=until, by=by, at=now
    )
    record(by=by, now=now, what="production.locked", about=f"work_order:{order}")
    return lock


def _asked_well(kind: str, machine: str, place: int, reason: str, until: date, today: date) -> None:
    """Raise ClaveError for what no lock can be."""
    if kind not in LOCKS:
        raise ClaveError(_("an order is kept at a place or held back."), where="kind", remedy=_("Choose one of both."))
    if kind == PLACED and not machine:
        raise ClaveError(_("a place is one of a machine."), where="machine", remedy=_("Choose the machine."))
    if kind == PLACED and place < 1:
        raise ClaveError(
            _("places count from 1."), where="place", remedy=_("Write 1 for the first that is not frozen.")
        )
    if not reason.strip():
        raise ClaveError(
            _("a lock has a reason."), where="reason", remedy=_("Write it in one sentence: others wait for it.")
        )
    if not today <= until or (until - today).days > LONGEST:
        raise ClaveError(
            _("a lock lasts from today up to {days} days.").fill(days=Figure(LONGEST, "count")), where="until",
            remedy=_("Choose another day."),
        )  # fmt: skip


def _has_the_place(machine: str, place: int) -> None:
    """Raise ClaveError for a place behind everything that the newest plan has on the machine."""
    newest = ProductionPlan.objects.order_by("-pk").first()
    there = PlannedOrder.objects.filter(plan=newest, machine=machine).count()
    if there and place > there + 1:
        raise ClaveError(
            _("{machine} has {n} orders in the plan.").fill(machine=machine, n=there), where="place",
            remedy=_("Choose a place up to {last}.").fill(last=there + 1),
        )  # fmt: skip


@action
def unlock_order(*, number: int, by: Person, now: datetime) -> OrderLock:
    """Let an order go again. Raises ClaveError where it was let go already."""
    _hold()
    lock = OrderLock.objects.select_for_update().get(pk=number)
    if lock.ended_at is not None:
        raise ClaveError(
            _("this lock was taken away already."), remedy=_("Look at it again; nothing was changed by you.")
        )
    lock.ended_at, lock.ended_by = now, by
    lock.save(update_fields=["ended_at", "ended_by"])
    record(by=by, now=now, what="production.unlocked", about=f"work_order:{lock.order}")
    return lock


@action
def note_production_export(*, number: int, by: Person, now: datetime) -> None:
    """Somebody took the plan of the plant out as a file."""
    record(by=by, now=now, what="production.exported", about=f"production:{number}")


def checked_open(found: ProductionPlan) -> None:
    """Raise ClaveError where a plan is not to be confirmed any more."""
    if found.state == CONFIRMED:
        name = found.confirmed_by.name if found.confirmed_by else "clave"
        raise ClaveError(
            _("{name} confirmed this plan a moment ago.").fill(name=name),
            remedy=_("It is the one in force; plan again for what changed."),
        )
    if found.state == SUPERSEDED:
        raise ClaveError(
            _("somebody planned the plant anew."), remedy=_("Look at the newer plan, and confirm that one.")
        )


def checked_fresh(found: ProductionPlan) -> None:
    """Raise ClaveError where a plan was made from what is no longer so."""
    changed: list[Text] = changed_since(found.basis, found.day)
    if changed:
        raise ClaveError(
            _("since this plan was made there changed: {parts}.").fill(parts=joined(changed)),
            remedy=_("Plan again, look at what moves, and confirm that plan."),
        )


def _hold() -> None:
    """One at a time plans, locks or confirms: what one decides, another must see."""
    list(Company.objects.select_for_update().order_by("id")[:1])
