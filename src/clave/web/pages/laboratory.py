"""Laboratorio: what customers ask of our products, what comes first and why, and the hours it takes. (G4)"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.improvement import note_improvement_export
from clave.base.words import Text, _
from clave.privileges.improvement.stages import FOLLOWING, STAGES
from clave.report.sheet import Head, Value
from clave.store.fields import BOUGHT
from clave.store.improvement import ONLY, ORDERS, Asked, Wanted, among, asked, lab_services, standing_steps, worked_on
from clave.store.improvement import workers as everybody
from clave.store.models import ImprovementRequest
from clave.store.models.improvement import KINDS
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.access import allows
from clave.web.from_portal import PortalWordForm, staff_ask
from clave.web.lab_forms import AssignForm, HoursForm, MoveForm, ReplyForm
from clave.web.pages.privileges import as_file
from clave.web.shown.improvement import KIND_WORDS, history, hours, row, stages, strip
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE, LATELY = 50, 30
FILE = _("laboratory requests")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Place"), "whole", 8), (_("Request"), "text", 12), (_("Customer"), "text", 14), (_("Name"), "text", 34),
    (_("Kind"), "text", 14), (_("Product"), "text", 18), (_("In a line"), "text", 44), (_("Stage"), "text", 20),
    (_("Why it stands there"), "text", 60), (_("Asked"), "date", 12), (_("Promised"), "date", 12),
    (_("Answered"), "date", 12), (_("Days waiting"), "whole", 10), (_("Hours"), "number", 10), (_("Who works on it"), "text", 24),
    (_("What came of it"), "text", 50),
)  # fmt: skip


def laboratory(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted = _every(request), wanted_of(request)
    listed = among(every, wanted, required(request), sight(request).held)
    found = Paginator(listed, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [row(one) for one in found],
        "wanted": wanted,
        "any": bool(every),
        "stages": stages(),
        "kinds": [(key, told(KIND_WORDS[key])) for key in KINDS],
        "may_ask": may(request, "lab_new"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        today = timezone.localdate()
        worked = lab_services(today - timedelta(days=LATELY - 1), today)
        total = sum((Decimal(str(one["hours"])) for one in worked), Decimal(0))
        context |= {"strip": strip(every, total, LATELY), "undo": undo.taken(request)}
    response = render(request, "laboratory/_list.html" if part else "laboratory/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def lab_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The requests as on the page, as `laboratorio.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "laboratorio":
        raise Http404
    listed = among(_every(request), wanted_of(request), required(request), sight(request).held)
    note_improvement_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in listed], [(told(_("Requests")), str(len(listed)))])


def _cells(one: Asked) -> list[Value]:
    shown, kept = row(one), one.row
    return [
        shown.place, shown.number, kept.customer, kept.name, shown.kind, kept.product, kept.title, shown.stage.label,
        shown.why if one.placed else "", kept.asked, kept.promised, kept.answered_on, one.waiting, float(one.hours),
        kept.assigned.name if kept.assigned else "", kept.result,
    ]  # fmt: skip


def lab_request(request: HttpRequest, number: int) -> HttpResponse:
    """One request: what is asked, its stages, what the customer was told, the hours."""
    return request_page(request, get_object_or_404(ImprovementRequest, pk=number, removed_at=None))


def request_page(request: HttpRequest, kept: ImprovementRequest, **bound: forms.Form) -> HttpResponse:
    """The page of a request, with a form that was refused in the place of an empty one (422)."""
    today = timezone.localdate()
    one = next(one for one in _every(request) if one.row.pk == kept.pk)
    steps, worked = standing_steps(kept), list(worked_on(kept))
    can = rights(request, kept)
    context: dict[str, Any] = {
        "row": row(one),
        "kept": one.row,
        "steps": history(steps, today),
        "undone": kept.steps.exclude(undone_at=None).select_related("undone_by").count(),
        "last": steps[-1] if len(steps) > 1 else None,
        "next": FOLLOWING[one.row.stage],  # type: ignore[index]
        "worked": [(entry, hours(entry.hours), can["hours"] and _mine(request, entry.by_id)) for entry in worked],
        "total": hours(one.hours),
        "can": can,
        "opens": may(request, "account"),
        "move": MoveForm(here=one.row.stage, initial={"day": today}),
        "reply": ReplyForm(initial={"day": today}),
        "assign": AssignForm(workers=everybody(), initial={"person": one.row.assigned_id}),
        "log": HoursForm(initial={"day": today}),
        "portal": staff_ask(kept),
        "word": PortalWordForm(),
        "undo": undo.taken(request),
    } | bound
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "laboratory/request.html", context, status=status)


def rights(request: HttpRequest, kept: ImprovementRequest) -> dict[str, bool]:
    """What whoever asks may do with a request; the actions ask again."""
    person, held = required(request), kept.customer in sight(request).held
    roles = {person.role, *powers(request).departments()}
    parts = frozenset({"owner"}) if held else frozenset()
    asks = {"ask": "change_request", "answer": "answer_request", "move": "move_request", "hours": "log_hours"}
    return {name: any(DOINGS[action].allows(role, parts) for role in roles) for name, action in asks.items()}


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage, kind, only, order = get.get("etapa", ""), get.get("clase", ""), get.get("solo", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], stage if stage in (*STAGES, "todas") else "", get.get("cliente", "")[:100],
        kind if kind in KINDS else "", only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def _mine(request: HttpRequest, by: int) -> bool:
    person = required(request)
    return person.pk == by or person.role in DOINGS["change_hours"].others


def _every(request: HttpRequest) -> list[Asked]:
    """Every request; whoever may not read what accounts buy is told what it counts."""
    today = timezone.localdate()
    return asked(today, policy_in_force().at(today), money=sight(request).sees_all(BOUGHT))


def address_of(kept: ImprovementRequest) -> str:
    """The page of a request."""
    return reverse("lab_request", args=[kept.pk])
