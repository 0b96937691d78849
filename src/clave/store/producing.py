"""What the plant is planned from: the newest facts, the grants and the policy in force, locks, and the plan in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.book import Book as Facts
from clave.policy.limits import Limits
from clave.privileges.production import reading
from clave.privileges.production.locks import Asked, Settled, settled
from clave.privileges.production.plant import Lines
from clave.privileges.production.progress import Seen, under_way_first
from clave.privileges.production.reading import Priority
from clave.privileges.production.remarks import remarks
from clave.store.imports import fact_store
from clave.store.models import KeyStatus, OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.plans import CONFIRMED
from clave.store.plans import FRESH, NO_CATEGORY, changed, digest, standing
from clave.store.policy import policy_in_force
from clave.store.privileges import held_by_all

PRIORITY = "production"
PARTS: Mapping[str, Text] = {
    "facts": _("the work orders or what the plant can do"),
    "policy": _("the policy"),
    "grants": _("the privileges"),
    "locks": _("the locks"),
    "in_force": _("the plan in force"),
}
"""What a plan is made from, in words."""
_LAST = """
SELECT MAX(CASE WHEN w.finished_date <= :today THEN w.finished_date END) AS finished,
  MAX(CASE WHEN w.started_date <= :today THEN w.started_date END) AS started,
  MAX(CASE WHEN w.released_date <= :today THEN w.released_date END) AS released
FROM work_order AS w
"""
_SEEN = """
SELECT w.order AS "order", MIN(w.machine) AS machine, MIN(w.product) AS product, MIN(w.customer) AS customer,
  MIN(CASE WHEN w.started_date <= :day THEN w.started_date END) AS started,
  MIN(CASE WHEN w.finished_date <= :day THEN w.finished_date END) AS finished
FROM work_order AS w GROUP BY w.order ORDER BY w.order
"""


@dataclass(frozen=True)
class Loaded:
    """What the newest facts hold for the plant: whether there are work orders, and the last day that they tell of."""

    orders: bool
    last: date | None

    def day(self, today: date) -> date:
        """The day a plan is made for: today, or the last that the facts tell of where they are old."""
        return self.last if self.last is not None and self.last < today - timedelta(days=FRESH) else today

    def moment(self, now: datetime) -> datetime:
        """The moment that the facts can speak of, by the clock of the place: now, or the end of their last day."""
        here = timezone.localtime(now)
        day = self.day(here.date())
        return here if day == here.date() else _at(day, time(23, 59))


@dataclass(frozen=True)
class Ready:
    """A plant ready to be planned from a moment on, with what was settled by hand, the sequence in force, what had to be
    assumed, under which limits, and from what."""

    settled: Settled
    in_force: Lines
    limits: Limits
    basis: dict[str, str]
    facts_version: str
    remarks: tuple[Text, ...]


def loaded(today: date) -> Loaded:
    """What can be planned. Raises ClaveError where a stored data file cannot be read."""
    if not fact_store().versions(1):
        return Loaded(orders=False, last=None)
    facts = fact_store().open()
    if not facts.has("work_order"):
        return Loaded(orders=False, last=None)
    with facts.open() as warehouse:
        (row,) = warehouse.query(_LAST, today=today).to_pylist()
    days = [day for day in (row["finished"], row["started"]) if day] or [row["released"]]
    return Loaded(orders=True, last=max((day for day in days if day), default=None))


def beginning(day: date, now: datetime) -> datetime:
    """When a plan of a day begins, by the clock of the place: now, to the minute, or the first minute of another day."""
    here = timezone.localtime(now).replace(second=0, microsecond=0)
    return here if here.date() == day else _at(day, time(0, 0))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())


def ready(begins: datetime) -> Ready:
    """The plant at a moment. Raises ClaveError where there are no work orders to plan, or they cannot be read."""
    version, day = fact_store().version(), begins.date()
    if version is None:
        raise ClaveError(_("there are no facts yet."), remedy=_("Import the work orders (work_order) first."))
    facts, limits = fact_store().open(version.version), policy_in_force().at(day)
    if not facts.has("work_order"):
        raise ClaveError(_("no work orders were loaded."), remedy=_("Import the work orders (work_order) first."))
    basis = basis_of(day, version.content)
    found = reading.facts(facts, begins)
    plant = reading.plant(found, begins, limits, priorities(day))
    running = {
        order: machine
        for order, machine in under_way(facts, day).items()
        if order in plant.by_order and machine in plant.by_order[order].minutes
    }
    done = settled(plant, asked(day), running)
    in_force = under_way_first(lines_of(plan_in_force(day)), running)
    return Ready(done, in_force, limits, basis, str(version.version), remarks(found, plant, limits))


def basis_of(day: date, content: int | None = None) -> dict[str, str]:
    """From what a plan of that day would be made now: a version, a digest or a number of each part, to be compared later."""
    before = plan_in_force(day)
    locks = sorted(standing(OrderLock, day).values_list("order", "kind", "machine", "place", "until"))
    return {
        "facts": str(fact_store().content() if content is None else content),
        "policy": policy_in_force().version,
        "grants": digest([(code, repr(one)) for code, one in sorted(priorities(day).items())]),
        "locks": digest(locks),
        "in_force": str(before.pk if before else 0),
    }


def changed_since(basis: Mapping[str, str], day: date) -> list[Text]:
    """What changed since a plan was made from `basis`, in words; [] = nothing."""
    return changed(PARTS, basis, basis_of(day))


def priorities(day: date) -> dict[str, Priority]:
    """The priority in the plant of each account that has it on a day."""
    categories = dict(KeyStatus.objects.values_list("customer", "category"))
    found: dict[str, Priority] = {}
    for customer, held in held_by_all(day).items():
        grant = next((one.grant for one in held if one.privilege.key == PRIORITY), None)
        if grant is not None:
            weight = grant.parameters.get("weight")
            category = grant.category or categories.get(customer) or NO_CATEGORY
            found[customer] = Priority(category, None if weight is None else round(weight))
    return found


def asked(day: date) -> list[Asked]:
    """What people decided about single orders that counts on a day."""
    return [
        Asked(lock.order, lock.by.name, lock.reason, lock.until, lock.machine, lock.place)
        for lock in standing(OrderLock, day).select_related("by")
    ]


def plan_in_force(day: date) -> ProductionPlan | None:
    """The plan that was confirmed last, up to a day."""
    found = ProductionPlan.objects.filter(state=CONFIRMED, day__lte=day).select_related("by", "confirmed_by")
    return found.order_by("-day", "-pk").first()


def lines_of(plan: ProductionPlan | None) -> dict[str, tuple[str, ...]]:
    """The sequence of a kept plan, machine by machine; nothing of none."""
    if plan is None:
        return {}
    found: dict[str, list[str]] = {}
    rows = PlannedOrder.objects.filter(plan=plan).order_by("machine", "place").values_list("machine", "order")
    for machine, order in rows:
        found.setdefault(machine, []).append(order)
    return {machine: tuple(orders) for machine, orders in found.items()}


def under_way(facts: Facts, day: date) -> dict[str, str]:
    """Machine of each order that was begun and is not finished by a day, where the facts say both."""
    return {
        row["order"]: row["machine"]
        for row in _rows(facts, day)
        if row["started"] and not row["finished"] and row["machine"]
    }


def seen(day: date) -> dict[str, tuple[Seen, str, str]]:
    """Every order of the newest facts as they have it on a day, with its product and customer."""
    if not fact_store().versions(1):
        return {}
    facts = fact_store().open()
    rows = _rows(facts, day) if facts.has("work_order") else []
    return {
        row["order"]: (Seen(row["order"], row["started"], row["finished"]), row["product"] or "", row["customer"] or "")
        for row in rows
    }


def _rows(facts: Facts, day: date) -> list[dict[str, Any]]:
    with facts.open() as warehouse:
        return list(warehouse.query(_SEEN, day=day).to_pylist())
