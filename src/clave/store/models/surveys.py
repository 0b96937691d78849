"""Surveys: who is asked, what they answer with their name, and what is kept of anonymous answers. (C8, C1, ADR 0031)"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.surveys.questions import KINDS
from clave.operations.surveys.said import STATES
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact


class Survey(models.Model):
    """A survey as `operations.surveys.said.SurveySaid` says. Whether it is anonymous was said to who answers, and is never
    changed, not even by raw SQL. Without `closes_on` it stands: people come into it one by one. `by` null = clave itself."""

    kind = models.CharField(max_length=12)
    title = models.TextField()
    intro = models.TextField(blank=True)
    wave = models.CharField(max_length=40, blank=True)
    anonymous = models.BooleanField()
    chosen = models.JSONField(default=dict)
    state = models.CharField(max_length=9, default="draft")
    closes_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="survey_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="survey_state_is_known"),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=False) | Q(kind="announcement"), name="survey_ends_or_stands"
            ),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(kind="relationship"), name="survey_of_one_has_a_name"
            ),
            models.UniqueConstraint(
                fields=("kind",), condition=Q(kind="announcement", state="open"), name="one_standing_survey"
            ),
            Refuses(name="anonymity_is_fixed", operation="UPDATE", when="OLD.anonymous <> NEW.anonymous"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "closes_on"), name="survey_by_state")]

    def __str__(self) -> str:
        return self.title


class SurveyAsk(models.Model):
    """Somebody of an account is asked; `about` tells apart what one person may be asked more than once (a delivery), `ends_on`
    is the last day of their own question. `used`: they answered; of an anonymous survey nothing says when."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asks")
    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    about = models.TextField(blank=True)
    about_on = models.DateField(null=True)
    asked_on = models.DateField()
    ends_on = models.DateField(null=True)
    mailed = models.BooleanField(default=False)
    reminded = models.BooleanField(default=False)
    used = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("survey", "contact", "about"), name="asked_once_in_a_survey"),
        ]
        indexes: ClassVar = [models.Index(fields=("contact", "asked_on"), name="surveys_of_a_contact")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.customer}"


class SurveyAnswer(models.Model):
    """What somebody answered with their name."""

    ask = models.OneToOneField(SurveyAsk, on_delete=models.CASCADE, related_name="answer")
    values = models.JSONField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    low = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class AnonymousSheet(models.Model):
    """The numbers of one anonymous answer: of no person, of no moment. Its key is drawn, and all those of a survey are drawn and
    written anew with each answer, so that neither keys nor places tell an order. `customer` is empty where too few of the
    account were asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sheets")
    customer = models.TextField(blank=True)
    values = models.JSONField()

    def __str__(self) -> str:
        return "anonymous"


class AnonymousWords(models.Model):
    """What somebody wrote in an anonymous survey: apart from their numbers and of no account, for words tell who wrote them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="verbatims")
    words = models.TextField()

    def __str__(self) -> str:
        return "anonymous"
