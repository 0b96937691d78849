"""One work order: when and where the plan makes it, or why it does not; its locks. (G5)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.privileges.production.absent import absent
from clave.store.models import OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.plans import OPEN
from clave.store.producing import loaded, plan_in_force, seen
from clave.store.production_plan import around
from clave.web import undo
from clave.web.pages.dispatch import may
from clave.web.pages.production import chosen, which
from clave.web.shown.production import locked, row
from clave.web.words import told

MOST = 10


def order_page(request: HttpRequest, code: str) -> HttpResponse:
    """One work order in the newest plan (or the one asked for): when and where, with priority and without, who stands around
    it, whom it costs, its locks. Of one that the plan does not have it says why; 404 for one that nobody knows."""
    plan = chosen(request)
    one = PlannedOrder.objects.select_related("plan").filter(plan=plan, order=code).first()
    locks = list(OrderLock.objects.filter(order=code).select_related("by", "ended_by").order_by("-pk")[:MOST])
    if one is None:
        return _absent(request, plan, code, locks)
    here = timezone.get_current_timezone()
    there = set(PlannedOrder.objects.filter(plan=plan, order__in=_named(one)).values_list("order", flat=True))
    shown = row(one, here)
    context = {
        "plan": one.plan,
        "row": shown,
        "without": one.end_without.astimezone(here),
        "around": [row(each, here) for each in around(one)],
        "costs": [(order in there, order, who, much) for order, who, much in shown.costs],
        "gave_to": [(each["order"] in there, each["order"], each["name"]) for each in one.gave_to],
        "opens": bool(one.customer) and may(request, "account"),
    }
    return render(request, "production/order.html", context | _locks(request, one.plan, locks))


def _named(one: PlannedOrder) -> list[str]:
    return [each["order"] for each in (*one.costs, *one.gave_to)]


def _locks(request: HttpRequest, plan: ProductionPlan, locks: Sequence[OrderLock]) -> dict[str, Any]:
    """The locks of an order, the one that stands first among them, and what one may do about it."""
    return {
        "which": which(request),
        "locks": locked(plan, locks),
        "standing": next((lock for lock in locks if lock.ended_at is None), None),
        "may_lock": plan.state == OPEN and may(request, "production_lock"),
        "undo": undo.taken(request),
    }


def _absent(request: HttpRequest, plan: ProductionPlan | None, code: str, locks: Sequence[OrderLock]) -> HttpResponse:
    """An order that the plan does not have: why, and where else it is."""
    in_force, failed = plan_in_force(date.max), ""
    try:
        fact = seen(loaded(timezone.localdate()).moment(timezone.now()).date()).get(code)
    except ClaveError as error:
        fact, failed = None, told(error.sentence())
    was = PlannedOrder.objects.filter(order=code).order_by("-pk").first()
    if plan is None or not (fact or was or locks):
        raise Http404
    held = next((recalled(one["text"]) for one in plan.summary["held"] if one["order"] == code), None)
    context = {
        "plan": plan,
        "code": code,
        "product": was.product_name if was else fact[1] if fact else "",
        "who": was.name if was else "",
        "why": failed or told(absent(code, fact[0] if fact else None, held)),
        "in_force": in_force is not None and in_force != plan and in_force.orders.filter(order=code).exists(),
    }
    return render(request, "production/absent.html", context | _locks(request, plan, locks))
