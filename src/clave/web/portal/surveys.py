"""Encuestas in the portal: what waits for the visitor, one survey with its promise before its questions, and thanks. (C8, C1)"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clave.actions.answering import answer_survey
from clave.actions.mail import company_name
from clave.base.errors import ClaveError
from clave.base.words import _, joined
from clave.operations.surveys.questions import KINDS, Sheet
from clave.operations.surveys.said import promise
from clave.policy import voice
from clave.store.models import SurveyAsk, Visitor
from clave.store.policy import policy_in_force
from clave.store.surveys import asked_of, last_day, waiting_for
from clave.web.portal.cards import Card
from clave.web.shown.surveys import put, title
from clave.web.visiting import visiting
from clave.web.words import told

FEW = 2
"""From so few questions on a survey takes a moment and no minutes."""


def portal_surveys(request: HttpRequest) -> HttpResponse:
    """What waits for them, and what they answered."""
    visitor, today = visiting(request), timezone.localdate()
    waiting = waiting_for(visitor, today)
    here = {one.pk for one in waiting}
    before = [(one, title(one.survey)) for one in asked_of(visitor)[:50] if one.pk not in here]
    context = {"waiting": [(one, title(one.survey), _about(one), last_day(one)) for one in waiting], "before": before}
    return render(request, "portal/surveys.html", context)


def portal_survey(request: HttpRequest, number: int) -> HttpResponse:
    """One survey; a POST answers it once, 422 with what was chosen where it is refused."""
    visitor = visiting(request)
    ask = asked_of(visitor).filter(pk=number).first()
    if ask is None:
        raise Http404
    if request.method != "POST" or ask.used:
        return _page(request, ask)
    chosen = {one.key: request.POST.get(one.key, "") for one in KINDS[ask.survey.kind].questions}
    sheet = Sheet(
        {key: int(one) for key, one in chosen.items() if one.isdecimal() and len(one) < 4},
        request.POST.get("words", ""),
    )
    limits = policy_in_force().at(timezone.localdate())
    try:
        answer_survey(visitor=visitor, now=timezone.now(), number=number, sheet=sheet, limits=limits)
    except ClaveError as refused:
        said = told(joined((refused.what, refused.remedy) if refused.remedy else (refused.what,), " "))
        return _page(request, ask, chosen, said[:1].upper() + said[1:], refused.where or "", sheet.words)
    return redirect("portal_survey", number)


def card(visitor: Visitor, today: date) -> Card | None:
    """On the start page: the survey that ends first."""
    waiting = waiting_for(visitor, today)
    if not waiting:
        return None
    one = waiting[0]
    values = {
        "ask": one, "title": title(one.survey), "about": _about(one), "until": last_day(one), "more": len(waiting) - 1,
        "short": len(KINDS[one.survey.kind].questions) < FEW, "anonymous": one.survey.anonymous,
    }  # fmt: skip
    return Card("portal/_survey_card.html", values)


def _about(ask: SurveyAsk) -> str:
    """Which delivery it is about; empty for what is about none."""
    if ask.survey.kind != "pulse":
        return ""
    return told(_("About the delivery {document}").fill(document=ask.about))


def _page(
    request: HttpRequest, ask: SurveyAsk, chosen: dict[str, str] | None = None, wrong: str = "", where: str = "", words: str = "",
) -> HttpResponse:  # fmt: skip
    kept, today = ask.survey, timezone.localdate()
    limits = policy_in_force().at(today)
    until = last_day(ask)
    takes = kept.state == "open" and (until is None or until >= today)
    kind = KINDS[kept.kind]
    wrongs = {where: wrong} if wrong and where else {}
    context = {
        "ask": ask, "title": title(kept), "intro": kept.intro, "about": _about(ask), "until": until, "takes": takes,
        "questions": put(kept.kind, chosen, wrongs), "open": told(kind.open), "words": words,
        "wrong": wrong if not where else "", "first": kind.first.key, "anonymous": kept.anonymous,
        "promise": told(promise(kept.anonymous, company_name(), limits[voice.least])),
    }  # fmt: skip
    return render(request, "portal/survey.html", context, status=422 if wrong else 200)
