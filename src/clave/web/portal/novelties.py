"""Novedades in the portal: what the customer sees before the market, its vote, its approval, and what came of it. (C6)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clave.actions.voting import approve_novelty, vote_novelty, wish_novelty
from clave.base.errors import ClaveError
from clave.base.words import _, joined
from clave.operations.novelties.said import ANSWERS, WISHES, VoteSaid
from clave.store.models import NoveltyAsk, NoveltyVersion, Visitor
from clave.store.novelties import (
    APPROVING,
    approval_of,
    ask_of,
    asked_of,
    is_open,
    told_to,
    version_of,
    vote_of,
    waiting_for,
    wishes_of,
)
from clave.web.novelty_sheet import file_of
from clave.web.portal.cards import Card
from clave.web.shown.novelties import ICONS, answer
from clave.web.visiting import visiting
from clave.web.words import told

ON_HOME = 2
NO_VERSION = -1


def portal_novelties(request: HttpRequest) -> HttpResponse:
    """Everything they were asked about, what waits for them first."""
    visitor, today = visiting(request), timezone.localdate()
    asks = asked_of(visitor)
    rows = [(one, answer(said.answer) if (said := vote_of(one)) else None, is_open(one.of, today)) for one in asks]
    context = {"rows": rows, "last": told_to(visitor)}
    return render(request, "portal/novelties.html", context)


def portal_novelty(request: HttpRequest, number: int) -> HttpResponse:
    """One novelty with its vote; a POST votes, 422 with what was typed where it is refused."""
    visitor = visiting(request)
    ask = _asked(visitor, number)
    if request.method != "POST":
        return _page(request, visitor, ask)
    said = VoteSaid(request.POST.get("answer", ""), request.POST.get("words", ""))
    try:
        vote_novelty(visitor=visitor, now=timezone.now(), number=number, version=_version(request), said=said)
    except ClaveError as refused:
        return _page(request, visitor, _asked(visitor, number), wrong=_words(refused), typed=said)
    return redirect("portal_novelty", number)


@require_POST
def portal_novelty_approve(request: HttpRequest, number: int) -> HttpResponse:
    """They approve the version they saw for their company, or do not."""
    visitor = visiting(request)
    ask = _asked(visitor, number)
    words = request.POST.get("why", "")
    try:
        approve_novelty(
            visitor=visitor, now=timezone.now(), number=number, version=_version(request),
            yes=request.POST.get("yes") == "1", words=words,
        )  # fmt: skip
    except ClaveError as refused:
        return _page(request, visitor, ask, unapproved=_words(refused), why=words)
    return redirect("portal_novelty", number)


@require_POST
def portal_novelty_wish(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """They ask for a sample or the data sheet."""
    visitor = visiting(request)
    ask = _asked(visitor, number)
    if kind not in WISHES:
        raise Http404
    try:
        wish_novelty(visitor=visitor, now=timezone.now(), number=number, kind=kind)
    except ClaveError as refused:
        return _page(request, visitor, ask, wrong=_words(refused))
    return redirect("portal_novelty", number)


def portal_novelty_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of the version of now."""
    ask = _asked(visiting(request), number)
    found = NoveltyVersion.objects.filter(of=ask.of, number=ask.of.version, file__isnull=False).first()
    if found is None:
        raise Http404
    return file_of(found)


def card(visitor: Visitor, today: date) -> Card | None:
    """On the start page: the novelties that wait for their answer, and what their last vote changed."""
    waiting, last = waiting_for(visitor, today), told_to(visitor)
    if not waiting and last is None:
        return None
    first = _shown(visitor, waiting[0], today) if waiting else None
    return Card("portal/_novelty_card.html", {"first": first, "more": len(waiting) - 1, "last": last})


def _asked(visitor: Visitor, number: int) -> NoveltyAsk:
    found = ask_of(visitor, number)
    if found is None:
        raise Http404
    return found


def _version(request: HttpRequest) -> int:
    """The version they saw, as the form says."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 6 else NO_VERSION


def _words(refused: ClaveError) -> str:
    said = told(joined((refused.what, refused.remedy) if refused.remedy else (refused.what,), " "))
    return said[:1].upper() + said[1:]


def _shown(visitor: Visitor, ask: NoveltyAsk, today: date, typed: VoteSaid | None = None) -> dict[str, Any]:
    """A novelty as its form and its card draw it."""
    kept, said = ask.of, vote_of(ask)
    chosen, words = (typed.answer, typed.words) if typed else (said.answer, said.words) if said else ("", "")
    return {
        "ask": ask, "kept": kept, "version": version_of(kept), "takes": is_open(kept, today), "vote": said, "chosen": chosen,
        "words": words, "answers": [(key, told(label), ICONS[key][1]) for key, label in ANSWERS.items()],
        "said": answer(said.answer) if said else None, "wishes": wishes_of(ask),
    }  # fmt: skip


def _page(
    request: HttpRequest, visitor: Visitor, ask: NoveltyAsk, *, wrong: str = "", typed: VoteSaid | None = None,
    unapproved: str = "", why: str = "",
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    approval = approval_of(ask)
    context = {
        "one": _shown(visitor, ask, today, typed), "wrong": wrong, "unapproved": unapproved, "why": why,
        "approves": ask.of.approval and visitor.may(APPROVING), "approval": approval, "told": ask.told_at and ask.of.changed,
        "yours": told(_("Your answer is kept; you can change it while it is open.")),
    }  # fmt: skip
    return render(request, "portal/novelty.html", context, status=422 if wrong or unapproved else 200)
