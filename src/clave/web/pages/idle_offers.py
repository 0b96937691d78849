"""Offers of idle stock: made, answered, withdrawn, and what they moved. (E8)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.idle_stock import accept_offer, note_no_answer, offer_lot, refuse_offer, reopen_offer, withdraw_offer
from clave.base.errors import ClaveError
from clave.base.figures import number
from clave.base.words import Text, _
from clave.store.models import IdleOffer
from clave.web import undo
from clave.web.idle_forms import AcceptForm, OfferForm, RefuseForm
from clave.web.pages.idle_stock import PAGE, letters_for, may, offers_of, sees_cost, seller, shelf_of
from clave.web.refusals import beside
from clave.web.shown.idle_stock import STATES, lot_row, offer_row, results, units
from clave.web.who import required
from clave.web.words import reader, told

STANDS = timedelta(days=15)
"""How long an offer stands where nobody says otherwise: what the form begins with."""


def idle_offers(request: HttpRequest) -> HttpResponse:
    """The offers, the newest first, with what those listed moved; the list alone where htmx filters it."""
    listed, today, get = offers_of(request), timezone.localdate(), request.GET
    found = Paginator(listed, PAGE).get_page(get.get("pagina"))
    state = get.get("estado", "")
    context: dict[str, Any] = {
        "found": found,
        "rows": [offer_row(one, today) for one in found],
        "sums": results(one for one in listed if one.state == "accepted"),
        "currency": next((one.currency for one in listed), ""),
        "count": len(listed),
        "any": bool(listed) or IdleOffer.objects.exists(),
        "states": [(key, told(label)) for key, (label, _tone, _icon) in STATES.items()],
        "text": get.get("q", "").strip()[:100],
        "state": state if state in STATES else "",
        "only": "mias" if get.get("solo") == "mias" else "",
        "cost": sees_cost(request),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context["undo"] = undo.taken(request)
    response = render(request, "idle/_offers.html" if part else "idle/offers.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def idle_offer(request: HttpRequest, number: int) -> HttpResponse:
    """One offer, and the forms of its answer."""
    return offer_page(request, get_object_or_404(IdleOffer.objects.select_related("by", "answered_by"), pk=number))


def offer_page(request: HttpRequest, offer: IdleOffer, refusal: str = "", **bound: forms.Form) -> HttpResponse:
    """The page of an offer, with a form that was refused in the place of an empty one (422)."""
    today = timezone.localdate()
    plain = {"sold": _typed(offer.quantity), "price": _typed(offer.price), "takes_until": max(offer.until, today)}
    context: dict[str, Any] = {
        "row": offer_row(offer, today),
        "offer": offer,
        "sold": units(offer.sold) if offer.sold is not None else "",
        "accept": AcceptForm(initial={"day": today, **plain}),
        "refuse": RefuseForm(initial={"day": today}),
        "may": seller(request)(offer.customer),
        "opens": may(request, "account"),
        "refusal": refusal,
        "undo": undo.taken(request),
    } | bound
    status = 422 if refusal or any(form.errors for form in bound.values()) else 200
    return render(request, "idle/offer.html", context, status=status)


def idle_offer_new(request: HttpRequest) -> HttpResponse:
    """Offer a lot (`producto`, `grado`) to an account (`cliente`) that accepts its grade in writing."""
    shelf, today = shelf_of(request), timezone.localdate()
    code = (request.POST or request.GET).get("cliente", "").strip()
    sells, letters = seller(request), letters_for(shelf, today)
    names = {customer: name for customer, name in letters.values_list("customer", "name") if sells(customer)}
    taker = next((one for one in shelf.takers if one.taker.customer == code), None)
    begins: dict[str, Any] = {"until": today + STANDS}
    if taker is not None:
        begins["quantity"] = _typed(taker.quantity)
        begins["price"] = "" if taker.price is None else _typed(taker.price)
    form, typed = OfferForm(request.POST if request.method == "POST" else None, initial=begins), ""
    if request.method == "POST":
        if code not in names:
            typed = told(_("Choose an account that accepts it in writing."))
        if form.is_valid() and not typed:
            try:
                kept = offer_lot(
                    by=required(request), now=timezone.now(), customer=code, name=names[code], product=shelf.lot.product,
                    grade=shelf.lot.grade, offer=form.said(),
                )  # fmt: skip
            except ClaveError as refused:
                if refused.where == "customer":
                    typed = told(refused.sentence())
                else:
                    beside(form, refused)
            else:
                said = _("The offer to {name} is written down.").fill(name=kept.name)
                undo.done(request, said, reverse("idle_offer_act", args=[kept.pk, "retirar"]))
                return redirect("idle_offer", kept.pk)
    context = {"form": form, "row": lot_row(shelf, today, cost=sees_cost(request), sells=sells), "code": code, "names": names,
               "taker": taker and told(taker.reason), "no_customer": typed}  # fmt: skip
    return render(request, "idle/offer_form.html", context, status=422 if typed or form.errors else 200)


@require_POST
def idle_offer_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Write down the answer to an offer, withdraw it, or take that back; its page with 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    offer = get_object_or_404(IdleOffer.objects.select_related("by", "answered_by"), pk=number)
    return ACTS[act](request, offer)


def _accept(request: HttpRequest, offer: IdleOffer) -> HttpResponse:
    form = AcceptForm(request.POST)
    return _with(request, offer, form, "accept", accept_offer, _("{name} accepted: dispatch knows it."))


def _refuse(request: HttpRequest, offer: IdleOffer) -> HttpResponse:
    return _with(request, offer, RefuseForm(request.POST), "refuse", refuse_offer, _("{name} did not take it."))


def _with(
    request: HttpRequest, offer: IdleOffer, form: forms.Form, name: str, do: Callable[..., Any], said: Text
) -> HttpResponse:
    """An act with a form."""
    if form.is_valid():
        try:
            do(by=required(request), now=timezone.now(), customer=offer.customer, number=offer.pk, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _done(request, offer, said, "reabrir")
    return offer_page(request, offer, "", **{name: form})


def _without(
    do: Callable[..., Any], said: Text, opposite: str = ""
) -> Callable[[HttpRequest, IdleOffer], HttpResponse]:
    """An act without anything to fill in."""

    def run(request: HttpRequest, offer: IdleOffer) -> HttpResponse:
        try:
            do(by=required(request), now=timezone.now(), customer=offer.customer, number=offer.pk)
        except ClaveError as refused:
            return offer_page(request, offer, told(refused.sentence()))
        return _done(request, offer, said, opposite)

    return run


def _done(request: HttpRequest, offer: IdleOffer, said: Text, opposite: str) -> HttpResponse:
    address = reverse("idle_offer_act", args=[offer.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=offer.name), address)
    return redirect("idle_offer", offer.pk)


ACTS: dict[str, Callable[[HttpRequest, IdleOffer], HttpResponse]] = {
    "aceptar": _accept,
    "rechazar": _refuse,
    "sin-respuesta": _without(note_no_answer, _("{name} did not answer."), "reabrir"),
    "retirar": _without(withdraw_offer, _("The offer to {name} was withdrawn: its units are free again."), "reabrir"),
    "reabrir": _without(reopen_offer, _("The offer to {name} is open again.")),
}


def _typed(value: Any) -> str:
    """A figure as its field begins, in the reader's language."""
    return number(value, 0 if value == int(value) else 2, reader())
