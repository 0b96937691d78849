"""Hoja de muelle: for each dock of a day, who is loaded first and what; on the screen, on paper and as a file. (G2)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from clave.actions.dispatch import note_dispatch_export
from clave.base.words import Text, _
from clave.privileges.dispatch.stops import Stop
from clave.report.dock_sheet import dock_pdf
from clave.report.sheet import Head, Value
from clave.store.dock_sheet import stops_of
from clave.store.models import Company, DispatchPlan
from clave.store.plans import newest
from clave.web.pages.dispatch import day_asked, houses
from clave.web.pages.dispatch_acts import STATES
from clave.web.pages.privileges import as_file
from clave.web.pages.selection_papers import PDF
from clave.web.shown.dispatch import grade_name
from clave.web.shown.dock import dock_shown, stop_shown
from clave.web.who import required
from clave.web.words import reader, told

PAGE = 40
FILE = _("dock")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Stop"), "whole", 8), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Key account"), "text", 12),
    (_("Order"), "text", 14), (_("Line"), "text", 8), (_("Turn"), "whole", 8), (_("Product"), "text", 14),
    (_("Name of the product"), "text", 30), (_("Grade"), "text", 18), (_("Quantity"), "number", 12), (_("Kilos"), "number", 12),
    (_("Pallets"), "number", 12),
)  # fmt: skip


def dock_sheet(request: HttpRequest) -> HttpResponse:
    """The stops of one dock, forty on a page."""
    asked = day_asked(request)
    plan = newest(DispatchPlan, asked)
    if plan is None:
        return render(request, "dispatch/dock.html", {"plan": None, "asked": asked})
    there = houses(plan)
    dock = _dock(request, there)
    found = stops_of(plan, dock)
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "plan": plan, "houses": there, "dock": dock_shown(plan, dock, found), "found": page,
        "rows": [stop_shown(stop) for stop in page], "n": len(found), "over": plan.day < timezone.localdate(),
    }  # fmt: skip
    return render(request, "dispatch/dock.html", context)


def _dock(request: HttpRequest, there: dict[str, int]) -> str:
    """The dock asked for; the fullest where none, or one that the plan does not know, is asked for."""
    asked = request.GET.get("bodega", "")
    return asked if asked in there else next(iter(there), "")


def dock_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """One dock, whole, as `muelle.pdf`, `.xlsx` or `.csv`; 404 for another ending or without a plan."""
    name, _mark, form = kind.rpartition(".")
    plan = newest(DispatchPlan, day_asked(request))
    if form not in ("pdf", "xlsx", "csv") or not name or plan is None:
        raise Http404
    dock = _dock(request, houses(plan))
    found = stops_of(plan, dock)
    note_dispatch_export(number=plan.pk, by=required(request), now=timezone.now())
    if form == "pdf":
        return _paper(plan, dock, found)
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Day")), f"{plan.day:%Y-%m-%d}"), (told(_("Warehouse")), dock),
             (told(_("Plan")), f"{plan.pk} · {told(STATES[plan.state])}")]  # fmt: skip
    return as_file(FILE, form, heads, _cells(found), about)


def _paper(plan: DispatchPlan, dock: str, found: tuple[Stop, ...]) -> HttpResponse:
    company = Company.objects.order_by("id").first()
    content = dock_pdf(
        dock, found, company=company.name if company else "", day=plan.day, until=dock_shown(plan, dock, found).until,
        state=STATES[plan.state], language=reader(),
    )  # fmt: skip
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{told(FILE)}-{plan.day:%Y-%m-%d}.pdf"'
    return response


def _cells(found: tuple[Stop, ...]) -> Iterator[list[Value]]:
    yes, no = told(_("yes")), told(_("no"))
    for stop in found:
        for part in stop.parts:
            yield [
                stop.place, part.customer, part.name, yes if part.key else no, part.order, part.line, part.turn, part.product,
                part.product_name, grade_name(part.grade), float(part.quantity),
                None if part.kilos is None else float(part.kilos), None if part.pallets is None else float(part.pallets),
            ]  # fmt: skip
