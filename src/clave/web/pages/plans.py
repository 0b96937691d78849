"""Planes de cuenta: every plan and how alive it is, key accounts without one, and all of it as a file. (G8)"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.account_plans import note_plan_export
from clave.base.words import Text, _
from clave.operations.plan.freshness import STATES
from clave.operations.plan.said import STATES as ENDS
from clave.policy import declared
from clave.report.sheet import Head, Value
from clave.store.models import PlanAction
from clave.store.ownership import accounts_of, owner_counts
from clave.store.plan_lists import NONE, ORDERS, Listed, Wanted, among, every_action, listed
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.pages.privileges import as_file
from clave.web.shown.account_plan import life
from clave.web.who import required
from clave.web.words import told

PAGE = 50
WITHOUT = _("without a plan")
PLANS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("KAM"), "text", 24), (_("State"), "text", 18),
    (_("Why"), "text", 50), (_("From"), "date", 12), (_("Until"), "date", 12), (_("Next review"), "date", 12),
    (_("Goals of the customer"), "whole", 10), (_("Objectives"), "whole", 10), (_("Open actions"), "whole", 10),
    (_("Overdue"), "whole", 10), (_("Done"), "whole", 10),
)  # fmt: skip
ACTIONS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Objective"), "text", 34), (_("Action"), "text", 50),
    (_("Who of us"), "text", 24), (_("Who of the customer"), "text", 24), (_("From"), "date", 12), (_("Until"), "date", 12),
    (_("State"), "text", 12), (_("Closed on"), "date", 12), (_("What came of it"), "text", 50),
    (_("The customer reads it"), "text", 10),
)  # fmt: skip
FILES: dict[str, tuple[Text, tuple[tuple[Text, str, int], ...]]] = {
    "planes": (_("account plans"), PLANS), "acciones": (_("actions of the plans"), ACTIONS),
}  # fmt: skip
YES, NO = _("yes"), _("no")


def plans(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted = _every(), _wanted(request)
    rows = among(every, wanted, accounts_of(required(request), timezone.localdate()))
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [(one, life(one.life) if one.life else None) for one in found],
        "wanted": wanted,
        "any": bool(every),
        "states": [(key, told(label)) for key, label in STATES.items()] + [(NONE, told(WITHOUT))],
        "owners": [(str(number), name) for number, name, _n in owner_counts(timezone.localdate())],
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context |= {"figures": _figures(every), "undo": undo.taken(request)}
    response = render(request, "plans/_list.html" if part else "plans/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def plans_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The plans as on the page, or their actions, as `planes.xlsx`, `acciones.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name not in FILES:
        raise Http404
    rows = among(_every(), _wanted(request), accounts_of(required(request), timezone.localdate()))
    if only := request.GET.get("cliente", ""):
        rows = [one for one in rows if one.customer == only]
    label, columns = FILES[name]
    heads = [Head(told(title), kind_, width) for title, kind_, width in columns]  # type: ignore[arg-type]
    note_plan_export(
        by=required(request), now=timezone.now(), what=f"customer:{only}" if only and rows else f"plan:{name}"
    )
    cells = [_plan_cells(one) for one in rows] if name == "planes" else _action_cells(rows)
    return as_file(label, form, heads, cells, [(told(label).capitalize(), str(len(cells)))])


def _plan_cells(one: Listed) -> list[Value]:
    row, alive = one.plan, one.life
    owner = one.owner.name if one.owner else ""
    if row is None or alive is None:
        return [one.customer, one.name, owner, told(WITHOUT), "", *[None] * 8]
    return [
        one.customer, one.name, owner, told(STATES[alive.state]), told(alive.because), row.starts_on, row.ends_on,
        alive.review_by, one.theirs, one.objectives, one.open, one.overdue, one.done,
    ]  # fmt: skip


def _action_cells(rows: list[Listed]) -> list[list[Value]]:
    return [_cells(one) for one in every_action([one.customer for one in rows if one.plan])]


def _cells(one: PlanAction) -> list[Value]:
    return [
        one.plan.customer, one.plan.name, one.objective.title if one.objective else "", one.text,
        one.owner.name if one.owner else "", one.contact.name if one.contact else "", one.starts_on, one.due_on,
        told(ENDS[one.state]), one.closed_on, one.outcome, told(YES if one.shared else NO),
    ]  # fmt: skip


def _figures(every: list[Listed]) -> list[tuple[str, int, str, str]]:
    """The list in figures: label, number, tone, and the filter that opens it."""
    stale = policy_in_force().at(timezone.localdate())[declared.plan_stale]
    counts = {state: sum(one.state == state for one in every) for state in (*STATES, NONE)}
    return [
        (told(_("alive")), counts["fresh"], "", "fresh"),
        (told(_("review overdue")), counts["review"], "twarn" if counts["review"] else "", "review"),
        (told(_("untouched for {n} days").fill(n=stale)), counts["stale"], "tbad" if counts["stale"] else "", "stale"),
        (told(_("key accounts without a plan")), counts[NONE], "twarn" if counts[NONE] else "", NONE),
    ]


def _every() -> list[Listed]:
    today = timezone.localdate()
    return listed(today, policy_in_force().at(today))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state, owner, order = get.get("estado", ""), get.get("kam", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], state if state in (*STATES, NONE) else "", owner if owner.isdecimal() else "",
        order if order.removeprefix("-") in ORDERS else "", get.get("solo") == "mias",
    )  # fmt: skip
