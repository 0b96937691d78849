"""The queue: putting work in, and taking it out by one conditional UPDATE that only one can win."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from clave.base.words import _, stored
from clave.jobs.lines import line
from clave.jobs.pace import PACE, Pace
from clave.store.models import Job
from clave.store.models.jobs import CANCELLED, FAILED, LIVE, RUNNING, WAITING

LOOKED_AT = 16
"""How many jobs one look offers to take; more workers than that at once look again."""
GIVEN_UP = _(
    "It was started {n} times and each time the program stopped before the end. Try again when nothing else is running; "
    "if it happens again, tell whoever keeps the server that it was job {number}."
)


def put(**fields: Any) -> Job:
    """Keep a job. Where the same `key` waits or runs already, that job is the answer and nothing is added."""
    while True:
        try:
            with transaction.atomic():
                job = Job.objects.create(**fields)
            line("asked", job=job.pk, task=job.task, queue=job.queue)
            return job
        except IntegrityError:
            if not fields.get("key"):
                raise
        if live := Job.objects.filter(key=fields["key"], state__in=LIVE).first():
            return live  # otherwise it ended between the two looks: there is room now


def take(*, worker: str, queues: Collection[str], now: datetime, pace: Pace = PACE) -> Job | None:
    """The most urgent job that waits, or whose holder gave no sign of life; None where there is none.

    Jobs that nobody should take up again are settled on the way: cancelled ones, and those out of attempts."""
    due = _due(now)
    for job in Job.objects.filter(due, queue__in=queues).order_by("-priority", "run_after", "id")[:LOOKED_AT]:
        seen = Job.objects.filter(due, pk=job.pk, attempt=job.attempt)
        if job.cancel_asked_at:
            seen.update(state=CANCELLED, finished_at=now, lease_until=None)
        elif job.attempt >= job.attempts:
            gone = GIVEN_UP.fill(n=job.attempt, number=job.pk)
            seen.update(state=FAILED, error=stored(gone), finished_at=now, lease_until=None)
        elif seen.filter(cancel_asked_at=None).update(**_taken(job, worker, now, pace)):
            return Job.objects.get(pk=job.pk)
    return None


def _due(now: datetime) -> Q:
    return Q(state=WAITING, run_after__lte=now) | Q(state=RUNNING, lease_until__lt=now)


def _taken(job: Job, worker: str, now: datetime, pace: Pace) -> dict[str, Any]:
    return {
        "state": RUNNING,
        "key": "" if job.newest else job.key,
        "attempt": F("attempt") + 1,
        "workers": [*job.workers, worker],
        "lease_until": now + pace.lease,
        "started_at": job.started_at or now,
        "attempted_at": now,
        "share": 0,
        "doing": None,
    }
