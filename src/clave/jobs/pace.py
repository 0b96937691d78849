"""How the worker keeps time. These run the machine, not the business: they are no policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """Lengths of time, each with its reason.

    `lease`: after that long without a sign of life a job is taken up again. Longer than the 20 seconds for which SQLite
    may keep a heartbeat waiting, twice over; short enough that a person still waits in front of the page.
    `heartbeat`: how often whoever holds a job says so; five chances before the lease ends.
    `attempts`: how often a job is taken up before it is given up as one that kills whoever takes it.
    `poll`: seconds an idle worker waits before it looks again; what a person does not feel as waiting.
    `mishap`: seconds a worker waits after the database did not answer.
    `drain`: seconds a job gets to end when the worker is told to stop; a container is killed after ten. A worker of `work`
    takes a second less than CLAVE_DRAIN, so that it hands back before somebody kills it.
    `tell`: seconds between two writings of progress; the page asks once a second.
    `tick`: seconds between two looks at the schedule and the outbox; nobody waits for a minute that has begun.
    `sign`: seconds between two signs of life of an idle worker; four chances before the pages say that none is there, which
    they do after the length of a lease.
    `unattended`: seconds a job may wait before its page says that nobody takes up jobs."""

    lease: timedelta = timedelta(seconds=60)
    heartbeat: float = 10
    attempts: int = 3
    poll: float = 0.5
    mishap: float = 5
    drain: float = 8
    tell: float = 0.4
    tick: float = 5
    sign: float = 15
    unattended: float = 20


PACE = Pace()
