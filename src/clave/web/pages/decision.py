"""Deciding one line, and ending a proposal: each asks for what it needs and says what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.actions.decisions import LONGEST, decide
from clave.actions.proposals import end_proposal
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.selection.committee import ACCEPTED, KINDS, OVERRIDDEN, Kind, Tally, against
from clave.selection.steps import LAND
from clave.selection.strain import Strain
from clave.store.committee import intact, rules, takes_a_place, tally_of
from clave.store.kams import strain_of
from clave.store.leaving import cost_of
from clave.store.models import Proposal, ProposalLine
from clave.store.models.committee import ABANDONED, CLOSED, OPEN
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.pages.proposal import address, line_of, proposal_of, reader
from clave.web.pages.status_forms import FORMATS, Landing, add_refusal, form_of
from clave.web.refusal import sentence
from clave.web.shown.leaving import CostShown, cost_shown
from clave.web.shown.line import panel
from clave.web.shown.selection import heads
from clave.web.words import told
from clave.web.written import short_name

ENDS = {"cerrar": CLOSED, "abandonar": ABANDONED}


class Words(forms.Form):
    """The decider's reason; where rule and votes agree none is needed."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the minutes and in the history of the account. Name no customer's person."),
    )


class Against(Words):
    """Against the rule: why, and until when."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,  # the rule of the committee says it in its own words
        input_formats=FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day: choose it in the calendar.")},
    )
    field_order: tuple[str, ...] = ("until", "reason")


class Beyond(Against):
    """More than there are hours or budget for: somebody has seen it, says why, and until when."""

    passes = forms.BooleanField(
        label=gettext_lazy("I have seen who loses time or money: it passes all the same"), required=False
    )
    field_order: tuple[str, ...] = ("passes", "until", "reason")


def decision(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """What a verdict (`que`) asks for, with the line beside it; and the decision itself."""
    found, me = proposal_of(number), reader(request)
    one = line_of(found, line)
    kind, votes = KINDS[one.kind], tally_of(one)
    verdict = (request.POST or request.GET).get("que", "")
    if verdict not in kind.verdicts:
        verdict = _suggested(kind, votes)
    inside, error = kind.verdicts[verdict], ""
    asks = _asks(one, inside)
    beyond = asks is not None and bool(asks.exceeds)
    form = _form(found, kind, verdict, inside, request.POST if request.method == "POST" else None, beyond=beyond)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, found, one, verdict, form)
        except ClaveError as refused:
            error = _put(form, refused)
        else:
            said = _("Decided: {name}.").fill(name=short_name(one.name))
            undo.done(request, said)
            return redirect(address(found, one))
    context = {
        "proposal": found, "panel": panel(one, me, names=True), "verdict": verdict, "inside": inside, "form": form,
        "landing": isinstance(form, Landing), "cost": _cost(found, one) if isinstance(form, Landing) else None,
        "needs_word": verdict != ACCEPTED or beyond or against(votes, inside), "strain": asks, "error": error, "run": found.run,
        "limit": timezone.localdate() + timedelta(days=rules(found).override_days), "open": found.state == OPEN,
        "votes": votes, "kind": kind,
    }  # fmt: skip
    return render(request, "proposals/decide.html", context, status=422 if error or form.errors else 200)


def _suggested(kind: Kind, votes: Tally) -> str:
    """What the votes suggest; the rule's own answer where they suggest nothing."""
    if votes.suggests in ("in", "out"):
        return kind.verdict(votes.suggests == "in")
    return kind.verdict(kind.inside)


def _asks(one: ProposalLine, inside: bool) -> Strain | None:
    """What deciding it inside would ask of its manager and of the budget; None where it takes nothing more."""
    if not takes_a_place(one.customer, inside):
        return None
    return strain_of(one.customer, one.name, timezone.localdate(), one.proposal.run.currency)


def _form(found: Proposal, kind: Kind, verdict: str, inside: bool, data: Any, *, beyond: bool) -> forms.Form:
    today = timezone.localdate()
    if kind.lands(inside):
        return form_of(LAND, today, policy_in_force().at(today), data)
    usual: date = today + timedelta(days=min(180, rules(found).override_days))
    if beyond:
        return Beyond(data, initial={"until": usual})
    return Against(data, initial={"until": usual}) if verdict == OVERRIDDEN else Words(data)


def _decide(request: HttpRequest, found: Proposal, one: ProposalLine, verdict: str, form: forms.Form) -> None:
    given: dict[str, Any] = {"reason": form.cleaned_data["reason"]}
    if isinstance(form, Landing):
        given |= {"on": form.cleaned_data["on"], "plan": form.plan}
    else:
        given |= {"until": form.cleaned_data.get("until"), "passes": form.cleaned_data.get("passes", False)}
    decide(by=reader(request), now=timezone.now(), line=one, verdict=verdict, **given)


def _put(form: forms.Form, refused: ClaveError) -> str:
    """The sentence under its field, or else above the form."""
    if isinstance(form, Landing):
        add_refusal(form, refused)
        return ""
    if refused.where in form.fields:
        form.add_error(refused.where, sentence(refused))
        return ""
    return sentence(refused)


def _cost(found: Proposal, one: ProposalLine) -> CostShown:
    return cost_shown(found.run, cost_of(found.run, one.customer), heads(found.run))


class Ending(forms.Form):
    """Why a proposal ends."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("A proposal ends with a word of why. Write it in one sentence.")},
    )


FOLLOWS: dict[str, tuple[Text, ...]] = {
    CLOSED: (
        _("What was decided stands. Whoever was not decided on goes back to where it was; its nominations wait."),
        _("The review is booked for every key account it looked at, so that the bands count it."),
    ),
    ABANDONED: (
        _("What was decided stands. Whoever was not decided on goes back to where it was; its nominations wait."),
        _("No review is booked, as if the committee had not met."),
    ),
}


def ending(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, and then close or abandon (`como`)."""
    found, me = proposal_of(number), reader(request)
    how = (request.POST or request.GET).get("como", "")
    how = how if how in ENDS else "cerrar"
    form, error = Ending(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            end_proposal(by=me, now=timezone.now(), proposal=found, to=ENDS[how], reason=reason)
        except ClaveError as refused:
            error = sentence(refused)
        else:
            said = _("The proposal is closed.") if ENDS[how] == CLOSED else _("The proposal is abandoned.")
            undo.done(request, said)
            return redirect("proposal", number)
    context = {
        "proposal": found, "form": form, "how": how, "follows": [told(text) for text in FOLLOWS[ENDS[how]]],
        "left": found.lines.filter(decision=None).exclude(kind="stays").count(), "error": error,
        "intact": intact(found), "open": found.state == OPEN,
    }  # fmt: skip
    return render(request, "proposals/end.html", context, status=422 if error or form.errors else 200)
