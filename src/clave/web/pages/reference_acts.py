"""What people do with references and recommendations: write down, ask, answer, each with its undo. (B5)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.references import (
    add_willing,
    answer_reference,
    ask_reference,
    bring_reference,
    bring_referral,
    end_willing,
    note_referral,
    remove_reference,
    remove_referral,
    reopen_reference,
    restore_reference,
    restore_referral,
    resume_willing,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy.limits import Limits
from clave.store.models import ReferenceAsk, Referral, WillingReference
from clave.store.policy import policy_in_force
from clave.store.references import free_of
from clave.web import undo
from clave.web.pages.references import ask_page, referral_page
from clave.web.reference_forms import AnswerForm, AskForm, ReferralForm, ResultForm, WillingForm
from clave.web.refusals import beside
from clave.web.said_in import customer_for, note_of, people_of
from clave.web.shown.references import left
from clave.web.who import required
from clave.web.words import told

WILLING = {
    "up": "references", "section": _("References"), "title": _("Write down who is willing"),
    "intro": _("Only who said so themselves, with their consent written down on their page."),
}  # fmt: skip
RECOMMENDED = {
    "up": "referrals", "section": _("Recommendations"), "title": _("Write down a recommendation"),
    "intro": _("An account that sent us somebody by itself: to whom, and who of theirs."),
}  # fmt: skip


def reference_new(request: HttpRequest) -> HttpResponse:
    """Somebody is willing to be a reference: of the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    asked = customer_for(request, note)
    initial = {"since": note.on if note else timezone.localdate(), "note": note.text if note else "", "ways": ["call"]}
    form = WillingForm(sent, initial=initial, people=people_of(asked.code))
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = add_willing(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, willing=form.said(),
                said_in=note,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("{name} is among the references now.").fill(name=kept.contact.name)
            undo.done(request, said, reverse("willing_act", args=[kept.pk, "no"]))
            return redirect("references")
    context = WILLING | {"form": form, "customer": asked, "note": note}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


@require_POST
def willing_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """They are no reference any more, or are again."""
    kept = get_object_or_404(WillingReference.objects.select_related("contact"), pk=number)
    if act not in ("no", "si"):
        raise Http404
    action, said, opposite = (
        (end_willing, _("{name} is no reference any more."), "si") if act == "no"
        else (resume_willing, _("{name} is among the references now."), "")
    )  # fmt: skip
    try:
        action(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk)
    except ClaveError as refused:
        form = AskForm({}, ways=kept.ways)
        form.is_valid()
        form.errors.clear()
        beside(form, refused)
        return _asking(request, kept, form)
    address = reverse("willing_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.contact.name), address)
    return redirect("references")


def reference_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask somebody for a reference; 422 where they or their account gave as many as policy lets, or rest."""
    kept = get_object_or_404(WillingReference.objects.select_related("contact"), pk=number, ended_at=None)
    sent, get = request.POST if request.method == "POST" else None, request.GET
    initial = {"on": timezone.localdate(), "sector": get.get("sector", ""), "product": get.get("producto", "")}
    form = AskForm(sent, initial=initial, ways=kept.ways)
    if sent is not None and form.is_valid():
        try:
            made = ask_reference(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, ask=form.said(),
                limits=_limits(),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, made, _("The reference for {name} is asked."), "quitar")
            return redirect("reference_one", made.pk)
    return _asking(request, kept, form)


def _asking(request: HttpRequest, kept: WillingReference, form: AskForm) -> HttpResponse:
    found = free_of(kept, _limits(), timezone.localdate())
    context = {"kept": kept, "form": form, "why": [f"{told(text)}." for text in found.why], "left": told(left(found))}
    return render(request, "references/ask.html", context, status=422 if form.errors else 200)


@require_POST
def reference_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a reference; its page with the form and 422 where it is refused."""
    if act not in ASK_ACTS:
        raise Http404
    found = ReferenceAsk.objects.select_related("contact", "by", "willing__contact")
    return ASK_ACTS[act](request, get_object_or_404(found, pk=number, removed_at__isnull=act != "devolver"))


def _answer(request: HttpRequest, kept: ReferenceAsk) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_reference(**_about(request, kept), **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The answer of {name} is written down."), "reabrir")
            return redirect("reference_one", kept.pk)
    return ask_page(request, kept, answer=form)


def _bring(request: HttpRequest, kept: ReferenceAsk) -> HttpResponse:
    form = ResultForm(request.POST)
    if form.is_valid():
        try:
            bring_reference(**_about(request, kept), **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("What came of it is written down."))
            return redirect("reference_one", kept.pk)
    return ask_page(request, kept, brought=form)


def _plain(
    request: HttpRequest, kept: ReferenceAsk, action: Callable[..., Any], said: Text, opposite: str = "", **more: Any
) -> HttpResponse:
    try:
        action(**_about(request, kept), **more)
    except ClaveError as refused:
        return ask_page(request, kept, refusal=_refused(refused))
    _done(request, kept, said, opposite)
    return redirect("reference_asks") if opposite == "devolver" else redirect("reference_one", kept.pk)


def _reopen(request: HttpRequest, kept: ReferenceAsk) -> HttpResponse:
    return _plain(request, kept, reopen_reference, _("The answer was taken back: it waits again."), limits=_limits())


def _remove(request: HttpRequest, kept: ReferenceAsk) -> HttpResponse:
    return _plain(request, kept, remove_reference, _("Taken out: {name}."), "devolver")


def _restore(request: HttpRequest, kept: ReferenceAsk) -> HttpResponse:
    return _plain(request, kept, restore_reference, _("Back in the list: {name}."), limits=_limits())


ASK_ACTS: dict[str, Callable[[HttpRequest, ReferenceAsk], HttpResponse]] = {
    "respuesta": _answer, "negocio": _bring, "reabrir": _reopen, "quitar": _remove, "devolver": _restore,
}  # fmt: skip


def referral_new(request: HttpRequest) -> HttpResponse:
    """An account recommended us by itself."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    asked = customer_for(request, note)
    initial = {"on": note.on if note else timezone.localdate(), "note": note.text if note else ""}
    form = ReferralForm(sent, initial=initial, people=people_of(asked.code))
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = note_referral(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, referral=form.said(),
                said_in=note,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The recommendation to {name} is written down."), "quitar")
            return redirect("referral", kept.pk)
    context = RECOMMENDED | {"form": form, "customer": asked, "note": note}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


@require_POST
def referral_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """What came of a recommendation; taken out, and brought back."""
    if act not in ("negocio", "quitar", "devolver"):
        raise Http404
    found = Referral.objects.select_related("contact", "by")
    kept = get_object_or_404(found, pk=number, removed_at__isnull=act != "devolver")
    form = ResultForm(request.POST)
    try:
        if act == "negocio" and not form.is_valid():
            return referral_page(request, kept, brought=form)
        if act == "negocio":
            bring_referral(**_about(request, kept), **form.cleaned_data)
            _done(request, kept, _("What came of it is written down."))
        elif act == "quitar":
            remove_referral(**_about(request, kept))
            _done(request, kept, _("Taken out: {name}."), "devolver")
            return redirect("referrals")
        else:
            restore_referral(**_about(request, kept))
            _done(request, kept, _("Back in the list: {name}."))
    except ClaveError as refused:
        beside(form, refused)
        return referral_page(request, kept, **{"brought" if act == "negocio" else "refusal": form})
    return redirect("referral", kept.pk)


def _about(request: HttpRequest, kept: ReferenceAsk | Referral) -> dict[str, Any]:
    return {"by": required(request), "now": timezone.now(), "customer": kept.customer, "number": kept.pk}


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _refused(refused: ClaveError) -> forms.Form:
    form = forms.Form({})
    form.is_valid()
    beside(form, refused)
    return form


def _done(request: HttpRequest, kept: ReferenceAsk | Referral, said: Text, opposite: str = "") -> None:
    route = "reference_act" if isinstance(kept, ReferenceAsk) else "referral_act"
    address = reverse(route, args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.prospect), address)
