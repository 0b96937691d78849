"""The customers that the latest selection measured."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clave.store.models import SelectionLine
from clave.store.queries import latest_run, measured
from clave.web.shown.selection import heads, row

PAGE = 50


def accounts(request: HttpRequest) -> HttpResponse:
    """Every customer that the latest selection measured, biggest first."""
    run = latest_run()
    if run is None:
        return render(request, "selection/empty.html")
    text = request.GET.get("q", "").strip()[:100]
    found = Paginator(measured(run, text), PAGE).get_page(request.GET.get("pagina"))
    columns = heads(run)
    lines = SelectionLine.objects.filter(run=run, customer__in=[line.customer for line in found])
    by_customer = {line.customer: row(line, columns) for line in lines}
    rows = [(line, by_customer.get(line.customer)) for line in found]
    context = {"run": run, "found": found, "rows": rows, "text": text, "active": run.lines.count()}
    return render(request, "accounts/list.html", context)
