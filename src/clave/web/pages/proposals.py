"""Comité: the proposals there were, the one that is open, and opening the next one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.proposals import LONGEST_TITLE, check_opening
from clave.base.errors import ClaveError
from clave.jobs.proposals import open_proposal_job
from clave.jobs.starting import start
from clave.policy import declared
from clave.selection.committee import rules_of
from clave.store.committee import last_committee, open_one, proposals
from clave.store.facts import newest_facts
from clave.store.models import Nomination, Person
from clave.store.models.committee import OPEN
from clave.store.policy import policy_in_force
from clave.store.status import memberships
from clave.store.work import live_of
from clave.web.access import COMMITTEE, allows
from clave.web.refusal import beside
from clave.web.shown.proposals import SEPARATION, STATES
from clave.web.who import signed_in

PAGE = 25


class Opening(forms.Form):
    """How it is called, when voting ends, and who votes."""

    title = forms.CharField(
        label=gettext_lazy("Name of the proposal"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("Empty: it is called after the day of its facts."),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Voting ends"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": gettext_lazy("Choose the day and the hour."),
            "invalid": gettext_lazy("This is no day with its hour: choose it in the calendar."),
        },
    )
    committee = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who votes"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("A committee needs people: choose them."),
            "invalid_choice": gettext_lazy("One of them is no longer here: look at the list again."),
            "invalid_pk_value": gettext_lazy("One of them is no longer here: look at the list again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True, role__in=COMMITTEE).order_by("name", "pk")
        self.fields["committee"].queryset = people  # type: ignore[attr-defined]


def listed(request: HttpRequest) -> HttpResponse:
    """Every proposal, the open one first, and whether one is being made."""
    me = _me(request)
    found = Paginator(proposals(), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "found": found,
        "rows": [(one, STATES[one.state]) for one in found],
        "open": open_one(),
        "may_open": allows(me.role, "proposal_new"),
        "job": live_of(me, open_proposal_job.module_path),
    }
    return render(request, "proposals/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """The form, with what the list will hold; and then the work behind the page."""
    me, now = _me(request), timezone.now()
    limits = policy_in_force().at(timezone.localdate(now))
    rules = rules_of(limits)
    form = Opening(request.POST or None, initial=_initial(now, limits[declared.committee_voting_days]))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        people = list(given["committee"])
        try:
            check_opening(people, rules, given["closes_at"], now)
        except ClaveError as error:
            beside(form, error)
        else:
            job = start(
                open_proposal_job, by=me, now=now, key="proposal", then=reverse("proposals"), name=given["title"],
                closes_at=given["closes_at"].isoformat(), committee=[one.pk for one in people],
            )  # fmt: skip
            return redirect("job", job.pk)
    context = {
        "form": form, "rules": rules, "separation": SEPARATION[rules.separation], "open": open_one(),
        "members": len(memberships()), "nominated": Nomination.objects.filter(state=OPEN).count(),
        "has_facts": newest_facts() is not None, "people": _people(form),
    }  # fmt: skip
    return render(request, "proposals/new.html", context, status=422 if form.errors else 200)


def _initial(now: Any, days: int) -> dict[str, Any]:
    """Voting ends at five in the afternoon after the usual days; the people of the last committee are ticked, or nobody:
    who votes is chosen, never assumed."""
    end = timezone.localtime(now + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
    return {"closes_at": end, "committee": last_committee()}


def _people(form: Opening) -> list[tuple[Person, bool]]:
    """Who can be chosen, and whether they are."""
    chosen = {str(one) for one in form["committee"].value() or []}
    return [(person, str(person.pk) in chosen) for person in form.fields["committee"].queryset]  # type: ignore[attr-defined]


def _me(request: HttpRequest) -> Person:
    person = signed_in(request)
    if person is None:  # the table of access lets nobody else in
        raise Http404
    return person
