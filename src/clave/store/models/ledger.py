"""The ledger of promises as it was judged last, and the digests of it that went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

KEPT, BROKEN, UNKNOWN = "kept", "broken", "unknown"
STATES = (KEPT, BROKEN, UNKNOWN)


class LedgerRun(models.Model):
    """One judging of every promise between `since` and `until`, both inside; the newest replaces the one before it whole.

    `basis` says from what it was made: {facts, policy, grants, plans}, each a version or a digest. `known` the last day that
    each table tells of, `replayed` how many days of dispatch could be replayed of how many that had something leave.
    `service` holds the service by class, `dark` what could not be judged and why, as `clave.base.words.stored` writes it."""

    since = models.DateField()
    until = models.DateField()
    facts_version = models.CharField(max_length=64)
    policy_version = models.CharField(max_length=128)
    basis = models.JSONField()
    currency = models.CharField(max_length=3)
    known = models.JSONField()
    replayed = models.IntegerField()
    shipped_days = models.IntegerField()
    service = models.JSONField()
    dark = models.JSONField()
    made_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        get_latest_by = ("id",)

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d} #{self.pk}"


class LedgerDue(models.Model):
    """One promise that fell due. `mark` names it in addresses and stays the same when the ledger is made again. `why` is a
    text; `money` what was at stake in a breach, null where nobody knows. Of a breach, `facts` are the lines behind it and
    `took` who took what, as lists of values by name."""

    run = models.ForeignKey(LedgerRun, on_delete=models.CASCADE, related_name="dues")
    mark = models.CharField(max_length=16)
    customer = models.TextField()
    name = models.TextField()
    folded = models.TextField()
    privilege = models.CharField(max_length=40)
    department = models.CharField(max_length=20)
    on = models.DateField()
    month = models.CharField(max_length=7)
    about = models.TextField()
    state = models.CharField(max_length=8)
    why = models.JSONField()
    money = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    facts = models.JSONField()
    took = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="ledger_due_state_is_known"),
            models.UniqueConstraint(fields=("run", "mark"), name="one_mark_in_a_ledger"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("run", "state", "on"), name="ledger_due_by_day"),
            models.Index(fields=("run", "customer", "on"), name="ledger_due_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.privilege} {self.about} {self.state}"


class LedgerCost(models.Model):
    """What one privilege cost for one account in the window (`customer` empty = for all): how many `times`, the money (null =
    not known), its formula in words, and how many of the times have no figure."""

    run = models.ForeignKey(LedgerRun, on_delete=models.CASCADE, related_name="costs")
    privilege = models.CharField(max_length=40)
    customer = models.TextField(blank=True)
    name = models.TextField(blank=True)
    times = models.IntegerField()
    money = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    formula = models.JSONField()
    unknown = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.privilege} {self.customer}"


class LedgerGaveWay(models.Model):
    """An ordinary customer that gave way to priority in confirmed plans: lines, days, the most money that waited at once, and
    money × days; `unpriced` lines have no price and count no money."""

    run = models.ForeignKey(LedgerRun, on_delete=models.CASCADE, related_name="gave_way")
    customer = models.TextField()
    name = models.TextField()
    lines = models.IntegerField()
    days = models.IntegerField()
    money = models.DecimalField(max_digits=18, decimal_places=4)
    money_days = models.DecimalField(max_digits=22, decimal_places=4)
    unpriced = models.IntegerField()

    def __str__(self) -> str:
        return self.customer


class DigestIssue(models.Model):
    """The digests of one week: `week` as `2026-W47`, of which there is one; they tell of the days up to `until`. `content` maps
    each reader (`person:<number>:<what>`) to what was told; `readers` how many it was written to."""

    week = models.CharField(max_length=8)
    until = models.DateField()
    content = models.JSONField()
    readers = models.IntegerField()
    by = models.ForeignKey("store.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("week",), name="one_digest_a_week")]

    def __str__(self) -> str:
        return self.week
