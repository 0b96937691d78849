"""What people do with joint promotions: propose, correct, move, write down what was spent, each with its undo. (G9)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.promotions import (
    OWNERS,
    change_promotion,
    move_promotion,
    propose_promotion,
    remove_promotion,
    restore_promotion,
    spend_promotion,
    undo_promotion_step,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.promotions.said import LABELS
from clave.store.fields import PROMOTED
from clave.store.models import Person, Promotion
from clave.web import undo
from clave.web.pages.need_acts import known_families
from clave.web.pages.promotions import address_of, promotion_page, sees
from clave.web.promotion_forms import PromotionForm, PromotionMoveForm, SpentForm, initial_promotion
from clave.web.refusals import beside
from clave.web.said_in import customer_for, note_of, people_of, seen_at
from clave.web.who import required

ABOUT = {
    "up": "promotions",
    "section": _("Joint promotions"),
    "title": _("Propose a joint promotion"),
    "intro": _("Of what, when, what each side pays and what for: then its result measures itself against the facts."),
}


def promotion_new(request: HttpRequest) -> HttpResponse:
    """Propose a promotion: with the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    asked, me = customer_for(request, note), required(request)
    initial: dict[str, Any] = {"owner": me.pk, "measure": "money"} | ({"goal": note.text} if note else {})
    form = PromotionForm(
        sent,
        initial=initial,
        people=people_of(asked.code),
        owners=owners(),
        families=known_families(),
    )
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = propose_promotion(
                by=me, now=timezone.now(), customer=asked.code, name=asked.name, promotion=form.said(),
                owner=form.cleaned_data["owner"], said_in=note,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The promotion with {name} is proposed."), "quitar")
            return redirect(address_of(kept))
    context = ABOUT | {"form": form, "customer": asked, "note": note}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


def promotion_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say a promotion better; 422 with what was typed where it is refused. Who does not see its money does not correct it."""
    kept = get_object_or_404(Promotion, pk=number, removed_at=None)
    if not sees(request, PROMOTED, kept.customer):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = PromotionForm(
        sent, initial=initial_promotion(kept), people=people_of(kept.customer), owners=owners(),
        families=sorted({*known_families(), *kept.families}),
    )  # fmt: skip
    if sent is not None and form.is_valid():
        try:
            change_promotion(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, promotion=form.said(),
                owner=form.cleaned_data["owner"], seen=seen_at(sent.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The promotion with {name} was changed."))
            return redirect(address_of(kept))
    context = ABOUT | {
        "form": form, "kept": kept, "seen": request.POST.get("seen") or kept.changed_at.isoformat(),
        "title": _("Correct the promotion"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "services/form.html", context, status=422 if form.errors else 200)


@require_POST
def promotion_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a promotion; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    found = Promotion.objects.select_related("contact", "owner", "by", "result")
    return ACTS[act](request, get_object_or_404(found, pk=number, removed_at__isnull=act != "devolver"))


def _move(request: HttpRequest, kept: Promotion) -> HttpResponse:
    here = request.POST.get("here", kept.stage)
    form = PromotionMoveForm(request.POST, here=here if here in LABELS else kept.stage)
    if form.is_valid():
        try:
            step = move_promotion(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, here=here,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("The promotion with {name} is {stage} now.").fill(name=kept.name, stage=LABELS[step.stage])
            undo.done(request, said, reverse("promotion_act", args=[kept.pk, "deshacer"]), step=str(step.pk))
            return redirect(address_of(kept))
    return promotion_page(request, kept, move=form)


def _spend(request: HttpRequest, kept: Promotion) -> HttpResponse:
    form = SpentForm(request.POST)
    if form.is_valid():
        try:
            spend_promotion(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("What was spent is written down."))
            return redirect(address_of(kept))
    return promotion_page(request, kept, spent=form)


def _undo(request: HttpRequest, kept: Promotion) -> HttpResponse:
    text = request.POST.get("step", "")
    step = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return _plain(request, kept, undo_promotion_step, _("Undone: it stands where it stood before."), step=step)


def _remove(request: HttpRequest, kept: Promotion) -> HttpResponse:
    return _plain(request, kept, remove_promotion, _("Taken out: {name}."), "devolver")


def _restore(request: HttpRequest, kept: Promotion) -> HttpResponse:
    return _plain(request, kept, restore_promotion, _("Back in the list: {name}."))


def _plain(
    request: HttpRequest, kept: Promotion, action: Callable[..., Any], said: Text, opposite: str = "", **given: Any
) -> HttpResponse:
    """An act without a form; what refuses it is said above the page."""
    try:
        action(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **given)
    except ClaveError as refused:
        form = forms.Form({})
        form.is_valid()
        beside(form, refused)
        return promotion_page(request, kept, refusal=form)
    _done(request, kept, said, opposite)
    return redirect("promotions" if opposite == "devolver" else address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, Promotion], HttpResponse]] = {
    "mover": _move, "gastado": _spend, "deshacer": _undo, "quitar": _remove, "devolver": _restore,
}  # fmt: skip


def owners() -> list[Person]:
    """Who a promotion can be given to, by name."""
    return list(Person.objects.filter(role__in=OWNERS, is_active=True).order_by("name"))


def _done(request: HttpRequest, kept: Promotion, said: Text, opposite: str = "") -> None:
    address = reverse("promotion_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), address)
