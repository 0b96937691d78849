"""Debate: the debates on the order of importance there were, and opening another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.debates import open_debate
from clave.base.errors import ClaveError
from clave.store import debates as store
from clave.store.models import Person
from clave.store.queries import latest_run
from clave.web.access import allows
from clave.web.pages.policy_broken import readable
from clave.web.shown.debate import state
from clave.web.who import signed_in
from clave.web.words import reader

MOST = 50


class Opening(forms.Form):
    """What is asked, until when, and of whom."""

    title = forms.CharField(
        label=gettext_lazy("What is to be decided"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what is to be decided.")},
    )
    question = forms.CharField(
        label=gettext_lazy("What they should think of"),
        help_text=gettext_lazy("Optional: the reason for the debate, what changed, what it is for."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Orders are taken until"),
        help_text=gettext_lazy("Empty: until somebody closes it."),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    participants = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who gives an order"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Invite two people at least.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"].queryset = store.debaters()  # type: ignore[attr-defined]


def debates(request: HttpRequest) -> HttpResponse:
    """Every debate, the open ones first."""
    now, person = timezone.now(), signed_in(request)
    found = list(store.debates()[:MOST])
    opened = [debate for debate in found if debate.open_at(now)]
    rows = [(debate, state(debate, now)) for debate in (*opened, *(one for one in found if one not in opened))]
    context = {
        "rows": rows,
        "open": len(opened),
        "can_open": allows(person.role if person else None, "debate_new"),
        "has_run": latest_run() is not None,
    }
    return render(request, "debates/list.html", context)


@readable
def debate_new(request: HttpRequest) -> HttpResponse:
    """The form that opens a debate on the latest list."""
    run, person = latest_run(), signed_in(request)
    invited = [] if request.method == "POST" else store.usual_debaters()
    form = Opening(request.POST if request.method == "POST" else None, initial={"participants": invited})
    if run is not None and request.method == "POST" and form.is_valid():
        try:
            debate = open_debate(by=person, now=timezone.now(), run=run, **form.cleaned_data)
        except ClaveError as error:
            form.add_error(error.where if error.where in form.fields else None, error.say(reader()))
        else:
            return redirect("debate", debate.pk)
    return render(request, "debates/new.html", {"form": form, "run": run}, status=422 if form.errors else 200)
