"""Reading what the schedule did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from clave.store.models import Company, ScheduledRun
from clave.store.models.jobs import DONE


def last_starts() -> dict[str, ScheduledRun]:
    """The latest start of every schedule that ever started, by its key, with its job."""
    newest = ScheduledRun.objects.values("schedule").annotate(last=Max("pk")).values("last")
    found = ScheduledRun.objects.filter(pk__in=newest).select_related("job", "by")
    return {one.schedule: one for one in found}


def last_due_of(schedule: str) -> datetime | None:
    """The latest due instant that was started of a schedule; starts by hand do not count."""
    return ScheduledRun.objects.filter(schedule=schedule, by=None).aggregate(last=Max("due_at"))["last"]


@dataclass(frozen=True)
class Ended:
    """How a start of a schedule ended, and when it was started."""

    done: bool
    at: datetime


def last_ended(schedule: str) -> Ended | None:
    """The latest start of a schedule whose job ended; None where none did."""
    found = ScheduledRun.objects.filter(schedule=schedule, job__finished_at__isnull=False).select_related("job")
    last = found.order_by("-pk").first()
    return Ended(last.job.state == DONE, last.started_at) if last and last.job else None


def last_successes() -> dict[str, datetime]:
    """When every schedule last did what it is for: its job ended well, or there was nothing to do. By its key; a schedule
    that never did is not there."""
    well = ScheduledRun.objects.filter(Q(job=None) | Q(job__state=DONE))
    latest = Max(Coalesce("job__finished_at", "started_at"))
    return dict(well.order_by().values_list("schedule").annotate(at=latest))


def in_service_since() -> datetime | None:
    """From when schedules count: the founding of the company; None before it."""
    company = Company.objects.order_by("id").first()
    return company.created_at if company else None
