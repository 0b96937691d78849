"""«Sus pedidos»: the open order lines of the account, what left, and the new day of what is late. (G2)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.portal.orders import LATE, LEFT, MOVED, OPEN, SHORT, STATES, Told, summed
from clave.report.sheet import Head, Value
from clave.store.models import OWNER, Visitor
from clave.store.ownership import parts_of
from clave.store.policy import policy_in_force
from clave.store.portal_orders import ALL, ORDERS, Orders, Wanted, among, orders_of
from clave.web.pages.privileges import as_file
from clave.web.portal.cards import Card
from clave.web.visiting import visiting
from clave.web.words import told

PAGE = 50
FILE = _("orders")
TONES = {
    LATE: ("bad", "alert-triangle"), MOVED: ("warn", "clock"), SHORT: ("warn", "package"), LEFT: ("ok", "check"),
}  # fmt: skip
PLAIN = ("info", "truck-delivery")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Your order"), "text", 16), (_("Line"), "text", 8), (_("Product"), "text", 16), (_("Name"), "text", 40),
    (_("Ordered on"), "date", 12), (_("Quantity asked"), "number", 12), (_("Left"), "number", 12),
    (_("Promised day"), "date", 12), (_("State"), "text", 18), (_("What we tell you"), "text", 46), (_("New day"), "date", 12),
)  # fmt: skip


def portal_orders(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    visitor, today = visiting(request), timezone.localdate()
    found, wanted = _orders(visitor, today), _wanted(request)
    page = Paginator(among(found, wanted), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": page,
        "rows": [_row(one) for one in page],
        "wanted": wanted,
        "known": found.known,
        "any": bool(found.lines),
        "states": [(key, told(label)) for key, label in STATES.items()],
        "sums": _sums(found),
        "owner": parts_of(visitor.customer, today).get(OWNER),
    }
    response = render(request, "portal/_orders_list.html" if part else "portal/orders.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def portal_orders_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The lines as on the page, as `pedidos.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "pedidos":
        raise Http404
    visitor = visiting(request)
    found = among(_orders(visitor, timezone.localdate()), _wanted(request))
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in found], [(told(_("Order lines")), str(len(found)))])


def portal_order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: each line with what became of it."""
    visitor, today = visiting(request), timezone.localdate()
    lines = sorted(
        (one for one in _orders(visitor, today).lines if one.line.order == number), key=lambda one: one.line.line
    )
    if not lines:
        raise Http404
    context = {
        "number": number,
        "rows": [_row(one) for one in lines],
        "ordered": min(one.line.ordered for one in lines),
        "left": [one for one in lines if one.line.left_on],
        "owner": parts_of(visitor.customer, today).get(OWNER),
    }
    return render(request, "portal/order.html", context)


def card(visitor: Visitor, today: date) -> Card | None:
    """How the orders stand, on the start page, for who may see them."""
    if not visitor.may("orders"):
        return None
    found = _orders(visitor, today)
    pressing = [_row(one) for one in found.lines if one.state in (LATE, MOVED)][:3]
    open_ = sum(one.state in OPEN for one in found.lines)
    return (
        Card("portal/_orders.html", {"sums": _sums(found), "pressing": pressing, "open": open_})
        if found.lines
        else None
    )


def _orders(visitor: Visitor, today: date) -> Orders:
    return orders_of(visitor.customer, today, policy_in_force().at(today))


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    state, order = get.get("estado", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], state if state in (*STATES, ALL) else "",
        order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def _sums(found: Orders) -> list[tuple[str, str, int]]:
    """Each state with how many lines are in it."""
    return [(state, told(STATES[state]), n) for state, n in summed(found.lines).items()]


def _row(one: Told) -> dict[str, Any]:
    tone, icon = TONES.get(one.state, PLAIN)
    line = one.line
    return {
        "line": line, "tone": tone, "icon": icon, "label": told(STATES[one.state]), "words": told(one.words),
        "asked": told(Figure(float(line.asked), "count")), "new_day": one.new_day,
    }  # fmt: skip


def _cells(one: Told) -> list[Value]:
    line = one.line
    return [
        line.order, line.line, line.product, line.name, line.ordered, float(line.asked), float(line.left), line.day,
        told(STATES[one.state]), told(one.words), one.new_day,
    ]  # fmt: skip
