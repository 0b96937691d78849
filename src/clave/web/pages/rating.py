"""Calificar: the scale in words and the form, of one criterion or of all the kinds of one that is judged kind by kind."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clave.actions.asking import rate_and_ask, rate_kinds_and_ask
from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted, joined
from clave.criteria.anchors import ANCHORS, ASKS, EVIDENCE, NAMES
from clave.criteria.registry import CRITERIA
from clave.facts.tables import KINDS
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.judging import said_of
from clave.store.models import Person, Rating, RatingRequest
from clave.store.policy import policy_in_force
from clave.store.trials import of_customer
from clave.web import undo
from clave.web.judging_forms import KindsForm, RatingForm
from clave.web.pages.account import shown
from clave.web.refusals import beside
from clave.web.shown.header import Account, account_of
from clave.web.shown.judging import asked_words, trials_shown
from clave.web.shown.rating import kinds_shown
from clave.web.who import required, sight
from clave.web.words import told

KNOWLEDGE = "knowledge"


def account_rate(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """The scale in words and the form; what others said stays aside until one has said it oneself."""
    found, me = account_of(code, sight(request)), required(request)
    if criterion not in ANCHORS:
        raise Http404
    page = _kinds if criterion in KINDS else _one
    return page(request, found, criterion, me)


def _one(request: HttpRequest, found: Account, criterion: str, me: Person) -> HttpResponse:
    form, now = RatingForm(request.POST if request.method == "POST" else None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            given, also = rate_and_ask(
                by=me, now=now, customer=found.code, name=found.measured.name, criterion=criterion, book=found.book,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("{name}: {value} of 4 kept.").fill(name=found.measured.name, value=str(given.value))
            _done(request, found, said, given, also)
            return back(request, found.code, criterion)
    limits = policy_in_force().at(timezone.localdate(now))
    return _page(request, found, criterion, "judging/rate.html", form, limits, {
        "proves": EVIDENCE[criterion],
        "steps": list(zip(range(5), NAMES, ANCHORS[criterion], strict=True)),
        "chosen": form["value"].value() or "",
        "mine": Rating.objects.filter(customer=found.code, criterion=criterion, rater=me, ended_at=None).first(),
    })  # fmt: skip


def _kinds(request: HttpRequest, found: Account, criterion: str, me: Person) -> HttpResponse:
    form, now = KindsForm(request.POST if request.method == "POST" else None, kinds=KINDS[criterion]), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            given, also = rate_kinds_and_ask(
                by=me, now=now, customer=found.code, name=found.measured.name, criterion=criterion, book=found.book,
                kinds=form.said(),
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = counted("{name}: {n} kind kept.", "{name}: {n} kinds kept.", len(given)).fill(
                name=found.measured.name
            )
            _done(request, found, said, given[0], also, answer="1")
            return back(request, found.code, criterion)
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    mine = Rating.objects.filter(customer=found.code, criterion=criterion, rater=me, ended_at=None)
    shown_kinds = kinds_shown(form, KINDS[criterion], list(mine), limits, today)
    return _page(request, found, criterion, "judging/rate_kinds.html", form, limits, {"kinds": shown_kinds})


def _page(
    request: HttpRequest,
    found: Account,
    criterion: str,
    template: str,
    form: RatingForm | KindsForm,
    limits: Limits,
    more: dict[str, Any],
) -> HttpResponse:
    me = required(request)
    others = {one.rater for one in said_of(found.code, found.book).get(criterion, []) if one.person != me.pk}
    context = {
        "form": form,
        "criterion": criterion,
        "label": told(CRITERIA[criterion].label),
        "question": ASKS[criterion],
        "others": len(others),
        "days": limits[declared.judged_days],
        "trials": trials_shown(of_customer(found.code) if criterion == KNOWLEDGE else []),
        "back": request.POST.get("volver", request.GET.get("volver", "")),
    }
    response = shown(request, found, "judgements", template, context | more)
    response.status_code = 422 if form.errors else 200
    return response


def _done(
    request: HttpRequest, found: Account, said: Text, given: Rating, also: tuple[RatingRequest, ...], **fields: str
) -> None:
    """Say what was kept, and offer to take it back."""
    more = asked_words([one.person.name for one in also])
    whole = joined((said, more), " ") if more else said
    undo.done(request, whole, reverse("rating_withdraw", args=[found.code, given.pk]), **fields)


def back(request: HttpRequest, code: str, criterion: str = "") -> HttpResponse:
    """To the queue, where one came from it; else to the account."""
    if request.POST.get("volver", request.GET.get("volver", "")) == "cola":
        return redirect("ratings")
    return redirect(reverse("account_judgements", args=[code]) + (f"#{criterion}" if criterion else ""))
