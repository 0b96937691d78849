"""Everybody who comes into the portal, of all accounts: filtered, ordered, taken out as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.portal import note_visitors_export
from clave.base.words import Text, _
from clave.report.sheet import Head, Value
from clave.store.models import Visitor
from clave.store.visitors import ORDERS, STATES, Asked, Kept, stood, visitors
from clave.web.pages.privileges import as_file
from clave.web.shown.visitors import visitor_row
from clave.web.who import required
from clave.web.words import told

PAGE = 50
FILE = _("visitors")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Person"), "text", 30), (_("E-mail"), "text", 30),
    (_("State"), "text", 20), (_("What they may open"), "text", 60), (_("Invited on"), "date", 12),
    (_("Last seen"), "date", 12), (_("Open sessions"), "whole", 10), (_("Mail came back"), "text", 30),
)  # fmt: skip


def visitors_page(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    wanted = _wanted(request)
    found = Paginator(_asked(wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    page: Any = found.object_list
    rows = page if page and isinstance(page[0], Kept) else stood(page, timezone.now(), timezone.localdate())
    context = {
        "found": found, "rows": [visitor_row(one) for one in rows], "wanted": wanted,
        "states": {key: told(label) for key, label in STATES.items()}, "any": bool(rows) or Visitor.objects.exists(),
    }  # fmt: skip
    response = render(request, "people/_visitors.html" if part else "people/visitors.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def visitors_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The visitors as on the page, as `visitantes.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "visitantes":
        raise Http404
    wanted = _wanted(request)
    note_visitors_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), unit, width) for label, unit, width in HEADS]  # type: ignore[arg-type]
    rows = [_cells(one) for one in _kept(wanted)]
    return as_file(FILE, form, heads, rows, [(told(_("Visitors")), str(len(rows)))])


def _cells(one: Kept) -> list[Value]:
    row, contact = visitor_row(one), one.visitor.contact
    return [
        one.visitor.customer, one.account, contact.name, contact.email, row.label, row.rights,
        timezone.localtime(one.visitor.invited_at).date(),
        timezone.localtime(one.visitor.seen_at).date() if one.visitor.seen_at else None, one.sessions,
        (one.bounce.reason or one.bounce.code) if one.bounce else "",
    ]  # fmt: skip


def _kept(wanted: Asked) -> list[Kept]:
    found = stood(visitors(wanted), timezone.now(), timezone.localdate())
    return [one for one in found if not wanted.state or one.state == wanted.state]


def _asked(wanted: Asked) -> Any:
    """Rows of the table, or what they stand for where a state is asked for, which takes all of them."""
    return _kept(wanted) if wanted.state else visitors(wanted)


def _wanted(request: HttpRequest) -> Asked:
    state, order = request.GET.get("estado", ""), request.GET.get("orden", "")
    return Asked(
        request.GET.get("q", "").strip()[:100], state if state in STATES else "",
        order if order.removeprefix("-") in ORDERS else "name",
    )  # fmt: skip
