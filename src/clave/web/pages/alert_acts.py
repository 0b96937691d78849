"""What people do with an alert: put it off, bring it back, mark it as a false alarm or not, give it to somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.alerts import assign_alert, mark_false_alarm, snooze_alert, take_back_false_alarm, wake_alert
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.store.alerts import takers
from clave.store.models import RaisedAlert
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.alert_forms import FalseAlarmForm, SnoozeForm, TakerForm
from clave.web.pages.today import alert_page
from clave.web.refusal import sentence
from clave.web.refusals import beside
from clave.web.who import required


@require_POST
def alert_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """One thing that is done with an alert; its page with the form and 422 where it is refused."""
    if act not in ACTS:
        raise Http404
    return ACTS[act](request, get_object_or_404(RaisedAlert, pk=number))


def _snooze(request: HttpRequest, row: RaisedAlert) -> HttpResponse:
    limits = policy_in_force().at(timezone.localdate())

    def do(good: dict[str, Any]) -> tuple[Text, str]:
        snooze_alert(**_about(request, row), until=good["until"], reason=good["reason"], limits=limits)
        said = _("The alert of {name} is put off until {day}.").fill(name=row.name, day=Figure(good["until"], "date"))
        return said, "volver"

    return _formed(request, row, SnoozeForm(request.POST), "snooze", do)


def _false(request: HttpRequest, row: RaisedAlert) -> HttpResponse:
    def do(good: dict[str, Any]) -> tuple[Text, str]:
        mark_false_alarm(**_about(request, row), reason=good["reason"])
        return _("The alert of {name} is marked as a false alarm.").fill(name=row.name), "no-falsa"

    return _formed(request, row, FalseAlarmForm(request.POST), "false", do)


def _give(request: HttpRequest, row: RaisedAlert) -> HttpResponse:
    form = TakerForm(request.POST, people=takers(row.customer, timezone.localdate()))

    def do(good: dict[str, Any]) -> tuple[Text, str]:
        to = form.people.get(good["person"])
        assign_alert(**_about(request, row), to=to)
        if to is None:
            return _("The alert of {name} is of who owns the account again.").fill(name=row.name), ""
        return _("{who} answers the alert of {name} now.").fill(who=to.name, name=row.name), ""

    return _formed(request, row, form, "give", do)


def _formed(
    request: HttpRequest, row: RaisedAlert, form: forms.Form, key: str, do: Callable[[dict[str, Any]], tuple[Text, str]]
) -> HttpResponse:
    """Do what a form asks and go back to Hoy; the page of the alert with 422 where it is refused."""
    if form.is_valid():
        try:
            said, back = do(form.cleaned_data)
        except ClaveError as refused:
            if refused.where not in form.fields:
                return alert_page(request, get_object_or_404(RaisedAlert, pk=row.pk), refusal=sentence(refused))
            beside(form, refused)
        else:
            undo.done(request, said, reverse("alert_act", args=[row.pk, back]) if back else "")
            return redirect("today")
    return alert_page(request, row, **{key: form})


def _back(act: Callable[..., RaisedAlert], said: Text) -> Callable[[HttpRequest, RaisedAlert], HttpResponse]:
    def run(request: HttpRequest, row: RaisedAlert) -> HttpResponse:
        try:
            act(**_about(request, row))
        except ClaveError as refused:
            return alert_page(request, row, refusal=sentence(refused))
        undo.done(request, said.fill(name=row.name))
        return redirect("alert", row.pk)

    return run


def _about(request: HttpRequest, row: RaisedAlert) -> dict[str, Any]:
    return {"customer": row.customer, "number": row.pk, "by": required(request), "now": timezone.now()}


ACTS: dict[str, Callable[[HttpRequest, RaisedAlert], HttpResponse]] = {
    "posponer": _snooze,
    "volver": _back(wake_alert, _("The alert of {name} is back.")),
    "falsa": _false,
    "no-falsa": _back(take_back_false_alarm, _("The alert of {name} counts again.")),
    "dar": _give,
}
