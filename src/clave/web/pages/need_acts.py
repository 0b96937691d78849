"""What people do with needs: write down, solve, offer to others, note the answers, each with its undo. (B3)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.needs import (
    answer_offer,
    change_need,
    gain_of_need,
    move_need,
    offer_solution,
    record_need,
    remove_need,
    restore_need,
    take_back_offer,
    undo_need_step,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.products import families
from clave.operations.needs import LABELS
from clave.store.facts import book_of
from clave.store.models import Need
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.from_portal import answered
from clave.web.need_forms import AnswerForm, GainForm, NeedForm, NeedMoveForm, OfferForm, initial_need
from clave.web.pages.needs import address_of, need_page
from clave.web.refusals import beside
from clave.web.said_in import customer_for, idea_of, note_of, people_of, seen_at
from clave.web.who import required

ABOUT = {
    "up": "needs",
    "section": _("Needs"),
    "title": _("Write down a need"),
    "intro": _(
        "What a customer needs, in their words. Once it is solved, the same solution is offered to whoever else could use it."
    ),
}


def need_new(request: HttpRequest) -> HttpResponse:
    """Write down a need: of the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    idea = idea_of(request)
    asked, today = customer_for(request, note, idea), timezone.localdate()
    initial: dict[str, Any] = {"asked_on": today}
    if idea:
        initial = {"problem": idea.text, "asked_on": min(idea.of.on, today), "contact": idea.contact_id}
    elif note:
        initial = {"problem": note.feedback or note.text, "asked_on": note.on}
    form = NeedForm(sent, initial=initial, people=people_of(asked.code), families=known_families())
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = record_need(
                by=required(request),
                now=timezone.now(),
                customer=asked.code,
                name=asked.name,
                need=form.said(),
                said_in=note,
                idea=idea.pk if idea else None,
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The need of {name} is written down."), "quitar")
            return redirect(address_of(kept))
    context = ABOUT | {"form": form, "customer": asked, "note": note, "idea": idea}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


def need_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say a need better; 422 with what was typed where it is refused."""
    kept = get_object_or_404(Need, pk=number, removed_at=None)
    named = sorted({*known_families(), *([kept.family] if kept.family else [])})
    sent = request.POST if request.method == "POST" else None
    form = NeedForm(sent, initial=initial_need(kept), people=people_of(kept.customer), families=named)
    if sent is not None and form.is_valid():
        try:
            change_need(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, need=form.said(),
                seen=seen_at(sent.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The need of {name} was changed."))
            return redirect(address_of(kept))
    context = ABOUT | {
        "form": form, "kept": kept, "seen": request.POST.get("seen") or kept.changed_at.isoformat(),
        "title": _("Correct the need"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "services/form.html", context, status=422 if form.errors else 200)


@require_POST
def need_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a need; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    kept = get_object_or_404(Need.objects.select_related("contact"), pk=number, removed_at__isnull=act != "devolver")
    return ACTS[act](request, kept)


def _move(request: HttpRequest, kept: Need) -> HttpResponse:
    here = request.POST.get("here", kept.stage)
    form = NeedMoveForm(request.POST, here=here if here in LABELS else kept.stage)
    if form.is_valid():
        try:
            step = move_need(
                by=required(request),
                now=timezone.now(),
                customer=kept.customer,
                number=kept.pk,
                here=here,
                **form.cleaned_data,
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("The need of {name} is {stage} now.").fill(name=kept.name, stage=LABELS[step.stage])
            undo.done(request, said, reverse("need_act", args=[kept.pk, "deshacer"]), step=str(step.pk))
            return redirect(address_of(kept))
    return need_page(request, kept, move=form)


def _gain(request: HttpRequest, kept: Need) -> HttpResponse:
    form = GainForm(request.POST)
    if form.is_valid():
        try:
            gain_of_need(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("What it brought is written down."))
            return redirect(address_of(kept))
    return need_page(request, kept, gain=form)


def _offer(request: HttpRequest, kept: Need) -> HttpResponse:
    form, to = OfferForm(request.POST), customer_asked(request)
    if form.is_valid() and to.name is not None:
        try:
            made = offer_solution(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, to=to.code, to_name=to.name,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("Offered to {name}.").fill(name=to.name)
            undo.done(request, said, reverse("need_act", args=[kept.pk, "no-ofrecida"]), offer=str(made.pk))
            return redirect(address_of(kept))
    return need_page(request, kept, to, offer=form)


def _answer(request: HttpRequest, kept: Need) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            made = answer_offer(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("What {name} answered is written down.").fill(name=made.name))
            return redirect(address_of(kept))
    return need_page(request, kept, answer=form)


def _unoffer(request: HttpRequest, kept: Need) -> HttpResponse:
    return _plain(request, kept, take_back_offer, _("The offer was taken back."), offer=_number(request, "offer"))


def _undo(request: HttpRequest, kept: Need) -> HttpResponse:
    return _plain(
        request, kept, undo_need_step, _("Undone: it stands where it stood before."), step=_number(request, "step")
    )


def _remove(request: HttpRequest, kept: Need) -> HttpResponse:
    return _plain(request, kept, remove_need, _("Taken out: {name}."), "devolver")


def _restore(request: HttpRequest, kept: Need) -> HttpResponse:
    return _plain(request, kept, restore_need, _("Back in the list: {name}."))


def _to_portal(request: HttpRequest, kept: Need) -> HttpResponse:
    form = answered(request, kept)
    if form is not None:
        return need_page(request, kept, word=form)
    _done(request, kept, _("{name} reads it in the portal."))
    return redirect(address_of(kept))


def _plain(
    request: HttpRequest, kept: Need, action: Callable[..., Any], said: Text, opposite: str = "", **given: Any
) -> HttpResponse:
    """An act without a form; what refuses it is said above the page."""
    try:
        action(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **given)
    except ClaveError as refused:
        form = forms.Form({})
        form.is_valid()
        beside(form, refused)
        return need_page(request, kept, refusal=form)
    _done(request, kept, said, opposite)
    return redirect("needs" if opposite == "devolver" else address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, Need], HttpResponse]] = {
    "mover": _move, "ganado": _gain, "ofrecer": _offer, "respuesta": _answer, "no-ofrecida": _unoffer, "deshacer": _undo,
    "quitar": _remove, "devolver": _restore, "portal": _to_portal,
}  # fmt: skip


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def known_families() -> tuple[str, ...]:
    """The families to choose from; none where the facts cannot be read."""
    try:
        return families(book_of(""))
    except ClaveError:
        return ()


def _done(request: HttpRequest, kept: Need, said: Text, opposite: str = "") -> None:
    address = reverse("need_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), address)
