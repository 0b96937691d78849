"""The worker in threads: its sign of life, its mishaps, and how it stops."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, enumerate

import pytest
from django.db import OperationalError
from django_tasks import TaskContext

from clave.jobs.hold import Hold
from clave.jobs.pace import Pace
from clave.jobs.queue import take
from clave.jobs.starting import start
from clave.jobs.worker import Worker, beating, queues
from clave.store.models import Job
from clave.store.models.jobs import DONE, RUNNING, WAITING
from tests.jobs import tasks

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
QUICK = Pace(lease=LEASE, heartbeat=0.01, poll=0.01, mishap=0.01, drain=0.05, tell=0)
PATIENCE = 30
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_meanwhile() -> Iterator[None]:
    """What one test lets happen does not happen in the next."""
    yield
    tasks.MEANWHILE.clear()


@dataclass
class Heard(Hold):
    """A hold whose third sign of life can be waited for."""

    beats: list[bool] = field(default_factory=list)
    enough: Event = field(default_factory=Event)

    def renew(self) -> bool:
        self.beats.append(super().renew())
        if len(self.beats) > 2 or not self.beats[-1]:
            self.enough.set()
        return self.beats[-1]


def heard(pace: Pace = QUICK) -> Heard:
    """A job in hand, by a clock that goes on by a second whenever somebody looks at it."""
    start(tasks.plain, by=None, now=NOW)
    job = take(worker="one", queues=queues(), now=NOW, pace=pace)
    assert job is not None
    seconds = count(1)
    return Heard(job.pk, job.attempt, lambda: NOW + timedelta(seconds=next(seconds)), pace)


def hearts(hold: Hold) -> list[str]:
    return [thread.name for thread in enumerate() if thread.name == f"heartbeat-{hold.number}"]


def test_the_lease_is_renewed_while_somebody_works_and_no_longer() -> None:
    hold = heard()
    with beating(hold):
        assert hold.enough.wait(PATIENCE)
    assert hearts(hold) == []
    beats = len(hold.beats)
    assert Job.objects.get().lease_until == NOW + timedelta(seconds=beats) + LEASE


def test_who_lost_the_job_gives_no_more_sign_of_life() -> None:
    hold = heard()
    Job.objects.update(attempt=2, lease_until=NOW)
    with beating(hold):
        assert hold.enough.wait(PATIENCE)
    assert hold.beats == [False]
    assert Job.objects.get().lease_until == NOW


def test_a_database_that_does_not_answer_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    hold = heard()

    def broken() -> datetime:
        hold.clock = lambda: NOW
        raise OperationalError("database is locked")

    hold.clock = broken
    with beating(hold):
        assert hold.enough.wait(PATIENCE)
    assert "could not say that it is alive" in caplog.text
    assert hold.beats == [True] * len(hold.beats)


def stopping(worker: Worker, until: Event) -> None:
    """While the next task runs the worker is told to stop; the task goes on until then."""

    def meanwhile(context: TaskContext) -> None:
        worker.stop()
        assert until.wait(PATIENCE)

    tasks.MEANWHILE.append(meanwhile)


def test_told_to_stop_it_ends_what_it_has_and_takes_nothing_more() -> None:
    worker, at_once = Worker(clock=lambda: NOW, pace=Pace(**{**vars(QUICK), "drain": PATIENCE})), Event()
    at_once.set()
    first = start(tasks.counting, by=None, now=NOW)
    second = start(tasks.counting, by=None, now=NOW)
    stopping(worker, at_once)
    assert worker.work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (DONE, WAITING)


def test_what_does_not_end_in_time_is_handed_back_and_its_thread_writes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker, late = Worker(clock=lambda: NOW, pace=QUICK), Event()
    job = start(tasks.counting, by=None, now=NOW)
    stopping(worker, late)
    with caplog.at_level(logging.WARNING):
        assert not worker.work()
        job.refresh_from_db()
        assert (job.state, job.lease_until, job.attempts - job.attempt) == (WAITING, None, QUICK.attempts)
        assert take(worker="two", queues=queues(), now=NOW) is not None
        late.set()
        for hand in worker.hands:
            hand.thread.join(PATIENCE)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.share) == (RUNNING, 2, 0)
    assert "did not end in time" in caplog.text
    assert "taken up again elsewhere" in caplog.text


def test_a_mishap_is_logged_and_the_hand_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    looks = count()

    def clock() -> datetime:
        if next(looks) < len(queues()):
            raise OperationalError("the database went away")
        return NOW

    worker, at_once = Worker(clock=clock, pace=QUICK), Event()
    at_once.set()
    job = start(tasks.counting, by=None, now=NOW)
    stopping(worker, at_once)
    worker.work()
    job.refresh_from_db()
    assert job.state == DONE
    assert "could not go on" in caplog.text


def test_the_queues_do_not_wait_for_each_other() -> None:
    worker = Worker(clock=lambda: NOW, pace=Pace(**{**vars(QUICK), "drain": PATIENCE}))
    slow = start(tasks.counting, by=None, now=NOW)
    document = start(tasks.signalling.using(queue_name="documents"), by=None, now=NOW)
    stopping(worker, tasks.SIGNAL)
    assert worker.work(), "the slow one ended only because the document was made meanwhile"
    slow.refresh_from_db()
    document.refresh_from_db()
    assert (slow.state, document.state) == (DONE, DONE)
