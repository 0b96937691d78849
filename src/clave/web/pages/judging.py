"""Juicios: what people judge of a customer, with reason and evidence; rating, asking, declining and taking back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.asking import ask_missing, ask_rating, decline_rating, rate_and_ask
from clave.actions.judging import take_back_rating
from clave.base.errors import ClaveError
from clave.base.words import Text, _, joined
from clave.criteria.anchors import ANCHORS, ASKS, EVIDENCE, NAMES
from clave.criteria.registry import CRITERIA
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.freshness import recorded_since
from clave.store.judging import requests_of, said_of, wallets_of, who_could_rate
from clave.store.models import Person, Rating
from clave.store.policy import policy_in_force
from clave.store.trials import of_customer
from clave.web import undo
from clave.web.judging_forms import Asking, Declaration, Declining, RatingForm
from clave.web.pages.account import shown
from clave.web.refusals import beside
from clave.web.shown.header import Account, account_of
from clave.web.shown.judging import asked_words, judged, trials_shown, wallets
from clave.web.who import required, sight
from clave.web.words import told

TRIALS = 4
KNOWLEDGE = "knowledge"


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


def account_rate(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """The scale in words and the form; what others said stays aside until one has said it oneself."""
    found, me, now = account_of(code, sight(request)), required(request), timezone.now()
    if criterion not in ANCHORS:
        raise Http404
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            given, also = rate_and_ask(
                by=me, now=now, customer=code, name=found.measured.name, criterion=criterion, book=found.book,
                **form.cleaned_data,
            )  # fmt: skip
        except ClaveError as refused:
            beside(form, refused)
        else:
            _done(request, found, given, [one.person.name for one in also])
            return _back(request, code, criterion)
    limits = policy_in_force().at(timezone.localdate(now))
    return _rate_page(request, found, criterion, form, limits, me)


def _rate_page(
    request: HttpRequest, found: Account, criterion: str, form: RatingForm, limits: Limits, me: Person
) -> HttpResponse:
    mine = Rating.objects.filter(customer=found.code, criterion=criterion, rater=me, ended_at=None).first()
    others = {one.rater for one in said_of(found.code, found.book).get(criterion, []) if one.person != me.pk}
    trials = of_customer(found.code) if criterion == KNOWLEDGE else []
    context = {
        "form": form,
        "criterion": criterion,
        "label": told(CRITERIA[criterion].label),
        "question": ASKS[criterion],
        "proves": EVIDENCE[criterion],
        "steps": list(zip(range(5), NAMES, ANCHORS[criterion], strict=True)),
        "chosen": form["value"].value() or "",
        "mine": mine,
        "others": len(others),
        "days": limits[declared.judged_days],
        "trials": trials_shown(trials),
        "back": request.GET.get("volver", ""),
    }
    response = shown(request, found, "judgements", "judging/rate.html", context)
    response.status_code = 422 if form.errors else 200
    return response


def _done(request: HttpRequest, found: Account, given: Rating, also: list[str]) -> None:
    """Say what was kept, and offer to take it back."""
    said = _("{name}: {value} of 4 kept.").fill(name=found.measured.name, value=str(given.value))
    more = asked_words(also)
    whole = joined((said, more), " ") if more else said
    undo.done(request, whole, reverse("rating_withdraw", args=[found.code, given.pk]))


def _back(request: HttpRequest, code: str, criterion: str = "") -> HttpResponse:
    """To the queue, where one came from it; else to the account."""
    if request.POST.get("volver", request.GET.get("volver", "")) == "cola":
        return redirect("ratings")
    return redirect(reverse("account_judgements", args=[code]) + (f"#{criterion}" if criterion else ""))


@require_POST
def rating_withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back a rating of one's own; anybody else's does not exist."""
    me, found = required(request), account_of(code, sight(request))
    rating = get_object_or_404(Rating, pk=number, rater=me, customer=code)
    try:
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
        return _back(request, code, criterion)
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
            return _back(request, code, criterion)
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
            return _back(request, code, criterion)
    context = {
        "form": form, "criterion": criterion, "label": told(CRITERIA[criterion].label), "back": request.GET.get("volver", ""),
    }  # fmt: skip
    response = shown(request, found, "judgements", "judging/decline.html", context)
    response.status_code = 422 if form.errors else 200
    return response
