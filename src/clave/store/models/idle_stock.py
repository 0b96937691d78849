"""Idle stock: who accepts which grade in writing, and the offers that were made of it with what came of them. (E8)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

GRADES = ("second", "slow", "dead")
OPEN, ACCEPTED, REFUSED, UNANSWERED, WITHDRAWN = "open", "accepted", "refused", "unanswered", "withdrawn"
STATES = (OPEN, ACCEPTED, REFUSED, UNANSWERED, WITHDRAWN)
BECAUSE = ("price", "quantity", "quality", "no_need", "other")
"""Why an offer was refused, so that refusals can be counted; the words say the rest."""


class SecondsLetter(models.Model):
    """A customer accepts a grade in writing: of one family, or of every one where it is empty. `document` says what proves
    it. It counts from `since` to `until` (both inside; none = open), and no more once it was taken back (`ended_at`)."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    grade = models.CharField(max_length=6)
    family = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    document = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="letter_grade_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="letter_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=("customer", "grade", "family"), condition=Q(ended_at=None), name="one_standing_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.grade} {self.family}"


class IdleOffer(models.Model):
    """So much of a product in a grade, offered to a customer at a price, until a day (inside).

    `unit_kilos` and `unit_cost` are those of the product when it was offered; null = nobody knew. An accepted one says what
    was `sold` (units) at which `sold_price` and until when the customer takes it (`takes_until`); a refused one `reason`
    (of `BECAUSE`) and `because` in words. `answered_on` is the day of the answer, `answered_at` when it was written down."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    product = models.TextField()
    product_name = models.TextField()
    family = models.TextField(blank=True)
    grade = models.CharField(max_length=6)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_kilos = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit_cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    price = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    until = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OPEN)
    sold = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    sold_price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    takes_until = models.DateField(null=True)
    reason = models.CharField(max_length=8, blank=True)
    because = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="offer_grade_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="offer_state_is_known"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(price__gt=0), name="offer_is_of_something"),
            models.CheckConstraint(
                condition=~Q(state=ACCEPTED) | Q(sold__gt=0, sold_price__gt=0, takes_until__isnull=False),
                name="accepted_offer_says_how_much",
            ),
            models.UniqueConstraint(
                fields=("customer", "product", "grade"), condition=Q(state=OPEN), name="one_open_offer_of_a_lot"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("product", "grade", "state"), name="offer_by_lot"),
            models.Index(fields=("state", "until"), name="offer_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.product} {self.quantity}"
