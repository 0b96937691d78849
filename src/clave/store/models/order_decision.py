"""What was answered at order entry: who asked what, from which list, and what clave said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OrderDecision(models.Model):
    """One question and its answer, never changed. `asker` is `key:<id>` or `person:<id>`; `repeat` the Idempotency-Key it came
    with (empty = none); `question` what was asked (`digest` of it), `answer` as `store.order_decisions.kept_answer` writes
    it, from the list that `basis` is the digest of. `order` is the number of the order, empty while it has none; `waived`
    with `cost`: the order is below a minimum and free of it."""

    at = models.DateTimeField()
    day = models.DateField()
    asker = models.CharField(max_length=32)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.ForeignKey("store.ApiKey", on_delete=models.PROTECT, null=True, related_name="+")
    repeat = models.CharField(max_length=200, blank=True)
    order = models.TextField(blank=True)
    customer = models.TextField()
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=64)
    question = models.JSONField()
    answer = models.JSONField()
    may_go_on = models.BooleanField()
    waived = models.BooleanField()
    cost = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("asker", "digest", "basis"), condition=Q(repeat=""), name="one_answer_to_a_question"
            ),
            models.UniqueConstraint(
                fields=("asker", "repeat"), condition=~Q(repeat=""), name="one_answer_to_an_idempotency_key"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("day", "waived"), name="order_decision_waived"),
            models.Index(fields=("order",), name="order_decision_order"),
            models.Index(fields=("at",), name="order_decision_at"),
        ]

    def __str__(self) -> str:
        return f"{self.order or self.pk} {self.customer}"
