"""One request about personal data: what is held, the copy, what erasing would do, the typed yes; and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.erasing import erase_personal
from clave.actions.personal import end_data_request, hold_data, lift_data_hold
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.personal import start_packing, start_search, start_wiping
from clave.operations.personal.requests import DONE, ERASE, EXPORT, OPEN
from clave.store.models import Contact, DataRequest
from clave.store.personal_requests import alike, calendar, hold_of, subject_of
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.personal_forms import EndForm, EraseForm, HoldForm
from clave.web.refusal import sentence
from clave.web.refusals import beside
from clave.web.shown.personal import MOST, about, law, lines, mentions, request_row
from clave.web.who import required


def data_request(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a request."""
    return request_page(request, _row(number))


def request_page(request: HttpRequest, row: DataRequest, refusal: str = "", **bound: forms.Form) -> HttpResponse:
    """The page, with a form that was refused in the place of an empty one (422)."""
    subject, today = subject_of(row), timezone.localdate()
    found = row.found or {}
    kept = frozenset(request.POST.getlist("keep")) - frozenset(request.POST.getlist("go"))
    listed = mentions(found.get("mentions", []), kept, frozenset(request.POST.getlist("go")))
    context: dict[str, Any] = {
        "one": request_row(row, today, calendar(policy_in_force().at(today))), "row": row, "subject": subject,
        "about": about(subject),
        "open": row.state == OPEN, "erases": row.kind == ERASE, "exports": row.kind == EXPORT, "hold": hold_of(subject),
        "searched": row.found is not None, "lines": lines(subject, found.get("rows", {})), "mentions": listed[:MOST],
        "more": max(0, len(listed) - MOST), "law": law(), "alike": alike(subject) if row.state == OPEN else [],
        "is_contact": isinstance(subject, Contact), "refusal": refusal, "undo": undo.taken(request),
        "end_form": EndForm(), "hold_form": HoldForm(), "erase_form": EraseForm(),
    } | bound  # fmt: skip
    status = 422 if refusal or any(form.errors for form in bound.values()) else 200
    return render(request, "personal_data/one.html", context, status=status)


@require_POST
def data_request_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Search, make the copy, erase, hold, end a hold, end the request; its page with 422 where that is refused."""
    if act not in ACTS:
        raise Http404
    return ACTS[act](request, _row(number))


def _erase(request: HttpRequest, row: DataRequest) -> HttpResponse:
    go = set(request.POST.getlist("go"))
    shown, also = set(request.POST.getlist("keep")), sorted(key for key in go if key.endswith(":maybe"))

    def do(good: dict[str, Any]) -> Text:
        by, now = required(request), timezone.now()
        erase_personal(by=by, now=now, number=row.pk, typed=good["typed"], keep=sorted(shown - go), also=also)
        start_wiping(by=by, now=timezone.now())
        return _("It is erased. The certificate is below: keep it outside of clave too.")

    if row.found is None and row.state == OPEN:
        unseen = ClaveError(_("nobody has seen yet what would be erased."), remedy=_("Look for everything first."))
        return request_page(request, row, sentence(unseen))
    return _formed(request, row, "erase_form", EraseForm, do)


def _end(request: HttpRequest, row: DataRequest) -> HttpResponse:
    def do(good: dict[str, Any]) -> Text:
        granted = good["state"] == DONE
        end_data_request(
            by=required(request), now=timezone.now(), number=row.pk, granted=granted, outcome=good["outcome"]
        )
        return _("The request is ended.")

    return _formed(request, row, "end_form", EndForm, do)


def _hold(request: HttpRequest, row: DataRequest) -> HttpResponse:
    def do(good: dict[str, Any]) -> Text:
        hold_data(by=required(request), now=timezone.now(), subject=subject_of(row), reason=good["reason"])
        return _("Nothing of this person is erased while the hold stands.")

    return _formed(request, row, "hold_form", HoldForm, do)


def _lift(request: HttpRequest, row: DataRequest) -> HttpResponse:
    try:
        lift_data_hold(by=required(request), now=timezone.now(), subject=subject_of(row))
    except ClaveError as refused:
        return request_page(request, row, sentence(refused))
    undo.done(request, _("The hold is ended."), "")
    return redirect("data_request", row.pk)


def _formed(
    request: HttpRequest, row: DataRequest, name: str, kind: type[forms.Form], do: Callable[[dict[str, Any]], Text]
) -> HttpResponse:
    """An act with a form."""
    form = kind(request.POST)
    if form.is_valid():
        try:
            said = do(form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, said, "")
            return redirect("data_request", row.pk)
    return request_page(request, row, "", **{name: form})


def _job(begin: Callable[..., Any]) -> Callable[[HttpRequest, DataRequest], HttpResponse]:
    """An act that is done behind the page."""

    def run(request: HttpRequest, row: DataRequest) -> HttpResponse:
        if row.state != OPEN:
            return request_page(request, row, sentence(ClaveError(_("this request is not open any more."))))
        then = reverse("data_request", args=[row.pk])
        job = begin(by=required(request), now=timezone.now(), request=row.pk, then=then)
        if "HX-Request" in request.headers:
            return render(request, "_components/job.html", {"job": job})
        return redirect("job", job.pk)

    return run


def _row(number: int) -> DataRequest:
    found = DataRequest.objects.select_related("contact", "person", "by", "ended_by").defer("package")
    row: DataRequest = get_object_or_404(found, pk=number)
    return row


ACTS: dict[str, Callable[[HttpRequest, DataRequest], HttpResponse]] = {
    "buscar": _job(start_search),
    "copiar": _job(start_packing),
    "borrar": _erase,
    "cerrar": _end,
    "retener": _hold,
    "soltar": _lift,
}
