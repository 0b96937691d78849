"""«Lo que le debemos», a tab of every account: what it has, why, who delivers it, and what it reads of it. (C1, G2–G7)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.grants import (
    change_grant,
    end_grant,
    end_with_landing,
    give_grant,
    give_template,
    show_grant,
    take_back_grant,
)
from clave.base.errors import ClaveError
from clave.base.words import _, said
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.selection.life import LANDING, is_member
from clave.store.fields import AT_STAKE
from clave.store.models import Grant, KeyStatus, LandingPlan
from clave.store.policy import policy_in_force
from clave.store.privileges import PREFERENTIAL, code_for, given, held_of, lacking, standing_grants
from clave.store.promises import Wanted, counted_by, newest_ledger, promises
from clave.store.status import status_of
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import shown
from clave.web.privilege_forms import Changing, Ending, Giving, Landing, ends_on, privilege_of
from clave.web.refusals import beside
from clave.web.shown.header import Account, account_of
from clave.web.shown.privileges import code_shown, events, fresh_rows, owed, span
from clave.web.shown.promises import OwedKept, owed_kept
from clave.web.who import required, sight
from clave.web.words import reader, told

HISTORY = 40
GIVE, CHANGE, END, BACK = "dar", "cambiar", "terminar", "deshacer"
SHOW, HIDE = "mostrar", "ocultar"
TEMPLATE, LAND = "plantilla", "aterrizaje"


def account_grants(request: HttpRequest, code: str) -> HttpResponse:
    """The tab; `?dar=`, `?cambiar=`, `?terminar=` open a form."""
    found = account_of(code, sight(request))
    return _page(request, found, _asked_for(request, found))


@require_POST
def account_give(request: HttpRequest, code: str, privilege: str) -> HttpResponse:
    """Give a privilege of its own."""
    me, found, one = required(request), account_of(code, sight(request)), privilege_of(privilege)
    if one is None:
        raise Http404
    form = Giving(request.POST, privilege=one, figures={})
    if form.is_valid():
        good = form.cleaned_data
        try:
            row = give_grant(
                by=me, now=timezone.now(), customer=code, privilege=one.key, since=good["since"], until=good["until"],
                parameters=form.parameters(), reason=good["reason"], shown=good["shown"],
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _done(request, row, _("{privilege}: given.").fill(privilege=one.label))
    return _page(request, found, (GIVE, form, one.key))


@require_POST
def account_grant_act(request: HttpRequest, code: str, number: int, act: str) -> HttpResponse:
    """Change or end a grant that stands, or take back what was done with it last."""
    me, found = required(request), account_of(code, sight(request))
    row = get_object_or_404(Grant, pk=number, customer=code)
    privilege = PRIVILEGES[row.privilege]
    if act == BACK:
        try:
            kept = take_back_grant(by=me, now=timezone.now(), number=number)
        except ClaveError as refused:
            return _page(request, found, None, refused)
        return _done(request, kept, _("{privilege}: taken back.").fill(privilege=privilege.label), back=False)
    if act in (SHOW, HIDE):
        return _show(request, found, row, shown=act == SHOW)
    if act not in (CHANGE, END):
        raise Http404
    form = _form_of(act, row, request.POST)
    if form.is_valid():
        good, now = form.cleaned_data, timezone.now()
        try:
            if isinstance(form, Changing):
                kept = change_grant(
                    by=me, now=now, number=number, since=good["since"], parameters=form.parameters(), reason=good["reason"]
                )  # fmt: skip
                words = _("{privilege}: changed.")
            else:
                kept = end_grant(by=me, now=now, number=number, last=good["last"], because=good["because"])
                words = _("{privilege}: it has an end now.")
        except ClaveError as refused:
            beside(form, refused)
        else:
            return _done(request, kept, words.fill(privilege=privilege.label))
    return _page(request, found, (act, form, str(number)))


def _show(request: HttpRequest, found: Account, row: Grant, *, shown: bool) -> HttpResponse:
    """The customer reads it in its portal from now on, or does not."""
    try:
        kept = show_grant(by=required(request), now=timezone.now(), number=row.pk, shown=shown)
    except ClaveError as refused:
        return _page(request, found, None, refused)
    words = (
        _("{privilege}: the customer reads it in the portal.") if shown else _("{privilege}: it is not in the portal.")
    )
    return _done(request, kept, words.fill(privilege=PRIVILEGES[row.privilege].label))


@require_POST
def account_grants_all(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """What its category gives and it lacks, given at once; or everything ended with its landing."""
    me, found = required(request), account_of(code, sight(request))
    if act == TEMPLATE:
        try:
            rows = give_template(by=me, now=timezone.now(), customer=code, since=timezone.localdate())
        except ClaveError as refused:
            return _page(request, found, None, refused)
        undo.done(request, _("Given: {names}.").fill(names=_names(rows)))
        return redirect("account_grants", code)
    if act != LAND:
        raise Http404
    form = Landing(request.POST)
    if form.is_valid():
        try:
            rows = end_with_landing(by=me, now=timezone.now(), customer=code, because=form.cleaned_data["because"])
        except ClaveError as refused:
            beside(form, refused)
        else:
            undo.done(request, _("They end with the landing: {names}.").fill(names=_names(rows)))
            return redirect("account_grants", code)
    return _page(request, found, (LAND, form, ""))


def _names(rows: list[Grant]) -> str:
    return ", ".join(told(PRIVILEGES[row.privilege].label) for row in rows)


def _done(request: HttpRequest, row: Grant, words: Any, *, back: bool = True) -> HttpResponse:
    address = reverse("account_grant_act", args=[row.customer, row.pk, BACK]) if back else ""
    undo.done(request, words, address)
    return redirect("account_grants", row.customer)


Opened = tuple[str, forms.Form, str]
"""Which act, its form, and what it is about: a privilege, or the number of a grant."""


def _asked_for(request: HttpRequest, found: Account) -> Opened | None:
    """The form that the address opens; None where it opens none, or one that does not fit any more."""
    today = timezone.localdate()
    if key := request.GET.get(GIVE, ""):
        one = privilege_of(key)
        status = status_of(found.code)
        if one is None or status is None:
            return None
        figures = one.usual(status.category, _limits()) or {p.key: p.least for p in one.parameters}
        initial = {"since": today, "shown": one.shown}
        return GIVE, Giving(privilege=one, figures=figures, initial=initial), key
    for act in (CHANGE, END):
        number = request.GET.get(act, "")
        row = standing_grants().filter(customer=found.code, pk=int(number)).first() if _is_number(number) else None
        if row is not None:
            return act, _form_of(act, row), number
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _form_of(act: str, row: Grant, sent: Any = None) -> forms.Form:
    today = timezone.localdate()
    if act == END:
        return Ending(sent, initial={"last": ends_on(row.since, row.until, today)})
    return Changing(
        sent, privilege=PRIVILEGES[row.privilege], figures=row.parameters, initial={"since": max(row.since, today)}
    )


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _page(
    request: HttpRequest, found: Account, opened: Opened | None = None, error: ClaveError | None = None
) -> HttpResponse:
    role, today, limits = required(request).role, timezone.localdate(), _limits()
    status = status_of(found.code)
    rows = list(standing_grants().filter(customer=found.code))
    held = held_of(found.code, today)
    may = allows(role, "account_give") and status is not None and is_member(status.state)
    member = status if status and is_member(status.state) else None
    missing = lacking([given(row) for row in rows], member, today, limits) if member else []
    fresh = fresh_rows(rows, timezone.now(), limits) if may else frozenset()
    has = {one.privilege.key for one in held}
    language = request.GET.get("idioma") if request.GET.get("idioma") in ("es", "en") else reader()
    promised = _promised(request, found.code, limits)
    context: dict[str, Any] = {
        "promised": promised,
        "owed": [
            (owed(one, today, limits, found.loaded, fresh), promised.of.get(one.privilege.key) if promised else None)
            for one in held
        ],
        "preferential": PREFERENTIAL,
        "coming": [
            (PRIVILEGES[row.privilege], row, span(row.since, row.until), row.pk in fresh)
            for row in rows
            if row.since > today
        ],
        "events": events(_history(found.code)),
        "member": member,
        "missing": [told(PRIVILEGES[grant.privilege].label) for grant in missing],
        "landing": _landing(member, rows),
        "may": may,
        "can_condition": allows(role, "condition_new"),
        "sees_conditions": allows(role, "conditions"),
        "offered": [one for key, one in PRIVILEGES.items() if key not in has and not one.by_condition] if may else [],
        "act": opened[0] if opened and may else "",
        "form": opened[1] if opened and may else None,
        "target": opened[2] if opened and may else "",
        "about": _about(opened, rows),
        "code_shown": code_shown(code_for(found.code, today, limits), str(language)),
        "error": said(error.sentence(), reader()) if error else "",
        "undo": undo.taken(request),
    }
    response = shown(request, found, "grants", "accounts/grants.html", context)
    response.status_code = 422 if error or (opened and opened[1].is_bound) else 200
    return response


def _promised(request: HttpRequest, code: str, limits: Limits) -> OwedKept | None:
    """How what it was promised was kept, by the ledger as it was judged last; None before the first one."""
    run = newest_ledger()
    if run is None:
        return None
    found = counted_by(promises(run, Wanted(customer=code)), "privilege")
    return owed_kept(
        code, found, run.currency, limits[declared.promise_target], reverse("promises_list"),
        sees=sight(request).sees(AT_STAKE, code),
    )  # fmt: skip


def _about(opened: Opened | None, rows: list[Grant]) -> Any:
    """The privilege that the open form is about."""
    if opened is None or opened[0] == LAND:
        return None
    act, _form, target = opened
    if act == GIVE:
        return PRIVILEGES[target]
    return next((PRIVILEGES[row.privilege] for row in rows if str(row.pk) == target), None)


def _history(customer: str) -> list[Grant]:
    return list(Grant.objects.filter(customer=customer).select_related("by").order_by("-at", "-pk")[:HISTORY])


def _landing(member: KeyStatus | None, rows: list[Grant]) -> tuple[date, int] | None:
    """Its last day and how many grants would outlive it, while an account lands."""
    if member is None or member.state != LANDING:
        return None
    plan = LandingPlan.objects.filter(customer=member.customer, ended_at=None).first()
    if plan is None:
        return None
    outlive = [row for row in rows if row.since <= plan.until and (row.until is None or row.until > plan.until)]
    return (plan.until, len(outlive)) if outlive else None
