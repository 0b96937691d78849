"""What the schedule has started: each due instant of each schedule at most once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ScheduledRun(models.Model):
    """One start of a schedule (its key in `clave.jobs.schedule`): the instant it was due, who asked for it where it was
    by hand, and its job, None where there was nothing to do."""

    schedule = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey("store.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("schedule", "due_at"), name="one_start_per_due_instant")
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at:%Y-%m-%d %H:%M}"
