"""One act of hospitality: written down, looked at, approved or not, corrected, taken back; and the tab of an account. (G11)"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.hospitality import (
    approve_hospitality,
    ask_hospitality,
    cancel_hospitality,
    cost_hospitality,
    decline_hospitality,
    reject_hospitality,
    reopen_hospitality,
    restore_hospitality,
)
from clave.base.errors import ClaveError
from clave.base.figures import number
from clave.base.words import Text, _, joined
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import (
    APPROVED,
    CANCELLED,
    COUNTING,
    DECLINED,
    DIRECTIONS,
    KINDS,
    REJECTED,
    WAITING,
)
from clave.store.fields import FIELDS, GIFTS, reserved
from clave.store.hospitality import contacts_of, currency, rules_on, tenders_on, verdict_of
from clave.store.models import Hospitality, Person, Touchpoint
from clave.store.ownership import parts_held
from clave.store.permissions import DOINGS
from clave.store.roles import OURS, ROLES
from clave.web import undo
from clave.web.customer_field import customer_asked
from clave.web.hospitality_forms import CostForm, DecisionForm, HospitalityForm
from clave.web.pages.account import shown
from clave.web.pages.hospitality import acts_seen
from clave.web.pages.hospitality import may as may_open
from clave.web.refusals import beside
from clave.web.shown.header import account_of
from clave.web.shown.hospitality import act_row, bars, sums
from clave.web.who import powers, required, sight
from clave.web.words import reader, told

BACK = timedelta(days=400)
"""How far back the tab of an account lists what there was."""


def may(request: HttpRequest, doing: str, customer: str) -> bool:
    """Whether whoever asks may do something with the hospitality of an account: by role, by delegation, by their part."""
    parts = parts_held(required(request), customer, timezone.localdate())
    roles = {required(request).role, *powers(request).departments()}
    return any(DOINGS[doing].allows(role, parts) for role in roles)


def hospitality_new(request: HttpRequest) -> HttpResponse:
    """Write something down: of the customer in the address (`cliente`), or of one that is searched first; `contacto`, `tipo`,
    `fecha` and a note (`desde`) fill it in."""
    asked = customer_asked(request)
    if asked.name is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "hospitality/form.html", {"customer": asked}, status=status)
    note = _note(request, asked.code)
    form = _form(request, asked.code, note)
    allowed = may(request, "ask_hospitality", asked.code)
    if request.method == "POST" and form.is_valid():
        try:
            row = ask_hospitality(
                by=required(request), now=timezone.now(), customer=asked.code, name=asked.name, said=form.said(),
                ours=Person.objects.get(pk=form.cleaned_data["ours"]), said_in=note,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _SAID[row.state], reverse("hospitality_act", args=[row.pk, "retirar"]))
            return redirect("hospitality_one", row.pk)
    context = {"customer": asked, "form": form, "may": allowed, "note": note, "tender": _tender(asked.code),
               "people": bool(form.fields["contacts"].choices)}  # type: ignore[attr-defined]  # fmt: skip
    return render(request, "hospitality/form.html", context, status=422 if form.errors else 200)


_SAID: dict[str, Text] = {
    "allowed": _("It is written down: it is within the limits."),
    WAITING: _("It is written down, and waits for an approval: the reasons are below."),
    DECLINED: _("It is written down as refused: it counts for nothing."),
}


def hospitality_one(request: HttpRequest, number: int) -> HttpResponse:
    """One act: what it is, why it stands where it does, what was added up, and what may be done with it."""
    return one_page(request, _seen(request, number))


def one_page(request: HttpRequest, row: Hospitality, refusal: str = "", **bound: forms.Form) -> HttpResponse:
    """The page, with a form that was refused in the place of an empty one (422)."""
    me, money, today = required(request), currency(), timezone.localdate()
    numbers = [one.contact_id for one in row.guests.all()]
    verdict = verdict_of(row, numbers, rules_on(row.on))
    mine = why_not(Ours(me.pk, me.role), Ours(row.ours_id, row.ours.role), row.by_id, rules_on(today))
    keeps = may(request, "ask_hospitality", row.customer)
    context: dict[str, Any] = {
        "row": act_row(row, money), "act": row, "currency": money, "bars": bars(verdict.totals, money),
        "way": told(DIRECTIONS[row.direction]), "waits": row.state == WAITING, "counts": row.state in COUNTING,
        "why_not": told(mine), "decides": may_open(request, "hospitality_decide"), "keeps": keeps,
        "over": row.state in (CANCELLED, DECLINED), "given": row.on <= today,
        "reopens": row.state in (APPROVED, REJECTED) and row.decided_by_id == me.pk,
        "together": acts_seen(request).filter(pk__in=row.together), "opens": may_open(request, "account"),
        "decision": DecisionForm(), "cost": CostForm(initial={"cost": _typed(row.cost), "document": row.document}),
        "refusal": refusal, "undo": undo.taken(request),
    } | bound  # fmt: skip
    status = 422 if refusal or any(form.errors for form in bound.values()) else 200
    return render(request, "hospitality/one.html", context, status=status)


@require_POST
def hospitality_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Take it back, bring it back, write down that it was refused or what it cost; its page with 422 where that is refused."""
    if act not in ACTS:
        raise Http404
    return ACTS[act](request, _seen(request, number))


@require_POST
def hospitality_decide(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Approve it, or not, with words; or take one's own decision back."""
    row = _seen(request, number)
    if act == "reabrir":
        return _plain(reopen_hospitality, _("Your decision is taken back: it was judged anew."))(request, row)
    if act not in ("aprobar", "rechazar"):
        raise Http404
    form, do = DecisionForm(request.POST), approve_hospitality if act == "aprobar" else reject_hospitality
    said = _("It is approved.") if act == "aprobar" else _("It is not approved.")
    return _with(request, row, form, "decision", do, said, reverse("hospitality_decide", args=[row.pk, "reabrir"]))


def _cost(request: HttpRequest, row: Hospitality) -> HttpResponse:
    return _with(request, row, CostForm(request.POST), "cost", cost_hospitality, _("Its cost is written down."), "")


def _with(
    request: HttpRequest, row: Hospitality, form: forms.Form, name: str, do: Callable[..., Any], said: Text, back: str
) -> HttpResponse:
    """An act with a form."""
    if form.is_valid():
        try:
            do(by=required(request), now=timezone.now(), customer=row.customer, number=row.pk, **form.cleaned_data)
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, said, back)
            return redirect("hospitality_one", row.pk)
    return one_page(request, row, "", **{name: form})


def _plain(
    do: Callable[..., Any], said: Text, opposite: str = ""
) -> Callable[[HttpRequest, Hospitality], HttpResponse]:
    """An act without anything to fill in."""

    def run(request: HttpRequest, row: Hospitality) -> HttpResponse:
        try:
            do(by=required(request), now=timezone.now(), customer=row.customer, number=row.pk)
        except ClaveError as refused:
            return one_page(request, row, sentence(refused))
        undo.done(request, said, reverse("hospitality_act", args=[row.pk, opposite]) if opposite else "")
        return redirect("hospitality_one", row.pk)

    return run


ACTS: dict[str, Callable[[HttpRequest, Hospitality], HttpResponse]] = {
    "retirar": _plain(cancel_hospitality, _("It is taken back, and its room is free again."), "restaurar"),
    "rechazada": _plain(decline_hospitality, _("It is written down as refused: it counts for nothing."), "restaurar"),
    "restaurar": _plain(restore_hospitality, _("It is back, and was judged anew.")),
    "costo": _cost,
}


def sentence(refused: ClaveError) -> str:
    """What was refused and what to do, without the name of a field."""
    return told(joined((refused.what, refused.remedy) if refused.remedy else (refused.what,), " "))


def account_hospitality(request: HttpRequest, code: str) -> HttpResponse:
    """The tab of an account: what was given and offered, its limits, its people and its tenders."""
    seen = sight(request)
    found = account_of(code, seen)
    if not seen.sees(GIFTS, code):
        return shown(request, found, "hospitality", "hospitality/account.html", {"reserved": reserved(FIELDS[GIFTS])})
    today, money = timezone.localdate(), currency()
    acts = list(acts_seen(request).filter(customer=code, on__gt=today - BACK).order_by("-on", "-pk"))
    rules, year = rules_on(today), [one for one in acts if one.on.year == today.year]
    added = sums(year)
    context = {
        "rows": [act_row(one, money) for one in acts], "sums": added, "currency": money, "year": today.year,
        "limit": rules.account.year, "share": _share(added.given, rules.account.year), "tender": _tender(code),
        "unknown_officials": contacts_of(code).filter(public_official=None).count(),
        "people": contacts_of(code).count(), "may": may(request, "ask_hospitality", code),
        "may_tender": may(request, "open_tender", code), "undo": undo.taken(request),
    }  # fmt: skip
    return shown(request, found, "hospitality", "hospitality/account.html", context)


def _share(used: Any, limit: Any) -> int:
    return min(100, round(100 * used / limit)) if limit else 100


def _tender(code: str) -> Any:
    return tenders_on(timezone.localdate()).filter(customer=code).first()


def _seen(request: HttpRequest, number: int) -> Hospitality:
    """An act that whoever asks may see; 404 for another."""
    row = acts_seen(request).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _note(request: HttpRequest, code: str) -> Touchpoint | None:
    """The note that it comes from, if it is one of this customer."""
    text = request.GET.get("desde", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Touchpoint.objects.filter(pk=int(text), customer=code, withdrawn_at=None).first()


def _form(request: HttpRequest, code: str, note: Touchpoint | None) -> HospitalityForm:
    me, get = required(request), request.GET
    team = Person.objects.filter(role__in=OURS, is_active=True).order_by("name", "pk")
    people = [(str(one.pk), f"{one.name} · {one.position}" if one.position else one.name) for one in contacts_of(code)]
    begins = {
        "direction": "out", "kind": get.get("tipo", "") if get.get("tipo") in KINDS else "lunch", "ours": me.pk,
        "on": _day(get.get("fecha", "")) or (note.on if note else timezone.localdate()),
        "what": note.text if note else "", "cost": _typed(note.cost if note else None),
        "contacts": [get.get("contacto", "")] if not note else [
            str(one) for one in note.with_whom.values_list("contact", flat=True)
        ],
    }  # fmt: skip
    sent = request.POST if request.method == "POST" else None
    named = [(str(one.pk), f"{one.name} ({told(ROLES[one.role].label)})") for one in team]
    return HospitalityForm(sent, initial=begins, people=people, team=named)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _typed(value: Any) -> str:
    """A figure as its field begins, in the reader's language; empty where there is none."""
    return "" if value is None else number(value, 0 if value == int(value) else 2, reader())
