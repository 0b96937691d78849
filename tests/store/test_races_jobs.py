"""Workers at the same moment: one holder per job, one job per key, one end. Each race has its losing twin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from clave.actions.jobs import cancel_job
from clave.base.words import Text
from clave.jobs.hold import Cancelled, Hold, Lost
from clave.jobs.pace import PACE
from clave.jobs.queue import take
from clave.jobs.starting import start
from clave.store.models import Job, Person
from clave.store.models.jobs import CANCELLED, DONE, LIVE, RUNNING, WAITING
from tests.jobs.tasks import plain
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EXPIRED = NOW + PACE.lease + timedelta(seconds=1)
QUEUES = ("default",)
pytestmark = pytest.mark.django_db(transaction=True)


def taking(worker: str, now: datetime = NOW) -> Callable[[], Job | None]:
    """Somebody who takes up a job."""
    return partial(take, worker=worker, queues=QUEUES, now=now)


def held() -> Hold:
    """A job in the hands of worker `one`."""
    start(plain, by=None, now=NOW)
    job = take(worker="one", queues=QUEUES, now=NOW)
    assert job is not None
    return Hold(job.pk, job.attempt, lambda: EXPIRED)


def test_one_job_taken_by_two_is_in_one_hand() -> None:
    for _ in range(ROUNDS):
        start(plain, by=None, now=NOW)
        outcomes = at_once(taking("one"), taking("two"))
        (winner,) = [job for job in outcomes if job]
        assert (winner.state, winner.attempt, len(winner.workers)) == (RUNNING, 1, 1)
        Job.objects.all().delete()


def test_its_twin_without_the_condition_is_in_two() -> None:
    for _ in range(ROUNDS):
        start(plain, by=None, now=NOW)
        both_looked = meeting(2)

        def look_and_take(worker: str, both_looked: Callable[[], object] = both_looked) -> Job:
            job = Job.objects.filter(state=WAITING).get()
            both_looked()
            Job.objects.filter(pk=job.pk).update(state=RUNNING, attempt=1, workers=[worker])
            return job

        one, two = at_once(partial(look_and_take, "one"), partial(look_and_take, "two"))
        assert one == two
        Job.objects.all().delete()


def test_many_workers_empty_a_queue_and_each_job_is_taken_once() -> None:
    jobs = {start(plain, by=None, now=NOW).pk for _ in range(40)}

    def empty(worker: str) -> list[int]:
        mine, misses = [], 0
        while misses < 3:
            job = take(worker=worker, queues=QUEUES, now=NOW)
            mine += [job.pk] if job else []
            misses += job is None
        return mine

    counts = Counter(number for mine in at_once(*(partial(empty, str(n)) for n in range(4))) for number in mine)
    assert set(counts) == jobs
    assert set(counts.values()) == {1}


def test_a_sign_of_life_and_a_takeover_at_once_leave_one_holder() -> None:
    for _ in range(ROUNDS):
        old = held()
        renewed, job = at_once(old.renew, taking("two", EXPIRED))
        assert renewed == (job is None)
        kept = Job.objects.get()
        assert (kept.attempt, len(kept.workers)) == ((1, 1) if renewed else (2, 2))
        Job.objects.all().delete()


def test_its_twin_that_takes_what_it_saw_expired_leaves_two() -> None:
    for _ in range(ROUNDS):
        old, both_looked = held(), meeting(2)

        def look_and_take(both_looked: Callable[[], object] = both_looked) -> int:
            job = Job.objects.filter(lease_until__lt=EXPIRED).get()
            both_looked()
            both_looked()
            return Job.objects.filter(pk=job.pk).update(workers=["two"])

        def renew(old: Hold = old, both_looked: Callable[[], object] = both_looked) -> bool:
            both_looked()
            renewed = old.renew()
            both_looked()
            return renewed

        assert at_once(renew, look_and_take) == [True, 1]
        assert old.renew(), "both believe that it is theirs"
        Job.objects.all().delete()


def change_and_end(hold: Hold) -> str:
    """What a job changes, in one transaction with its end."""
    try:
        with transaction.atomic():
            hold.claim_the_end()
            Person.objects.create_person(
                email=f"{hold.fence}@clave.example", name="Mark", role="kam", password=None, created_at=NOW
            )
            hold.finish({})
    except Lost:
        return "lost"
    return "changed"


def test_an_end_and_a_takeover_at_once_change_things_once() -> None:
    for _ in range(ROUNDS):
        old = held()
        outcome, job = at_once(partial(change_and_end, old), taking("two", EXPIRED))
        assert (outcome == "lost") == (job is not None)
        if job:
            assert change_and_end(Hold(job.pk, job.attempt, lambda: EXPIRED)) == "changed"
        assert Job.objects.get().state == DONE
        assert Person.objects.count() == 1
        Job.objects.all().delete()
        Person.objects.all().delete()


def asking(by: Person | None) -> Callable[[], Any]:
    """Somebody who asks for the same import."""
    return partial(start, plain, by=by, now=NOW, key="ventas.csv")


def test_the_same_import_asked_twice_at_once_is_one_job() -> None:
    for _ in range(ROUNDS):
        one, two, three = at_once(*[asking(None)] * 3)
        assert one == two == three == Job.objects.get()
        Job.objects.all().delete()


def test_its_twin_without_the_constraint_is_two(without_constraints: Without) -> None:
    with without_constraints(Job):
        for _ in range(ROUNDS):
            both_looked = meeting(2)

            def look_and_ask(both_looked: Callable[[], object] = both_looked) -> Job:
                assert not Job.objects.filter(key="ventas.csv", state__in=LIVE).exists()
                both_looked()
                return asking(None)()  # type: ignore[no-any-return]

            one, two = at_once(look_and_ask, look_and_ask)
            assert one != two
            Job.objects.all().delete()


def test_asked_again_in_the_moment_it_ends_there_is_an_answer() -> None:
    for _ in range(ROUNDS):
        first = asking(None)()
        hold = Hold(first.pk, 1, lambda: NOW)
        assert take(worker="one", queues=QUEUES, now=NOW) == first
        _ended, answer = at_once(partial(hold.finish, {}), asking(None))
        assert isinstance(answer, Job)
        assert Job.objects.filter(state__in=LIVE).count() == (answer != first)
        Job.objects.all().delete()


def test_cancelled_and_done_at_once_it_has_one_end() -> None:
    ana = Person.objects.create_person(email="ana@clave.example", name="Ana", role="kam", password=None, created_at=NOW)
    ends = set()
    for _ in range(ROUNDS):
        hold = held()

        def going_on(hold: Hold = hold) -> str:
            try:
                hold.tell(0.9, Text("Going on"))
                hold.finish({})
            except Cancelled:
                hold.cancel()
            return Job.objects.get().state

        end, asked = at_once(going_on, partial(cancel_job, job=Job.objects.get(), by=ana, now=NOW))
        assert Job.objects.get().state == end
        assert end == DONE or (end == CANCELLED and asked)
        ends.add(end)
        Job.objects.all().delete()
    assert ends <= {DONE, CANCELLED}
