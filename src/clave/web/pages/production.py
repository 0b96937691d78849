"""Producción: what each machine makes tomorrow, why in that order, and what it costs the others. (G5)"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.figures import day as day_words
from clave.base.words import _
from clave.jobs.production import plan_production_job
from clave.store.models import OrderLock, ProductionPlan
from clave.store.models.plans import OPEN
from clave.store.plans import newest, standing
from clave.store.producing import changed_since, loaded, plan_in_force
from clave.store.production_plan import ONLY, ORDERS, Wanted, planned_orders
from clave.store.work import live_of
from clave.web import undo
from clave.web.pages.dispatch import may
from clave.web.shown.dispatch import texts
from clave.web.shown.gantt import SPANS, gantt
from clave.web.shown.production import changes, locked, marks, row, strip
from clave.web.who import required
from clave.web.words import reader, told

PAGE, STANDING = 30, 20
IN_FORCE = "vigente"


def production(request: HttpRequest) -> HttpResponse:
    """The whole page, or the table alone where htmx filters it."""
    plan = chosen(request)
    if plan is None:
        return render(request, "production/empty.html", _around(request, None))
    wanted, here = wanted_of(request, plan), timezone.get_current_timezone()
    found = Paginator(planned_orders(plan, wanted), PAGE).get_page(request.GET.get("pagina"))
    locks = {lock.order: lock for lock in standing(OrderLock, plan.day).select_related("by")}
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "rows": [row(one, here, locks.get(one.order)) for one in found],
        "wanted": wanted,
        "machines": [one["name"] for one in plan.summary["machines"]],
        "locks": plan.state == OPEN and may(request, "production_lock"),
        "span": _span(request),
        "which": which(request),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= _around(request, plan) | _beside(plan, list(locks.values()))
        shown = planned_orders(plan, Wanted(machine=wanted.machine, order="machine"))
        context["chart"] = gantt(plan, shown, SPANS[context["span"]], here, wanted.machine)
    response = render(request, "production/_orders.html" if part else "production/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def chosen(request: HttpRequest) -> ProductionPlan | None:
    """The plan asked for: the one in force, the newest of a day, or the newest there is."""
    if request.GET.get("plan") == IN_FORCE:
        return plan_in_force(date.max) or newest(ProductionPlan)
    try:
        return newest(ProductionPlan, date.fromisoformat(request.GET.get("dia", "")))
    except ValueError:
        return newest(ProductionPlan)


def which(request: HttpRequest) -> str:
    """What an address has to say so that it is about the same plan: `?plan=vigente`, `?dia=…`, or nothing for the newest."""
    asked = {name: request.GET[name] for name in ("plan", "dia") if request.GET.get(name)}
    return f"?{urlencode(asked)}" if asked else ""


def wanted_of(request: HttpRequest, plan: ProductionPlan) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    machine, only, order = get.get("maquina", ""), get.get("solo", ""), get.get("orden", "")
    known = {one["name"] for one in plan.summary["machines"]}
    return Wanted(
        machine if machine in known else "", get.get("q", "").strip()[:100], get.get("cliente", "")[:100],
        only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def _span(request: HttpRequest) -> str:
    asked = request.GET.get("dias", "")
    return asked if asked in SPANS else "3"


def _around(request: HttpRequest, plan: ProductionPlan | None) -> dict[str, Any]:
    """What one may do, what goes on, what is old; of no plan, what is missing to make one."""
    person, today = required(request), timezone.localdate()
    context: dict[str, Any] = {
        "may_plan": may(request, "production_plan"),
        "may_confirm": may(request, "production_confirm"),
        "may_import": may(request, "imports"),
        "job": live_of(person, plan_production_job.module_path),
        "undo": undo.taken(request),
        "refused": request.session.pop("production_refused", ""),
    }
    try:
        there = loaded(today)
        context |= {"loaded": there, "day": there.day(today)}
        if plan is not None:
            context |= {"old": _old(plan, there.day(today), today), "in_force": plan_in_force(date.max)}
    except ClaveError as error:
        context |= {"failed": told(error.sentence()), "day": today}
    return context


def _old(plan: ProductionPlan, day: date, today: date) -> list[str]:
    """Why the plan does not say what is so now, in sentences."""
    found = []
    if day < today:
        text = _(
            "The facts tell of nothing after {day}: this is the plan of that day. Import the work orders of today and plan again."
        )
        found.append(told(text.fill(day=day_words(day, reader()))))
    elif plan.day < day:
        found.append(
            told(_("This plan begins on {day}: plan again from now on.").fill(day=day_words(plan.day, reader())))
        )
    if plan.state == OPEN and (changed := changed_since(plan.basis, plan.day)):
        parts = ", ".join(told(part) for part in changed)
        text = _("Since this plan was made there changed: {parts}. Plan again before you confirm.")
        found.append(told(text.fill(parts=parts)))
    return found


def _beside(plan: ProductionPlan, locks: list[OrderLock]) -> dict[str, Any]:
    kept = plan.summary
    return {
        "strip": strip(plan),
        "changes": changes(plan),
        "held": [words for order, words in marks(plan, "held") if order not in {lock.order for lock in locks}],
        "marked": marks(plan, "marked"),
        "standing": locked(plan, locks[:STANDING]),
        "standing_n": len(locks),
        "aside": kept["aside"]["n"],
        "asides": texts(kept["aside"]["shown"]),
        "remarks": texts(kept["remarks"]),
        "spans": SPANS,
    }
