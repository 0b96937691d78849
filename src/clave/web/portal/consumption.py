"""The portal's pages of what the customer buys: its reports with their files, its consumption up to now, and the card of both
on the start page. (G10)

A report is seen when it is opened here: nothing else tells us."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from clave.actions.reports import note_report_seen
from clave.report.consumption.content import Content, reopened
from clave.store.consuming import consumption_now
from clave.store.models import ConsumptionReport, Visitor
from clave.store.nominations import known_customer
from clave.store.reports import RIGHT, for_customer
from clave.web.portal.cards import Card
from clave.web.report_files import file_of
from clave.web.report_shown import chart_shown, report_shown
from clave.web.visiting import visiting
from clave.web.words import reader

SHOWN = ("months", "sides", "families", "changes", "proposal")
"""The parts of a report that its page of consumption has, fresh."""


def portal_reports(request: HttpRequest) -> HttpResponse:
    """The reports that were sent to this account, the newest first."""
    visitor = visiting(request)
    rows = list(for_customer(visitor.customer)[:40])
    return render(request, "portal/reports.html", {"rows": rows})


def portal_report(request: HttpRequest, number: int) -> HttpResponse:
    """One report as it was frozen; opening it is how we know that it was seen."""
    visitor = visiting(request)
    kept = _own(visitor, number)
    note_report_seen(visitor=visitor, now=timezone.now(), number=kept.pk)
    context = {"kept": kept, "report": report_shown(reopened(kept.content))}
    return render(request, "portal/report.html", context)


def portal_report_file(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """Its PDF, or its figures as Excel or CSV."""
    visitor = visiting(request)
    answer = file_of(_own(visitor, number, paper=True), kind)
    note_report_seen(visitor=visitor, now=timezone.now(), number=number)
    return answer


def _own(visitor: Visitor, number: int, *, paper: bool = False) -> ConsumptionReport:
    """A report that this visitor may read; that of another account does not exist."""
    found = for_customer(visitor.customer).filter(pk=number)
    kept = (found.defer(None) if paper else found.defer(None).defer("pdf")).first()
    if kept is None:
        raise Http404
    return kept


def portal_consumption(request: HttpRequest) -> HttpResponse:
    """What was bought up to the last whole month, and what may come next."""
    visitor = visiting(request)
    content = _now(visitor, timezone.localdate())
    context: dict[str, Any] = {"report": report_shown(content, SHOWN) if content else None}
    return render(request, "portal/consumption.html", context)


def _now(visitor: Visitor, today: date) -> Content | None:
    name = known_customer(visitor.customer) or visitor.customer
    return consumption_now(visitor.customer, name, today)


def card(visitor: Visitor, today: date) -> Card | None:
    """«Su consumo» on the start page."""
    if not visitor.may(RIGHT):
        return None
    content, last = _now(visitor, today), for_customer(visitor.customer).first()
    if content is None and last is None:
        return None
    about: dict[str, Any] = {"last": last, "report": None, "chart": None}
    if content is not None and not content.figures.empty:
        shown = report_shown(content, ())
        about |= {"figures": [shown.strip[1], shown.strip[3]], "chart": chart_shown(content, "months", reader())}
    return Card("portal/_consumption.html", about)
