"""What people do with a request of the laboratory: write it down, move it, answer it, log hours; and take each back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.improvement import (
    answer_request,
    assign_request,
    change_request,
    move_request,
    record_request,
    remove_request,
    restore_request,
    take_back_reply,
    undo_step,
)
from clave.actions.lab_hours import change_hours, log_hours, remove_hours, restore_hours
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.privileges.improvement.stages import LABELS
from clave.store.improvement import workers
from clave.store.models import ImprovementRequest, ImprovementStep, LabHours
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.from_portal import answered
from clave.web.lab_forms import AssignForm, HoursForm, MoveForm, ReplyForm, RequestForm, initial_hours, initial_of
from clave.web.pages.laboratory import address_of, request_page
from clave.web.refusals import beside
from clave.web.who import required


def lab_new(request: HttpRequest) -> HttpResponse:
    """Put a request into the queue: of the customer in the address, or of the one that is typed."""
    asked = customer_asked(request)
    form = RequestForm(request.POST if request.method == "POST" else None, initial={"asked": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and asked.name is not None:
        try:
            kept = record_request(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, request=form.said()
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The request of {name} is in the queue."), "quitar")
            return redirect(address_of(kept))
    context = {"form": form, "customer": asked}
    return render(request, "laboratory/form.html", context, status=422 if asked.wrong or form.errors else 200)


def lab_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say a request better; 422 with what was typed where it is refused."""
    kept = get_object_or_404(ImprovementRequest, pk=number, removed_at=None)
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial_of(kept))
    if request.method == "POST" and form.is_valid():
        try:
            change_request(
                by=required(request), now=timezone.now(), customer=kept.customer, number=number, request=form.said(),
                seen=_seen(request.POST.get("seen", "")),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("The request of {name} was changed."))
            return redirect(address_of(kept))
    seen = request.POST.get("seen") or kept.changed_at.isoformat()
    context = {"form": form, "kept": kept, "seen": seen}
    return render(request, "laboratory/form.html", context, status=422 if form.errors else 200)


@require_POST
def lab_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a request; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    removed = act == "devolver"
    kept = get_object_or_404(ImprovementRequest, pk=number, removed_at__isnull=not removed)
    return ACTS[act](request, kept)


def _move(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    here = request.POST.get("here", kept.stage)
    form = MoveForm(request.POST, here=here if here in LABELS else kept.stage)
    if form.is_valid():
        good = form.cleaned_data
        try:
            step = move_request(
                by=required(request), now=timezone.now(), number=kept.pk, here=here, to=good["to"], day=good["day"],  # type: ignore[arg-type]
                note=good["note"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("The request of {name} is {stage} now.").fill(name=kept.name, stage=LABELS[good["to"]])
            undo.done(request, said, reverse("lab_step_undo", args=[step.pk]))
            return redirect(address_of(kept))
    return request_page(request, kept, move=form)


def _assign(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    form, before = AssignForm(request.POST, workers=workers()), kept.assigned_id
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            assign_request(by=required(request), now=timezone.now(), number=kept.pk, person=person)
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("{name} works on it now.").fill(name=person.name) if person else _("Nobody works on it now.")
            undo.done(request, said, reverse("lab_act", args=[kept.pk, "asignar"]), person=str(before or ""))
            return redirect(address_of(kept))
    return request_page(request, kept, assign=form)


def _reply(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    form = ReplyForm(request.POST)
    if form.is_valid():
        good = form.cleaned_data
        try:
            answer_request(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk, day=good["day"],
                text=good["text"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, kept, _("What {name} was told is written down."), "sin-respuesta")
            return redirect(address_of(kept))
    return request_page(request, kept, reply=form)


def _unanswer(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    return _plain(request, kept, take_back_reply, _("What {name} was told was taken back."))


def _log(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    form = HoursForm(request.POST)
    if form.is_valid():
        try:
            entry = log_hours(by=required(request), now=timezone.now(), number=kept.pk, worked=form.said())
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The hours are logged."), reverse("lab_hours_back", args=[entry.pk]))
            return redirect(address_of(kept))
    return request_page(request, kept, log=form)


def _remove(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    return _plain(request, kept, remove_request, _("The request of {name} was taken out of the queue."), "devolver")


def _restore(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    return _plain(request, kept, restore_request, _("The request of {name} is back in the queue."))


def _plain(
    request: HttpRequest, kept: ImprovementRequest, do: Callable[..., Any], said: Any, opposite: str = ""
) -> HttpResponse:
    """An act without anything to fill in."""
    try:
        do(by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk)
    except ClaveError as refused:
        form = ReplyForm({"day": str(timezone.localdate()), "text": "-"})
        form.is_valid()
        beside(form, refused)
        return request_page(request, kept, refusal=form)
    _done(request, kept, said, opposite)
    return redirect("laboratory" if opposite == "devolver" else address_of(kept))


def _to_portal(request: HttpRequest, kept: ImprovementRequest) -> HttpResponse:
    form = answered(request, kept)
    if form is not None:
        return request_page(request, kept, word=form)
    _done(request, kept, _("{name} reads it in the portal."))
    return redirect(address_of(kept))


ACTS: dict[str, Callable[[HttpRequest, ImprovementRequest], HttpResponse]] = {
    "mover": _move, "asignar": _assign, "responder": _reply, "sin-respuesta": _unanswer, "horas": _log,
    "quitar": _remove, "devolver": _restore, "portal": _to_portal,
}  # fmt: skip


@require_POST
def lab_step_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo the last move of a request."""
    step = get_object_or_404(ImprovementStep, pk=number, request__removed_at=None)
    try:
        kept = undo_step(by=required(request), now=timezone.now(), number=number)
    except ClaveError as refused:
        form = MoveForm({}, here=step.request.stage)
        form.errors.clear()
        beside(form, refused)
        return request_page(request, step.request, move=form)
    undo.done(request, _("The move was undone: the request is {stage} again.").fill(stage=LABELS[kept.stage]))  # type: ignore[index]
    return redirect(address_of(kept))


def lab_hours(request: HttpRequest, number: int) -> HttpResponse:
    """Correct an entry of hours."""
    entry = get_object_or_404(LabHours.objects.select_related("request"), pk=number, removed_at=None)
    form = HoursForm(request.POST if request.method == "POST" else None, initial=initial_hours(entry))
    if request.method == "POST" and form.is_valid():
        try:
            change_hours(by=required(request), now=timezone.now(), hours=entry, worked=form.said())
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("The hours were corrected."))
            return redirect(address_of(entry.request))
    context = {"form": form, "entry": entry, "kept": entry.request}
    return render(request, "laboratory/hours.html", context, status=422 if form.errors else 200)


@require_POST
def lab_hours_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take an entry of hours back; `restore` brings it back."""
    entry = get_object_or_404(LabHours.objects.select_related("request"), pk=number, request__removed_at=None)
    try:
        if "restore" in request.POST:
            restore_hours(by=required(request), now=timezone.now(), hours=entry)
            undo.done(request, _("The hours count again."))
        else:
            remove_hours(by=required(request), now=timezone.now(), hours=entry)
            undo.done(request, _("The hours were taken back."), request.path, restore="1")
    except ClaveError as refused:
        form = HoursForm({**initial_hours(entry), "day": str(entry.day)})
        form.is_valid()
        beside(form, refused)
        return request_page(request, entry.request, log=form)
    return redirect(address_of(entry.request))


def _done(request: HttpRequest, kept: ImprovementRequest, said: Any, opposite: str = "") -> None:
    undo.done(request, said.fill(name=kept.name), reverse("lab_act", args=[kept.pk, opposite]) if opposite else "")


def _seen(text: str) -> datetime | None:
    """The moment that a form carries; None where it is none of ours."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
