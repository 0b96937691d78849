"""Handing an account over: what the one who leaves knows, the dossier, and the signature of the one who takes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.store.guards import Refuses

KNOWS = ("people", "promises", "dangers", "habits")
"""What the one who leaves is asked for, in words."""


class Handover(models.Model):
    """One account from one owner to the next. Open for both until the new one signs; then nobody changes it any more.

    `knows` holds words by the keys of `KNOWS`. `dossier` is frozen at the signature, and `digest` (SHA-256) covers all that
    was signed, so that a later change of a word shows. `withdrawn_at`: the assignment was corrected before anybody signed."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    ownership = models.ForeignKey("store.Ownership", on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="given")
    taker = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="taken")
    on = models.DateField()
    knows = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)
    dossier = models.JSONField(default=list)
    remark = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_between_two"),
            models.CheckConstraint(
                condition=Q(signed_at=None, digest="") | (Q(signed_at__isnull=False) & ~Q(digest="")),
                name="signed_with_a_digest",
            ),
            Refuses(
                name="a_signature_is_never_changed",
                operation="UPDATE",
                when="OLD.digest <> '' AND NEW.digest <> OLD.digest",
            ),
            Refuses(name="what_was_signed_is_never_deleted", operation="DELETE", when="OLD.digest <> ''"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("taker",), condition=Q(signed_at=None, withdrawn_at=None), name="handover_to_sign"),
            models.Index(fields=("giver",), condition=Q(signed_at=None, withdrawn_at=None), name="handover_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.giver_id} → {self.taker_id}"
