"""What people do with joint initiatives: begin, move, set the next step, each with its undo. (B4, E10)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.initiatives import (
    OWNERS,
    begin_initiative,
    change_initiative,
    move_initiative,
    remove_initiative,
    restore_initiative,
    set_next_step,
    undo_initiative_step,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.initiatives import LABELS
from clave.store.models import JointInitiative, Person
from clave.web import undo
from clave.web.need_forms import InitiativeForm, InitiativeMoveForm, NextForm, initial_initiative
from clave.web.pages.initiatives import address_of, initiative_page
from clave.web.refusals import beside
from clave.web.said_in import customer_for, idea_of, note_of, people_of, seen_at
from clave.web.who import required

ABOUT = {
    "up": "initiatives",
    "section": _("Joint initiatives"),
    "title": _("Begin a joint initiative"),
    "intro": _(
        "What both sides build together: what each puts in, the next step with its day, and whom it belongs to."
    ),
}


def initiative_new(request: HttpRequest) -> HttpResponse:
    """Write down an initiative: of the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    idea = idea_of(request)
    asked, me, today = customer_for(request, note, idea), required(request), timezone.localdate()
    initial: dict[str, Any] = {"started_on": today, "owner": me.pk, "kind": request.GET.get("clase", "")}
    if idea:
        initial |= {"title": idea.text[:200], "started_on": min(idea.of.on, today), "contact": idea.contact_id}
    elif note:
        initial |= {
            "about": note.text,
            "started_on": note.on,
            "next_step": note.follow_up,
            "next_on": note.follow_up_on,
        }
    form = InitiativeForm(sent, initial=initial, people=people_of(asked.code), owners=owners())
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = begin_initiative(
                by=me, now=timezone.now(), customer=asked.code, name=asked.name, initiative=form.said(),
                owner=form.cleaned_data["owner"], said_in=note,
                idea=idea.pk if idea else None,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The initiative with {name} is written down."), "quitar")
            return redirect(address_of(kept))
    context = ABOUT | {"form": form, "customer": asked, "note": note, "idea": idea}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


def initiative_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say an initiative better, give it to somebody else; 422 with what was typed where it is refused."""
    kept = get_object_or_404(JointInitiative, pk=number, removed_at=None)
    sent = request.POST if request.method == "POST" else None
    form = InitiativeForm(sent, initial=initial_initiative(kept), people=people_of(kept.customer), owners=owners())
    if sent is not None and form.is_valid():
        try:
            change_initiative(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, initiative=form.said(),
                owner=form.cleaned_data["owner"], seen=seen_at(sent.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The initiative with {name} was changed."))
            return redirect(address_of(kept))
    context = ABOUT | {
        "form": form, "kept": kept, "seen": request.POST.get("seen") or kept.changed_at.isoformat(),
        "title": _("Correct the initiative"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "services/form.html", context, status=422 if form.errors else 200)


@require_POST
def initiative_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with an initiative; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    found = JointInitiative.objects.select_related("contact", "owner", "by")
    return ACTS[act](request, get_object_or_404(found, pk=number, removed_at__isnull=act != "devolver"))


def _move(request: HttpRequest, kept: JointInitiative) -> HttpResponse:
    here = request.POST.get("here", kept.stage)
    form = InitiativeMoveForm(request.POST, here=here if here in LABELS else kept.stage)
    if form.is_valid():
        try:
            step = move_initiative(
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
            said = _("The initiative with {name} is {stage} now.").fill(name=kept.name, stage=LABELS[step.stage])
            undo.done(request, said, reverse("initiative_act", args=[kept.pk, "deshacer"]), step=str(step.pk))
            return redirect(address_of(kept))
    return initiative_page(request, kept, move=form)


def _next(request: HttpRequest, kept: JointInitiative) -> HttpResponse:
    form = NextForm(request.POST)
    if form.is_valid():
        try:
            set_next_step(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk,
                here=request.POST.get("here", ""), **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The next step is set."))
            return redirect(address_of(kept))
    return initiative_page(request, kept, following=form)


def _undo(request: HttpRequest, kept: JointInitiative) -> HttpResponse:
    text = request.POST.get("step", "")
    step = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return _plain(request, kept, undo_initiative_step, _("Undone: it stands where it stood before."), step=step)


def _remove(request: HttpRequest, kept: JointInitiative) -> HttpResponse:
    return _plain(request, kept, remove_initiative, _("Taken out: {name}."), "devolver")


def _restore(request: HttpRequest, kept: JointInitiative) -> HttpResponse:
    return _plain(request, kept, restore_initiative, _("Back in the list: {name}."))


def _plain(
    request: HttpRequest,
    kept: JointInitiative,
    action: Callable[..., Any],
    said: Text,
    opposite: str = "",
    **given: Any,
) -> HttpResponse:
    """An act without a form; what refuses it is said above the page."""
    try:
        action(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **given)
    except ClaveError as refused:
        form = forms.Form({})
        form.is_valid()
        beside(form, refused)
        return initiative_page(request, kept, refusal=form)
    _done(request, kept, said, opposite)
    return redirect("initiatives" if opposite == "devolver" else address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, JointInitiative], HttpResponse]] = {
    "mover": _move, "siguiente": _next, "deshacer": _undo, "quitar": _remove, "devolver": _restore,
}  # fmt: skip


def owners() -> list[Person]:
    """Who an initiative can be given to, by name."""
    return list(Person.objects.filter(role__in=OWNERS, is_active=True).order_by("name"))


def _done(request: HttpRequest, kept: JointInitiative, said: Text, opposite: str = "") -> None:
    address = reverse("initiative_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), address)
