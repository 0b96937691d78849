"""Existencias: seconds and slow movers that lie there, and which accounts would take them. (E8)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.idle_stock import note_idle_export
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.facts.idle_stock import names_of
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.idle_stock.matching import GRADES
from clave.report.sheet import Head, Value
from clave.store.fields import FIELDS, MARGIN, RESERVED, seen
from clave.store.idle_lots import Shelf, buyers, shelves
from clave.store.idle_stock import letters_on, newest_facts
from clave.store.models import IdleOffer, SecondsLetter
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.shown.idle_stock import STATES, lot_row, offer_row, state_of, strip, units
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE, ASKED = 50, 12
LOTS, OFFERS = "existencias", "ofertas"
ORDERS = ("product", "quantity", "kilos", "cost", "idle", "free")
ONLY = ("con", "sin", "ofrecido")
FILE, OFFER_FILE = _("idle stock"), _("offers of idle stock")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Product"), "text", 14), (_("Name of the product"), "text", 34), (_("Family"), "text", 18), (_("Grade"), "text", 18),
    (_("Units"), "number", 12), (_("Kilos"), "number", 12), (_("What it cost"), "money", 16), (_("Last sold"), "date", 12),
    (_("Offered"), "number", 12), (_("Sold"), "number", 12), (_("Free"), "number", 12), (_("Who would take it"), "text", 50),
    (_("Why nobody"), "text", 50),
)  # fmt: skip
OFFER_HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Product"), "text", 14), (_("Name of the product"), "text", 34),
    (_("Grade"), "text", 18), (_("Units"), "number", 12), (_("Price of a unit"), "money", 14), (_("Offered on"), "date", 12),
    (_("Until"), "date", 12), (_("State"), "text", 16), (_("Units it took"), "number", 12), (_("Agreed price"), "money", 14),
    (_("Kilos moved"), "number", 12), (_("Money recovered"), "money", 16), (_("Answered on"), "date", 12), (_("Why"), "text", 40),
    (_("Offered by"), "text", 24),
)  # fmt: skip


def idle_stock(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    today, cost, sells = timezone.localdate(), sees_cost(request), seller(request)
    every, failed = _shelves()
    found = Paginator(_among(request, every, cost=cost), PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [lot_row(one, today, cost=cost, sells=sells) for one in found],
        "wanted": _asked(request),
        "any": bool(every),
        "grades": [(key, told(label)) for key, label in GRADES.items()],
        "families": sorted({one.lot.family for one in every if one.lot.family}),
        "cost": cost,
        "reserved": "" if cost else told(RESERVED),
        "reserved_for": "" if cost else told(seen(FIELDS[MARGIN])),
        "may": may(request, "idle_letter_new"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        months = limits_now()[declared.rotation_months]
        offers = list(IdleOffer.objects.filter(made_at__date__gt=months_before(today, months)))
        context |= {
            "strip": strip(every, offers, today, cost=cost, months=months),
            "failed": failed,
            "counted": max((one.lot.counted for one in every), default=None),
            "below": sum(one.lot.below_zero for one in every),
            "undo": undo.taken(request),
        }
    response = render(request, "idle/_list.html" if part else "idle/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def idle_lot(request: HttpRequest) -> HttpResponse:
    """One lot (`producto` and `grado`): who would take it and why, whom to ask for a letter, what was offered of it."""
    shelf, today, sells = shelf_of(request), timezone.localdate(), seller(request)
    book = newest_facts()
    bought = buyers(book, shelf.lot.product, today, limits_now()) if book else ()
    signed = set(letters_on(today).filter(grade=shelf.lot.grade).values_list("customer", flat=True))
    asked = [one for one in bought if one.customer not in signed][:ASKED]
    names = names_of(book, {one.customer for one in asked}) if book else {}
    context = {
        "row": lot_row(shelf, today, cost=sees_cost(request), sells=sells),
        "reserved": "" if sees_cost(request) else told(RESERVED),
        "to_ask": [
            (one, names.get(one.customer, one.customer), units(one.quantity), sells(one.customer)) for one in asked
        ],
        "months": limits_now()[declared.rotation_months],
        "offers": [offer_row(one, today) for one in _of(shelf)],
        "may": any(map(sells, letters_for(shelf, today).values_list("customer", flat=True))),
        "opens": may(request, "account"),
        "undo": undo.taken(request),
    }
    return render(request, "idle/lot.html", context)


def idle_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The lots, filtered as on the page, as `existencias.xlsx` or `.csv`, or the offers as `ofertas.…`; 404 for another."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name not in (LOTS, OFFERS):
        raise Http404
    cost, today = sees_cost(request), timezone.localdate()
    if name == LOTS:
        every, _failed = _shelves()
        rows = [_cells(one, cost=cost) for one in _among(request, every, cost=cost)]
    else:
        rows = [_offer_cells(one) for one in offers_of(request)]
    note_idle_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), unit, width) for label, unit, width in (HEADS if name == LOTS else OFFER_HEADS)]  # type: ignore[arg-type]
    about = [(told(_("Day")), f"{today:%Y-%m-%d}")]
    return as_file(FILE if name == LOTS else OFFER_FILE, form, heads, rows, about)


def _cells(one: Shelf, *, cost: bool) -> list[Value]:
    lot, row = one.lot, lot_row(one, timezone.localdate(), cost=cost)
    spent: Value = None if one.cost is None else float(one.cost)
    takers = "; ".join(f"{taker.name}: {taker.quantity}" for taker in row.takers)
    return [
        lot.product, lot.name, lot.family, row.grade, float(lot.quantity), None if one.kilos is None else float(one.kilos),
        spent if cost else told(RESERVED), lot.last_sold, float(one.offered), float(one.sold), float(one.free), takers,
        row.nobody,
    ]  # fmt: skip


def _offer_cells(one: IdleOffer) -> list[Value]:
    row = offer_row(one, timezone.localdate())
    weight = one.sold * one.unit_kilos if one.sold is not None and one.unit_kilos is not None else None
    money = one.sold * one.sold_price if one.sold is not None and one.sold_price is not None else None
    return [
        one.customer, one.name, one.product, one.product_name, told(GRADES[one.grade]), float(one.quantity), float(one.price),
        timezone.localdate(one.made_at), one.until, row.label, _number(one.sold), _number(one.sold_price), _number(weight),
        _number(money), one.answered_on, row.became if one.state != "accepted" else "", one.by.name,
    ]  # fmt: skip


def _number(value: Any) -> Value:
    return None if value is None else float(value)


def shelf_of(request: HttpRequest) -> Shelf:
    """The lot that the address names; 404 where nothing of it is idle."""
    name = request.GET.get("producto", ""), request.GET.get("grado", "")
    every, _failed = _shelves()
    shelf = next((one for one in every if one.name == name), None)
    if shelf is None:
        raise Http404
    return shelf


def offers_of(request: HttpRequest) -> list[IdleOffer]:
    """The offers that the address asks for, the newest first: by state, customer, product, words; those of one's own."""
    get, today, held = request.GET, timezone.localdate(), sight(request).held
    words, state = folded(get.get("q", "")[:100]).split(), get.get("estado", "")
    found = IdleOffer.objects.select_related("by").order_by("-made_at", "-pk")
    return [
        one
        for one in found
        if (state not in STATES or state_of(one, today) == state)
        and (get.get("solo") != "mias" or one.by_id == required(request).pk or one.customer in held)
        and all(word in folded(f"{one.customer} {one.name} {one.product} {one.product_name}") for word in words)
    ]


def sees_cost(request: HttpRequest) -> bool:
    """Whether what stock cost may be told: it is the cost of what accounts buy."""
    return sight(request).sees_all(MARGIN)


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def seller(request: HttpRequest) -> Callable[[str], bool]:
    """Whether whoever looks offers to an account: by role, or because they answer for it. The actions ask again."""
    if not may(request, "idle_offer_new"):
        return lambda _customer: False
    if required(request).role != "kam":
        return lambda _customer: True
    return sight(request).held.__contains__


def letters_for(shelf: Shelf, today: date) -> QuerySet[SecondsLetter]:
    """The letters that stand and accept what a lot is, by name."""
    found = letters_on(today).filter(grade=shelf.lot.grade, family__in=("", shelf.lot.family))
    return found.order_by("name")


def limits_now() -> Limits:
    """The policy of today."""
    return policy_in_force().at(timezone.localdate())


def _shelves() -> tuple[tuple[Shelf, ...], str]:
    """Every lot, and a sentence where the facts cannot be read."""
    try:
        return shelves(timezone.localdate(), limits_now()), ""
    except ClaveError as error:
        return (), told(error.sentence())


def _of(shelf: Shelf) -> list[IdleOffer]:
    found = IdleOffer.objects.filter(product=shelf.lot.product, grade=shelf.lot.grade).select_related("by")
    return list(found.order_by("-made_at", "-pk"))


def _asked(request: HttpRequest) -> dict[str, Any]:
    get = request.GET
    order, grade, only = get.get("orden", ""), get.get("grado", ""), get.get("solo", "")
    found = {
        "text": get.get("q", "").strip()[:100],
        "grade": grade if grade in GRADES else "",
        "family": get.get("familia", "")[:100],
        "only": only if only in ONLY else "",
    }
    plain = not any(found.values())
    return found | {"order": order if order.removeprefix("-") in ORDERS else "", "plain": plain}


def _among(request: HttpRequest, every: tuple[Shelf, ...], *, cost: bool) -> list[Shelf]:
    wanted = _asked(request)
    words = folded(wanted["text"]).split()
    found = [
        one
        for one in every
        if (not wanted["grade"] or one.lot.grade == wanted["grade"])
        and (not wanted["family"] or one.lot.family == wanted["family"])
        and _only(one, wanted["only"])
        and all(word in folded(f"{one.lot.product} {one.lot.name} {one.lot.family}") for word in words)
    ]
    column = wanted["order"].removeprefix("-") or "kilos"
    if column == "cost" and not cost:  # an order tells as much as a figure
        column = "kilos"
    backwards = wanted["order"].startswith("-") or not wanted["order"]
    known = [one for one in found if _key(one, column) is not None]
    unknown = [one for one in found if _key(one, column) is None]
    return sorted(known, key=lambda one: _key(one, column), reverse=backwards) + unknown


def _only(one: Shelf, only: str) -> bool:
    if only == "con":
        return bool(one.takers)
    if only == "sin":
        return not one.takers and one.free > 0
    return bool(one.offered or one.sold) if only == "ofrecido" else True


def _key(one: Shelf, column: str) -> Any:
    return {
        "product": folded(one.lot.name), "quantity": one.lot.quantity, "kilos": one.kilos, "cost": one.cost,
        "idle": one.idle_days(timezone.localdate()), "free": one.free,
    }[column]  # fmt: skip
