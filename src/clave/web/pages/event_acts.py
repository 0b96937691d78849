"""What people do with events: write them down, who takes part, what is used in public, what came of them. (C7)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.events import (
    add_event_account,
    add_event_result,
    change_event,
    record_event,
    remove_event,
    remove_event_account,
    remove_event_result,
    restore_event,
)
from clave.actions.public_use import drop_use, plan_public_use, publish_use, take_down_use
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.store.events import one_event
from clave.store.models import Event
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.event_forms import EventForm, GuestsForm, initial_event
from clave.web.pages.events import address_of, event_page, use_form
from clave.web.pages.offsite import rights
from clave.web.refusals import beside
from clave.web.said_in import people_of, seen_at
from clave.web.service_forms import written
from clave.web.shown.events import sees_cost
from clave.web.who import required, sight


def event_new(request: HttpRequest) -> HttpResponse:
    """Write an event down."""
    sent = request.POST if request.method == "POST" else None
    form = EventForm(sent, initial={"starts_on": timezone.localdate(), "ends_on": timezone.localdate()})
    if sent is not None and form.is_valid():
        try:
            kept = record_event(by=required(request), now=timezone.now(), event=form.said())
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("event_act", args=[kept.pk, "quitar"])
            undo.done(request, _("{name} is written down.").fill(name=kept.title), back)
            return redirect(address_of(kept))
    context = {"form": form, "title": _("Write down an event")}
    return render(request, "events/form.html", context, status=422 if form.errors else 200)


def event_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say an event better; 422 with what was typed where it is refused."""
    kept = get_object_or_404(Event, pk=number, removed_at=None)
    sent = request.POST if request.method == "POST" else None
    form = EventForm(sent, initial=initial_event(kept) | {"cost": written(kept.cost)})
    if not sees_cost(one_event(kept, timezone.localdate()), sight(request)):
        del form.fields["cost"]
    if sent is not None and form.is_valid():
        form.cleaned_data.setdefault("cost", kept.cost)
        try:
            change_event(
                by=required(request), now=timezone.now(), number=number, event=form.said(), seen=seen_at(sent.get("seen", ""))
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("{name} was changed.").fill(name=form.cleaned_data["title"]))
            return redirect(address_of(kept))
    context = {
        "form": form, "kept": kept, "seen": request.POST.get("seen") or kept.changed_at.isoformat(),
        "title": _("Correct the event"), "back": address_of(kept),
    }  # fmt: skip
    return render(request, "events/form.html", context, status=422 if form.errors else 200)


def event_account(request: HttpRequest, number: int) -> HttpResponse:
    """Who takes part: first the customer, then its people."""
    kept = get_object_or_404(Event, pk=number, removed_at=None)
    asked, sent = customer_asked(request), request.POST if request.method == "POST" else None
    form = GuestsForm(sent, people=people_of(asked.code))
    if sent is not None and form.is_valid() and asked.name is not None:
        try:
            add_event_account(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, number=number,
                contacts=form.cleaned_data["contacts"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("event_act", args=[kept.pk, "sin-cuenta"])
            undo.done(request, _("{name} takes part.").fill(name=asked.name), back, customer=asked.code)
            return redirect(address_of(kept))
    context = {
        "form": form,
        "customer": asked,
        "title": _("Who takes part"),
        "intro": kept.title,
        "back": address_of(kept),
    }
    return render(request, "events/form.html", context, status=422 if asked.wrong or form.errors else 200)


@require_POST
def event_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with an event; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    kept = get_object_or_404(Event, pk=number, removed_at__isnull=act != "devolver")
    return ACTS[act](request, kept)


def _use(request: HttpRequest, kept: Event) -> HttpResponse:
    codes = list(kept.accounts.values_list("customer", flat=True))
    form = use_form(kept, {code for code in codes if rights(request, code, "plan_public_use")}, request.POST)

    def go() -> None:
        row = plan_public_use(
            by=required(request),
            now=timezone.now(),
            number=kept.pk,
            customer=form.cleaned_data["customer"],
            use=form.said(),
        )
        back = reverse("event_act", args=[kept.pk, "desistir"])
        undo.done(request, _("It is planned, and its consent covers it."), back, customer=row.customer, use=str(row.pk))

    return _tried(request, kept, "use", form, go, "#usos")


def _of_use(doing: Callable[..., Any], said: Text) -> Callable[[HttpRequest, Event], HttpResponse]:
    def do(request: HttpRequest, kept: Event) -> HttpResponse:
        def go() -> None:
            doing(use=_number(request, "use"), **_given(request, kept))
            undo.done(request, said)

        return _tried(request, kept, "refusal", forms.Form(request.POST), go, "#usos")

    return do


def _unaccount(request: HttpRequest, kept: Event) -> HttpResponse:
    def go() -> None:
        remove_event_account(**_given(request, kept))
        undo.done(request, _("It was taken out of the event."))

    return _tried(request, kept, "refusal", forms.Form(request.POST), go)


def _came(request: HttpRequest, kept: Event) -> HttpResponse:
    def go() -> None:
        made = add_event_result(
            touchpoint=_number(request, "touchpoint") or None,
            need=_number(request, "need") or None,
            **_given(request, kept),
        )
        back = reverse("event_act", args=[kept.pk, "no-vino"])
        given = {"customer": request.POST.get("customer", ""), "result": str(made.pk)}
        undo.done(request, _("Written down: it came of this event."), back, **given)

    return _tried(request, kept, "refusal", forms.Form(request.POST), go, "#resultado")


def _uncame(request: HttpRequest, kept: Event) -> HttpResponse:
    def go() -> None:
        remove_event_result(result=_number(request, "result"), **_given(request, kept))
        undo.done(request, _("It did not come of this event."))

    return _tried(request, kept, "refusal", forms.Form(request.POST), go, "#resultado")


def _remove(request: HttpRequest, kept: Event) -> HttpResponse:
    form = forms.Form(request.POST)
    try:
        remove_event(by=required(request), now=timezone.now(), number=kept.pk)
    except ClaveError as refused:
        form.is_valid()
        beside(form, refused)
        return event_page(request, kept, refusal=form)
    back = reverse("event_act", args=[kept.pk, "devolver"])
    undo.done(request, _("Taken out: {name}.").fill(name=kept.title), back)
    return redirect("events")


def _restore(request: HttpRequest, kept: Event) -> HttpResponse:
    restore_event(by=required(request), now=timezone.now(), number=kept.pk)
    undo.done(request, _("Back in the list: {name}.").fill(name=kept.title))
    return redirect(address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, Event], HttpResponse]] = {
    "uso": _use, "publicar": _of_use(publish_use, _("It is in public from today on.")),
    "retirar": _of_use(take_down_use, _("It is not in public any more.")),
    "desistir": _of_use(drop_use, _("It was given up.")), "sin-cuenta": _unaccount, "vino": _came, "no-vino": _uncame,
    "quitar": _remove, "devolver": _restore,
}  # fmt: skip


def _tried(
    request: HttpRequest, kept: Event, name: str, form: forms.Form, go: Callable[[], None], to: str = ""
) -> HttpResponse:
    if form.is_valid():
        try:
            go()
        except ClaveError as refused:
            beside(form, refused)
        else:
            return redirect(address_of(kept) + to)
    return event_page(request, kept, **{name: form})


def _given(request: HttpRequest, kept: Event) -> dict[str, Any]:
    customer = request.POST.get("customer", "")[:200]
    return {"by": required(request), "now": timezone.now(), "customer": customer, "number": kept.pk}


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
