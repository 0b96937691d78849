"""Novelties that key accounts see before the market: their versions, who is asked, what they vote, approve and wish. (C6)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.operations.novelties.said import ANSWERS, AREAS, KINDS, STATES, WISHES
from clave.store.models.contacts import Contact


class Novelty(models.Model):
    """A novelty as `operations.novelties.said.NoveltySaid` says; `version` is the one that is asked about now.

    `chosen` says which accounts (states, categories, customers); `changed` what we changed because of the answers, told to who
    answered at `told_at`."""

    kind = models.CharField(max_length=8)
    title = models.TextField()
    words = models.TextField()
    product = models.TextField(blank=True)
    available = models.TextField(blank=True)
    area = models.CharField(max_length=9)
    approval = models.BooleanField(default=False)
    chosen = models.JSONField(default=dict)
    state = models.CharField(max_length=9, default="draft")
    version = models.SmallIntegerField(default=1)
    closes_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="novelty_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="novelty_state_is_known"),
            models.CheckConstraint(condition=Q(area__in=tuple(AREAS)), name="novelty_area_is_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="novelty_versions_begin_at_one"),
            models.CheckConstraint(condition=Q(told_at=None) | ~Q(changed=""), name="what_is_told_was_said"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "closes_on"), name="novelty_by_state")]

    def __str__(self) -> str:
        return self.title


class NoveltyVersion(models.Model):
    """One version as customers saw it, with its file; never changed once somebody was asked about it."""

    of = models.ForeignKey(Novelty, on_delete=models.CASCADE, related_name="versions")
    number = models.SmallIntegerField()
    title = models.TextField()
    words = models.TextField()
    file = models.BinaryField(null=True)
    file_name = models.CharField(max_length=100, blank=True)
    file_kind = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("of", "number"), name="novelty_version_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} v{self.number}"


class NoveltyAsk(models.Model):
    """Somebody of an account is asked: since when, about which version they were written last, and when they were reminded and
    told what changed."""

    of = models.ForeignKey(Novelty, on_delete=models.CASCADE, related_name="asks")
    customer = models.TextField(db_index=True)
    name = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("of", "contact"), name="asked_once_about_a_novelty")]
        indexes: ClassVar = [models.Index(fields=("contact", "of"), name="novelties_of_a_contact")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.customer}"


class NoveltyVote(models.Model):
    """What somebody answered to a version, and what they would change; their last word until it closes."""

    ask = models.ForeignKey(NoveltyAsk, on_delete=models.CASCADE, related_name="votes")
    version = models.SmallIntegerField()
    answer = models.CharField(max_length=7)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ask", "version"), name="one_vote_a_version"),
            models.CheckConstraint(condition=Q(answer__in=tuple(ANSWERS)), name="vote_is_one_of_three"),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.answer}"


class NoveltyApproval(models.Model):
    """Somebody who may approve for their company did so, or did not, for one version."""

    ask = models.ForeignKey(NoveltyAsk, on_delete=models.CASCADE, related_name="approvals")
    version = models.SmallIntegerField()
    yes = models.BooleanField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("ask", "version"), name="one_approval_a_version")]

    def __str__(self) -> str:
        return f"{self.ask_id} v{self.version} {self.yes}"


class NoveltyWish(models.Model):
    """Somebody asked for a sample or the data sheet; `service` is the special service that it became."""

    ask = models.ForeignKey(NoveltyAsk, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=6)
    service = models.ForeignKey("store.SpecialService", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ask", "kind"), name="one_wish_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=tuple(WISHES)), name="wish_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.kind}"
