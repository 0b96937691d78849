"""Tenders of accounts, in which nothing of worth goes either way: written down, ended. (G11)"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clave.actions.tenders import end_tender, open_tender
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.hospitality.kinds import COUNTING, KINDS
from clave.store.fields import GIFTS
from clave.store.models import Hospitality, TenderBlackout
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.hospitality_forms import TenderEndForm, TenderForm
from clave.web.pages.hospitality import may
from clave.web.pages.hospitality_acts import may as may_do
from clave.web.refusals import beside
from clave.web.who import required, sight

WORTH = [key for key, kind in KINDS.items() if kind.worth]


def tenders(request: HttpRequest) -> HttpResponse:
    """The tenders that hold or are to come, and how many acts of worth fall in their days; `ver=todo` shows those over too."""
    today, everything, seen = timezone.localdate(), request.GET.get("ver") == "todo", sight(request)
    found = [
        one
        for one in TenderBlackout.objects.select_related("by", "ended_by").order_by("-since", "name")
        if seen.sees(GIFTS, one.customer)
    ]
    acts = Hospitality.objects.filter(customer__in={one.customer for one in found}, state__in=COUNTING, kind__in=WORTH)
    days: dict[str, list[date]] = {}
    for customer, on in acts.values_list("customer", "on"):
        days.setdefault(customer, []).append(on)
    rows = [
        (one, _state(one, today), sum(_inside(one, on) for on in days.get(one.customer, ())))
        for one in found
        if everything or _state(one, today) != "over"
    ]
    context = {
        "rows": rows, "any": bool(found), "everything": everything, "may": may(request, "tender_new"),
        "ends": may(request, "tender_end"), "undo": undo.taken(request),
    }  # fmt: skip
    return render(request, "hospitality/tenders.html", context)


def tender_new(request: HttpRequest) -> HttpResponse:
    """Write a tender down: of the customer in the address, or of the one that is searched."""
    asked = customer_asked(request)
    form = TenderForm(request.POST if request.method == "POST" else None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and asked.name is not None:
        try:
            kept = open_tender(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, tender=form.said()
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The tender of {name} is written down: nothing of worth goes.").fill(name=kept.name))
            return redirect("tenders")
    allowed = not asked.code or may_do(request, "open_tender", asked.code)
    context = {"form": form, "customer": asked, "may": allowed}
    return render(request, "hospitality/tender_form.html", context, status=422 if asked.wrong or form.errors else 200)


def tender_end(request: HttpRequest, number: int) -> HttpResponse:
    """It was decided, or it was a slip."""
    kept = get_object_or_404(TenderBlackout, pk=number)
    if not sight(request).sees(GIFTS, kept.customer):
        raise Http404
    form = TenderEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_tender(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The tender of {name} holds no more.").fill(name=kept.name))
            return redirect("tenders")
    return render(
        request, "hospitality/tender_end.html", {"form": form, "one": kept}, status=422 if form.errors else 200
    )


def _inside(one: TenderBlackout, day: date) -> bool:
    return one.since <= day and (one.until is None or day <= one.until)


def _state(one: TenderBlackout, today: date) -> str:
    if one.ended_at is not None or (one.until is not None and one.until < today):
        return "over"
    return "now" if one.since <= today else "later"
