"""Keys with which other systems ask clave."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

BADGE, DISPATCH, ORDERS, PRODUCTION = "badge", "dispatch", "orders", "production"
SCREENS = (BADGE, DISPATCH, ORDERS, PRODUCTION)
"""What a key may be for that acts for nobody: the badge of a customer, the dispatch of the day, the decision at order entry,
the plan of the plant."""
STEPS = ("facts", "selection", "accounts", "privileges", "operations", "people", "reports", "outcome", "house")
"""The steps of clave as scopes name them; `people` is personal data, `house` what clave keeps of itself."""
READS = tuple(f"{step}.read" for step in STEPS)
WRITES = tuple(
    f"{step}.write" for step in ("facts", "selection", "accounts", "privileges", "operations", "people", "reports")
)
FOR_SOMEBODY = (*READS, *WRITES)
"""What a key may be for that acts for a person: it reads and does what that person may, and no more (ADR 0038)."""
SCOPES = (*SCREENS, *FOR_SOMEBODY)


class ApiKey(models.Model):
    """One key: only its hash is kept, with its first letters so that people recognise it. `scopes` is a list of SCOPES;
    without `expires_at` it lasts until somebody revokes it. `person` is whom it acts for; None = it
    asks for SCREENS alone."""

    name = models.CharField(max_length=80)
    start = models.CharField(max_length=14)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["revoked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.start}…"

    def good_at(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class ApiAnswer(models.Model):
    """What an act of the API answered, under the Idempotency-Key it came with: the same asked again has the same answer.
    `digest` is of what was asked. Older ones go (policy: api.answers_days)."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    repeat = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("key", "repeat"), name="one_answer_of_the_api_to_a_key")
        ]
        indexes: ClassVar = [models.Index(fields=("at",), name="api_answer_at")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.repeat}"
