"""Permisos de uso público: what customers consented to, withdrawn with what is still in public of it. (C7)"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.public_use import (
    note_consents_export,
    record_public_consent,
    take_back_withdrawal,
    withdraw_public_consent,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.report.sheet import Head, Value
from clave.store.events import CONSENT_STATES, consents, still_public
from clave.store.models import Event, PublicConsent
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.event_forms import ConsentForm, WithdrawForm
from clave.web.pages.offsite import may, rights
from clave.web.pages.privileges import as_file
from clave.web.refusals import beside
from clave.web.said_in import people_of
from clave.web.shown.events import consent_row, use_row
from clave.web.who import required
from clave.web.words import told

INTRO = _("Who of the customer said yes, to what, for what and until when. Without it nothing of theirs is shown.")
PAGE = 50
FILE = _("consents")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Consent"), "whole", 9), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Who said yes"), "text", 26),
    (_("On which day"), "date", 12), (_("What of theirs may be used"), "text", 34), (_("What for"), "text", 40),
    (_("For one event alone"), "text", 26), (_("Until"), "date", 12), (_("Where it stands"), "text", 34),
    (_("State"), "text", 12),
    (_("Withdrawn on"), "date", 12), (_("In their words"), "text", 34),
)  # fmt: skip


def public_consents(request: HttpRequest) -> HttpResponse:
    """The list, filtered by words and by how they stand today."""
    today, (state, text) = timezone.localdate(), _asked(request)
    found = Paginator(consents(state, text, today=today), PAGE).get_page(request.GET.get("pagina"))
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    context: dict[str, Any] = {
        "found": found, "rows": [(consent_row(one, today), _may_withdraw(request, one)) for one in found],
        "state": state, "text": text, "any": bool(found) or PublicConsent.objects.exists(),
        "may_write": may(request, "consent_new"),
    }  # fmt: skip
    if not part:
        context["undo"] = undo.taken(request)
    response = render(request, "events/_consents.html" if part else "events/consents.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def consents_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The consents as on the page, as `permisos.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "permisos":
        raise Http404
    today, (state, text) = timezone.localdate(), _asked(request)
    note_consents_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    rows: list[list[Value]] = []
    for one in consents(state, text, today=today):
        said = consent_row(one, today)
        rows.append([
            one.pk, one.customer, one.name, one.contact.name, one.on, said.covers, one.purpose,
            one.event.title if one.event else "", one.until, one.evidence, said.stands.label, one.withdrawn_on,
            one.withdrawn_words,
        ])  # fmt: skip
    return as_file(FILE, form, heads, rows, [(told(_("Consents")), str(len(rows)))])


def consent_new(request: HttpRequest) -> HttpResponse:
    """Write down what a customer consented to."""
    asked, sent = customer_asked(request), request.POST if request.method == "POST" else None
    events = Event.objects.filter(removed_at=None, accounts__customer=asked.code).order_by("-starts_on")
    initial = {"on": timezone.localdate(), "event": request.GET.get("evento", "")}
    form = ConsentForm(sent, initial=initial, people=people_of(asked.code), events=list(events))
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            record_public_consent(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, consent=form.said()
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The consent of {name} is written down.").fill(name=asked.name))
            return redirect("public_consents")
    context = {
        "form": form, "customer": asked, "title": _("Write down a consent"), "back": reverse("public_consents"),
        "intro": told(INTRO),
        "nobody": bool(asked.code) and not people_of(asked.code),
    }  # fmt: skip
    return render(request, "events/form.html", context, status=422 if asked.wrong or form.errors else 200)


def consent_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that a customer withdrew it; what is still in public of it is listed, so that somebody takes it down."""
    kept = get_object_or_404(PublicConsent.objects.select_related("contact", "event"), pk=number)
    today, sent = timezone.localdate(), request.POST if request.method == "POST" else None
    form = WithdrawForm(sent, initial={"on": today})
    if sent is not None and form.is_valid():
        try:
            found = withdraw_public_consent(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _withdrawn(len(found)), reverse("consent_back", args=[kept.pk]))
            return redirect(reverse("consent_withdraw", args=[kept.pk]))
    down = still_public(kept, today) if kept.withdrawn_on else []
    context = {
        "kept": kept, "row": consent_row(kept, today), "form": form, "down": [use_row(one) for one in down],
        "standing": kept.uses.filter(state="published").count(), "can": _may_withdraw(request, kept),
        "undo": undo.taken(request),
    }  # fmt: skip
    return render(request, "events/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
def consent_back(request: HttpRequest, number: int) -> HttpResponse:
    """The withdrawal was a slip."""
    kept = get_object_or_404(PublicConsent, pk=number)
    try:
        take_back_withdrawal(by=required(request), now=timezone.now(), customer=kept.customer, number=number)
    except ClaveError as refused:
        undo.done(request, refused.sentence())
    else:
        undo.done(request, _("The consent of {name} stands again.").fill(name=kept.name))
    return redirect("public_consents")


def _withdrawn(left: int) -> Text:
    if not left:
        return _("Withdrawn: nothing of it is in public.")
    return counted(
        "Withdrawn. {n} thing is still in public: take it down.",
        "Withdrawn. {n} things are still in public: take them down.",
        left,
    )


def _may_withdraw(request: HttpRequest, kept: PublicConsent) -> bool:
    return rights(request, kept.customer, "withdraw_public_consent")


def _asked(request: HttpRequest) -> tuple[str, str]:
    state = request.GET.get("estado", "")
    return state if state in CONSENT_STATES else "", request.GET.get("q", "").strip()[:100]
