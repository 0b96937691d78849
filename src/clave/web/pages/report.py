"""One report of consumption: as the customer reads it, the note of its KAM, approving, sending, sending again, withdrawing;
and the reports of an account. (G10)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.reports import (
    LONGEST,
    approve_report,
    choose_report,
    note_report_print,
    send_report,
    send_report_again,
    take_back_approval,
    withdraw_report,
    write_report_note,
)
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.jobs.reports import start_preparing
from clave.policy.limits import Limits
from clave.report.consumption.content import reopened
from clave.store.models import ConsumptionReport
from clave.store.models.reports import LANGUAGES, PREPARED, SEEN, SENT
from clave.store.policy import policy_in_force
from clave.store.reports import choice_of, listed, of_account, readers_of, report_of, sendings_of
from clave.web import undo
from clave.web.pages.account import figures, shown
from clave.web.pages.reports import may_act
from clave.web.refusals import beside
from clave.web.report_files import file_of
from clave.web.report_shown import report_shown
from clave.web.shown.header import Account
from clave.web.shown.reports import row_shown, state_of
from clave.web.who import required

LABELS = {"": gettext_lazy("That of its people"), "es": "Español", "en": "English"}


class NoteForm(forms.Form):
    """What whoever answers for the account says above the figures."""

    note = forms.CharField(
        label=gettext_lazy("Your note to the customer"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("They read it as it stands, above their figures: no figure of ours, no other customer."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class WithdrawForm(forms.Form):
    """Why a report is withdrawn."""

    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=LONGEST)


class ChoiceForm(forms.Form):
    """How an account wants its reports."""

    attach = forms.BooleanField(label=gettext_lazy("The PDF goes along with the mail"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its reports"),
        required=False,
        choices=[(key, LABELS[key]) for key in ("", *LANGUAGES)],
    )


def report(request: HttpRequest, number: int) -> HttpResponse:
    """One report as the customer reads it, and what can be done with it."""
    return report_page(request, _kept(number))


def _kept(number: int) -> ConsumptionReport:
    kept = report_of(number)
    if kept is None:
        raise Http404
    return kept


def report_page(request: HttpRequest, kept: ConsumptionReport, **bound: forms.Form) -> HttpResponse:
    """The page of a report, with a form that was refused in the place of an empty one (422)."""
    sendings, can = sendings_of(kept), may_act(request, kept.customer) and kept.withdrawn_at is None
    choice = choice_of(kept.customer)
    context: dict[str, Any] = {
        "kept": kept,
        "state": state_of(kept),
        "report": report_shown(reopened(kept.content)),
        "can": can,
        "writes": can and kept.state == PREPARED,
        "was_sent": kept.state in (SENT, SEEN),
        "sendings": sendings,
        "turn": max((one.turn for one in sendings), default=0),
        "readers": readers_of(kept.customer, timezone.localdate()),
        "choice": choice,
        "note": NoteForm(initial={"note": kept.note, "seen": kept.changed_at.isoformat()}),
        "withdraw": WithdrawForm(),
        "earlier": [(one, state_of(one)) for one in of_account(kept.customer) if one.pk != kept.pk],
        "undo": undo.taken(request),
    } | bound
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "reports/report.html", context, status=status)


def report_file(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """The report as `informe.pdf`, its figures as `cifras.xlsx` or `cifras.csv`; that somebody of ours took it out is written
    down. 404 for another name."""
    kept = ConsumptionReport.objects.filter(pk=number).first()
    if kept is None:
        raise Http404
    answer = file_of(kept, kind)
    note_report_print(by=required(request), now=timezone.now(), number=kept.pk)
    return answer


@require_POST
def report_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Write the note, approve, take the approval back, send, send again, withdraw, choose."""
    kept = _kept(number)
    if act not in ACTS:
        raise Http404
    return ACTS[act](request, kept)


def _note(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            write_report_note(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk,
                note=form.cleaned_data["note"], seen=_moment(form.cleaned_data["seen"]),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _done(request, kept, _("The note is in the report of {name}."))
    return report_page(request, kept, note=form)


def _moment(typed: str) -> datetime | None:
    try:
        return parse_datetime(typed) or datetime.min.replace(tzinfo=timezone.get_default_timezone())
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.get_default_timezone())


def _approve(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    return _plain(request, kept, approve_report, _("Approved: the report of {name}."), "desaprobar")


def _disapprove(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    return _plain(request, kept, take_back_approval, _("The report of {name} waits for an approval again."), "aprobar")


def _send(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    return _plain(request, kept, send_report, _("Sent: the report of {name}."))


def _again(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    turn = request.POST.get("turn", "")
    number = int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 9 else -1
    return _plain(request, kept, send_report_again, _("Sent again: the report of {name}."), turn=number)


def _withdraw(request: HttpRequest, kept: ConsumptionReport) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_report(
                by=required(request), now=timezone.now(), customer=kept.customer, number=kept.pk,
                why=form.cleaned_data["why"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _done(request, kept, _("Withdrawn: the report of {name}."))
    return report_page(request, kept, withdraw=form)


def _plain(
    request: HttpRequest,
    kept: ConsumptionReport,
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
        return report_page(request, _kept(kept.pk), refusal=form)
    return _done(request, kept, said, opposite)


def _done(request: HttpRequest, kept: ConsumptionReport, said: Text, opposite: str = "") -> HttpResponse:
    address = reverse("report_act", args=[kept.pk, opposite]) if opposite else ""
    undo.done(request, said.fill(name=kept.name), address)
    return redirect("report", kept.pk)


ACTS: dict[str, Callable[[HttpRequest, ConsumptionReport], HttpResponse]] = {
    "nota": _note, "aprobar": _approve, "desaprobar": _disapprove, "enviar": _send, "reenviar": _again,
    "retirar": _withdraw,
}  # fmt: skip


@figures("reports")
def account_reports(request: HttpRequest, found: Account) -> HttpResponse:
    """The reports of an account, that of its last period first, and how it wants them."""
    return account_page(request, found)


def account_page(request: HttpRequest, found: Account, form: ChoiceForm | None = None) -> HttpResponse:
    """The tab, with a form that was refused in the place of the kept one."""
    today, choice = timezone.localdate(), choice_of(found.code)
    limits: Limits = policy_in_force().at(today)
    row = next((one for one in listed(today, today, limits) if one.customer == found.code), None)
    kept = {"attach": choice.attach, "language": choice.language} if choice else {}
    can = may_act(request, found.code)
    context = {
        "row": row_shown(row, mine=can) if row else None, "rows": [(one, state_of(one)) for one in of_account(found.code)],
        "can": can, "form": form or ChoiceForm(initial=kept), "undo": undo.taken(request),
        "readers": readers_of(found.code, today),
    }  # fmt: skip
    response = shown(request, found, "reports", "reports/account.html", context)
    if form is not None and form.errors:
        response.status_code = 422
    return response


@require_POST
@figures("reports")
def account_report_act(request: HttpRequest, found: Account) -> HttpResponse:
    """Prepare the report of the last period of one account, or keep how it wants them."""
    now, by = timezone.now(), required(request)
    if "preparar" in request.POST:
        back = reverse("account_reports", args=[found.code])
        return redirect(
            "job", start_preparing(by=by, now=now, customers=[found.code], day=timezone.localdate(), then=back).pk
        )
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return account_page(request, found, form)
    try:
        choose_report(
            by=by,
            now=now,
            customer=found.code,
            attach=form.cleaned_data["attach"],
            language=form.cleaned_data["language"],
        )
    except ClaveError as refused:
        beside(form, refused)
        return account_page(request, found, form)
    undo.done(request, _("From the next one on, its reports go as chosen."))
    return redirect("account_reports", found.code)
