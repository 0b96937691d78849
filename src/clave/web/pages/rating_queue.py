"""Por calificar: which ratings are owed, by whom and until when; mine first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from clave.actions.asking import reopen_request, take_back_request
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.facts.book import Book
from clave.facts.tables import JUDGED
from clave.store.facts import book_of
from clave.store.judging import Waiting, queue
from clave.store.models import RatingRequest
from clave.store.policy import policy_in_force
from clave.web import undo
from clave.web.shown.queue import SCOPES, shown
from clave.web.who import required
from clave.web.words import told

PAGE = 50


def ratings(request: HttpRequest) -> HttpResponse:
    """The queue; the list alone where htmx filters it."""
    return _page(request)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    me, today = required(request), timezone.localdate()
    limits = policy_in_force().at(today)
    scope = request.GET.get("ver", "")
    scope = scope if scope in SCOPES else "mine"
    everything = queue(limits, today, book=_newest())
    owed = [one for one in everything if SCOPES[scope].holds(one, me.pk)]
    text, criterion = request.GET.get("q", "").strip()[:100], request.GET.get("criterio", "")
    chosen = [one for one in owed if _fits(one, text, criterion)]
    found = Paginator(chosen, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "scope": scope,
        "scopes": [
            (key, one.label, sum(one.holds(owed_, me.pk) for owed_ in everything)) for key, one in SCOPES.items()
        ],
        "empty": SCOPES[scope].empty,
        "text": text,
        "criterion": criterion,
        "judged_labels": [(key, told(CRITERIA[key].label)) for key in JUDGED],
        "found": found,
        "rows": [shown(one, today, me) for one in found],
        "filtered": bool(text or criterion),
        "undo": undo.taken(request),
        "error": error,
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "judging/_queue.html" if part else "judging/queue.html"
    response = render(request, template, context, status=422 if error else 200)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _fits(one: Waiting, text: str, criterion: str) -> bool:
    words = folded(f"{one.name} {one.customer} {one.who}")
    return (not criterion or one.criterion == criterion) and folded(text) in words


def _newest() -> Book | None:
    """The book of now, with the ratings of files; None where it cannot be opened."""
    try:
        return book_of("")
    except ClaveError:
        return None


@require_POST
def request_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Stop asking."""
    asked = get_object_or_404(RatingRequest, pk=number)
    try:
        take_back_request(by=required(request), now=timezone.now(), request=asked)
    except ClaveError as refused:
        return _page(request, told(refused.sentence()))
    said: Text = _("{name} is not asked any more.").fill(name=asked.person.name)
    undo.done(request, said)
    return redirect("ratings")


@require_POST
def request_reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take back one's own «I cannot judge it»; anybody else's does not exist."""
    me = required(request)
    declined = RatingRequest.objects.filter(pk=number, person=me).first()
    if declined is None:
        raise Http404
    try:
        reopen_request(by=me, now=timezone.now(), request=declined)
    except ClaveError as refused:
        return _page(request, told(refused.sentence()))
    undo.done(request, _("You are asked for {name} again.").fill(name=declined.name))
    return redirect("ratings")
