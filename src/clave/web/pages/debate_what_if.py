"""A what-if of a debate: some values of policy that would be others, under a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.debates import add_what_if, remove_what_if
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy.draft import Draft, draft_of
from clave.policy.groups import GROUPS
from clave.policy.kinds import DECLARED
from clave.policy.typed import expects, typed
from clave.report.policy_words import spoken
from clave.store.debates import limits_of
from clave.store.models import Debate, WhatIf
from clave.web import undo
from clave.web.access import allows
from clave.web.draft import fields
from clave.web.pages.debate import debate_numbered
from clave.web.pages.policy_broken import readable
from clave.web.shown.policy import suffix, typed_text
from clave.web.who import signed_in
from clave.web.words import reader, told

PLAIN = ("share", "level", "number", "whole", "limit")
"""The kinds of values that are typed in one field; the others are proposed on the pages of policy, and brought here."""


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The values that can change the list, by what they decide."""
    return [
        (told(group.label), [(value.key, told(value.meaning)) for value in group.values if value.kind in PLAIN])
        for group in GROUPS
        if group.on_list
    ]


class Reform(forms.Form):
    """A name, and one more value."""

    name = forms.CharField(
        label=gettext_lazy("What you want to see"),
        help_text=gettext_lazy("Such as: with room for twenty."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what you want to see.")},
    )
    key = forms.ChoiceField(label=gettext_lazy("Which value of the policy"), choices=_choices, required=False)
    value = forms.CharField(
        label=gettext_lazy("What it would be"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


@readable
def debate_what_if(request: HttpRequest, number: int) -> HttpResponse:
    """The form; the values taken up so far travel in the address, as a proposal of policy does."""
    here = debate_numbered(number)
    draft = draft_of(fields(request.GET).items())
    if request.method != "POST":
        asked = {"name": request.GET.get("nombre", "")[:80], "key": request.GET.get("valor", "")}
        return _form(request, here, draft, Reform(initial=asked))
    form = Reform(request.POST)
    if form.is_valid():
        try:
            return _taken(request, here, draft, form.cleaned_data)
        except ClaveError as error:
            form.add_error(_field(error.where), error.say(reader()))
    return _form(request, here, draft, form)


def _field(where: str | None) -> str:
    """The field beside which a sentence stands: a value's key is the field of values."""
    return "name" if where == "name" else "value"


def _taken(request: HttpRequest, here: Debate, draft: Draft, given: dict[str, Any]) -> HttpResponse:
    """One more value; and, unless another is to come, the what-if kept. Raises ClaveError for what may not be."""
    if given["value"].strip() or not draft:
        declaration = DECLARED.get(given["key"])
        if declaration is None:
            raise ClaveError(_("No value was chosen."), where="value", remedy=_("Choose which value would be another."))
        draft = draft.changed(declaration.key, typed(declaration, given["value"], reader()))
    if "otro" in request.POST:
        words = [*draft.words(), ("nombre", given["name"])]
        return redirect(reverse("debate_what_if", args=[here.pk]) + "?" + urlencode(words))
    add_what_if(by=signed_in(request), now=timezone.now(), debate=here, name=given["name"], words=draft.words())
    return redirect(reverse("debate", args=[here.pk]) + "#hipotesis")


def _form(request: HttpRequest, here: Debate, draft: Draft, form: Reform) -> HttpResponse:
    limits, currency = limits_of(here), here.run.currency
    chosen = DECLARED.get(str(form["key"].value() or ""))
    context = {
        "debate": here,
        "form": form,
        "values": [
            (DECLARED[key].meaning, spoken(DECLARED[key], limits.values.get(key), reader(), currency),
             spoken(DECLARED[key], draft.changes[key], reader(), currency), _without(here, draft, key))
            for key, _words in draft.words()
        ],
        "refused": draft.refused,
        "chosen": chosen,
        "now": typed_text(chosen, limits.values.get(chosen.key)) if chosen and chosen.kind in PLAIN else "",
        "suffix": suffix(chosen, currency) if chosen else "",
        "expects": expects(chosen) if chosen else None,
    }  # fmt: skip
    return render(request, "debates/what_if.html", context, status=422 if form.errors else 200)


def _without(here: Debate, draft: Draft, key: str) -> str:
    return reverse("debate_what_if", args=[here.pk]) + "?" + urlencode(draft.without(key).words())


@require_POST
def debate_what_if_remove(request: HttpRequest, number: int, which: int) -> HttpResponse:
    """Take one away: whoever added it, or who may decide. For others it is not there."""
    me = signed_in(request)
    what_if = get_object_or_404(WhatIf.objects.select_related("debate"), pk=which, debate=number)
    if not (allows(me.role if me else None, "debate_choose") or (me is not None and what_if.by_id == me.pk)):
        raise Http404
    try:
        remove_what_if(by=me, now=timezone.now(), what_if=what_if)
    except ClaveError as error:
        undo.done(request, error.what)
        return redirect("debate", number)
    address = reverse("debate_what_if", args=[number]) + "?" + urlencode([tuple(pair) for pair in what_if.words])
    undo.done(request, _("The what-if «{name}» was taken away.").fill(name=what_if.name), address, name=what_if.name)
    return redirect("debate", number)
