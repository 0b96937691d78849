"""A selection as it was made: kept whole, with its words, so that it opens years later with its reasons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SelectionRun(models.Model):
    """One run: from which facts and policy, for which day, with which weights, and what limited it.

    `recorded` is the version of what people had recorded by then (`RecordedSnapshot`), empty where nobody had.

    JSON fields hold texts and figures as `clave.base.words.stored` writes them:
    `criteria` [{key, label, harvest, weight, gated, judged}] in order of importance; `out_of_force` {key: text};
    `measures` [{key, label, meaning, unit, needs}]; `capacity` {cap, limits, gap, greedy_gap, warnings};
    `typical` {measure key: median of the active customers};
    `overview` what every list of its accounts says (`clave.store.accounts.overview`), empty where an earlier version made it;
    `standings` {customer: what the bands did with it: `selection.listing.Standing`}, empty before anybody is a member;
    `facts` {lines, customers, money, first_day, last_day, rejected}; `notes` [text]."""

    facts_version = models.CharField(max_length=64, blank=True)
    recorded = models.CharField(max_length=64, blank=True)
    policy_version = models.CharField(max_length=128)
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    seed = models.BigIntegerField()
    draws = models.IntegerField()
    facts = models.JSONField()
    criteria = models.JSONField()
    out_of_force = models.JSONField()
    measures = models.JSONField()
    typical = models.JSONField(default=dict)
    overview = models.JSONField(default=dict)
    capacity = models.JSONField()
    standings = models.JSONField(default=dict)
    notes = models.JSONField()
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        get_latest_by = ("created_at", "id")

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d} #{self.pk}"


class SelectionLine(models.Model):
    """One customer in a run, in rank order. `criteria` {key: cell}, `why` [text], `would_take` [{kind, text, sure}];
    `standing` {state, trial, below, instead_of, because} as the bands left it, null where they say nothing of it."""

    run = models.ForeignKey(SelectionRun, on_delete=models.CASCADE, related_name="lines")
    rank = models.IntegerField()
    customer = models.TextField()
    name = models.TextField()
    score = models.FloatField()
    sure = models.FloatField()
    firmness = models.CharField(max_length=6)
    member = models.BooleanField()
    candidate = models.BooleanField()
    category = models.CharField(max_length=40, blank=True)
    categories = models.JSONField()
    seat = models.CharField(max_length=40, blank=True)
    gate = models.CharField(max_length=7)
    but_for_payment = models.BooleanField()
    money = models.FloatField()
    criteria = models.JSONField()
    why = models.JSONField()
    would_take = models.JSONField()
    standing = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "customer"), name="one_line_per_customer")]
        indexes: ClassVar = [models.Index(fields=("run", "-member", "rank"), name="line_in_rank_order")]

    def __str__(self) -> str:
        return f"{self.rank} {self.name}"

    @property
    def banded(self) -> str:
        """What the bands do with it; empty where they do nothing."""
        return self.standing["state"] if self.standing else ""


class MeasureLine(models.Model):
    """What a run measured of one customer: `values` {key: number, word or {"missing": reason}}."""

    run = models.ForeignKey(SelectionRun, on_delete=models.CASCADE, related_name="measured")
    customer = models.TextField()
    name = models.TextField()
    money = models.FloatField(null=True)
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "customer"), name="one_measure_line")]
        indexes: ClassVar = [models.Index(fields=("run", "-money"), name="measured_by_money")]

    def __str__(self) -> str:
        return self.name
