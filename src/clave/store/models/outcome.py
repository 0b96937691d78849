"""Whether the programme works and pays, as it was reckoned last, and what was said before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

PARTS = ("page", "effect", "cost", "harvest")
"""What a reckoning comes to: the page of it, and the three parts that the page is made from."""
WINDOWS = ("12", "24", "all")


class OutcomeRun(models.Model):
    """One reckoning of everything, over every window, up to `as_of`. The newest is what pages show; of older ones only
    their pages are kept.

    `basis` says from what it was made (`clave.store.outcome.PARTS_OF_BASIS`), `mark` is a digest of it: made again from the
    same, a reckoning takes the place of the one before it."""

    as_of = models.DateField()
    facts_version = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=128)
    basis = models.JSONField()
    mark = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField()
    took = models.FloatField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        get_latest_by = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("as_of", "mark"), name="one_outcome_of_the_same"),
            models.CheckConstraint(condition=Q(took__gte=0), name="outcome_took_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} #{self.pk}"


class OutcomePart(models.Model):
    """One part of a reckoning over one window: its `content` as `clave.outcome.kept.stored` writes it, or why there is none
    (`refused`, a sentence as `clave.base.words.stored` writes it)."""

    run = models.ForeignKey(OutcomeRun, on_delete=models.CASCADE, related_name="parts")
    window = models.CharField(max_length=3)
    part = models.CharField(max_length=7)
    content = models.JSONField(null=True)
    refused = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("run", "window", "part"), name="one_part_of_an_outcome"),
            models.CheckConstraint(condition=Q(part__in=PARTS), name="outcome_part_is_known"),
            models.CheckConstraint(condition=Q(window__in=WINDOWS), name="outcome_window_is_known"),
            models.CheckConstraint(
                condition=Q(content__isnull=False, refused__isnull=True)
                | Q(content__isnull=True, refused__isnull=False),
                name="outcome_part_is_there_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.window} {self.part}"
