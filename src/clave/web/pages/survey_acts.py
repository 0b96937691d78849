"""What people of ours do with surveys: prepare, send, give more days, close, withdraw. (C8)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.surveys import (
    change_survey,
    close_survey,
    extend_survey,
    open_survey,
    prepare_survey,
    remove_survey,
    restore_survey,
    withdraw_survey,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.store.models import Survey
from clave.store.policy import policy_in_force
from clave.store.voters import accounts
from clave.web import undo
from clave.web.pages.novelty_acts import seen_in
from clave.web.pages.surveys import kept_of, survey_page
from clave.web.refusals import beside
from clave.web.shown.surveys import title
from clave.web.voice_forms import ExtendForm, SurveyForm, initial_survey
from clave.web.who import required

THREE_WEEKS = timedelta(days=21)
Plain = tuple[Callable[..., Survey], Text, str]
PLAIN: Mapping[str, Plain] = {
    "abrir": (open_survey, _("«{title}» was sent."), ""),
    "cerrar": (close_survey, _("«{title}» takes no more answers."), ""),
    "retirar": (withdraw_survey, _("«{title}» was withdrawn: nobody is asked any more."), ""),
    "quitar": (remove_survey, _("«{title}» was taken out."), "devolver"),
    "devolver": (restore_survey, _("«{title}» is back."), ""),
}


def survey_new(request: HttpRequest) -> HttpResponse:
    """Prepare one; nobody is asked until it is sent."""
    return _form(request, None)


def survey_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Say it better while nobody was asked."""
    return _form(request, kept_of(number))


def _form(request: HttpRequest, kept: Survey | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    begins = {"closes_on": timezone.localdate() + THREE_WEEKS, "anonymous": "False"}
    initial = initial_survey(kept) if kept else begins
    form = SurveyForm(sent, initial=initial, accounts=accounts(), fixed=kept is not None)
    if sent is not None and form.is_valid():
        given: dict[str, Any] = {"by": required(request), "now": timezone.now(), "survey": form.said()}
        try:
            made = change_survey(number=kept.pk, seen=seen_in(request), **given) if kept else prepare_survey(**given)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("«{title}» is kept.").fill(title=made.title))
            return redirect("survey", made.pk)
    context = {"form": form, "kept": kept, "seen": kept.changed_at.isoformat() if kept else ""}
    return render(request, "surveys/form.html", context, status=422 if form.errors else 200)


@require_POST
def survey_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with a survey; its page with the form and 422 where it is refused."""
    if act == "ampliar":
        return _extend(request, kept_of(number))
    if act not in PLAIN:
        raise Http404
    kept = get_object_or_404(Survey, pk=number) if act == "devolver" else kept_of(number)
    action, said, opposite = PLAIN[act]
    given: dict[str, Any] = {"by": required(request), "now": timezone.now(), "number": kept.pk}
    if act == "abrir":
        given["limits"] = policy_in_force().at(timezone.localdate())
    try:
        action(**given)
    except ClaveError as refused:
        form = ExtendForm({})
        form.is_valid()
        form.errors.clear()
        beside(form, refused)
        return survey_page(request, kept_of(number), refusal=form)
    undo.done(
        request, said.fill(title=title(kept)), reverse("survey_act", args=[kept.pk, opposite]) if opposite else ""
    )
    return redirect("surveys") if act == "quitar" else redirect("survey", kept.pk)


def _extend(request: HttpRequest, kept: Survey) -> HttpResponse:
    form, before = ExtendForm(request.POST), kept.closes_on
    if form.is_valid():
        try:
            extend_survey(by=required(request), now=timezone.now(), number=kept.pk, day=form.cleaned_data["day"])
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("survey_act", args=[kept.pk, "ampliar"]) if before else ""
            undo.done(
                request, _("«{title}» takes answers until another day.").fill(title=title(kept)), back, day=f"{before}"
            )
            return redirect("survey", kept.pk)
    return survey_page(request, kept, extend=form)
