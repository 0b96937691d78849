"""Reading jobs: whose they are, and what goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from clave.store.models import Job, Person
from clave.store.models.jobs import FAILED, LIVE, RUNNING, STATES, WAITING
from clave.store.roles import ADMINISTRATOR


def jobs_for(person: Person) -> QuerySet[Job]:
    """The jobs a person may see, newest first: their own; an administrator sees all."""
    seen = Job.objects.select_related("by").order_by("-created_at", "-id")
    return seen if person.role == ADMINISTRATOR.key else seen.filter(by=person)


def job_for(person: Person, number: int) -> Job | None:
    """A job of a person by its number; None where there is none or it is another's."""
    return jobs_for(person).filter(pk=number).first()


def live_count(person: Person) -> int:
    """How many jobs of their own wait or run."""
    return Job.objects.filter(by=person, state__in=LIVE).count()


def live_of(person: Person, task: str) -> Job | None:
    """The job of a task (its path) that a person asked for and that still waits or runs."""
    return Job.objects.filter(by=person, task=task, state__in=LIVE).order_by("id").first()


def unattended(job: Job, now: datetime, patience: timedelta) -> bool:
    """Whether a job waits that somebody should have taken up: overdue, and nothing of its queue runs."""
    running = Job.objects.filter(queue=OuterRef("queue"), state=RUNNING, lease_until__gte=now)
    waits = Job.objects.filter(pk=job.pk, state=WAITING, run_after__lt=now - patience)
    return waits.exclude(Exists(running)).exists()


@dataclass(frozen=True)
class Standing:
    """How many jobs of a queue are in a state, and since when the oldest of them could have begun; None where none is."""

    queue: str
    state: str
    jobs: int
    since: datetime | None


def standing_of(queues: Iterable[str]) -> list[Standing]:
    """Every queue and every state, those without a job too."""
    grouped = Job.objects.order_by().values("queue", "state").annotate(jobs=Count("pk"), since=Min("run_after"))
    found = {(row["queue"], row["state"]): row for row in grouped}
    every = sorted({*queues, *(queue for queue, _state in found)})
    empty = {"jobs": 0, "since": None}
    return [Standing(q, s, **_figures(found.get((q, s), empty))) for q in every for s in STATES]


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"jobs": row["jobs"], "since": row["since"]}


def failed_since(moment: datetime) -> int:
    """How many jobs have failed since then."""
    return Job.objects.filter(state=FAILED, finished_at__gte=moment).count()
