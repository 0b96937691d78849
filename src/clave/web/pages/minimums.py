"""Mínimos: the least that an order, an invoice or a product must come to, and the small orders with what they cost. (G3)"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.grants import note_privileges_export
from clave.actions.minimums import end_minimum, set_minimum, take_back_minimum
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.facts.small_orders import MOST
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.small_orders import Small, Smalls
from clave.report.sheet import Head, Value
from clave.store.models import MinimumRule, SelectionRun
from clave.store.order_decisions import waivers
from clave.store.policy import policy_in_force
from clave.store.privileges import minimum, standing_minimums
from clave.store.queries import latest_run
from clave.store.small_orders import nothing_small, small_report, span_of
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.privilege_forms import Ending, MinimumForm, ends_on
from clave.web.refusals import beside
from clave.web.rule_facts import choices, known_product, newest_book
from clave.web.shown.rules import minimum_shown
from clave.web.who import required
from clave.web.words import told

PAGE = 50
END, BACK = "terminar", "deshacer"
FILE = _("small orders")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Day"), "date", 12), (_("Document"), "text", 16), (_("Customer"), "text", 14), (_("Name"), "text", 34),
    (_("Channel"), "text", 18), (_("Money"), "money", 16), (_("Units"), "number", 12), (_("What is missing"), "text", 50),
    (_("Minimum waived"), "text", 16), (_("Cost of handling"), "money", 16),
)  # fmt: skip


def minimums_page(request: HttpRequest) -> HttpResponse:
    """The rules and the report of small orders; the report alone where htmx filters it."""
    person, today, limits = required(request), timezone.localdate(), _limits()
    run = latest_run()
    span = span_of(run.as_of if run else today, limits)
    report, failed = _report(run, span, limits)
    rows = _among(request, report)
    found = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "report": report,
        "failed": failed,
        "found": found,
        "rows": list(found),
        "currency": run.currency if run else "",
        "handling": report.handling,
        "priced_in": ", ".join((*limits[declared.cost_currency],)),
        "months": limits[declared.minimum_months],
        "most": MOST if report.stopped else 0,
        "q": request.GET.get("q", "")[:100],
        "whose": _whose(request),
        "opens": allows(person.role, "account_grants"),
        "as_of": span[1],
        "entered": waivers(*span_of(today, limits)),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        since = timezone.now() - timedelta(hours=limits[declared.life_back])
        context |= {
            "rules": [
                minimum_shown(minimum(row), today, context["currency"], row.at >= since)
                for row in standing_minimums()
                if row.until is None or row.until >= today or request.GET.get("ver") == "todo"
            ],
            "everything": request.GET.get("ver") == "todo",
            "may": allows(person.role, "minimum_new"),
            "undo": undo.taken(request),
        }
    response = render(request, "privileges/_small.html" if part else "privileges/minimums.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def small_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The report, filtered as on the page, as `pedidos-pequenos.xlsx` or `.csv`; 404 for another ending."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or not name:
        raise Http404
    run, limits = latest_run(), _limits()
    report, _failed = _report(run, span_of(run.as_of if run else timezone.localdate(), limits), limits)
    rows = [_cells(one, report.handling) for one in _among(request, report)]
    note_privileges_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, rows, [(told(_("Months")), str(_limits()[declared.minimum_months]))])


def _cells(one: Small, handling: Decimal | None) -> list[Value]:
    document = one.document
    return [
        document.day, document.document, document.customer, document.name or "", document.channel,
        None if document.money is None else float(document.money), float(document.quantity), told(one.said),
        told(_("yes")) if one.waived else told(_("no")),
        float(handling) if handling is not None and one.counts else None,
    ]  # fmt: skip


def minimum_new(request: HttpRequest) -> HttpResponse:
    """Set a minimum."""
    book = newest_book()
    there = choices(book)
    form = MinimumForm(
        request.POST if request.method == "POST" else None, initial={"since": timezone.localdate()},
        channels=there.channels, families=there.families,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and known_product(form, book):
        try:
            row = set_minimum(by=required(request), now=timezone.now(), rule=form.rule())
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The minimum was set."), reverse("minimum_act", args=[row.pk, BACK]))
            return redirect("minimums")
    return render(request, "privileges/minimum_form.html", {"form": form}, status=422 if form.errors else 200)


def minimum_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """End a minimum (a page of its own), or take back what was done with it last."""
    row = get_object_or_404(MinimumRule, pk=number)
    if act not in (END, BACK):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    if act == BACK:
        if sent is None:
            return redirect("minimums")
        try:
            take_back_minimum(by=required(request), now=timezone.now(), number=number)
        except ClaveError as refused:
            return _end_page(request, row, Ending(initial=_last(row)), refused)
        undo.done(request, _("What was done with the minimum was taken back."))
        return redirect("minimums")
    form = Ending(sent, initial=_last(row))
    if sent is not None and form.is_valid():
        good = form.cleaned_data
        try:
            kept = end_minimum(
                by=required(request), now=timezone.now(), number=number, last=good["last"], because=good["because"]
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The minimum has an end now."), reverse("minimum_act", args=[kept.pk, BACK]))
            return redirect("minimums")
    return _end_page(request, row, form)


def _last(row: MinimumRule) -> dict[str, Any]:
    return {"last": ends_on(row.since, row.until, timezone.localdate())}


def _end_page(request: HttpRequest, row: MinimumRule, form: Ending, error: ClaveError | None = None) -> HttpResponse:
    book = newest_book()
    one = minimum_shown(minimum(row), timezone.localdate(), book.currency if book else "", back=False)
    context = {
        "form": form,
        "error": told(error.sentence()) if error else "",
        "address": reverse("minimum_act", args=[row.pk, END]),
        "back": reverse("minimums"),
        "title": f"{told(_('Minimum of'))} {one.of}: {one.amount}",
        "about": " · ".join(part for part in (one.whom, one.on_what, one.days) if part),
        "up": told(_("Minimums")),
    }
    return render(request, "privileges/end.html", context, status=422 if error or form.errors else 200)


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _report(run: SelectionRun | None, span: tuple[date, date], limits: Limits) -> tuple[Smalls, str]:
    """Small orders of some days, and a sentence where they cannot be read."""
    try:
        return small_report(run, limits, span), ""
    except ClaveError as error:
        return nothing_small(run, limits), told(error.sentence())


def _whose(request: HttpRequest) -> str:
    asked = request.GET.get("de", "")
    return asked if asked in ("clave", "otros") else ""


def _among(request: HttpRequest, report: Smalls) -> list[Small]:
    words, whose = folded(request.GET.get("q", "")[:100]), _whose(request)
    return [
        one
        for one in report.rows
        if (not whose or one.waived == (whose == "clave"))
        and (not words or words in folded(f"{one.document.name} {one.document.customer} {one.document.document}"))
    ]
