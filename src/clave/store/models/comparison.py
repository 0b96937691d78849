"""What a selection compared its customers with, kept so that an old selection still tells it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Comparison(models.Model):
    """One customer of a run beside its peers. `basis` [attribute], `largest` [code of a peer], `declared` its own wallet
    where somebody declared it, `rows` [{family, money, peer_share, peer_money, expected, headroom, low, high}]."""

    run = models.ForeignKey("store.SelectionRun", on_delete=models.CASCADE, related_name="comparisons")
    customer = models.TextField()
    basis = models.JSONField()
    peers = models.IntegerField()
    largest = models.JSONField()
    declared = models.FloatField(null=True)
    rows = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "customer"), name="one_comparison")]

    def __str__(self) -> str:
        return self.customer


class GroupLine(models.Model):
    """A customer group of a run as if it were one customer; `place` by money among `of` groups and single customers."""

    run = models.ForeignKey("store.SelectionRun", on_delete=models.CASCADE, related_name="groups")
    group = models.TextField()
    customers = models.IntegerField()
    money = models.FloatField()
    before = models.FloatField(null=True)
    kilos = models.FloatField(null=True)
    place = models.IntegerField()
    of = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "group"), name="one_line_per_group")]

    def __str__(self) -> str:
        return self.group
