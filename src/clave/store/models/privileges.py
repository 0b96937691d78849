"""What accounts are given and what the company asks of all: grants, preferential conditions, minimums.

Rows are only added. A row says the whole of a matter from a day on; one that changes or ends it is another row that
`replaces` it, and what no row replaces is what stands. One that was given by a slip is `withdrawn` by another row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.privileges.conditions import KINDS, REASONS
from clave.privileges.minimums import MEASURES, OF
from clave.store.guards import Refuses

GIVEN, CHANGED, ENDED, TAKEN_BACK = "given", "changed", "ended", "taken_back"
DID = (GIVEN, CHANGED, ENDED, TAKEN_BACK)


class Statement(models.Model):
    """What every such row has: its days (both inside; no `until` = open), why it was first given (`reason`), what this row
    `did` to the one it replaces and why (`because`), who and when."""

    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    did = models.CharField(max_length=10, default=GIVEN)
    because = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="replaced_by")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Grant(Statement):
    """An account has a privilege: `origin` template or own, its `parameters` in the units of the catalogue, the
    `category` whose template it came from, and the `step` of its status that gave or ended it, where one did.
    `shown`: whether the customer reads it in its portal; null = as the catalogue says."""

    customer = models.TextField(db_index=True)
    privilege = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    origin = models.CharField(max_length=8)
    category = models.CharField(max_length=40, blank=True)
    shown = models.BooleanField(null=True)
    step = models.ForeignKey("store.StatusChange", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(did__in=DID), name="grant_did_something_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(origin__in=("template", "own")), name="grant_origin_is_known"),
            Refuses(name="grants_are_never_changed", operation="UPDATE"),
            Refuses(name="grants_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.privilege}"


class Condition(Statement):
    """A preferential condition of one account; `objective` is a key of `conditions.REASONS`, `reason` says it in words,
    `quantity` and `money` limit what is bought with it."""

    customer = models.TextField(db_index=True)
    kind = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    product = models.TextField(blank=True)
    family = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    money = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    objective = models.CharField(max_length=10)
    step = models.ForeignKey("store.StatusChange", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(did__in=DID), name="condition_did_something_known"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="condition_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="condition_kind_is_known"),
            models.CheckConstraint(condition=Q(objective__in=tuple(REASONS)), name="condition_reason_is_objective"),
            models.CheckConstraint(condition=Q(value__gt=0), name="condition_gives_something"),
            Refuses(name="conditions_are_never_changed", operation="UPDATE"),
            Refuses(name="conditions_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.kind} {self.product or self.family}"


class MinimumRule(Statement):
    """A minimum that the company asks for: of each order, invoice or line of a product; empty channel, product or family =
    any."""

    of = models.CharField(max_length=7)
    measure = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    channel = models.TextField(blank=True)
    product = models.TextField(blank=True)
    family = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(did__in=DID), name="minimum_did_something_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="minimum_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(of__in=tuple(OF)), name="minimum_is_of_something_known"),
            models.CheckConstraint(condition=Q(measure__in=tuple(MEASURES)), name="minimum_measure_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="minimum_is_above_zero"),
            Refuses(name="minimums_are_never_changed", operation="UPDATE"),
            Refuses(name="minimums_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.amount}"
