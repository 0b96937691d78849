"""Juicios: what people judge of a customer, with reason and evidence; rating, asking, declining and taking back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.asking import ask_missing, ask_rating, decline_rating
from clave.actions.judging import take_back_answer, take_back_rating
from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.criteria.anchors import ANCHORS
from clave.criteria.registry import CRITERIA
from clave.store.freshness import recorded_since
from clave.store.judging import requests_of, said_of, wallets_of, who_could_rate
from clave.store.models import Rating
from clave.store.policy import policy_in_force
from clave.store.trials import of_customer
from clave.web import undo
from clave.web.judging_forms import Asking, Declaration, Declining
from clave.web.pages.account import shown
from clave.web.pages.rating import KNOWLEDGE, back
from clave.web.refusals import beside
from clave.web.shown.header import Account, account_of
from clave.web.shown.judging import asked_words, judged, trials_shown, wallets
from clave.web.who import required, sight
from clave.web.words import told

TRIALS = 4


def account_judgements(request: HttpRequest, code: str) -> HttpResponse:
    """Every judged criterion with its scale, the declared wallet, and the trials."""
    return judgements(request, account_of(code, sight(request)))


def judgements(
    request: HttpRequest,
    found: Account,
    *,
    asking: tuple[str, Asking] | None = None,
    declaration: Declaration | None = None,
    error: str = "",
) -> HttpResponse:
    """The tab, with a form that was refused where there is one."""
    me, today = required(request), timezone.localdate()
    limits = policy_in_force().at(today)
    ratings, requests = said_of(found.code, found.book), requests_of(found.code)
    candidates = who_could_rate(found.code, today)
    trials = of_customer(found.code)
    context = {
        "criteria": judged(found, ratings, requests, me, limits, today),
        "refused": asking[0] if asking else "",
        "asking": asking[1] if asking else Asking(candidates=candidates),
        "wallets": wallets(found, wallets_of(found.code, found.book), me, limits, today),
        "declaration": declaration or Declaration(initial={"declared_on": today}),
        "trials": trials_shown(trials[:TRIALS]),
        "all_trials": len(trials),
        "knowledge": KNOWLEDGE,
        "me": me,
        "not_counted": told(recorded_since(found.run, timezone.now())),
        "undo": undo.taken(request),
        "error": error,
    }
    response = shown(request, found, "judgements", "judging/account.html", context)
    if asking or declaration or error:
        response.status_code = 422
    return response


@require_POST
def rating_withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back a rating of one's own, or with `answer` all that was said with it; anybody else's does not exist."""
    me, found = required(request), account_of(code, sight(request))
    rating = get_object_or_404(Rating, pk=number, rater=me, customer=code)
    try:
        if "answer" in request.POST:
            take_back_answer(by=me, now=timezone.now(), rating=rating)
        else:
            take_back_rating(by=me, now=timezone.now(), rating=rating)
    except ClaveError as refused:
        return judgements(request, found, error=told(refused.sentence()))
    undo.done(request, _("Your rating was taken back."))
    return redirect(reverse("account_judgements", args=[code]) + f"#{rating.criterion}")


@require_POST
def account_ask(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """Ask one person, or with `missing` whoever is still missing."""
    me, found, now = required(request), account_of(code, sight(request)), timezone.now()
    if criterion not in ANCHORS:
        raise Http404
    if "missing" in request.POST:
        also = ask_missing(
            by=me, now=now, customer=code, name=found.measured.name, criterion=criterion, book=found.book
        )
        names = [one.person.name for one in also]
        undo.done(
            request,
            asked_words(names) or _("Nobody is left to ask: whoever may rate has rated, was asked or declined."),
        )
        return back(request, code, criterion)
    form = Asking(request.POST, candidates=who_could_rate(code, timezone.localdate(now)))
    if form.is_valid():
        try:
            asked = ask_rating(
                by=me, now=now, customer=code, name=found.measured.name, criterion=criterion, **form.cleaned_data
            )
        except ClaveError as refused:
            beside(form, refused)
        else:
            said: Text = _("{name} was asked.").fill(name=asked.person.name)
            undo.done(request, said, reverse("request_withdraw", args=[asked.pk]))
            return back(request, code, criterion)
    return judgements(request, found, asking=(criterion, form))


def account_decline(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """Say that one cannot judge this customer, and why."""
    me, found = required(request), account_of(code, sight(request))
    if criterion not in ANCHORS:
        raise Http404
    form = Declining(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            declined = decline_rating(
                by=me, now=timezone.now(), customer=code, name=found.measured.name, criterion=criterion,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            said = _("You are not asked for {name} any more.").fill(name=found.measured.name)
            undo.done(request, said, reverse("request_reopen", args=[declined.pk]))
            return back(request, code, criterion)
    context = {
        "form": form, "criterion": criterion, "label": told(CRITERIA[criterion].label), "back": request.GET.get("volver", ""),
    }  # fmt: skip
    response = shown(request, found, "judgements", "judging/decline.html", context)
    response.status_code = 422 if form.errors else 200
    return response
