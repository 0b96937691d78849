"""The debate on the order of importance: who was asked, what each answered, which reforms were tried, what was chosen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models


class Debate(models.Model):
    """A question about the order of importance, put to some people on one list.

    `criteria` are the keys to be ordered, as the policy had them when it was opened, and `policy` all its values then
    [[key, text as addresses carry it]]: what the page shows stays the same however policy changes later. It ends at
    `closes_at` or when somebody closes it. `chosen` is the order that became policy (empty = none yet) and `chosen_as`
    whose it was: `borda`, `kemeny`, `before`, or the number of a person."""

    title = models.CharField(max_length=120)
    question = models.TextField(blank=True)
    run = models.ForeignKey("store.SelectionRun", on_delete=models.PROTECT, related_name="debates")
    criteria = models.JSONField()
    policy = models.JSONField()
    opened_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    chosen = models.JSONField(default=list)
    chosen_as = models.CharField(max_length=20, blank=True)
    chosen_reason = models.TextField(blank=True)
    chosen_since = models.DateField(null=True)
    chosen_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("-opened_at",), name="debate_by_age")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    def open_at(self, now: datetime) -> bool:
        """Whether orders are still taken."""
        return self.closed_at is None and (self.closes_at is None or now < self.closes_at)


class DebateParticipant(models.Model):
    """Somebody who is asked for an order."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("debate", "person"), name="one_seat_in_a_debate")]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.person_id}"


class DebateOrder(models.Model):
    """One order as somebody gave it. The one with the highest `number` of a person counts; the others are its history."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="orders")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    order = models.JSONField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("debate", "person", "number"), name="one_order_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.debate_id}: {self.person_id} #{self.number}"


class WhatIf(models.Model):
    """A reform that somebody wants to see in a debate: `words` [[key, text]] are values of policy and what they would be,
    as addresses carry them."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="what_ifs")
    name = models.CharField(max_length=80)
    words = models.JSONField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("debate", "name"), name="one_what_if_of_a_name")]

    def __str__(self) -> str:
        return self.name
