"""What goes through stages with an account: one shape for special services, needs and joint initiatives."""

from __future__ import annotations

from django.db import models


class Staged(models.Model):
    """Something with a customer that stands in the stage of its last standing step.

    `said_in` is the contact in which it was said, `folded` what it is searched by; `removed_at`: written down by a slip."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    stage = models.CharField(max_length=12)
    said_in = models.ForeignKey("store.Touchpoint", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    folded = models.TextField()

    class Meta:
        abstract = True


class StagedStep(models.Model):
    """It came to a stage on a day, with a note; `acting_for` is the department they acted for by a delegation. A step that
    was a slip is `undone`."""

    stage = models.CharField(max_length=12)
    day = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
