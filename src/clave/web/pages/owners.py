"""Responsables: who answers for an account, since when, and giving a part of it to somebody (D1, D4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.capacity import enter_account_load
from clave.actions.ownership import DECIDERS, assign, release
from clave.actions.refused import Refused
from clave.base.words import _
from clave.store.kams import carried, loads_of
from clave.store.models import OWNER, PARTS, SPONSOR, SUBSTITUTE, Ownership, Person
from clave.store.ownership import LABELS, able
from clave.store.roles import KAM
from clave.web import undo
from clave.web.access import allows
from clave.web.pages.account import shown
from clave.web.refusal import sentence
from clave.web.shown.header import Account, account_of
from clave.web.shown.owners import Charge, charge_of
from clave.web.who import sight, signed_in
from clave.web.words import told

DAYS = ("%Y-%m-%d", "%d/%m/%Y")
NO_DAY = gettext_lazy("This is no day: write it as 31/12/2026.")
FIELDS = {
    "person": "persona", "starts_on": "desde", "value": "aporte", "override": "excepcion", "reason": "razon",
    "ends_on": "hasta", "part": "persona",
}  # fmt: skip
LOAD_FIELDS = {"hours": "horas", "relationships": "relaciones", "reason": "razon"}
"""The field of the form beside which the sentence of an action stands."""


def day_field(label: Any) -> forms.DateField:
    """A day, as a browser sends it or as people write it."""
    widget = forms.DateInput(attrs={"type": "date", "class": "inp"}, format="%Y-%m-%d")
    said = {"invalid": NO_DAY, "required": gettext_lazy("Choose a day.")}
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, error_messages=said)


class Assignment(forms.Form):
    """Who from when, with what a sponsor brings, and why; `visto` is what was on the page."""

    persona = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose somebody"),
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"required": gettext_lazy("Choose who takes this part.")},
    )
    desde = day_field(gettext_lazy("From"))
    aporte = forms.CharField(
        label=gettext_lazy("Value of their own"),
        help_text=gettext_lazy("Which door, decision or guarantee they bring."),
        required=False,
        widget=forms.Textarea(attrs={"class": "inp", "rows": 2}),
    )
    razon = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.TextInput(attrs={"class": "inp"})
    )
    excepcion = forms.CharField(
        label=gettext_lazy("Why it passes although it does not fit"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "inp"}),
    )
    visto = forms.CharField(widget=forms.HiddenInput, required=False)
    parte = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, part: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id=f"id_{part}_%s")  # type: ignore[misc]
        self.fields["persona"].queryset = able(part)  # type: ignore[attr-defined]
        if part != SPONSOR:
            del self.fields["aporte"]
        if part != OWNER:
            del self.fields["excepcion"]


class Ending(forms.Form):
    """The first day without, and why."""

    hasta = day_field(gettext_lazy("First day without"))
    razon = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.TextInput(attrs={"class": "inp"})
    )
    visto = forms.CharField(widget=forms.HiddenInput, required=False)
    parte = forms.CharField(widget=forms.HiddenInput)


class Taking(forms.Form):
    """What an account takes from a day on; an empty field is not entered."""

    horas = forms.FloatField(label=gettext_lazy("Hours a month"), required=False, localize=True)
    relaciones = forms.IntegerField(label=gettext_lazy("Relationships to look after"), required=False)
    desde = day_field(gettext_lazy("From"))
    razon = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


def account_owners(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for the account, and everything that touches it."""
    return _page(request, account_of(code, sight(request)), _forms(request, code))


def account_assign(request: HttpRequest, code: str) -> HttpResponse:
    """Give a part to somebody; what was typed stays where it does not go."""
    found, part, me = account_of(code, sight(request)), request.POST.get("parte", ""), signed_in(request)
    if request.method != "POST" or me is None:
        return redirect("account_owners", code)
    if part not in PARTS:
        raise Http404
    form = Assignment(part, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        before = charge_of(code, timezone.localdate()).at(part, given["desde"])
        try:
            made = assign(
                by=me, now=timezone.now(), customer=code, name=found.measured.name, part=part, person=given["persona"],
                starts_on=given["desde"], reason=given["razon"], value=given.get("aporte", ""),
                override=given.get("excepcion", ""), seen=given["visto"] or None,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(FIELDS.get(refused.field), sentence(refused))
        else:
            said = _("{part} of «{account}»: {name} from now on.").fill(
                name=made.person.name, part=LABELS[part], account=found.measured.name
            )
            address, fields = _taken_back(code, made, before)
            undo.done(request, said, address, **fields)
            return redirect("account_owners", code)
    return _page(request, found, _forms(request, code) | {part: form}, status=422, open_=part)


def _taken_back(code: str, made: Ownership, before: Ownership | None) -> tuple[str, dict[str, str]]:
    """The form that takes an assignment back: the part goes to whoever had it, or ends where nobody had."""
    day, reason = made.starts_on.isoformat(), told(_("taken back"))
    if before is None:
        return reverse("account_release", args=[code]), {"parte": made.part, "hasta": day, "razon": reason}
    again = {
        "parte": made.part,
        "persona": str(before.person_id),
        "desde": day,
        "aporte": before.value,
        "razon": reason,
    }
    return reverse("account_assign", args=[code]), again


def account_release(request: HttpRequest, code: str) -> HttpResponse:
    """End a part without anybody following."""
    found, part, me = account_of(code, sight(request)), request.POST.get("parte", ""), signed_in(request)
    if request.method != "POST" or me is None:
        return redirect("account_owners", code)
    if part not in PARTS:
        raise Http404
    form = Ending(request.POST, auto_id=f"id_end_{part}_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            ended = release(
                by=me, now=timezone.now(), customer=code, part=part, ends_on=given["hasta"], reason=given["razon"],
                seen=given["visto"] or None,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(FIELDS.get(refused.field), sentence(refused))
        else:
            said = _("{name} no longer is: {part}.").fill(name=ended.person.name, part=LABELS[part])
            undo.done(
                request, said, reverse("account_assign", args=[code]), parte=part, persona=str(ended.person_id),
                desde=given["hasta"].isoformat(), aporte=ended.value, razon=told(_("taken back")),
            )  # fmt: skip
            return redirect("account_owners", code)
    return _page(request, found, _forms(request, code), {part: form}, status=422, open_=f"end-{part}")


def account_load(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what the account takes of whoever answers for it; what was typed stays where it does not go."""
    found, me = account_of(code, sight(request)), signed_in(request)
    if request.method != "POST" or me is None:
        return redirect("account_owners", code)
    form = Taking(request.POST, auto_id="id_load_%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            enter_account_load(
                by=me, now=timezone.now(), customer=code, starts_on=given["desde"], hours=given["horas"],
                relationships=given["relaciones"], reason=given["razon"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(LOAD_FIELDS.get(refused.field), sentence(refused))
        else:
            undo.done(request, _("What {name} takes is kept.").fill(name=found.measured.name))
            return redirect(reverse("account_owners", args=[code]) + "#carga")
    return _page(request, found, _forms(request, code), status=422, taking=form)


def may_assign(person: Person | None, charge: Charge, part: str) -> bool:
    """Whether the page offers it: what the action itself allows."""
    if person is None:
        return False
    owner = charge.parts.get(OWNER)
    own = part == SUBSTITUTE and person.role == KAM.key and owner is not None and owner.person_id == person.pk
    return person.role in DECIDERS or own


def _forms(request: HttpRequest, code: str) -> dict[str, Assignment]:
    charge, today = charge_of(code, timezone.localdate()), timezone.localdate()
    return {
        part: Assignment(part, initial={"desde": today, "parte": part, "visto": charge.stamps[part]}) for part in PARTS
    }


def _page(
    request: HttpRequest,
    found: Account,
    assigning: dict[str, Assignment],
    ending: dict[str, Ending] | None = None,
    *,
    status: int = 200,
    open_: str = "",
    taking: Taking | None = None,
) -> HttpResponse:
    today, me = timezone.localdate(), signed_in(request)
    charge = charge_of(found.code, today)
    cards = [
        {
            "part": part,
            "label": LABELS[part],
            "current": charge.parts.get(part),
            "form": assigning[part] if may_assign(me, charge, part) else None,
            "ending": (ending or {}).get(part) or Ending(
                initial={"hasta": today, "parte": part, "visto": charge.stamps[part]}, auto_id=f"id_end_{part}_%s"
            ),
            "open": open_ == part,
            "open_end": open_ == f"end-{part}",
        }
        for part in PARTS
    ]  # fmt: skip
    context = {"charge": charge, "cards": cards, "undo": undo.taken(request), "today": today} | _load(
        found, me, taking, today
    )
    response = shown(request, found, "owners", "owners/tab.html", context)
    response.status_code = status
    return response


def _load(found: Account, me: Person | None, taking: Taking | None, today: date) -> dict[str, Any]:
    """What the account takes, its history, and the form for who may enter it."""
    known = loads_of(found.code)
    held = next((one for one in known if one.starts_on <= today), None)
    initial = {"desde": today} | ({"horas": held.hours, "relaciones": held.relationships} if held else {})
    may_enter = allows(me.role if me else None, "account_load")
    return {
        "load": carried(found.code, found.measured.name, today), "load_history": known,
        "load_form": (taking or Taking(initial=initial, auto_id="id_load_%s")) if may_enter else None,
    }  # fmt: skip
