"""Capacidad: what each key account manager carries of what they can, and what has no owner (F2, D1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.capacity import enter_capacity
from clave.actions.ownership import take_over
from clave.actions.refused import Refused
from clave.base.figures import Figure
from clave.base.words import _, counted
from clave.report.sheet import Head, Value, excel
from clave.selection.kams import Carried
from clave.store.erp_owners import Suggestion, suggestions
from clave.store.kams import loads
from clave.store.models import OWNER, Company, Person
from clave.store.ownership import ERP, MAY_HOLD, able
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.accounts_export import EXCEL
from clave.web.pages.owners import day_field
from clave.web.refusal import sentence
from clave.web.shown.capacity import capacity_of, history_of
from clave.web.who import signed_in
from clave.web.words import reader, told

FIELDS = {"hours": "horas", "accounts": "cuentas", "relationships": "relaciones", "reason": "razon"}
FILE = _("capacity")


class Carrying(forms.Form):
    """What a manager can carry; an empty field is not entered, and limits nothing."""

    horas = forms.FloatField(label=gettext_lazy("Hours a month for all their accounts"), required=False, localize=True)
    cuentas = forms.IntegerField(label=gettext_lazy("Accounts at most"), required=False)
    relaciones = forms.IntegerField(label=gettext_lazy("Relationships per account at most"), required=False)
    desde = day_field(gettext_lazy("From"))
    razon = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


def capacity(request: HttpRequest) -> HttpResponse:
    """Everybody with a bar; accounts without an owner first."""
    me, run = signed_in(request), latest_run()
    role, currency = me.role if me else None, run.currency if run else ""
    context = {
        "shown": capacity_of(timezone.localdate(), currency),
        "currency": currency,
        "can_enter": allows(role, "capacity_person"),
        "can_assign": allows(role, "owners"),
        "reads_policy": allows(role, "policy"),
        "undo": undo.taken(request),
    }
    return render(request, "capacity/page.html", context)


def person(request: HttpRequest, number: int) -> HttpResponse:
    """Enter what one can carry from a day on; what was entered before stays below."""
    them = Person.objects.filter(pk=number, role__in=MAY_HOLD[OWNER], is_active=True).first()
    me = signed_in(request)
    if them is None or me is None:
        raise Http404
    known = history_of(them)
    latest = known[0] if known else None
    initial = {"desde": timezone.localdate()} | (
        {"horas": latest.hours, "cuentas": latest.accounts, "relaciones": latest.relationships} if latest else {}
    )
    form = Carrying(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            enter_capacity(
                by=me, now=timezone.now(), person=them, starts_on=given["desde"], hours=given["horas"],
                accounts=given["cuentas"], relationships=given["relaciones"], reason=given["razon"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(FIELDS.get(refused.field), sentence(refused))
        else:
            undo.done(request, _("The capacity of {name} is kept.").fill(name=them.name))
            return redirect("capacity")
    context = {"them": them, "form": form, "known": known}
    return render(request, "capacity/person.html", context, status=422 if form.errors else 200)


def sheet(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook: one row for each account of each manager, and one for whoever has none."""
    day, run = timezone.localdate(), latest_run()
    heads = [
        Head(told(_("Manager")), "text", 26), Head(told(_("Accounts at most")), "whole"),
        Head(told(_("Hours a month at most")), "number"), Head(told(_("Relationships per account at most")), "whole"),
        Head(told(_("Customer")), "text", 14), Head(told(_("Name")), "text", 34),
        Head(told(_("Relationships")), "whole"), Head(told(_("Hours a month")), "number"),
        Head(told(_("Why so many hours")), "text", 34), Head(told(_("Score")), "number"),
        Head(told(_("Purchases, 12 months")), "money", 18),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for load in loads(day):
        can: list[Value] = [load.name, load.can.accounts, load.can.hours, load.can.relationships]
        rows += [_row(can, one) for one in load.carried] or [[*can, *[None] * 7]]
    company = Company.objects.order_by("id").first()
    about = [
        (told(_("Company")), company.name if company else ""),
        (told(_("As of")), told(Figure(day, "date"))),
        (told(_("Policy version")), policy_in_force().version),
        (told(_("Currency")), run.currency if run else ""),
    ]
    file = excel(told(_("KAM capacity")), heads, rows, about, reader())
    name = f"{told(FILE)}-{day:%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=EXCEL)


def _row(can: list[Value], one: Carried) -> list[Value]:
    because = told(one.because) if one.because else None
    return [*can, one.customer, one.name, one.relationships, one.hours, because, one.score, one.money]


def owners(request: HttpRequest) -> HttpResponse:
    """Whom the ERP names for each key account; those that are ticked are taken over together."""
    me, day = signed_in(request), timezone.localdate()
    found, refused = suggestions(day)
    if me is None:
        raise Http404
    free = [one for one in found if one.owner is None]
    error, typed = "", None
    if request.method == "POST":
        typed = _ticked(request, free)
        people = {person.pk: person for person in able(OWNER)}
        chosen = [
            (one.customer, one.name, people[number], ERP.msgid if one.person == people[number] else "")
            for one, number in typed
            if number in people
        ]
        if not chosen:
            error = told(_("No account is ticked with a person beside it: nothing was taken over."))
        else:
            try:
                made = take_over(by=me, now=timezone.now(), chosen=chosen, starts_on=day)
            except Refused as problem:
                error = told(problem.sentence())
            else:
                undo.done(
                    request, counted("{n} account has an owner now.", "{n} accounts have an owner now.", len(made))
                )
                return redirect("capacity")
    context = _owners(found, free, typed) | {"error": error, "refused": told(refused.sentence()) if refused else ""}
    return render(request, "capacity/owners.html", context, status=422 if error else 200)


def _ticked(request: HttpRequest, free: list[Suggestion]) -> list[tuple[Suggestion, int]]:
    """Each account that was ticked, with the number of the person beside it (0 = nobody)."""
    ticked = set(request.POST.getlist("cuenta"))
    numbers = dict(zip(request.POST.getlist("codigo"), request.POST.getlist("persona"), strict=False))
    return [
        (one, int(number) if (number := numbers.get(one.customer, ""))[:9].isdecimal() else 0)
        for one in free
        if one.customer in ticked
    ]


def _owners(
    found: list[Suggestion], free: list[Suggestion], typed: list[tuple[Suggestion, int]] | None
) -> dict[str, Any]:
    chosen = {one.customer: number for one, number in typed or ()}
    rows = [
        (
            one,
            chosen.get(one.customer) or (one.person.pk if one.person else 0),
            one.customer in chosen if typed is not None else one.match == "matched",
        )
        for one in free
    ]
    return {
        "rows": rows,
        "people": list(able(OWNER)),
        "owned": [one for one in found if one.owner is not None],
        "unmatched": sorted({one.erp for one in free if one.match in ("nobody", "several")}),
    }
