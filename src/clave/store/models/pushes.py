"""What clave writes to an ERP: each plan with its lines, who approved which digest, and the ledger of what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.store.guards import Refuses

PLAN, SWAP = "plan", "swap"
OPEN, REJECTED, APPROVED, WRITING, STOPPED, DONE, SUPERSEDED, GIVEN_UP = (
    "open", "rejected", "approved", "writing", "stopped", "done", "superseded", "given_up",
)  # fmt: skip
"""A push waits for somebody to read it; was rejected; was approved and begins in a moment; is being written; stopped half
way and goes on when somebody asks; is done; another took its place; what was left of it is not written any more."""
PUSH_STATES = (OPEN, REJECTED, APPROVED, WRITING, STOPPED, DONE, SUPERSEDED, GIVEN_UP)
UNDER_WAY = (APPROVED, WRITING, STOPPED)
BEGUN = "begun"
"""The entry of a line that is about to be written; what became of it is the next one."""


class Push(models.Model):
    """One plan of writing to a source (`kind` PLAN), or one swap of reserved stock (SWAP), from its difference to its end.

    `parts` is what was asked for; `basis` sentences of what it was made from; `digest` names exactly its lines, and is what
    `decided_by` approved; `holder` marks the try that may write to the ledger (its fence). `error` is a sentence as
    `clave.base.words.stored` writes it. `counts` {what: lines that would change, "left": lines left alone}."""

    of = models.ForeignKey("store.FactSource", on_delete=models.PROTECT, related_name="pushes")
    kind = models.CharField(max_length=4)
    state = models.CharField(max_length=10, default=OPEN)
    parts = models.JSONField(default=list)
    basis = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    tag = models.CharField(max_length=60, blank=True)
    tag_number = models.IntegerField(default=0)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    holder = models.CharField(max_length=32, blank=True)
    tries = models.IntegerField(default=0)
    error = models.JSONField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PUSH_STATES), name="push_state_is_known"),
            models.UniqueConstraint(
                fields=("of",),
                condition=Q(kind=PLAN, state__in=(OPEN, *UNDER_WAY)),
                name="one_plan_of_writing_per_source",
            ),
            Refuses(
                name="what_a_push_says_stays",
                operation="UPDATE",
                when="NEW.of_id <> OLD.of_id OR NEW.kind <> OLD.kind OR NEW.digest <> OLD.digest OR NEW.tag <> OLD.tag "
                "OR NEW.tag_number <> OLD.tag_number OR NEW.made_at <> OLD.made_at",
            ),
            Refuses(name="pushes_are_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(fields=("of", "kind", "-id"), name="pushes_of_a_source")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"

    def late(self, now: datetime) -> bool:
        """Whether it waited too long for somebody to approve it."""
        return self.state == OPEN and now > self.ends_at


class PushLine(models.Model):
    """One record of the ERP in a push: `before` and `after` hold the fields that are written, by their names there. `why`
    says why it is left alone although something was wished of it (then there is nothing to write). `swap` is the whole
    proposal of a swap. A line never changes."""

    push = models.ForeignKey(Push, on_delete=models.PROTECT, related_name="lines")
    place = models.IntegerField()
    what = models.CharField(max_length=12)
    model = models.CharField(max_length=64, blank=True)
    number = models.BigIntegerField(default=0)
    name = models.TextField()
    customer = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.JSONField(null=True)
    swap = models.JSONField(null=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("push", "place"), name="one_line_a_place_of_a_push"),
            models.UniqueConstraint(
                fields=("push", "what", "number"), condition=Q(why__isnull=True), name="one_change_a_record_of_a_push"
            ),
            Refuses(name="push_lines_are_never_changed", operation="UPDATE"),
            Refuses(name="push_lines_are_never_deleted", operation="DELETE"),
        ]
        ordering: ClassVar = ["push", "place"]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


class PushEntry(models.Model):
    """One line of the ledger: a record was about to be written (BEGUN), or what became of it (a word of
    `facts.sources.odoo.pushes.push`), with what stood there before and what stands there now; `told` says what went
    otherwise. Only added to: what was favoured is known here when the ERP has forgotten it."""

    line = models.ForeignKey(PushLine, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    became = models.CharField(max_length=10)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    told = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            Refuses(name="ledger_of_pushes_is_never_changed", operation="UPDATE"),
            Refuses(name="ledger_of_pushes_is_never_deleted", operation="DELETE"),
        ]
        indexes: ClassVar = [models.Index(F("line"), F("id").desc(), name="entries_of_a_line")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.became}"
