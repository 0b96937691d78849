"""Delegaciones: who may act for which department, on which accounts, until when; in writing (D2)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.delegations import grant_delegation, name_head, revoke_delegation
from clave.actions.refused import Refused
from clave.base.words import _
from clave.store.delegations import STATES, Asked, delegations, grantable, heads, readable
from clave.store.log import FOR, PERSON, events
from clave.store.log import Asked as Acts
from clave.store.models import Delegation, MeasureLine, Person
from clave.store.ownership import in_force
from clave.store.queries import latest_run
from clave.store.roles import DEPARTMENTS, ROLES, STAFF
from clave.store.status import key_accounts
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.owners import day_field
from clave.web.refusal import sentence
from clave.web.shown.log import shown as acts_shown
from clave.web.shown.owners import GRANTS, delegation_shown
from clave.web.shown.people import gives
from clave.web.who import signed_in
from clave.web.words import told

PAGE, ACTS = 50, 10
ALL, LISTED = "todas", "lista"
FIELDS = {"person": "persona", "department": "departamento", "purpose": "motivo", "ends_on": "hasta", "why": "razon"}
CODES = re.compile(r"[,;\n]+")


class Granting(forms.Form):
    """Who for which department, on which accounts, from when to when, what for."""

    persona = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Choose who acts for the department.")},
    )
    departamento = forms.ChoiceField(label=gettext_lazy("Acts for"))
    desde = day_field(gettext_lazy("From"))
    hasta = day_field(gettext_lazy("Until, that day included"))
    motivo = forms.CharField(
        label=gettext_lazy("What for"),
        help_text=gettext_lazy("In one sentence: it stands on the written page and in the list."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write in one sentence what it is for.")},
    )
    alcance = forms.ChoiceField(
        choices=[(ALL, gettext_lazy("All accounts")), (LISTED, gettext_lazy("Only these accounts"))],
        widget=forms.RadioSelect,
    )
    cuentas = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    otras = forms.CharField(
        label=gettext_lazy("Other accounts, by code"),
        help_text=gettext_lazy("Separated by commas."),
        required=False,
        max_length=4000,
    )

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True, role__in=STAFF).exclude(pk=by.pk)
        self.fields["persona"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        self.fields["departamento"].choices = [  # type: ignore[attr-defined]
            (key, told(ROLES[key].label)) for key in grantable(by)
        ]
        self.fields["cuentas"].choices = _offered()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A list names at least one account, and only accounts that exist."""
        given = super().clean() or {}
        codes = {
            *given.get("cuentas", ()),
            *(code.strip() for code in CODES.split(given.get("otras", "")) if code.strip()),
        }
        run = latest_run()
        known = set(MeasureLine.objects.filter(run=run, customer__in=codes).values_list("customer", flat=True))
        if given.get("alcance") == LISTED and not codes:
            self.add_error("otras", told(_("No account is chosen: tick one, or choose all accounts.")))
        elif unknown := sorted(codes - known - {code for code, _name in _offered()}):
            self.add_error("otras", told(_("Nobody knows these codes: {codes}.").fill(codes=", ".join(unknown[:5]))))
        given["codes"] = sorted(codes) if given.get("alcance") == LISTED else []
        return given


def _offered() -> list[tuple[str, str]]:
    """Key accounts, and whatever has an owner, by name."""
    names = {status.customer: status.name for status in key_accounts()}
    owned = set(in_force(timezone.localdate()).values_list("customer", flat=True)) - names.keys()
    run = latest_run()
    names |= dict(MeasureLine.objects.filter(run=run, customer__in=owned).values_list("customer", "name"))
    return sorted(((code, name or code) for code, name in names.items()), key=lambda pair: pair[1])


def list_(request: HttpRequest) -> HttpResponse:
    """Those that concern whoever asks, filtered by state and department."""
    me, today = _me(request), timezone.localdate()
    state, department = request.GET.get("estado", ""), request.GET.get("departamento", "")
    asked = Asked(state if state in STATES else "", department if department in DEPARTMENTS else "")
    found = Paginator(delegations(asked, today).filter(readable(me)), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "rows": [delegation_shown(one, today) for one in found],
        "asked": asked,
        "states": {key: GRANTS[key].label for key in STATES},
        "departments": {key: ROLES[key].label for key in DEPARTMENTS},
        "can_grant": bool(grantable(me)),
        "can_head": allows(me.role, "delegation_heads"),
        "undo": undo.taken(request),
    }
    return render(request, "delegations/list.html", context)


def grant(request: HttpRequest) -> HttpResponse:
    """The form, and after it the written page."""
    me, today = _me(request), timezone.localdate()
    initial = {"desde": today, "alcance": ALL, "persona": request.GET.get("persona", "")}
    form = Granting(me, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = grant_delegation(
                by=me, now=timezone.now(), today=today, person=given["persona"], department=given["departamento"],
                customers=given["codes"], starts_on=given["desde"], ends_on=given["hasta"], purpose=given["motivo"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(FIELDS.get(refused.field), sentence(refused))
        else:
            said = _("{name} acts for {department}.").fill(
                name=made.person.name, department=ROLES[made.department].label
            )
            undo.done(request, said, reverse("delegation_revoke", args=[made.pk]), razon=told(_("taken back")))
            return redirect("delegation", made.pk)
    context = {"form": form, "can_grant": bool(grantable(me))}
    return render(request, "delegations/grant.html", context, status=422 if form.errors else 200)


def delegation(request: HttpRequest, number: int) -> HttpResponse:
    """The written page: who, for which department, what for, on which accounts, until when, by whom; what it opens, and
    what was done with it."""
    return _page(request, _readable(request, number))


def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End it at once."""
    found, me = _readable(request, number), _me(request)
    if request.method != "POST":
        return redirect("delegation", number)
    try:
        revoke_delegation(by=me, now=timezone.now(), delegation=found, why=request.POST.get("razon", ""))
    except Refused as refused:
        typed = {"error": told(refused.sentence()), "typed": request.POST.get("razon", "")}
        return _page(request, found, status=422, **typed)
    undo.done(request, _("The delegation is over, from this moment."))
    return redirect("delegation", number)


def headed(request: HttpRequest) -> HttpResponse:
    """Who heads each department: they may delegate it."""
    me, today, known = _me(request), timezone.localdate(), heads()
    people = list(Person.objects.filter(is_active=True, role__in=STAFF).order_by("name"))
    if request.method == "POST":
        chosen = {key: request.POST.get(key, "") for key in DEPARTMENTS}
        by_number = {str(person.pk): person for person in people}
        for key, number in chosen.items():
            before = known[key].person_id if key in known else None
            person = by_number.get(number)
            if (person.pk if person else None) != before:
                name_head(by=me, now=timezone.now(), today=today, department=key, person=person)
        undo.done(request, _("The heads of the departments are kept."))
        return redirect("delegations")
    rows = [(key, ROLES[key].label, known.get(key)) for key in DEPARTMENTS]
    return render(request, "delegations/heads.html", {"rows": rows, "people": people})


def _page(request: HttpRequest, found: Delegation, *, status: int = 200, **more: Any) -> HttpResponse:
    me, today = _me(request), timezone.localdate()
    shown = delegation_shown(found, today)
    names = dict(
        MeasureLine.objects.filter(run=latest_run(), customer__in=found.customers).values_list("customer", "name")
    )
    own, department = gives(found.person.role), gives(found.department)
    acts = events(Acts(who=f"{PERSON}{found.person_id}{FOR}{found.department}", since=found.granted_at))
    context = {
        "one": shown,
        "accounts": [(code, names.get(code) or code) for code in found.customers],
        "opens": [what for what in department if what not in own],
        "acts": acts_shown(acts[:ACTS]),
        "can_end": shown.state in ("in_force", "planned")
        and (me.pk in (found.person_id, found.granted_by_id) or found.department in grantable(me)),
        "mine": found.person_id == me.pk,
        "reads_accounts": allows(me.role, "account"),
        "undo": undo.taken(request),
    }
    return render(request, "delegations/page.html", context | more, status=status)


def _readable(request: HttpRequest, number: int) -> Delegation:
    """The delegation; 404 where it does not concern whoever asks."""
    found = Delegation.objects.filter(readable(_me(request)), pk=number)
    one = found.select_related("person", "granted_by", "revoked_by").first()
    if one is None:
        raise Http404
    return one


def _me(request: HttpRequest) -> Person:
    me = signed_in(request)
    if me is None:
        raise Http404
    return me
