"""What clave does by itself, as the page of jobs shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clave.base.words import Text
from clave.jobs.schedule import SCHEDULES, Schedule, cron_of, next_of
from clave.store.models import ScheduledRun
from clave.store.schedule import last_starts
from clave.web.shown.jobs import JobShown, job_shown


@dataclass(frozen=True)
class ScheduleShown:
    """One schedule: its line of cron, when it is due next, and what came of its last start."""

    schedule: Schedule
    cron: str
    next: datetime
    last: ScheduledRun | None
    job: JobShown | None
    hindrance: Text | None


def schedules_shown(now: datetime) -> list[ScheduleShown]:
    """Every schedule. Raises ClaveError where the policy cannot be read."""
    lasts = last_starts()
    return [_shown(schedule, lasts.get(schedule.key), now) for schedule in SCHEDULES.values()]


def _shown(schedule: Schedule, last: ScheduledRun | None, now: datetime) -> ScheduleShown:
    job = job_shown(last.job, now) if last and last.job else None
    return ScheduleShown(schedule, cron_of(schedule, now), next_of(schedule, now), last, job, schedule.hindrance())
