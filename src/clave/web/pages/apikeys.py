"""Llaves: which other systems may ask clave, until when, and when they last did."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.apikeys import make_key, revoke_key
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.models import ApiKey, Person
from clave.store.models.apikeys import BADGE, DISPATCH, ORDERS, PRODUCTION
from clave.store.roles import STAFF
from clave.web.shown.selection import Badge
from clave.web.who import signed_in
from clave.web.words import told

SCOPES = (
    (BADGE, gettext_lazy("The badge of a customer: is it key, why, whom to call, what to do")),
    (DISPATCH, gettext_lazy("The dispatch of the day: what leaves, from where, in which turn, and why")),
    (ORDERS, gettext_lazy("The decision at order entry: priority, minimum, conditions and credit of an order")),
    (PRODUCTION, gettext_lazy("The plan of the plant: what each machine makes, from when to when, and why")),
    ("facts.read", gettext_lazy("Read: imports and what the data cover")),
    ("selection.read", gettext_lazy("Read: the selection, proposals, nominations and the policy")),
    ("accounts.read", gettext_lazy("Read: accounts with their figures, and their life as key accounts")),
    (
        "privileges.read",
        gettext_lazy("Read: privileges, conditions, promises, collection, dispatch, plant and laboratory"),
    ),
    ("operations.read", gettext_lazy("Read: contacts, plans, needs, services, promotions, events and alerts")),
    ("people.read", gettext_lazy("Read: people of the customers and of ours (personal data)")),
    ("reports.read", gettext_lazy("Read: reports, bulletins, surveys and novelties")),
    ("outcome.read", gettext_lazy("Read: the results of the programme")),
    ("house.read", gettext_lazy("Read: the log, jobs and mails")),
    ("facts.write", gettext_lazy("Do: bring rows of facts")),
    ("selection.write", gettext_lazy("Do: nominate customers")),
    ("accounts.write", gettext_lazy("Do: give accounts to people, rate them, note wallets and trials")),
    (
        "privileges.write",
        gettext_lazy("Do: privileges, conditions, collection, dispatch, plant, laboratory and idle stock"),
    ),
    ("operations.write", gettext_lazy("Do: contacts, alerts, plans, needs, services, promotions, events and gifts")),
    ("people.write", gettext_lazy("Do: write down people of the customers and their consents (personal data)")),
    ("reports.write", gettext_lazy("Do: reports, surveys, novelties and the results")),
)
LIVES, EXPIRED, REVOKED = (
    Badge("ok", "check", _("Good")),
    Badge("warn", "clock", _("Expired")),
    Badge("", "x", _("Revoked")),
)
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class NewKey(forms.Form):
    """Which system, for what, until when."""

    name = forms.CharField(
        label=gettext_lazy("Which system uses it"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may ask"), choices=SCOPES, widget=forms.CheckboxSelectMultiple, initial=[BADGE]
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Whom it acts for"),
        required=False,
        empty_label=gettext_lazy("Nobody: only screens"),
        widget=forms.Select(attrs={"class": "sel"}),
        help_text=gettext_lazy("It reads and does what this person may, and no more."),
    )
    expires = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: until somebody revokes it."),
        error_messages={"invalid": gettext_lazy("This is no day: write it as 31/12/2026.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(role__in=STAFF, is_active=True).order_by("name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


def keys(request: HttpRequest) -> HttpResponse:
    """Every key, and the form of a new one; the new one is shown here, once."""
    me, now, made = _person(request), timezone.now(), ""
    year = timezone.localdate() + timedelta(days=365)
    form = NewKey(request.POST or None, initial={"expires": year, "scopes": [BADGE]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _key, made = make_key(
                by=me, now=now, name=given["name"], scopes=given["scopes"], expires_at=_end_of(given["expires"]),
                person=given["person"],
            )  # fmt: skip
        except ClaveError as refused:
            field = {"expires_at": "expires"}.get(refused.where, refused.where)
            form.add_error(field if field in form.fields else None, told(refused.what))
        else:
            form = NewKey(initial={"expires": year, "scopes": [BADGE]})
    rows = [(key, _badge(key, now)) for key in ApiKey.objects.select_related("by", "person", "revoked_by")]
    context = {"form": form, "rows": rows, "made": made, "address": request.build_absolute_uri("/api/v1/badge/")}
    return render(request, "people/keys.html", context, status=422 if form.errors else 200)


def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Ask first; then it opens nothing any more."""
    key, me = get_object_or_404(ApiKey, pk=number), _person(request)
    if request.method == "POST":
        revoke_key(by=me, now=timezone.now(), key=key)
        messages.success(request, told(_("The key «{name}» opens nothing any more.").fill(name=key.name)))
        return redirect("api_keys")
    return render(request, "people/key_revoke.html", {"key": key, "badge": _badge(key, timezone.now())})


def _person(request: HttpRequest) -> Person:
    if (person := signed_in(request)) is None:
        raise Http404
    return person


def _badge(key: ApiKey, now: datetime) -> Badge:
    if key.revoked_at:
        return REVOKED
    return LIVES if key.good_at(now) else EXPIRED


def _end_of(day: object) -> datetime | None:
    """The end of the last day on which it is good, in the company's time."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None  # type: ignore[arg-type]
