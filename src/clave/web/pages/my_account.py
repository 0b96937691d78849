"""One customer of one's own list: what for, what to remember, and nominating it to the list of the company."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.nominations import nominate
from clave.actions.personal_lists import (
    LONGEST,
    add_reminder,
    describe_personal_account,
    finish_reminder,
    remove_reminder,
    reopen_reminder,
    snooze_reminder,
)
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.store.models import Person, PersonalAccount, Reminder
from clave.store.own_lists import own_list
from clave.web import undo
from clave.web.pages.my_list import me_of, own_account
from clave.web.refusal import beside, sentence
from clave.web.shown import my_list as shown

SNOOZE = {"manana": 1, "semana": 7, "mes": 30}
"""What a reminder can be put off by, in days from today, by the word of the button."""
LATEST = 20


class Remember(forms.Form):
    """Something to remember, and when."""

    text = forms.CharField(
        label=gettext_lazy("What to remember"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST}),
        error_messages={"required": gettext_lazy("Write in one sentence what you want to do.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("When"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Choose a day.")},
    )


def personal_account(request: HttpRequest, number: int) -> HttpResponse:
    """The page of one; posting keeps another strategy for it."""
    me = me_of(request)
    account = own_account(me, number)
    if request.method != "POST":
        return _page(request, me, account)
    text, before = request.POST.get("estrategia", ""), account.strategy
    try:
        describe_personal_account(by=me, now=timezone.now(), account=account, strategy=text)
    except ClaveError as error:
        return _page(request, me, account, strategy=text, strategy_error=sentence(error))
    undo.done(request, _("Your strategy was kept."), request.path, estrategia=before)
    return redirect("personal_account", number)


def _page(request: HttpRequest, me: Person, account: PersonalAccount, **more: Any) -> HttpResponse:
    """With 422 where `more` brings an error."""
    mine, sees, today = own_list(me), shown.Sees.of(me), timezone.localdate()
    row = next(row for row in mine.rows if row.account.pk == account.pk)
    context = {
        "account": account,
        "row": shown.row(row, sees, mine.currency),
        "sees": sees,
        "run": mine.run,
        "reminders": [shown.reminder(one, row, today) for one in row.reminders],
        "past": Reminder.objects.filter(account=account).exclude(done_at=None).order_by("-done_at")[:LATEST],
        "form": Remember(initial={"due_on": today + timedelta(days=SNOOZE["semana"])}),
        "strategy": account.strategy,
        "longest": LONGEST,
        "undo": undo.taken(request),
        **more,
    }
    bad = any(name.endswith("error") for name in more) or context["form"].errors
    return render(request, "my_list/account.html", context, status=422 if bad else 200)


@require_POST
def personal_reminder(request: HttpRequest, number: int) -> HttpResponse:
    """One more thing to remember; undoing takes it away."""
    me = me_of(request)
    account, form = own_account(me, number), Remember(request.POST)
    if form.is_valid():
        try:
            kept = add_reminder(by=me, now=timezone.now(), account=account, **form.cleaned_data)
        except ClaveError as error:
            beside(form, error)
        else:
            said = _("You will be reminded on {day}.").fill(day=Figure(kept.due_on, "date"))
            undo.done(request, said, reverse("personal_reminder_act", args=[kept.pk, "quitar"]))
            return redirect("personal_account", number)
    return _page(request, me, account, form=form)


@require_POST
def personal_reminder_act(request: HttpRequest, which: int, what: str) -> HttpResponse:
    """`hecho`, `pendiente`, `aplazar` (to `dia`, or by one of SNOOZE) or `quitar`; each can be undone."""
    me, now = me_of(request), timezone.now()
    reminder = Reminder.objects.filter(pk=which, account__person=me).select_related("account").first()
    if reminder is None:
        raise Http404
    before, text = reminder.due_on, reminder.text
    if what == "hecho":
        finish_reminder(by=me, now=now, reminder=reminder)
        undo.done(request, _("Done: {text}").fill(text=text), _act(reminder, "pendiente"))
    elif what == "pendiente":
        reopen_reminder(by=me, now=now, reminder=reminder)
    elif what == "aplazar":
        snooze_reminder(by=me, now=now, reminder=reminder, due_on=_day(request))
        said = _("You will be reminded on {day}.").fill(day=Figure(reminder.due_on, "date"))
        undo.done(request, said, _act(reminder, "aplazar"), dia=before.isoformat())
    elif what == "quitar":
        remove_reminder(by=me, now=now, reminder=reminder)
        back = reverse("personal_reminder", args=[reminder.account_id])
        undo.done(request, _("It is forgotten: {text}").fill(text=text), back, text=text, due_on=before.isoformat())
    else:
        raise Http404
    if request.POST.get("en") == "cuenta":
        return redirect("personal_account", reminder.account_id)
    return redirect("personal_list")


def _act(reminder: Reminder, what: str) -> str:
    return reverse("personal_reminder_act", args=[reminder.pk, what])


def _day(request: HttpRequest) -> date:
    """The day that was asked for; tomorrow where nothing sensible was."""
    try:
        return date.fromisoformat(request.POST.get("dia", ""))
    except ValueError:
        days = SNOOZE.get(request.POST.get("cuanto", ""), SNOOZE["manana"])
        return timezone.localdate() + timedelta(days=days)


@require_POST
def personal_nominate(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for it to be on the list of the company, with one reason; nothing else of one's own list is told."""
    me = me_of(request)
    account, reason = own_account(me, number), request.POST.get("razon", "")
    try:
        one = nominate(
            by=me, now=timezone.now(), customer=account.customer, name=account.name, reason=reason, personal=account
        )
    except ClaveError as error:
        return _page(request, me, account, reason=reason, nominate_error=sentence(error))
    undo.done(request, _("{name} is nominated.").fill(name=one.name), reverse("nomination_withdraw", args=[one.pk]))
    return redirect("personal_account", number)
