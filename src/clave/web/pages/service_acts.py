"""What people do with special services: ask, approve or refuse, finish, price, cancel, each with its undo; and the budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.special_services import (
    cancel_service,
    change_service,
    decide_service,
    finish_service,
    price_service,
    remove_service,
    request_service,
    restore_service,
    set_service_budget,
    undo_service_step,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.special_services import APPROVERS, LABELS
from clave.store.models import Person, SpecialService
from clave.store.roles import DECIDERS
from clave.web import undo
from clave.web.pages.special_services import account_page, address_of, sees, service_page
from clave.web.refusals import beside
from clave.web.said_in import customer_for, note_of, seen_at
from clave.web.service_forms import (
    BudgetForm,
    CancelForm,
    DecideForm,
    DoneForm,
    PriceForm,
    ServiceForm,
    initial_service,
)
from clave.web.shown.header import account_of
from clave.web.who import powers, required, sight

ABOUT = {
    "up": "services",
    "section": _("Special services"),
    "title": _("Ask for a special service"),
    "intro": _(
        "What the customer needs beyond the ordinary, by when, and what it will take. Whoever gives it approves it."
    ),
}


def service_new(request: HttpRequest) -> HttpResponse:
    """Ask for a service: for the customer in the address, of a contact (`?desde=`), or that is typed."""
    note, sent = note_of(request), request.POST if request.method == "POST" else None
    asked = customer_for(request, note)
    form = ServiceForm(sent, initial={"what": note.text, "needed_on": note.follow_up_on} if note else {})
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            kept = request_service(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, service=form.said(),
                said_in=note,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("Asked for, for {name}: it waits for whoever gives it."), "quitar")
            return redirect(address_of(kept))
    context = ABOUT | {"form": form, "customer": asked, "note": note}
    return render(request, "services/form.html", context, status=422 if asked.wrong or form.errors else 200)


def service_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say better what is asked, while nobody decided; 422 with what was typed where it is refused."""
    kept = get_object_or_404(SpecialService, pk=number, removed_at=None)
    form = ServiceForm(
        request.POST if request.method == "POST" else None, initial=initial_service(kept), hidden=kept.expected,
        sees=sees(request, kept.customer) or kept.by_id == required(request).pk,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            change_service(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, service=form.said(),
                seen=seen_at(request.POST.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("What was asked for {name} was changed."))
            return redirect(address_of(kept))
    seen = request.POST.get("seen") or kept.changed_at.isoformat()
    context = ABOUT | {
        "form": form, "kept": kept, "seen": seen, "title": _("Correct what is asked"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "services/form.html", context, status=422 if form.errors else 200)


@require_POST
def service_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a service; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    kept = get_object_or_404(SpecialService, pk=number, removed_at__isnull=act != "devolver")
    return ACTS[act](request, kept)


def _decide(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    """For the department of the kind, where that is delegated to whoever asks."""
    me = required(request)
    if me.role not in DECIDERS:
        me.acting_for = powers(request).acting(frozenset({APPROVERS[kept.kind]}), kept.customer)
    form = DecideForm(request.POST)
    to = request.POST.get("to", "")
    return _act(
        request, kept, "decide", form, decide_service, _("{what}: {stage}.").fill(stage=LABELS.get(to, "")), by=me
    )


def _finish(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    return _act(request, kept, "done", DoneForm(request.POST), finish_service, _("{what}: done."))


def _price(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    return _act(
        request, kept, "price", PriceForm(request.POST), price_service, _("{what}: what it took is written down.")
    )


def _cancel(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    return _act(request, kept, "cancel", CancelForm(request.POST), cancel_service, _("{what}: cancelled."))


def _act(
    request: HttpRequest, kept: SpecialService, name: str, form: forms.Form, action: Callable[..., Any], said: Text,
    by: Person | None = None,
) -> HttpResponse:  # fmt: skip
    """A form that becomes one action; a step that was taken can be undone."""
    if form.is_valid():
        try:
            made = action(
                by=by or required(request), now=timezone.now(), customer=kept.customer, number=kept.pk,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("service_act", args=[kept.pk, "deshacer"])
            words = said.fill(what=kept.what[:60])
            undo.done(
                request,
                words,
                *([back] if name != "price" else []),
                **({"step": str(made.pk)} if name != "price" else {}),
            )
            return redirect(address_of(kept))
    return service_page(request, kept, **{name: form})


def _undo(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    step = request.POST.get("step", "")
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 10 else 0
    return _plain(request, kept, undo_service_step, _("Undone: it stands where it stood before."), step=number)


def _remove(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    return _plain(request, kept, remove_service, _("Taken out: {name}."), "devolver")


def _restore(request: HttpRequest, kept: SpecialService) -> HttpResponse:
    return _plain(request, kept, restore_service, _("Back in the list: {name}."))


def _plain(
    request: HttpRequest, kept: SpecialService, action: Callable[..., Any], said: Text, opposite: str = "", **given: Any
) -> HttpResponse:
    """An act without a form; what refuses it is said above the page."""
    try:
        action(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, **given)
    except ClaveError as refused:
        form = forms.Form({})
        form.is_valid()
        beside(form, refused)
        return service_page(request, kept, refusal=form)
    _done(request, kept, said, opposite)
    return redirect("services" if opposite == "devolver" else address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, SpecialService], HttpResponse]] = {
    "decidir": _decide, "hecho": _finish, "costo": _price, "cancelar": _cancel, "deshacer": _undo, "quitar": _remove,
    "devolver": _restore,
}  # fmt: skip


@require_POST
def account_budget(request: HttpRequest, code: str) -> HttpResponse:
    """Set the budget of a year; the tab with the form and 422 where it is refused."""
    found = account_of(code, sight(request))
    if found.gone:
        raise Http404
    form = BudgetForm(request.POST)
    if form.is_valid():
        try:
            set_service_budget(by=required(request), now=timezone.now(), customer=code, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The budget of {year} is set.").fill(year=str(form.cleaned_data["year"])))
            return redirect(reverse("account_services", args=[code]) + f"?anio={form.cleaned_data['year']}")
    return account_page(request, found, form)


def _done(request: HttpRequest, kept: SpecialService, said: Text, opposite: str = "") -> None:
    address = reverse("service_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), address)
