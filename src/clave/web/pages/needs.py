"""Necesidades: the register, and one need with whom it was offered to, what was sold since and who else could use it. (B3)"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.needs import note_needs_export
from clave.base.words import Text, _
from clave.operations.needs import ANSWERS, FOLLOWING, LABELS, STAGES
from clave.report.sheet import Head, Value
from clave.store.models import Need
from clave.store.models.staged import Staged
from clave.store.needs import ONLY, ORDERS, Listed, Wanted, among, listed, measured, one_need, standing_steps, who_else
from clave.store.permissions import DOINGS
from clave.store.policy import policy_in_force
from clave.store.special_services import currency_now
from clave.web import undo
from clave.web.customer_field import CustomerAsked
from clave.web.from_portal import PortalWordForm, staff_ask
from clave.web.need_forms import AnswerForm, GainForm, NeedMoveForm, OfferForm
from clave.web.pages.privileges import as_file
from clave.web.pages.special_services import may
from clave.web.service_forms import written
from clave.web.shown.needs import NEED_TONES, need_row, need_stage, need_strip, suggestion, trail
from clave.web.who import powers, required, sight
from clave.web.words import told

PAGE = 50
FILE = _("needs")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Need"), "text", 10), (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Who asked"), "text", 24),
    (_("Day it was said"), "date", 12), (_("The problem"), "text", 50), (_("Stage"), "text", 16),
    (_("The solution"), "text", 40), (_("Product"), "text", 14), (_("Family"), "text", 14), (_("What came of it"), "text", 40),
    (_("Gained"), "money", 16), (_("Offered to"), "text", 40), (_("Extended to"), "whole", 10), (_("Sold since"), "money", 16),
)  # fmt: skip


def needs(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    every, wanted, currency = listed(timezone.localdate()), _wanted(request), currency_now()
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    every = measured(every)
    found = Paginator(among(every, wanted, required(request), sight(request).held), PAGE).get_page(
        request.GET.get("pagina")
    )
    context: dict[str, Any] = {
        "found": found,
        "rows": [need_row(one, currency) for one in found],
        "wanted": wanted,
        "any": bool(every),
        "stages": [need_stage(key) for key in STAGES],
        "may_ask": may(request, "need_new"),
    }
    if not part:
        context |= {"strip": need_strip(every, currency), "undo": undo.taken(request)}
    response = render(request, "needs/_list.html" if part else "needs/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def needs_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The needs as on the page, as `necesidades.xlsx` or `.csv`; 404 for another name."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or name != "necesidades":
        raise Http404
    found = among(measured(listed(timezone.localdate())), _wanted(request), required(request), sight(request).held)
    note_needs_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, [_cells(one) for one in found], [(told(_("Needs")), str(len(found)))])


def _cells(one: Listed) -> list[Value]:
    said, kept = need_row(one, ""), one.row
    to = "; ".join(f"{each.offer.name} ({told(ANSWERS[each.offer.answer])})" for each in one.offers)
    return [
        said.number, kept.customer, kept.name, said.who, kept.asked_on, kept.problem, said.stage.label, kept.solution,
        kept.product, kept.family, kept.result, None if kept.gained is None else float(kept.gained), to, one.extended, one.sold,
    ]  # fmt: skip


def need(request: HttpRequest, number: int) -> HttpResponse:
    """One need: the problem, its solution, to whom else it was offered and who could use it."""
    return need_page(
        request, get_object_or_404(Need.objects.select_related("contact", "by"), pk=number, removed_at=None)
    )


def need_page(request: HttpRequest, kept: Need, to: CustomerAsked | None = None, **bound: forms.Form) -> HttpResponse:
    """The page of a need, with a form that was refused in the place of an empty one (422); `to` = whom it is offered to."""
    today, currency = timezone.localdate(), currency_now()
    steps, can = standing_steps(kept), may_write(request, kept)
    others = who_else(kept, policy_in_force().at(today)) if kept.stage == "solved" else None
    context: dict[str, Any] = {
        "row": need_row(one_need(kept, today), currency),
        "kept": kept,
        "trail": trail(steps, NEED_TONES, LABELS),
        "last": steps[-1] if len(steps) > 1 and can else None,
        "can": can,
        "next": FOLLOWING[kept.stage],
        "opens": may(request, "account_services"),
        "others": others,
        "suggested": [suggestion(one, currency) for one in others.found] if others else [],
        "customer": to or CustomerAsked("", "", None, []),
        "move": NeedMoveForm(here=kept.stage, initial={"day": today, "solution": kept.solution}),
        "gain": GainForm(initial={"gained": written(kept.gained)}),
        "offer": OfferForm(initial={"day": today}),
        "answer": AnswerForm(initial={"day": today}),
        "answers": [(key, told(label)) for key, label in ANSWERS.items()],
        "today": today,
        "portal": staff_ask(kept),
        "word": PortalWordForm(),
        "undo": undo.taken(request),
    } | bound
    wrong = any(form.errors for form in bound.values()) or bool(to and to.wrong)
    return render(request, "needs/need.html", context, status=422 if wrong else 200)


def may_write(request: HttpRequest, kept: Staged) -> bool:
    """Whether whoever asks may write about a need or an initiative; the actions ask again."""
    roles = {required(request).role, *powers(request).departments(kept.customer)}
    parts = frozenset({"owner"}) if kept.customer in sight(request).held else frozenset()
    return any(DOINGS["change_need"].allows(role, parts) for role in roles)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    stage, only, order = get.get("etapa", ""), get.get("solo", ""), get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], stage if stage in (*STAGES, "todas") else "", get.get("cliente", "")[:100],
        only if only in ONLY else "", order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


def address_of(kept: Need) -> str:
    """The page of a need."""
    return reverse("need", args=[kept.pk])
