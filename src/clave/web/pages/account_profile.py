"""Perfil: what we know of an account, how fresh it is, what to ask next, and which competitors were there. (G12)"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.profile import (
    CONFIRMATION,
    STATEMENT,
    VISIT,
    confirm_profile,
    note_visit,
    restore_said,
    state_profile,
    withdraw_said,
)
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.profile import FIELDS, TYPED, Said
from clave.store.models import Company, ProfileConfirmation, ProfileStatement
from clave.store.policy import policy_in_force
from clave.store.profiles import confirmations_of, profile_from, statements_of, visits_of
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.customers_people import Customer, customer_of, may, note_of, page, posted, sentence
from clave.web.people_forms import ConfirmForm, SayForm, VisitForm
from clave.web.refusals import beside
from clave.web.shown.profile import field_rows, value_words
from clave.web.who import powers, required
from clave.web.words import told

PAGE, ASKS = 20, 3
WHAT = {"dato": STATEMENT, "confirmacion": CONFIRMATION, "visita": VISIT}


def account_profile(request: HttpRequest, code: str) -> HttpResponse:
    """Every field with value, source, day and age; the score; what to ask next; the visits of competitors."""
    return _profile(request, code)


def _profile(request: HttpRequest, code: str, refused: str = "") -> HttpResponse:
    found, today = customer_of(request, code), timezone.localdate()
    rows, confirmed, money = statements_of(code), confirmations_of(code), currency()
    seen = profile_from(code, rows, confirmed, today, policy_in_force().at(today))
    newest: dict[str, ProfileStatement] = {}
    for row in rows:
        if row.on <= today:
            newest.setdefault(row.field, row)
    context: dict[str, Any] = {
        "score": round(seen.score),
        "known": sum(1 for one in seen.fields if one.age is not None),
        "stale": sum(1 for one in seen.fields if one.stale),
        "total": len(seen.fields),
        "rows": field_rows(seen, newest, money),
        "asks": [
            (ask.field.key, told(ask.field.label), told(ask.because), ask.field.kind != "derived")
            for ask in seen.asks[:ASKS]
        ],
        "confirmed": _confirmed(found, confirmed),
        "visits": Paginator(visits_of(code), PAGE).get_page(request.GET.get("pagina")),
        "currency": money,
        "may": may(request, "state_profile", code),
        "refused": refused,
    }
    return page(request, found, "profile", "people/profile.html", context, 422 if refused else 200)


def _confirmed(found: Customer, rows: list[ProfileConfirmation]) -> tuple[date, str] | None:
    """The last day on which the whole profile was seen to be so, and who says it: one of ours, or the loaded files."""
    account = found.account
    age = account.measured.values.get("profile_age") if account else None
    files = account.run.as_of - timedelta(days=int(age)) if account and isinstance(age, int | float) else None
    if rows and (files is None or rows[0].on >= files):
        return rows[0].on, rows[0].source
    return (files, told(_("according to the loaded files"))) if files else None


def profile_say(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Say one field: its form, and everything that was said of it; `?desde=` begins with a note."""
    if field not in TYPED:
        raise Http404
    found, note = customer_of(request, code), note_of(request, code)
    rows = statements_of(code, field)
    begins: dict[str, Any] = {"on": note.on if note else timezone.localdate()}
    if note and FIELDS[field].kind == "text":
        begins |= {"value": note.text}
    form = SayForm(posted(request), initial=begins, field=field, currency=currency())
    newest = str(max((row.pk for row in rows), default=0))
    if request.method == "POST" and form.is_valid():
        said = Said(field, form.value(), form.cleaned_data["on"], form.cleaned_data["source"])
        seen = request.POST.get("seen", "")
        try:
            kept = state_profile(
                by=required(request), now=timezone.now(), customer=code, said=said, said_in=note,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else -1,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            back = reverse("profile_act", args=[code, "dato", kept.pk])
            undo.done(request, _("{field}: written down.").fill(field=FIELDS[field].label), back)
            return redirect("account_profile", code)
    context = {
        "form": form, "title": FIELDS[field].label, "lead": FIELDS[field].use, "seen": newest,
        "quoted": note.text if note else "", "back": reverse("account_profile", args=[code]),
        "history": [(row, value_words(field, row.value, currency())) for row in rows],
    }  # fmt: skip
    return page(request, found, "profile", "people/form.html", context, 422 if form.errors else 200)


def profile_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that all of it is still so: it is shown above, so that nobody confirms what they did not read."""
    found, today = customer_of(request, code), timezone.localdate()
    form = ConfirmForm(posted(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            kept = confirm_profile(by=required(request), now=timezone.now(), customer=code, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(
                request, _("The profile is confirmed."), reverse("profile_act", args=[code, "confirmacion", kept.pk])
            )
            return redirect("account_profile", code)
    newest = {row.field: row for row in reversed(statements_of(code))}
    context = {
        "form": form, "title": _("Confirm the profile"), "back": reverse("account_profile", args=[code]),
        "lead": _("Read it with somebody of theirs. What changed is said first, field by field; what is not known stays so."),
        "facts": [(told(FIELDS[key].label), value_words(key, newest[key].value, currency())) for key in TYPED if key in newest],
    }  # fmt: skip
    return page(request, found, "profile", "people/form.html", context, 422 if form.errors else 200)


def visit_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write down that a competitor was there; `?desde=` begins with a note. Everybody of the company may."""
    found, note = customer_of(request, code), note_of(request, code)
    begins = {"on": note.on if note else timezone.localdate(), "offered": note.text if note else ""}
    form = VisitForm(posted(request), initial=begins)
    reads = allows(required(request).role, "account_profile", powers(request).departments())
    back = reverse("account_profile" if reads else "account_people", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            kept = note_visit(by=required(request), now=timezone.now(), customer=code, visit=form.said(), said_in=note)
        except ClaveError as refused:
            beside(form, refused)
        else:
            act = reverse("profile_act", args=[code, "visita", kept.pk]) if reads else ""
            undo.done(request, _("The visit of {competitor} is written down.").fill(competitor=kept.competitor), act)
            return redirect(back)
    context = {
        "form": form, "title": _("A competitor was there"), "back": back, "quoted": note.text if note else "",
        "lead": _("What it offered and at which price, as far as anybody told us; what nobody knows stays empty."),
    }  # fmt: skip
    return page(
        request, found, "profile" if reads else "people", "people/form.html", context, 422 if form.errors else 200
    )


@require_POST
def profile_act(request: HttpRequest, code: str, what: str, number: int) -> HttpResponse:
    """Take back a statement, a confirmation or a visit; `restore` brings it back."""
    customer_of(request, code)
    if what not in WHAT:
        raise Http404
    restores = "restore" in request.POST
    do = restore_said if restores else withdraw_said
    try:
        do(by=required(request), now=timezone.now(), customer=code, kind=WHAT[what], number=number)
    except ClaveError as refused:
        return _profile(request, code, sentence(refused))
    if restores:
        undo.done(request, _("It counts again."))
    else:
        undo.done(request, _("It was taken back."), request.path, restore="1")
    return redirect("account_profile", code)


def currency() -> str:
    """The currency of the company."""
    return Company.objects.values_list("currency", flat=True).first() or ""
