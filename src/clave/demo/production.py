"""The plant of Farallones: a plan confirmed the day before, and the one of its last day with a lock, an order held back,
and nobody's word on it yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from clave.actions.production import confirm_production, lock_order, plan_production
from clave.demo.programme import Cast
from clave.store.models import PlannedOrder, ProductionPlan
from clave.store.models.production import HELD, PLACED
from clave.store.production_plan import frozen_on

BEFORE = timedelta(days=1)
LOCKED = "El cliente manda a su ingeniero a ver esta tanda; quedamos para ese turno"
KEPT_BACK = "Falta la resina: el proveedor la entrega la otra semana"


def plan_the_plant(cast: Cast, day: date, *, now: datetime) -> ProductionPlan:
    """Plan and confirm, plan the next day, lock one order and hold another, and plan again."""
    hernan = next(person for person in cast.people.values() if person.role == "plant")
    first = plan_production(day=day - BEFORE, by=hernan, now=now - BEFORE)
    confirm_production(number=first.pk, by=hernan, now=now - BEFORE)
    plan = plan_production(day=day, by=hernan, now=now - timedelta(minutes=50))
    free = PlannedOrder.objects.filter(plan=plan, frozen=False)
    one = free.filter(key=False, late=0).order_by("start", "machine").first()
    other = free.filter(key=False, customer="").order_by("-start", "machine").first()
    until, at = day + timedelta(days=5), now - timedelta(minutes=30)
    if one is not None:
        place = frozen_on(plan)[one.machine] + 2
        lock_order(
            order=one.order, kind=PLACED, machine=one.machine, place=place, reason=LOCKED, until=until, by=hernan, now=at,
            today=day,
        )  # fmt: skip
    if other is not None and other != one:
        lock_order(order=other.order, kind=HELD, reason=KEPT_BACK, until=until, by=hernan, now=at, today=day)
    return plan_production(day=day, by=hernan, now=now - timedelta(minutes=20))
