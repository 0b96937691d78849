"""The register of hospitality: what was given, offered, taken and refused, who approved it, and the tenders of accounts. (G11)

Nothing of it is ever deleted: it is what compliance reads."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.hospitality.kinds import APPROVED, DIRECTIONS, KINDS, STATES
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact
from clave.store.models.touchpoints import Touchpoint


class Hospitality(models.Model):
    """One act as `operations.hospitality.said.HospitalitySaid` says. `ours` gives it, or gets it where the customer gives;
    `cost` is of all its people together (null = nobody knows).

    `because` keeps the reasons of the last verdict, `together` the acts (by number) that count as one with it. `decided_…` is
    the last approval or refusal of one, `approved_cost` up to which it holds; `ended_…` who took it back or wrote down that
    it was refused."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=10)
    on = models.DateField()
    what = models.TextField()
    document = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    ours = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9)
    because = models.JSONField(default=list)
    together = models.JSONField(default=list)
    said_in = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True)
    approved_cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="hospitality_kind_is_known"),
            models.CheckConstraint(condition=Q(direction__in=tuple(DIRECTIONS)), name="hospitality_way_is_known"),
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="hospitality_state_is_known"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="hospitality_cost_is_no_gain"),
            models.CheckConstraint(
                condition=~Q(state=APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("ours")) & ~Q(decided_by=F("by"))),
                name="nobody_approves_their_own",
            ),
            Refuses(name="hospitality_is_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("customer", "-on"), name="hospitality_of_a_customer"),
            models.Index(fields=("ours", "direction", "on"), name="hospitality_of_a_person"),
            models.Index(fields=("state", "-on"), name="hospitality_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.kind} {self.on}"


class HospitalityGuest(models.Model):
    """A person of the customer who gets it, or who gave it to us."""

    act = models.ForeignKey(Hospitality, on_delete=models.PROTECT, related_name="guests")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="hospitality")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("act", "contact"), name="one_guest_once"),
            Refuses(name="guests_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.contact_id}"


class TenderBlackout(models.Model):
    """An account has a tender open from a day to another (null = until somebody ends it): nothing of worth goes either way.
    `ended_at` takes it back."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    why = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="tender_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=("customer", "since"), condition=Q(ended_at=None), name="one_tender_begins_on_a_day"
            ),
            Refuses(name="tenders_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.since}"
