"""The sheets of dispatch, plant and laboratory: their lines of key accounts in the plan of the day and in the queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, recalled
from clave.operations.duties import Duty, Link
from clave.privileges.dispatch.codes import Code
from clave.store.duties.asked import Asked
from clave.store.fields import BOUGHT
from clave.store.improvement import asked as requests
from clave.store.models import DispatchLine, DispatchPlan, OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.production import HELD
from clave.store.plans import newest, standing

NEXT = timedelta(days=2)
HOUR = 60


def dispatch(asked: Asked) -> list[Duty]:
    """What leaves today, an order a line; and every line that waits or leaves after the day it was asked for."""
    plan = newest(DispatchPlan)
    if plan is None:
        asked.notes.append(_("Nobody planned the dispatch yet."))
        return []
    if plan.day < asked.today:
        asked.notes.append(_("The newest plan of dispatch is of {day}.").fill(day=Figure(plan.day, "date")))
    lines = list(plan.lines.filter(key=True).order_by("position"))
    return [*(_risk(one) for one in lines if _at_risk(one)), *_leaving(plan, lines)]


def _at_risk(one: DispatchLine) -> bool:
    if one.given >= one.asked or one.code == Code.NOT_DUE:
        return False
    return one.waits or one.promise is None or (one.due is not None and one.promise > one.due)


def _risk(one: DispatchLine) -> Duty:
    what = _("{order}: {left} of {product} left to send").fill(
        order=one.order, left=Figure(one.asked - one.given, "quantity"), product=one.product_name or one.product
    )
    link = Link(_("Look at the line"), "dispatch_line", (str(one.pk),))
    return Duty("risk", one.customer, one.name, what, recalled(one.why), link, one.due)


def _leaving(plan: DispatchPlan, lines: Iterable[DispatchLine]) -> list[Duty]:
    orders: dict[tuple[str, str], list[DispatchLine]] = {}
    for one in lines:
        if one.given > 0:
            orders.setdefault((one.customer, one.order), []).append(one)
    return [
        Duty(
            "leaves", customer, found[0].name,
            counted("{order}: {n} line leaves", "{order}: {n} lines leave", len(found)).fill(order=order), _leaves(found),
            Link(_("See the dock"), "dock", (), f"?bodega={found[0].warehouse}"), plan.day,
        )
        for (customer, order), found in orders.items()
    ]  # fmt: skip


def _leaves(found: list[DispatchLine]) -> Text:
    turn = min((one.turn for one in found if one.turn is not None), default=None)
    first = found[0]
    product = first.product_name or first.product
    known = [one.given * one.unit_kilos for one in found if one.unit_kilos is not None]
    if turn is None:
        return _("its first line: {product}").fill(product=product)
    kilos = Figure(float(sum(known, Decimal(0))), "kilos")
    return _("in turn {turn} of {warehouse}: {product}, {kilos}").fill(
        turn=turn, warehouse=first.warehouse or "–", product=product, kilos=kilos
    )


def plant(asked: Asked) -> list[Duty]:
    """Orders that end late, that somebody locked or holds, and that begin today or tomorrow; each once."""
    plan = newest(ProductionPlan)
    if plan is None:
        asked.notes.append(_("Nobody planned the plant yet."))
        return []
    if plan.day < asked.today:
        asked.notes.append(_("The newest plan of the plant is of {day}.").fill(day=Figure(plan.day, "date")))
    locks = {one.order: one for one in standing(OrderLock, asked.today).select_related("by")}
    found = [_planned(one, locks.get(one.order), asked) for one in plan.orders.filter(key=True).order_by("start")]
    return [one for one in found if one is not None]


def _planned(one: PlannedOrder, lock: OrderLock | None, asked: Asked) -> Duty | None:
    start, end = timezone.localtime(one.start), timezone.localtime(one.end)
    what = _("{order}: {product} on {machine}").fill(
        order=one.order, product=one.product_name or one.product, machine=one.machine or "–"
    )
    part, why = "", recalled(one.why)
    if one.late > 0:
        hours = Figure(float(round(one.late / HOUR)), "hours")
        part, why = (
            "late",
            _("it ends on {day}, {hours} after its day").fill(day=Figure(end.date(), "date"), hours=hours),
        )
    elif lock is not None:
        text = _("{name} holds it: {reason}") if lock.kind == HELD else _("{name} locked it: {reason}")
        part, why = "locked", text.fill(name=lock.by.name, reason=lock.reason)
    elif start.date() < asked.today + NEXT:
        part = "next"
    if not part:
        return None
    link = Link(_("Look at the order"), "production_order", (one.order,))
    return Duty(part, one.customer, one.name or asked.keys.get(one.customer, one.customer), what, why, link, one.due)


def lab(asked: Asked) -> list[Duty]:
    """The open requests of key accounts by their place in the queue, with the hours so far."""
    money = asked.sight.sees_all(BOUGHT)
    return [
        Duty(
            "late" if one.late else "queue", one.row.customer, one.row.name or asked.keys[one.row.customer],
            _("{place}. {title} ({hours} so far)").fill(
                place=one.placed.place, title=one.row.title, hours=Figure(float(one.hours), "hours")),
            one.placed.reason, Link(_("Open the request"), "lab_request", (str(one.row.pk),)), one.row.promised,
        )
        for one in requests(asked.today, asked.limits, money=money)
        if one.placed is not None and one.row.customer in asked.keys
    ]  # fmt: skip
