"""Keys with which other systems ask clave."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models

BADGE, DISPATCH, ORDERS, PRODUCTION = "badge", "dispatch", "orders", "production"
SCOPES = (BADGE, DISPATCH, ORDERS, PRODUCTION)
"""What a key may be for: the badge of a customer, the dispatch of the day, the decision at order entry, the plan of the plant."""


class ApiKey(models.Model):
    """One key: only its hash is kept, with its first letters so that people recognise it. `scopes` is a list of SCOPES;
    without `expires_at` it lasts until somebody revokes it."""

    name = models.CharField(max_length=80)
    start = models.CharField(max_length=14)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
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
