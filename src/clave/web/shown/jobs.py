"""A job as pages show it: its state in a word, how far it is, how long it takes and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clave.base.words import Text, _
from clave.jobs.pace import PACE
from clave.store.models import Job
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING
from clave.store.work import unattended
from clave.web.words import told

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class StateShown:
    """The word of a state, with its badge and icon."""

    label: Text
    badge: str
    icon: str


STATES = {
    WAITING: StateShown(_("Waiting its turn"), "", "clock"),
    RUNNING: StateShown(_("In progress"), "info go", "loader-2"),
    DONE: StateShown(_("Done"), "ok", "check"),
    FAILED: StateShown(_("Not done"), "bad", "alert-triangle"),
    CANCELLED: StateShown(_("Stopped"), "warn", "x"),
}
LATER = StateShown(_("Planned"), "", "clock")
STOPPING = StateShown(_("Stopping"), "warn go", "loader-2")


@dataclass(frozen=True)
class JobShown:
    """`percent` 0 to 100; `took` in words, empty before it began; `outcome` what to read of how it ended."""

    job: Job
    title: str
    state: StateShown
    percent: int
    doing: str
    took: str
    outcome: str
    stopping: bool
    unattended: bool

    @property
    def live(self) -> bool:
        """Whether anything of it can still change."""
        return self.job.live

    @property
    def can_repeat(self) -> bool:
        """Whether it may be asked for again."""
        return self.job.state in (FAILED, CANCELLED)


def job_shown(job: Job, now: datetime, *, watched: bool = False) -> JobShown:
    """A job in the reader's language; `watched` asks too whether anybody takes up jobs, where it waits for long."""
    stopping = job.state == RUNNING and job.cancel_asked_at is not None
    patience = timedelta(seconds=PACE.unattended)
    return JobShown(
        job=job,
        title=told(job.title),
        state=_state(job, now, stopping),
        percent=int(job.share * 100),
        doing=told(job.doing),
        took=told(took((job.finished_at or now) - job.started_at)) if job.started_at else "",
        outcome=told(job.error),
        stopping=stopping,
        unattended=watched and job.state == WAITING and unattended(job, now, patience),
    )


def _state(job: Job, now: datetime, stopping: bool) -> StateShown:
    if stopping:
        return STOPPING
    return LATER if job.state == WAITING and job.run_after > now else STATES[job.state]


def took(length: timedelta) -> Text:
    """`8 s`, `2 min 5 s`, `1 h 4 min`."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds < MINUTE:
        return _("{s} s").fill(s=seconds)
    if seconds < HOUR:
        return _("{min} min {s} s").fill(min=seconds // MINUTE, s=seconds % MINUTE)
    return _("{h} h {min} min").fill(h=seconds // HOUR, min=seconds % HOUR // MINUTE)
