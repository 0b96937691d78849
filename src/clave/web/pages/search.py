"""The search dialog: customers by name or code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clave.store.queries import latest_run, measured

MOST = 8


def search(request: HttpRequest) -> HttpResponse:
    """A fragment for the dialog; the same list as a page without scripts."""
    text = request.GET.get("q", "").strip()[:100]
    run = latest_run()
    found = list(measured(run, text)[: MOST + 1]) if run and text else []
    context = {"text": text, "found": found[:MOST], "more": len(found) > MOST, "has_run": run is not None}
    template = "search/_results.html" if request.headers.get("HX-Request") else "search/page.html"
    return render(request, template, context)
