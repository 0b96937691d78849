"""Plan frente a hoy: what was confirmed for the plant against what the facts say now, order by order. (G5)"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.privileges.production.progress import STATES, Planned, Progress, Seen, State, kept_to, progress
from clave.store.models import PlannedOrder, ProductionPlan
from clave.store.producing import loaded, plan_in_force, seen
from clave.web.shown.gantt import moment
from clave.web.shown.production import at_place
from clave.web.words import told

PAGE = 100
KEPT = _("{kept} of {n} that ended, by the day planned")
LABELS: dict[State, tuple[Text, str, str]] = {
    "overdue": (_("Should have ended"), "bad", "alert-triangle"),
    "not_begun": (_("Not begun"), "warn", "clock"),
    "under_way": (_("Under way"), "info", "player-play"),
    "waiting": (_("Waiting"), "", "calendar-time"),
    "done": (_("Made"), "ok", "circle-check"),
    "gone": (_("Not in the facts"), "warn", "help-circle"),
    "held": (_("Held back"), "", "lock"),
    "new": (_("New order"), "info", "plus"),
}


@dataclass(frozen=True)
class Row:
    """An order against its plan; `planned` is None where it came after."""

    planned: PlannedOrder | None
    order: str
    stands: str
    state: State
    label: str
    tone: str
    icon: str
    start: str
    end: str
    began: date | None
    ended: date | None
    sentence: str
    late: int | None


def progress_page(request: HttpRequest) -> HttpResponse:
    """The plan in force against now: counted by state, filtered by it, by machine and by words."""
    plan = plan_in_force(date.max)
    context: dict[str, Any] = {"plan": plan, "labels": {key: told(label) for key, (label, *_rest) in LABELS.items()}}
    if plan is not None:
        try:
            context |= _compared(request, plan)
        except ClaveError as error:
            context["failed"] = told(error.sentence())
    return render(request, "production/progress.html", context)


def _compared(request: HttpRequest, plan: ProductionPlan) -> dict[str, Any]:
    here, get = timezone.get_current_timezone(), request.GET
    at = loaded(timezone.localdate()).moment(timezone.now())
    orders = {one.order: one for one in plan.orders.order_by("start", "machine")}
    facts = seen(at.date())
    found = progress(
        [Planned(one.order, one.start.astimezone(here), one.end.astimezone(here)) for one in orders.values()],
        [one for one, _product, _customer in facts.values()], at,
        {one["order"] for one in plan.summary["held"]},
    )  # fmt: skip
    counts, (kept, ended) = Counter(one.state for one in found), kept_to(found)
    state, machine, words = get.get("estado", ""), get.get("maquina", ""), folded(get.get("q", "").strip()[:100])
    shown = [
        one for one in found
        if (not state or one.state == state)
        and (not machine or (one.order in orders and orders[one.order].machine == machine))
        and (not words or words in folded(one.order + " " + (orders[one.order].folded if one.order in orders else "")))
    ]  # fmt: skip
    shown.sort(key=lambda one: STATES.index(one.state))
    page = Paginator(shown, PAGE).get_page(get.get("pagina"))
    return {
        "at": at,
        "states": [(key, told(LABELS[key][0]), counts[key]) for key in STATES if counts[key]],
        "state": state, "machine": machine, "q": get.get("q", ""),
        "machines": [one["name"] for one in plan.summary["machines"]],
        "found": page,
        "rows": [_row(one, orders.get(one.order), facts.get(one.order), here) for one in page],
        "kept": told(KEPT.fill(kept=kept, n=ended)) if ended else "",
    }  # fmt: skip


def _row(one: Progress, planned: PlannedOrder | None, fact: tuple[Seen, str, str] | None, here: Any) -> Row:
    label, tone, icon = LABELS[one.state]
    known = fact[0] if fact else None
    return Row(
        planned, one.order, at_place(planned.machine, planned.place) if planned else "", one.state, told(label), tone, icon,
        moment(planned.start, here) if planned else "–", moment(planned.end, here) if planned else "–",
        known.started if known else None, known.finished if known else None, told(one.sentence), one.ended_late,
    )  # fmt: skip
