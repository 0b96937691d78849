"""Atenciones: the register of what is given, offered and refused; the days ahead; what waits; and its files. (G11)"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.hospitality import note_hospitality_export
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import COUNTING, DIRECTIONS, KINDS, STATES, WAITING
from clave.operations.hospitality.suggestions import Remembered, suggestions, unasked
from clave.policy import declared
from clave.report.hospitality import register_pdf
from clave.report.sheet import Head, Value
from clave.selection.life import is_member
from clave.store.fields import BIRTHDAY, GIFTS
from clave.store.hospitality import acts_seen as acts_of
from clave.store.hospitality import celebrants, currency, rules_on, tenders_on
from clave.store.models import Company, Hospitality, KeyStatus, TenderBlackout
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.shown.hospitality import act_row, guests_of, planned, strip, suggested, sums, tender_entries
from clave.web.who import powers, required, sight
from clave.web.words import reader, told

PAGE, YEAR = 50, 4
ORDERS = {"on": "on", "customer": "name", "cost": "cost", "kind": "kind", "state": "state"}
FILE = _("hospitality")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Number"), "whole", 9), (_("Day"), "date", 12), (_("Customer"), "text", 14), (_("Name"), "text", 32),
    (_("Which way"), "text", 14), (_("Kind"), "text", 18), (_("What"), "text", 36), (_("People of the customer"), "text", 32),
    (_("Of ours"), "text", 22), (_("Cost"), "money", 14), (_("State"), "text", 20), (_("Why"), "text", 60),
    (_("Counts together with"), "text", 18), (_("Decided by"), "text", 22), (_("What they said"), "text", 36),
    (_("Ended by"), "text", 22), (_("Why it ended"), "text", 30), (_("Invoice or paper"), "text", 20),
    (_("Written down by"), "text", 22), (_("Written down on"), "date", 12),
)  # fmt: skip


def may(request: HttpRequest, route: str) -> bool:
    """Whether whoever asks may open a route, by their role or by a delegation."""
    return allows(required(request).role, route, powers(request).departments())


def acts_seen(request: HttpRequest) -> QuerySet[Hospitality]:
    """The acts that whoever asks may see: of accounts whose gifts they see, and those they gave, got or wrote down."""
    return acts_of(required(request), sight(request))


def hospitality(request: HttpRequest) -> HttpResponse:
    """The register of a year; the list alone where htmx filters it."""
    today, wanted = timezone.localdate(), _asked(request)
    listed = _among(request, wanted)
    found = Paginator(listed, PAGE).get_page(request.GET.get("pagina"))
    money = currency()
    context: dict[str, Any] = {
        "found": found, "rows": [act_row(one, money) for one in found], "wanted": wanted, "count": len(listed),
        "sums": sums(listed), "currency": money, "any": bool(listed) or acts_seen(request).exists(),
        "kinds": [(key, told(one.label)) for key, one in KINDS.items()],
        "states": [(key, told(label)) for key, label in STATES.items()],
        "ways": [(key, told(label)) for key, label in DIRECTIONS.items()],
        "years": range(today.year + 1, today.year - 5, -1), "may": may(request, "hospitality_new"),
    }  # fmt: skip
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        year = list(acts_seen(request).filter(on__year=wanted["year"]))
        context |= {
            "strip": strip(sums(year), wanted["year"], tenders_on(today).count(), money),
            "undo": undo.taken(request), "own": not sight(request).sees_all(GIFTS),
        }  # fmt: skip
    response = render(request, "hospitality/_list.html" if part else "hospitality/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def hospitality_calendar(request: HttpRequest) -> HttpResponse:
    """The days ahead: birthdays of who said yes, anniversaries, what is planned, and tenders."""
    today, seen = timezone.localdate(), sight(request)
    days = policy_in_force().at(today)[declared.hospitality_ahead]
    last, money = today + timedelta(days=days), currency()
    keys = [
        one for one in KeyStatus.objects.order_by("name") if is_member(one.state) and seen.sees(GIFTS, one.customer)
    ]
    people = [one for one in celebrants(None, today) if seen.sees(BIRTHDAY, one.customer)]
    names = {one.customer: one.name or one.customer for one in KeyStatus.objects.all()}
    remembered = [Remembered(one.customer, one.name or one.customer, one.since) for one in keys if one.since]
    coming = acts_seen(request).filter(on__gte=today, on__lte=last, state__in=COUNTING).order_by("on", "pk")
    tenders = [
        one for one in TenderBlackout.objects.filter(ended_at=None).order_by("since") if seen.sees(GIFTS, one.customer)
    ]
    entries = [suggested(one, names) for one in suggestions(people, remembered, today, days)]
    entries += [planned(act_row(one, money)) for one in coming]
    entries += [each for one in tenders for each in tender_entries(one) if today <= each.on <= last]
    context = {
        "days": _by_day(sorted(entries, key=lambda one: one.on)), "last": last, "today": today, "ahead": days,
        "unasked": unasked(people), "sees_birthdays": seen.sees_some(BIRTHDAY), "may": may(request, "hospitality_new"),
    }  # fmt: skip
    return render(request, "hospitality/calendar.html", context)


def hospitality_queue(request: HttpRequest) -> HttpResponse:
    """What waits for an approval, the oldest first, and whether whoever looks may give it."""
    me, money, rules = required(request), currency(), rules_on(timezone.localdate())
    rows = []
    for one in acts_seen(request).filter(state=WAITING).order_by("at", "pk"):
        why = why_not(Ours(me.pk, me.role), Ours(one.ours_id, one.ours.role), one.by_id, rules)
        rows.append((act_row(one, money), told(why)))
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "rows": list(found),
        "undo": undo.taken(request),
        "may": may(request, "hospitality_decide"),
    }
    return render(request, "hospitality/queue.html", context)


def hospitality_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The register as filtered, as `atenciones.xlsx`, `.csv` or `.pdf`; 404 for another."""
    name, _dot, form = kind.rpartition(".")
    if name != "atenciones" or form not in ("xlsx", "csv", "pdf"):
        raise Http404
    wanted = _asked(request)
    listed = _among(request, wanted)
    note_hospitality_export(by=required(request), now=timezone.now())
    if form == "pdf":
        return _paper(listed, wanted["year"])
    heads = [Head(told(label), unit, width) for label, unit, width in HEADS]  # type: ignore[arg-type]
    about = [(told(_("Year")), str(wanted["year"])), (told(_("Made on")), f"{timezone.localdate():%Y-%m-%d}")]
    return as_file(FILE, form, heads, [_cells(one) for one in listed], about)


def _paper(listed: list[Hospitality], year: int) -> HttpResponse:
    company, money = Company.objects.order_by("id").first(), currency()
    rows = []
    for one in listed:
        row = act_row(one, money)
        rows.append([
            f"{one.pk}", one.on, one.name, f"{row.kind}: {one.what}", row.whom, row.cost, row.state,
            "; ".join((*row.why, *row.notes, one.decided_words, one.ended_words)).strip("; "),
        ])  # fmt: skip
    content = register_pdf(
        rows, company=company.name if company else "", year=year, day=timezone.localdate(), language=reader()
    )
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{told(FILE)}-{year}.pdf"'
    return response


def _cells(one: Hospitality) -> list[Value]:
    row = act_row(one, "")
    return [
        one.pk, one.on, one.customer, one.name, told(DIRECTIONS[one.direction]), row.kind, one.what, guests_of(one),
        one.ours.name, None if one.cost is None else float(one.cost), row.state, "; ".join((*row.why, *row.notes)),
        ", ".join(str(each) for each in one.together), one.decided_by.name if one.decided_by else "", one.decided_words,
        one.ended_by.name if one.ended_by else "", one.ended_words, one.document, one.by.name, timezone.localdate(one.at),
    ]  # fmt: skip


def _by_day(entries: list[Any]) -> list[tuple[date, list[Any]]]:
    days: dict[date, list[Any]] = {}
    for one in entries:
        days.setdefault(one.on, []).append(one)
    return list(days.items())


def _asked(request: HttpRequest) -> dict[str, Any]:
    get, this = request.GET, timezone.localdate().year
    typed = get.get("anio", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == YEAR else this
    order = get.get("orden", "")
    found = {
        "text": get.get("q", "").strip()[:100],
        "kind": get.get("tipo", "") if get.get("tipo") in KINDS else "",
        "state": get.get("estado", "") if get.get("estado") in STATES else "",
        "way": get.get("sentido", "") if get.get("sentido") in DIRECTIONS else "",
        "split": get.get("divididas") == "si",
        "unknown": get.get("costo") == "sin",
        "mine": get.get("solo") == "mias",
    }
    return found | {
        "plain": not any(found.values()), "order": order if order.removeprefix("-") in ORDERS else "",
        "year": year if this - 10 <= year <= this + 2 else this,
    }  # fmt: skip


def _among(request: HttpRequest, wanted: dict[str, Any]) -> list[Hospitality]:
    found = acts_seen(request).filter(on__year=wanted["year"])
    for key, column in (("kind", "kind"), ("state", "state"), ("way", "direction")):
        if wanted[key]:
            found = found.filter(**{column: wanted[key]})
    if wanted["unknown"]:
        found = found.filter(cost=None, kind__in=[key for key, one in KINDS.items() if one.worth], state__in=COUNTING)
    if wanted["mine"]:
        found = found.filter(Q(ours=required(request)) | Q(by=required(request)))
    words = folded(wanted["text"]).split()
    rows = [
        one
        for one in found.order_by(*_order(wanted["order"]))
        if (not wanted["split"] or one.together)
        and all(
            word in folded(f"{one.customer} {one.name} {one.what} {one.ours.name} {guests_of(one)}") for word in words
        )
    ]
    return rows


def _order(order: str) -> tuple[str, ...]:
    column = ORDERS.get(order.removeprefix("-"))
    if column is None:
        return ("-on", "-pk")
    return (f"-{column}" if order.startswith("-") else column, "-pk")
