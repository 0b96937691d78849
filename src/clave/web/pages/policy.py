"""Política: everything that is policy, read and proposed differently; saving is a new dated entry, never an edit."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clave.actions.policy import change_policy
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, counted
from clave.policy.draft import Draft, draft_of
from clave.policy.groups import GROUPS, group_of
from clave.policy.kinds import DECLARED
from clave.policy.shape import Value
from clave.policy.typed import expects, typed, typed_parts
from clave.store.debates import undecided
from clave.store.queries import people_named
from clave.web.draft import Scene, addressed, fields, scene
from clave.web.pages.policy_broken import readable
from clave.web.shown import policy as shown
from clave.web.who import signed_in
from clave.web.words import reader, told

PARTS = ("counts", "weights")
PART = "parte."
SHOWN = {"own": _("Decided by us"), "coming": _("Decided for later"), "proposed": _("Proposed")}
LONGEST = 60_000  # characters of a field; more is no value of policy


class Decision(forms.Form):
    """What makes a proposal policy: from when, why, on what source."""

    since = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Compared with the date of a list: lists of earlier dates keep the earlier values."),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For whoever reads it in a year."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Minutes, article, agreement: where it was decided."),
        max_length=200,
    )


@readable
def policy(request: HttpRequest) -> HttpResponse:
    """Every value by what it decides; `q` searches, `ver` keeps those decided by us, for later, or proposed, `grupo`
    those of one group. Without any of them the groups that cannot change today's list are folded."""
    here = scene(request)
    text, only, one = request.GET.get("q", "").strip()[:100], request.GET.get("ver", ""), request.GET.get("grupo", "")
    found = shown.groups(here, GROUPS)
    every = [value for group in found for value in group.values]
    kept = [group.keeping(lambda value: value.matches(text) and _is(value, only)) for group in found]
    context = {
        "scene": here,
        **here.addresses,
        "groups": [group for group in kept if group.values and one in ("", group.group.key)],
        "text": text,
        "only": only,
        "one": one,
        "glance": not (text or only or one),
        "filters": [(key, word, sum(_is(value, key) for value in every)) for key, word in SHOWN.items()],
        "count": len(every),
        "own": sum(value.own for value in every),
        "undo": _undo(request),
        "newer": here.run is not None and here.run.policy_version != here.policy.version,
    }
    partial = request.headers.get("HX-Target") == "values"
    return render(request, "policy/_values.html" if partial else "policy/page.html", context)


def _is(value: shown.ValueShown, only: str) -> bool:
    kinds = {"own": value.own, "coming": value.next is not None, "proposed": value.proposed is not None}
    return kinds.get(only, True)


def _undo(request: HttpRequest) -> str:
    """The address that proposes again what was in force before the last saving."""
    before = draft_of(parse_qsl(request.GET.get("antes", ""), keep_blank_values=True))
    return addressed(before, "policy_proposal") if before else ""


@readable
def value(request: HttpRequest, key: str) -> HttpResponse:
    """One value with its history; posting proposes another one, which is tried before it is decided."""
    if (declaration := DECLARED.get(key)) is None:
        raise Http404
    here = scene(request)
    if request.method == "POST":
        try:
            draft = here.draft.changed(key, _typed(declaration, request.POST)).against(here.policy, here.day)
            if key not in draft.changes:
                raise ClaveError(_("That is the value in force already."))
        except ClaveError as error:
            return _value(request, here, declaration, error)
        return redirect(addressed(draft, "policy_proposal"))
    return _value(request, here, declaration, None)


def _typed(declaration: Value[Any], given: QueryDict) -> Any:
    if declaration.kind in PARTS:
        return typed_parts(declaration, fields(given, PART), reader())
    return typed(declaration, given.get("value", "")[:LONGEST], reader())


def _value(request: HttpRequest, here: Scene, declaration: Value[Any], error: ClaveError | None) -> HttpResponse:
    key, given = declaration.key, request.POST if error else None
    version = here.policy.version_of(key, here.day)
    content = here.draft.changes.get(key, version.value if version else None)
    people = people_named(shown.deciders(here.policy, key))
    context: dict[str, Any] = {
        "scene": here,
        **here.addresses,
        "group": group_of(key),
        "shown": shown.value_shown(here, declaration),
        "history": shown.history(here, declaration, people),
        "expects": expects(declaration),
        "suffix_of": shown.suffix(declaration, here.currency),
        "error": error.what if error else None,
        "wrong_part": error.where if error and declaration.kind in PARTS else "",
        "text": given.get("value", "") if given is not None else "",
        "parts": [],
        "options": shown.options(declaration) if declaration.kind == "choice" else [],
    }
    if declaration.kind in PARTS:
        context["parts"] = shown.parts(declaration, content, None if given is None else fields(given, PART))
    elif given is None and declaration.kind != "ordering":
        context["text"] = shown.typed_text(declaration, content)
    return render(request, "policy/value.html", context, status=422 if error else 200)


@readable
def proposal(request: HttpRequest) -> HttpResponse:
    """What is proposed, what it would do, and the form that decides it."""
    here = scene(request)
    return _proposal(request, here, Decision(initial={"since": here.day}))


def _proposal(request: HttpRequest, here: Scene, form: Decision) -> HttpResponse:
    context = {
        "scene": here,
        **here.addresses,
        "changes": shown.changes(here),
        "off_list": bool(here.draft) and not any(group_of(key).on_list for key in here.draft.changes),
        "form": form,
        "seen": here.policy.version,
        "debate_at": _debated(here),
    }
    return render(request, "policy/proposal.html", context, status=422 if form.errors else 200)


def _debated(here: Scene) -> str:
    """Where the proposal becomes a what-if of the latest debate that nobody has decided; empty without one."""
    debate = undecided() if here.draft else None
    return addressed(here.draft, "debate_what_if", str(debate.pk)) if debate else ""


@require_POST
@readable
def save(request: HttpRequest) -> HttpResponse:
    """Decide what the address proposes. What was typed stays where something is missing or was overtaken."""
    here, form, person = scene(request), Decision(request.POST), signed_in(request)
    if not form.is_valid():
        return _proposal(request, here, form)
    given = form.cleaned_data
    before = here.policy.at(here.day).values
    try:
        change_policy(by=person, now=timezone.now(), changes=here.draft.changes, seen=request.POST.get("seen"), **given)
    except ClaveError as error:
        form.add_error(None, error.say(reader()))
        return _proposal(request, scene(request), form)  # the policy may be another one by now
    _tell(request, here, given["since"])
    undo = Draft({key: before.get(key) for key in here.draft.changes})
    return redirect(addressed(Draft(), "policy") + "?" + urlencode({"antes": urlencode(undo.words())}))


def _tell(request: HttpRequest, here: Scene, since: Any) -> None:
    n, day = len(here.draft.changes), Figure(since, "date")
    saved = counted("Saved: {n} value in force from {day}.", "Saved: {n} values in force from {day}.", n).fill(day=day)
    messages.success(request, told(saved))
    if since > here.day:
        later = _("Today's list has the date {as_of}, so it does not change: the first list from {day} on will.")
        messages.info(request, told(later.fill(as_of=Figure(here.day, "date"), day=day)))
    names = [DECLARED[key].meaning for key in here.draft.changes if _overtaken(here, key, since)]
    for name in names:
        told_later = _("«{meaning}» has another entry from a later date, which is in force from then on.")
        messages.info(request, told(told_later.fill(meaning=name)))


def _overtaken(here: Scene, key: str, since: Any) -> bool:
    return any(since < entry.since for entry in here.policy.entries.get(key, ()))
