"""Condiciones: preferential prices, discounts and terms, with their reason, their limits, their end and what they cost. (C5)"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.conditions import end_condition, give_condition, take_back_condition
from clave.actions.grants import note_privileges_export
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.facts.book import Book
from clave.facts.condition_use import Asked, Use, condition_use
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.conditions import KINDS, Condition
from clave.report.sheet import Head, Value
from clave.store.models import Condition as Row
from clave.store.models import KeyStatus
from clave.store.policy import policy_in_force
from clave.store.privileges import agreed, standing_conditions
from clave.store.status import MEMBER_STATES
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.privileges import as_file
from clave.web.privilege_forms import ConditionForm, Ending, ends_on
from clave.web.refusals import beside
from clave.web.rule_facts import choices, known_product, newest_book
from clave.web.shown.rules import NEAR, OVER, RUNNING, STATES, ConditionShown, condition_shown, state_of
from clave.web.who import required
from clave.web.words import told

PAGE = 50
END, BACK = "terminar", "deshacer"
FILE = _("conditions")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("What it gets"), "text", 22), (_("How much"), "text", 14),
    (_("On"), "text", 24), (_("From"), "date", 12), (_("Until"), "date", 12), (_("State"), "text", 14),
    (_("Objective reason"), "text", 40), (_("What shows it"), "text", 50), (_("Bought with it"), "money", 16),
    (_("Cost"), "money", 14), (_("Given by"), "text", 24),
)  # fmt: skip


def conditions(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    person, today, limits = required(request), timezone.localdate(), _limits()
    every = _every(today, limits)
    found = Paginator(_among(request, every, today, limits), PAGE).get_page(request.GET.get("pagina"))
    running = [one for one in every if one.condition.covers(today)]
    costs = [one.cost for one in running if one.cost is not None]
    context: dict[str, Any] = {
        "found": found,
        "rows": list(found),
        "running": len(running),
        "currency": _currency(newest_book()),
        "near": sum(state_of(one.condition, today, limits) == NEAR for one in every),
        "cost": sum(costs) if costs else None,
        "uncounted": sum(one.cost is None for one in running),
        "states": STATES.items(),
        "kinds": KINDS.items(),
        "state": _state(request),
        "kind": request.GET.get("tipo", ""),
        "q": request.GET.get("q", "")[:100],
        "any": bool(every),
        "may": allows(person.role, "condition_new"),
        "opens": allows(person.role, "account_grants"),
        "days": limits[declared.condition_expiring],
        "undo": undo.taken(request),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "privileges/_conditions.html" if part else "privileges/conditions.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def conditions_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All conditions, filtered as on the page, as `condiciones.xlsx` or `.csv`; 404 for another ending."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or not name:
        raise Http404
    today, limits = timezone.localdate(), _limits()
    rows = [_cells(one) for one in _among(request, _every(today, limits), today, limits)]
    note_privileges_export(by=required(request), now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, rows, [(told(_("State")), told(STATES.get(_state(request), _("all"))))])


def _cells(one: ConditionShown) -> list[Value]:
    c = one.condition
    return [
        c.account, one.name, one.kind, one.value, one.on_what, c.since, c.until, one.state.label, one.objective, c.words,
        None if one.bought is None else float(one.bought), None if one.cost is None else float(one.cost), c.approver,
    ]  # fmt: skip


def condition_new(request: HttpRequest) -> HttpResponse:
    """Give a condition; `?cliente=` chooses the account."""
    today, book = timezone.localdate(), newest_book()
    there = choices(book)
    initial = {
        "customer": request.GET.get("cliente", ""),
        "since": today,
        "until": min(date(today.year, 12, 31), today + timedelta(days=_limits()[declared.condition_days] - 1)),
    }
    accounts = KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer")
    form = ConditionForm(
        request.POST if request.method == "POST" else None, initial=initial, families=there.families,
        accounts=[(one.customer, one.name or one.customer) for one in accounts],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and known_product(form, book):
        try:
            row = give_condition(by=required(request), now=timezone.now(), condition=form.condition())
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("{kind}: given.").fill(kind=KINDS[row.kind])
            undo.done(request, said, reverse("condition_act", args=[row.pk, BACK]))
            return redirect("conditions")
    limits = _limits()
    context = {
        "form": form,
        "largest": limits[declared.condition_discount],
        "longest": limits[declared.condition_terms],
        "days": limits[declared.condition_days],
        "nobody": not accounts,
    }
    return render(request, "privileges/condition_form.html", context, status=422 if form.errors else 200)


def condition_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """End a condition (a page of its own), or take back what was done with it last."""
    row = get_object_or_404(Row.objects.select_related("by"), pk=number)
    if act not in (END, BACK):
        raise Http404
    if act == BACK:
        if request.method != "POST":
            return redirect("conditions")
        try:
            take_back_condition(by=required(request), now=timezone.now(), number=number)
        except ClaveError as refused:
            return _end_page(request, row, Ending(initial=_last(row)), refused)
        undo.done(request, _("{kind}: taken back.").fill(kind=KINDS[row.kind]))
        return redirect("conditions")
    form = Ending(request.POST if request.method == "POST" else None, initial=_last(row))
    if request.method == "POST" and form.is_valid():
        good = form.cleaned_data
        try:
            kept = end_condition(
                by=required(request), now=timezone.now(), number=number, last=good["last"], because=good["because"]
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            words = _("{kind}: it ends earlier now.").fill(kind=KINDS[row.kind])
            undo.done(request, words, reverse("condition_act", args=[kept.pk, BACK]))
            return redirect("conditions")
    return _end_page(request, row, form)


def _last(row: Row) -> dict[str, Any]:
    return {"last": ends_on(row.since, row.until, timezone.localdate())}


def _end_page(request: HttpRequest, row: Row, form: forms.Form, error: ClaveError | None = None) -> HttpResponse:
    today = timezone.localdate()
    one = condition_shown(
        agreed(row), _names([row.customer]).get(row.customer, row.customer), None, measured=False, today=today,
        limits=_limits(), currency=_currency(newest_book()), back=False,
    )  # fmt: skip
    context = {
        "one": one,
        "form": form,
        "error": told(error.sentence()) if error else "",
        "address": reverse("condition_act", args=[row.pk, END]),
        "back": reverse("conditions"),
        "title": f"{one.kind} {one.value} · {one.on_what}",
        "about": f"{one.name} · {one.days}",
        "up": told(_("Conditions")),
    }
    status = 422 if error or form.errors else 200
    return render(request, "privileges/end.html", context, status=status)


def _limits() -> Limits:
    return policy_in_force().at(timezone.localdate())


def _currency(book: Book | None) -> str:
    return book.currency if book else ""


def _names(customers: list[str]) -> dict[str, str]:
    return dict(KeyStatus.objects.filter(customer__in=customers).values_list("customer", "name"))


def _every(today: date, limits: Limits) -> list[ConditionShown]:
    """All that stand, with what was bought with each and what it cost."""
    rows = list(standing_conditions())
    book = newest_book()
    used = _used(book, [agreed(row) for row in rows])
    names = _names([row.customer for row in rows])
    since = timezone.now() - timedelta(hours=limits[declared.life_back])
    return [
        condition_shown(
            agreed(row), names.get(row.customer) or row.customer, (used or {}).get(row.pk), measured=used is not None,
            today=today, limits=limits, currency=_currency(book), back=row.at >= since,
        )
        for row in rows
    ]  # fmt: skip


def _used(book: Book | None, rows: list[Condition]) -> dict[int, Use] | None:
    """What was bought with each; None where the invoices cannot be read."""
    asked = [Asked(c.number or 0, c.account, c.product, c.family, c.since, c.until) for c in rows]
    try:
        return condition_use(book, asked) if book else None
    except ClaveError:
        return None


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("estado", "")
    return asked if asked in STATES or asked == "todas" else ""


def _among(request: HttpRequest, every: list[ConditionShown], today: date, limits: Limits) -> list[ConditionShown]:
    """Those asked for; without a state, all that are not over."""
    words, state, kind = folded(request.GET.get("q", "")[:100]), _state(request), request.GET.get("tipo", "")

    def fits(one: ConditionShown) -> bool:
        now = state_of(one.condition, today, limits)
        in_state = state == "todas" or (
            now != OVER if not state else now == state or (state == RUNNING and now == NEAR)
        )
        said = folded(f"{one.name} {one.condition.account} {one.on_what}")
        return in_state and (not words or words in said) and (kind not in KINDS or kind == one.condition.kind)

    return [one for one in every if fits(one)]
