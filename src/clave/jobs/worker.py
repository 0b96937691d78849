"""The worker: one hand per queue, each doing one job after another, with a sign of life while it works."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from clave.jobs.hold import Hold
from clave.jobs.lines import line
from clave.jobs.pace import PACE, Pace
from clave.jobs.queue import take
from clave.jobs.running import hold_of, run
from clave.jobs.ticking import Ticker
from clave.store.models import Job

log = logging.getLogger(__name__)
IN_PROCESS, LOST = "in-process", "lost"


def queues() -> tuple[str, ...]:
    """The queues of this installation; the work of one goes one after another."""
    return tuple(settings.TASKS["default"]["QUEUES"])


def work_off(*, now: datetime, limit: int = 1_000) -> int:
    """Do what waits, here and now, one after another; how many were done. For tests and for the terminal.

    The clock stands still at `now` and no sign of life is given, so nobody else should work meanwhile."""
    done = 0
    while done < limit and (job := take(worker=IN_PROCESS, queues=queues(), now=now)):
        run(job, hold_of(job, lambda: now))
        done += 1
    return done


@contextmanager
def beating(hold: Hold) -> Iterator[None]:
    """Renew the lease from a thread of its own while the body runs; a database that does not answer is asked again."""
    end = Event()

    def beat() -> None:
        try:
            while not end.wait(hold.pace.heartbeat):
                try:
                    if not hold.renew():
                        return
                except DatabaseError:
                    log.warning("Job %s could not say that it is alive; it tries again.", hold.number, exc_info=True)
                    connection.close()
        finally:
            connection.close()

    thread = Thread(target=beat, name=f"heartbeat-{hold.number}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


class Hand:
    """A thread that takes jobs of some queues until it is told to stop."""

    def __init__(
        self, name: str, queues: Collection[str], stop: Event, *, clock: Callable[[], datetime], pace: Pace
    ) -> None:
        self.name, self.queues, self.stop = name, queues, stop
        self.clock, self.pace = clock, pace
        self.hold: Hold | None = None
        self.thread = Thread(target=self._work, name=name, daemon=True)

    def _work(self) -> None:
        while not self.stop.is_set():
            try:
                if not self.one():
                    self.stop.wait(self.pace.poll)
            except Exception:
                log.exception("The worker could not go on; it tries again in %s seconds.", self.pace.mishap)
                connection.close()
                self.stop.wait(self.pace.mishap)
        connection.close()

    def one(self) -> bool:
        """Take and do one job; False where there is none."""
        job = take(worker=self.name, queues=self.queues, now=self.clock(), pace=self.pace)
        if job is None:
            return False
        hold = self.hold = hold_of(job, self.clock, self.pace)
        began = monotonic()
        try:
            with beating(hold):
                run(job, hold)
        finally:
            self.hold = None
            _tell(job, hold, monotonic() - began)
        return True


def _tell(job: Job, hold: Hold, took: float) -> None:
    """One line of the log about a job: its number and its kind, never its title, which names files and customers."""
    waited = (job.attempted_at - job.run_after).total_seconds() if job.attempted_at else None
    line(
        "job", job=job.pk, task=job.task, queue=job.queue, attempt=hold.fence, state=hold.ended or LOST,
        seconds=round(took, 3), waited=waited and round(max(waited, 0), 3), raised=hold.raised,
    )  # fmt: skip


class Worker:
    """All the hands of one process. `work` returns once `stop` was called and the hands are empty, or time is up."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now, pace: Pace = PACE) -> None:
        self.pace, self.told = pace, Event()
        here = f"{socket.gethostname()}:{os.getpid()}"
        self.hands = [Hand(f"{here}:{queue}", (queue,), self.told, clock=clock, pace=pace) for queue in queues()]
        self.ticker = Ticker(self.told, worker=here, clock=clock, pace=pace)

    def stop(self) -> None:
        """Take up nothing more."""
        self.told.set()

    def work(self) -> bool:
        """Work until told to stop. False where a job did not end in time: it was handed back, and the process must end
        at once, because the thread that worked on it cannot be stopped."""
        threads = [*(hand.thread for hand in self.hands), self.ticker.thread]
        for thread in threads:
            thread.start()
        self.told.wait()
        until = monotonic() + self.pace.drain
        for thread in threads:
            thread.join(max(until - monotonic(), 0))
        left = [hand for hand in self.hands if hand.thread.is_alive()]
        for hand in left:
            if (hold := hand.hold) and hold.hand_back():
                log.warning("Job %s did not end in time; whoever works next takes it up.", hold.number)
        return not left
