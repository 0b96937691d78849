"""Somebody of a customer answers a survey: with their name, or so that nobody can tell whose the answer is. (C8, ADR 0031)"""

from __future__ import annotations

from datetime import date, datetime
from random import SystemRandom

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import write
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Text, _, stored
from clave.operations.alerts.shape import KINDS as ALERTS
from clave.operations.alerts.shape import SAID
from clave.operations.surveys.anonymity import may_carry_account
from clave.operations.surveys.low import low, low_words
from clave.operations.surveys.questions import KINDS, Sheet, checked_sheet
from clave.policy import voice
from clave.policy.limits import Limits
from clave.report import voice as letters  # declares its letters
from clave.store.models import (
    OWNER,
    AnonymousSheet,
    AnonymousWords,
    RaisedAlert,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Visitor,
)
from clave.store.ownership import parts_of
from clave.store.special_services import currency_now
from clave.store.surveys import last_day

GONE = _("this survey is not for you, or it is over.")
BACK = _("Go back to the start page; nothing was kept.")
DRAW = SystemRandom()
__all__ = ["letters"]


@action
def answer_survey(*, visitor: Visitor, now: datetime, number: int, sheet: Sheet, limits: Limits) -> SurveyAsk:
    """Their answer to what they were asked (`number` of the asking), once. Raises ClaveError (`where` names the question) for a
    stranger, once it is over, where it was answered, and for what `checked_sheet` refuses.

    The survey is held meanwhile: nothing is kept after it closed, and of two windows of one person one is told."""
    today = timezone.localdate(now)
    ask = SurveyAsk.objects.filter(pk=number, contact=visitor.contact_id, customer=visitor.customer).first()
    survey = _open(ask.survey_id) if ask else None
    if ask is None or survey is None or ((last := last_day(ask)) is not None and last < today):
        raise ClaveError(GONE, remedy=BACK)
    sound = checked_sheet(survey.kind, sheet)
    if not SurveyAsk.objects.filter(pk=ask.pk, used=False).update(used=True):
        raise ClaveError(
            _("you answered this already: thank you."), remedy=_("What you sent first was kept, and counts.")
        )
    if survey.anonymous:
        _keep_anonymous(survey, ask.customer, sound, limits)
    else:
        _keep_named(survey, ask, visitor, sound, limits, now)
    signs = "customer" if survey.anonymous else visitor.signs
    record(by=signs, now=now, what="survey.answered", about=f"survey:{survey.pk}")
    return ask


def _open(number: int) -> Survey | None:
    return Survey.objects.select_for_update().filter(pk=number, state="open", removed_at=None).first()


def _keep_anonymous(survey: Survey, customer: str, sheet: Sheet, limits: Limits) -> None:
    """Kept with all the others of the survey, drawn and written anew: no key, place or moment tells which is new."""
    asked = SurveyAsk.objects.filter(survey=survey, customer=customer).count()
    code = customer if may_carry_account(asked, limits[voice.least]) else ""
    order = [one.key for one in KINDS[survey.kind].questions]
    values = {key: sheet.values[key] for key in order if key in sheet.values}
    kept = [*AnonymousSheet.objects.filter(survey=survey).values_list("customer", "values"), (code, values)]
    DRAW.shuffle(kept)
    AnonymousSheet.objects.filter(survey=survey).delete()
    AnonymousSheet.objects.bulk_create(AnonymousSheet(survey=survey, customer=one, values=each) for one, each in kept)
    words = list(AnonymousWords.objects.filter(survey=survey).values_list("words", flat=True))
    words += [sheet.words] if sheet.words else []
    DRAW.shuffle(words)
    AnonymousWords.objects.filter(survey=survey).delete()
    AnonymousWords.objects.bulk_create(AnonymousWords(survey=survey, words=one) for one in words)


def _keep_named(survey: Survey, ask: SurveyAsk, visitor: Visitor, sheet: Sheet, limits: Limits, now: datetime) -> None:
    """Kept with the name; a low one is told to who answers for the account, and raises an alert, today."""
    found = low(survey.kind, sheet, limits)
    answer = SurveyAnswer.objects.create(
        ask=ask, values=dict(sheet.values), words=sheet.words, at=now, low=found[0] if found else ""
    )
    if found is None:
        return
    why = low_words(survey.kind, visitor.contact.name, *found, sheet.words)
    today = timezone.localdate(now)
    _raise(ask, answer, why, today)
    owner = parts_of(ask.customer, today).get(OWNER)
    if owner is not None:
        page = settings.CLAVE_ADDRESS + reverse("account_voice", args=[ask.customer])
        data = {"account": ask.name, "why": why, "page": page}
        language = owner.person.language or settings.LANGUAGE_CODE
        write(by=None, now=now, to=owner.person, template="survey_low", data=data, language=language,
              key=f"survey-low:{answer.pk}")  # fmt: skip


def _raise(ask: SurveyAsk, answer: SurveyAnswer, why: Text, today: date) -> None:
    """The alert of the day; the search of the night finds it again by the same mark."""
    RaisedAlert.objects.get_or_create(
        kind="survey", customer=ask.customer, matter=str(answer.pk), ended_on=None,
        defaults={
            "name": ask.name, "why": stored(why), "sure": stored(SAID), "currency": currency_now(),
            "urgency": ALERTS["survey"].urgency, "first_day": today, "last_day": today,
        },
    )  # fmt: skip
