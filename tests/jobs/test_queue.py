"""One job, one holder: taking up, the lease, the fence; with a clock that the tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django_tasks.exceptions import TaskResultDoesNotExist
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.base.words import Text, recalled
from clave.jobs.hold import Cancelled, Hold, Lost
from clave.jobs.pace import PACE
from clave.jobs.queue import take
from clave.jobs.starting import start
from clave.store.models import Job, Person
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING
from tests.jobs.tasks import counting, newest, plain

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EXPIRED = NOW + PACE.lease + timedelta(seconds=1)
QUEUES = ("default", "documents")
pytestmark = pytest.mark.django_db


def taken(now: datetime = NOW, worker: str = "one") -> Hold:
    """The hold of whoever takes the next job up."""
    job = take(worker=worker, queues=QUEUES, now=now)
    assert job is not None
    return Hold(job.pk, job.attempt, lambda: now)


def again() -> Job:
    return Job.objects.get()


def person(email: str = "ana@clave.example", role: str = "kam") -> Person:
    return Person.objects.create_person(email=email, name="Ana", role=role, password=None, created_at=NOW)


def test_a_job_waits_is_taken_up_and_ends() -> None:
    job = start(counting, by=None, now=NOW, to=2)
    assert (job.state, job.attempt, job.kwargs, job.queue) == (WAITING, 0, {"to": 2}, "default")
    hold = taken()
    kept = again()
    assert (kept.state, kept.attempt, kept.workers) == (RUNNING, 1, ["one"])
    assert kept.lease_until == NOW + PACE.lease
    assert (kept.started_at, kept.attempted_at) == (NOW, NOW)
    hold.tell(0.4, Text("Half of it"))
    assert (again().share, recalled(again().doing)) == (0.4, Text("Half of it"))
    hold.finish({"n": 1})
    kept = again()
    assert (kept.state, kept.result, kept.share, kept.finished_at) == (DONE, {"n": 1}, 1.0, NOW)
    assert take(worker="two", queues=QUEUES, now=EXPIRED) is None


def test_nobody_else_takes_what_somebody_holds() -> None:
    start(counting, by=None, now=NOW)
    taken()
    assert take(worker="two", queues=QUEUES, now=NOW + PACE.lease) is None


def test_a_lost_lease_is_taken_up_again_and_the_old_fence_writes_nothing() -> None:
    start(counting, by=None, now=NOW)
    old = taken()
    new = taken(EXPIRED, "two")
    assert (new.fence, again().workers) == (2, ["one", "two"])
    assert again().started_at == NOW
    assert not old.renew()
    assert not old.hand_back()
    for write in (
        lambda: old.tell(0.9, Text("Late")),
        lambda: old.finish({"late": True}),
        lambda: old.fail(Text("Late")),
        old.cancel,
        old.claim_the_end,
    ):
        with pytest.raises(Lost):
            write()
    kept = again()
    assert (kept.state, kept.share, kept.doing, kept.result, kept.error) == (RUNNING, 0, None, None, None)
    new.finish({"n": 2})
    assert again().result == {"n": 2}


def test_a_job_that_ended_cannot_be_written_by_its_own_fence() -> None:
    start(counting, by=None, now=NOW)
    hold = taken()
    hold.finish({})
    with pytest.raises(Lost):
        hold.finish({"twice": True})
    assert not hold.hand_back()
    assert again().result == {}


def test_renewing_keeps_the_job() -> None:
    start(counting, by=None, now=NOW)
    hold = taken()
    hold.clock = lambda: NOW + PACE.lease
    assert hold.renew()
    assert take(worker="two", queues=QUEUES, now=EXPIRED) is None
    assert take(worker="two", queues=QUEUES, now=EXPIRED + PACE.lease) is not None


def test_a_job_that_kills_whoever_takes_it_is_given_up_with_a_sentence() -> None:
    start(counting, by=None, now=NOW)
    moment = NOW
    for attempt in range(1, PACE.attempts + 1):
        assert taken(moment).fence == attempt
        moment += PACE.lease + timedelta(seconds=1)
    assert take(worker="one", queues=QUEUES, now=moment) is None
    kept = again()
    assert (kept.state, kept.finished_at) == (FAILED, moment)
    assert "3 veces" in recalled(kept.error).say("es")
    assert str(kept.pk) in recalled(kept.error).say("es")


def test_handing_back_costs_no_attempt() -> None:
    start(counting, by=None, now=NOW)
    for _ in range(PACE.attempts * 2):
        assert taken().hand_back()
    kept = again()
    assert (kept.state, kept.lease_until, kept.attempts - kept.attempt) == (WAITING, None, PACE.attempts)


def test_the_urgent_first_then_the_oldest_and_nothing_before_its_time() -> None:
    later = start(plain, by=None, now=NOW, run_after=NOW + timedelta(hours=1))
    old = start(plain, by=None, now=NOW - timedelta(minutes=1))
    new = start(plain, by=None, now=NOW)
    urgent = start(plain.using(priority=5), by=None, now=NOW)
    assert [taken().number for _ in range(3)] == [urgent.pk, old.pk, new.pk]
    assert take(worker="one", queues=QUEUES, now=NOW) is None
    Job.objects.exclude(pk=later.pk).update(state=DONE)
    assert taken(NOW + timedelta(hours=1)).number == later.pk


def test_a_hand_takes_only_from_its_queue() -> None:
    start(plain.using(queue_name="documents"), by=None, now=NOW)
    assert take(worker="one", queues=("default",), now=NOW) is None
    assert take(worker="one", queues=("documents",), now=NOW) is not None


def test_asked_to_stop_it_stops_at_its_next_word() -> None:
    start(counting, by=None, now=NOW)
    hold = taken()
    Job.objects.update(cancel_asked_at=NOW)
    with pytest.raises(Cancelled):
        hold.tell(0.5, Text("Going on"))
    hold.cancel()
    assert (again().state, again().share) == (CANCELLED, 0.5)


@pytest.mark.parametrize("lost", [True, False], ids=["its worker died", "its worker was stopped"])
def test_asked_to_stop_and_then_abandoned_it_is_not_taken_up_again(lost: bool) -> None:
    start(counting, by=None, now=NOW)
    hold = taken()
    Job.objects.update(cancel_asked_at=NOW)
    assert lost or hold.hand_back()
    assert take(worker="two", queues=QUEUES, now=EXPIRED) is None
    assert (again().state, again().attempt) == (CANCELLED, 1)


def test_the_same_key_is_one_job_while_it_lives() -> None:
    ana, luis = person(), person("luis@clave.example")
    first = start(counting, by=ana, now=NOW, key="ventas.csv")
    assert start(counting, by=ana, now=NOW, key="ventas.csv").pk == first.pk
    taken()
    assert start(counting, by=ana, now=NOW, key="ventas.csv").pk == first.pk, "it runs: still the same"
    assert start(counting, by=luis, now=NOW, key="ventas.csv").pk != first.pk, "nobody is shown another's job"
    assert start(counting, by=ana, now=NOW, key="pagos.csv").pk != first.pk
    Job.objects.filter(pk=first.pk).update(state=DONE)
    assert start(counting, by=ana, now=NOW, key="ventas.csv").pk != first.pk


def test_what_works_on_the_newest_is_asked_for_again_while_it_runs() -> None:
    first = start(newest, by=None, now=NOW, key="selection")
    assert start(newest, by=None, now=NOW, key="selection").pk == first.pk
    taken()
    second = start(newest, by=None, now=NOW, key="selection")
    assert second.pk != first.pk, "the one that runs began with what was newest before"
    assert taken(EXPIRED).number == first.pk, "lost and taken up again, it does not stand in the way of the second"
    assert Job.objects.get(pk=second.pk).key != ""


def test_without_a_key_each_asking_is_a_job() -> None:
    assert start(plain, by=None, now=NOW).pk != start(plain, by=None, now=NOW).pk


def test_what_json_cannot_keep_is_refused_at_the_asking() -> None:
    with pytest.raises(TypeError, match="datetime"):
        start(counting, by=None, now=NOW, to=NOW)
    assert not Job.objects.exists()


def test_the_share_stays_between_nothing_and_all() -> None:
    start(counting, by=None, now=NOW)
    hold = taken()
    hold.tell(1.7)
    assert again().share == 1
    hold.tell(-3)
    assert again().share == 0


def test_one_look_asks_once_when_nothing_waits(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert take(worker="one", queues=QUEUES, now=NOW) is None


def test_by_the_api_of_django_tasks() -> None:
    with translation.override("en"):
        result = plain.using(priority=3).enqueue(2, 3)
    job = again()
    assert (job.args, job.priority, job.language, job.by) == ([2, 3], 3, "en", None)
    assert plain.get_result(result.id).status == "READY"
    hold = taken(datetime.now(UTC))
    assert result.task.get_result(result.id).attempts == 1
    hold.finish(5)
    result.refresh()
    assert (result.return_value, result.is_finished) == (5, True)
    for missing in ("0", "x"):
        with pytest.raises(TaskResultDoesNotExist):
            plain.get_result(missing)
