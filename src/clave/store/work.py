"""Reading jobs: whose they are, and what goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from clave.store.models import Job, Person
from clave.store.models.jobs import LIVE, RUNNING, WAITING
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
