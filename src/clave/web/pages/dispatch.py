"""Despacho: what leaves first, why, and who pays for it. (G2, G3)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.jobs.dispatch import plan_dispatch_job
from clave.privileges.dispatch.codes import Code
from clave.store.dispatch_queue import ONLY, ORDERS, Wanted, around, lines, other_days, taking_seconds
from clave.store.dispatching import changed_since, loaded
from clave.store.fields import WAITING, Sight
from clave.store.models import DispatchLine, DispatchPlan, Displacement, LinePin
from clave.store.plans import FRESH, newest
from clave.store.work import live_of
from clave.web import undo
from clave.web.access import allows
from clave.web.shown.dispatch import amount, grade_name, graded, load_words, reasons, row, shelves, strip, texts
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 100
SECONDS = 6
"""Lines shown beside the queue that leave from seconds."""
ALL = "todas"


def dispatch(request: HttpRequest) -> HttpResponse:
    """The whole page, or the queue alone where htmx filters it."""
    asked = day_asked(request)
    plan = newest(DispatchPlan, asked)
    if plan is None:
        return render(request, "dispatch/empty.html", _around(request, None) | {"asked": asked})
    wanted = wanted_of(request, plan)
    found = Paginator(lines(plan, wanted), PAGE).get_page(request.GET.get("pagina"))
    pins = _pins(found.object_list)
    context: dict[str, Any] = {
        "plan": plan,
        "found": found,
        "rows": [row(one, plan, arrival=wanted.arrival, pin=pins.get((one.order, one.line))) for one in found],
        "wanted": wanted,
        "asked": asked,
        "houses": houses(plan),
        "reasons": reasons(plan),
        "moves": plan.state == "open" and may(request, "dispatch_move"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= _around(request, plan) | _beside(plan, wanted, sight(request))
    response = render(request, "dispatch/_queue.html" if part else "dispatch/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def line_page(request: HttpRequest, number: int) -> HttpResponse:
    """One line with the facts behind it: what was free at its turn, who got what, its dates, its moves and its history."""
    line = get_object_or_404(DispatchLine.objects.select_related("plan"), pk=number)
    plan, name = line.plan, {"order": line.order, "line": line.line}
    moves = LinePin.objects.filter(**name).select_related("by", "ended_by").order_by("-pk")[:10]
    standing = next((pin for pin in moves if pin.ended_at is None), None)
    context = {
        "plan": plan,
        "row": row(line, plan, arrival=False, pin=standing),
        "without": row(line, plan, arrival=True),
        "free": amount(line.free),
        "picks": [(house, amount(quantity), grade_name(grade)) for house, grade, quantity in line.picks],
        "around": [row(one, plan, arrival=False) for one in around(line)],
        "moves": moves,
        "standing": standing,
        "gave_way": Displacement.objects.filter(**name).order_by("-day")[:10],
        "may_move": plan.state == "open" and may(request, "dispatch_move"),
        "opens": may(request, "account"),
        "undo": undo.taken(request),
    }
    return render(request, "dispatch/line.html", context)


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def wanted_of(request: HttpRequest, plan: DispatchPlan) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    house, only, order, code = get.get("bodega"), get.get("solo", ""), get.get("orden", ""), get.get("motivo", "")
    return Wanted(
        _house(house, list(houses(plan))),
        get.get("q", "").strip()[:100], get.get("producto", "")[:100], get.get("cliente", "")[:100],
        only if only in ONLY else "", code if code in Code.__members__ else "",
        order if order.removeprefix("-") in ORDERS else "", get.get("ver") == "llegada", get.get("ver") == "todo",
    )  # fmt: skip


def _house(asked: str | None, there: list[str]) -> str | None:
    """The warehouse asked for; the first one unless all are asked for: a turn is one among those of a warehouse."""
    if asked == ALL or len(there) < 2:
        return None
    return asked if asked in there else there[0]


def houses(plan: DispatchPlan) -> dict[str, int]:
    """The warehouses of a plan with their lines, the fullest first; those without any left out."""
    there = sorted(plan.summary["warehouses"], key=lambda one: -one["lines"])
    return {one["name"]: one["lines"] for one in there if one["lines"]}


def day_asked(request: HttpRequest) -> date | None:
    """The day in the address; None where there is none that can be read."""
    try:
        return date.fromisoformat(request.GET.get("dia", ""))
    except ValueError:
        return None


def _pins(found: Any) -> dict[tuple[str, str], LinePin]:
    orders = {one.order for one in found}
    pins = LinePin.objects.filter(ended_at=None, order__in=orders).select_related("by")
    return {(pin.order, pin.line): pin for pin in pins}


def _around(request: HttpRequest, plan: DispatchPlan | None) -> dict[str, Any]:
    """What one may do, what goes on, what is old; of no plan, what is missing to make one."""
    person, today = required(request), timezone.localdate()
    context: dict[str, Any] = {
        "may_plan": may(request, "dispatch_plan"),
        "may_confirm": may(request, "dispatch_confirm"),
        "may_import": may(request, "imports"),
        "job": live_of(person, plan_dispatch_job.module_path),
        "undo": undo.taken(request),
        "refused": request.session.pop("dispatch_refused", ""),
    }
    try:
        there = loaded(today)
        context |= {"loaded": there, "day": there.day(today)}
        if plan is not None:
            context["old"] = _old(plan, there.last_count, today)
    except ClaveError as error:
        context |= {"failed": told(error.sentence()), "day": today}
    return context


def _old(plan: DispatchPlan, counted_on: date | None, today: date) -> list[str]:
    """Why the plan does not say what is so now, in sentences."""
    found = []
    last = counted_on or plan.counted
    if last is not None and (today - last).days > FRESH:
        found.append(told(_stale_count(plan, last, today)))
    elif plan.day != today:
        found.append(told(_("This is the plan of {day}, not of today.").fill(day=Figure(plan.day, "date"))))
    if plan.counted is None:
        found.append(told(_("No stock was loaded: nothing can leave. Import the stock (stock) and plan again.")))
    if plan.state == "open":
        changed = changed_since(plan.basis, plan.day)
        if changed:
            parts = ", ".join(told(part) for part in changed)
            found.append(
                told(
                    _("Since this plan was made there changed: {parts}. Plan again before you confirm.").fill(
                        parts=parts
                    )
                )
            )
    return found


def _stale_count(plan: DispatchPlan, last: date, today: date) -> Text:
    """What an old count means for this plan."""
    if plan.day == last:
        return counted(
            "The stock was counted {n} day ago, so this is the plan of that day. Import the stock of today, or choose another "
            "day: it will share out what was there then.",
            "The stock was counted {n} days ago, so this is the plan of that day. Import the stock of today, or choose another "
            "day: it will share out what was there then.",
            (today - last).days,
        )  # fmt: skip
    return _(
        "This plan of {day} shares out the stock counted on {counted}: what came in and left since then is not in it, except "
        "what was confirmed here. Count again before you confirm."
    ).fill(day=Figure(plan.day, "date"), counted=Figure(last, "date"))


def _beside(plan: DispatchPlan, wanted: Wanted, seen: Sight) -> dict[str, Any]:
    kept = plan.summary
    last = next(
        (one["cut_off"] for one in kept["warehouses"] if one["cut_off"] and one["name"] == wanted.warehouse), None
    )
    last = last or next((one["cut_off"] for one in kept["warehouses"] if one["cut_off"]), None)
    return {
        "strip": strip(plan, money_shown=seen.sees_all(WAITING)),
        "days": other_days(plan.day),
        "leave": counted("{n} line leaves", "{n} lines leave", kept["leave"]),
        "kilos": load_words(kept),
        "cut_off": last,
        "shelves": shelves(plan, wanted.warehouse),
        "alarm": kept["alarm"],
        "rules": [(told(head), told(words)) for head, words in kept["rules"]],
        "aside": kept["aside"]["n"],
        "asides": texts(kept["aside"]["shown"]),
        "noted": kept["noted"]["n"],
        "notes": texts(kept["noted"]["shown"]),
        "blocked": [one | {"why": told(one["why"])} for one in kept["blocked"]],
        "not_today": sum(n for code, n in kept["codes"].items() if Code[code].blocked),
        "seconds": [(one, graded(one)) for one in taking_seconds(plan.lines.all()).order_by("position")[:SECONDS]],
        "pinned": LinePin.objects.filter(ended_at=None, until__gte=plan.day).select_related("by").order_by("-pk")[:20],
    }
