"""What people judge and declare: ratings with who is asked for them, wallets, and trials run with a customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.facts.tables import JUDGED, KINDS

OPEN, ANSWERED, DECLINED, WITHDRAWN = "open", "answered", "declined", "withdrawn"
ASKED_STATES = (OPEN, ANSWERED, DECLINED, WITHDRAWN)
RUNNING, PROVED, FAILED, UNCLEAR = "running", "proved", "failed", "unclear"
RESULTS = (RUNNING, PROVED, FAILED, UNCLEAR)


class Rating(models.Model):
    """One rating (0–4) of one person for one customer and judged criterion, with its reason and its evidence.

    `kind` is which of the criterion's kinds it judges; empty for a criterion without any, or of the whole as it was judged
    before there were kinds.
    `anchor` is what the step said when it was given, as `clave.base.words.stored` writes it.

    It stands until `ended_at`: a newer one of the same person took its place, or the person took it back
    (`withdrawn`: then it is as if never given, but for lists made before). `expires_on` is the last day on which it
    counts; None = policy decides."""

    customer = models.TextField()
    criterion = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    rater = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="ratings")
    value = models.SmallIntegerField()
    reason = models.TextField()
    evidence = models.TextField()
    anchor = models.JSONField()
    rated_on = models.DateField()
    expires_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer", "criterion", "kind", "rater"),
                condition=Q(ended_at=None),
                name="one_standing_rating",
            ),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=4), name="rating_is_on_the_scale"),
            models.CheckConstraint(condition=Q(criterion__in=JUDGED), name="rating_is_of_a_judged_criterion"),
            models.CheckConstraint(
                condition=Q(kind="") | Q(criterion="extraordinary", kind__in=KINDS["extraordinary"]),
                name="rating_is_of_a_kind_of_its_criterion",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("rated_on")), name="rating_expires_after_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.criterion} {self.kind} {self.value}"


class RatingRequest(models.Model):
    """Somebody is asked to rate: by whom (None = clave itself), until when, and what came of it.

    Open until a rating answers it, the person declines with a reason («I don't know this customer»), or whoever asked
    takes it back."""

    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="rating_requests")
    customer = models.TextField()
    name = models.TextField()
    criterion = models.CharField(max_length=40)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=9, default=OPEN)
    reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "customer", "criterion"), condition=Q(state=OPEN), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ASKED_STATES), name="request_state_is_known"),
            models.CheckConstraint(condition=~Q(state=DECLINED) | ~Q(reason=""), name="declined_with_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=("customer", "criterion"), name="requests_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.customer} {self.criterion}"


class DeclaredWallet(models.Model):
    """What a customer buys in a year from everybody, as somebody of ours declares it, in the company's currency.

    All are kept; the latest day counts, and of one day the latest entered. One that was taken back counts only in lists
    made before `withdrawn_at`."""

    customer = models.TextField(db_index=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    source = models.TextField()
    declared_on = models.DateField()
    expires_on = models.DateField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="wallets")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="wallet_is_not_negative"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("declared_on")), name="wallet_expires_after_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.amount}"


class Trial(models.Model):
    """A trial or an evaluation run with a customer: of what, with whom, what came of it, what it taught and where that
    was used. `folded` is everything that a search looks at, in lower case without accents."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    what = models.TextField()
    product = models.TextField(blank=True)
    with_whom = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    result = models.CharField(max_length=7, default=RUNNING)
    learned = models.TextField(blank=True)
    used = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    folded = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="trials")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="trial_result_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="trial_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=0), name="trial_hours_are_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=("-starts_on", "-id"), name="trials_newest_first")]

    def __str__(self) -> str:
        return f"{self.customer} {self.what}"


class RecordedSnapshot(models.Model):
    """What people had recorded when a list was made, kept once however many lists were made with it.

    `version` is the hash of what it holds; `tables` the Arrow tables as `clave.facts.recorded.packed` writes them."""

    version = models.CharField(max_length=64, unique=True)
    tables = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version
