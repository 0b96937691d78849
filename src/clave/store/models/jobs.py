"""Long work that goes on behind the pages: what was asked, how far it is, who holds it, how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
LIVE = (WAITING, RUNNING)
STATES = (*LIVE, DONE, FAILED, CANCELLED)


class Job(models.Model):
    """One piece of work and its whole life; every write after it began carries the number of the attempt (its fence).

    `task` is the path of the function, `kwargs` its JSON arguments; `title`, `doing` and `error` are texts as
    `clave.base.words.stored` writes them; `share` 0 to 1. `attempt` counts how often it was taken up, `attempts` is
    the last one allowed, `workers` who took it up each time; `lease_until` is when whoever holds it is given up.
    `key` keeps the same work from waiting or running twice, and with `newest` only from waiting twice; `then` is the
    page to read once it is done; `asked_as` the role of `by` when it was asked, `asked_for` the
    department for which a delegation let them ask (empty: their own role did)."""

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    title = models.JSONField()
    queue = models.CharField(max_length=40)
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True)
    newest = models.BooleanField(default=False)
    then = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_as = models.CharField(max_length=20, blank=True)
    asked_for = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=2, blank=True)

    state = models.CharField(max_length=9, default=WAITING)
    share = models.FloatField(default=0)
    doing = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    raised = models.CharField(max_length=200, blank=True)
    trace = models.TextField(blank=True)

    attempt = models.SmallIntegerField(default=0)
    attempts = models.SmallIntegerField()
    workers = models.JSONField(default=list)
    lease_until = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("key",), condition=~Q(key="") & Q(state__in=LIVE), name="one_live_job_per_key"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="job_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("queue", "-priority", "run_after"), condition=Q(state__in=LIVE), name="job_to_take"),
            models.Index(fields=("by", "-created_at"), name="job_of_a_person"),
            models.Index(fields=("-created_at",), name="job_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.task.rpartition('.')[2]} {self.state}"

    @property
    def live(self) -> bool:
        """Whether it waits or runs; otherwise nothing of it changes any more."""
        return self.state in LIVE
