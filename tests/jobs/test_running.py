"""What becomes of a job: done, refused with a sentence, broken, cancelled, lost; and exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from django_tasks import TaskContext

from clave.actions.jobs import cancel_job
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.jobs.pace import PACE
from clave.jobs.queue import take
from clave.jobs.starting import start, try_again
from clave.jobs.telling import telling
from clave.jobs.worker import work_off
from clave.store.models import AuditEvent, Delegation, Job, Person
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING
from tests.jobs import tasks

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EXPIRED = NOW + PACE.lease + timedelta(seconds=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_meanwhile() -> Iterator[None]:
    """What one test lets happen does not happen in the next."""
    yield
    tasks.MEANWHILE.clear()


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="director", password=None, created_at=NOW
    )


def taken_up_elsewhere(context: TaskContext) -> None:
    """Somebody else takes the running job, whose lease ended."""
    assert take(worker="another", queues=("default",), now=EXPIRED) is not None


def ended(job: Job) -> Job:
    """The job after everything that waited was done."""
    work_off(now=NOW)
    job.refresh_from_db()
    return job


def said(job: Job) -> str:
    text: str = recalled(job.error).say("es")
    return text


def test_it_is_done_in_the_language_of_whoever_asked() -> None:
    with translation.override("en"):
        job = start(tasks.counting, by=None, now=NOW, to=2)
    with translation.override("es"):
        job = ended(job)
    assert (job.state, job.result) == (DONE, {"counted": 2, "language": "en"})
    assert (job.share, recalled(job.doing).say("en")) == (1, "Step 2")


def test_a_task_without_context_and_one_with_arguments_by_place() -> None:
    tasks.plain.enqueue(1, 2, 3)
    assert work_off(now=datetime.now(UTC)) == 1
    assert Job.objects.get().result == 6


def test_what_people_can_mend_is_a_sentence_in_either_language() -> None:
    job = ended(start(tasks.refusing, by=None, now=NOW))
    assert (job.state, job.trace, job.raised) == (FAILED, "", "clave.base.errors.ClaveError")
    assert said(job).startswith("ventas.csv: ")
    assert recalled(job.error).say("en") == "ventas.csv: there is no selection yet. Load the facts first."


def test_what_broke_tells_no_secret_and_keeps_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        job = ended(start(tasks.breaking, by=None, now=NOW))
    assert job.state == FAILED
    assert "secret" not in said(job)
    assert f"trabajo {job.pk}" in said(job)
    assert "ZeroDivisionError: a secret" in job.trace
    assert "ZeroDivisionError" in caplog.text
    assert tasks.breaking.get_result(str(job.pk)).errors[0].exception_class is ZeroDivisionError


@pytest.mark.parametrize("path", ["tests.jobs.tasks.no_task", "tests.jobs.tasks.gone", "os.remove", "x"])
def test_only_tasks_are_run_and_an_unknown_one_says_so(path: str, caplog: pytest.LogCaptureFixture) -> None:
    job = start(tasks.plain, by=None, now=NOW)
    Job.objects.update(task=path)
    job = ended(job)
    assert job.state == FAILED
    assert "ya no conoce este tipo de trabajo" in said(job)


def test_cancelled_while_it_runs_it_goes_no_further(ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=NOW, to=9)
    tasks.MEANWHILE.append(lambda context: cancel_job(job=job, by=ana, now=NOW))
    job = ended(job)
    assert (job.state, recalled(job.doing).say("en")) == (CANCELLED, "Step 2")
    assert job.result is None


def test_cancelled_while_it_waits_it_is_over_at_once_and_recorded_once(ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=NOW)
    assert cancel_job(job=job, by=ana, now=NOW)
    assert not cancel_job(job=job, by=ana, now=NOW), "it is over"
    assert ended(job).state == CANCELLED
    assert [event.what for event in AuditEvent.objects.filter(about=f"job:{job.pk}")] == ["job.cancelled"]


def test_lost_in_the_middle_it_writes_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    job = start(tasks.counting, by=None, now=NOW, to=9)
    tasks.MEANWHILE.append(taken_up_elsewhere)
    job = ended(job)
    assert (job.state, job.attempt, job.share, job.doing) == (RUNNING, 2, 0, None)
    assert "taken up again elsewhere" in caplog.text


def test_what_it_changes_and_its_end_are_one(ana: Person) -> None:
    job = ended(start(tasks.naming, by=ana, now=NOW, name="Farallones"))
    assert (job.state, job.result) == (DONE, {"name": "Farallones", "by": "Ana"})
    assert Person.objects.get(name="Farallones").created_at == NOW


def test_without_a_word_about_its_result_it_ends_all_the_same() -> None:
    job = ended(start(tasks.silent, by=None, now=NOW, name="Farallones"))
    assert (job.state, job.result, job.finished_at) == (DONE, None, NOW)
    assert Person.objects.filter(name="Farallones").count() == 1


def test_a_result_that_json_cannot_keep_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    job = start(tasks.naming, by=None, now=NOW, name="Farallones")
    tasks.MEANWHILE.append(lambda context: tasks.UNKEEPABLE.append(NOW))
    try:
        assert ended(job).state == FAILED
    finally:
        tasks.UNKEEPABLE.clear()
    assert not Person.objects.exists()


def test_lost_before_its_end_it_changes_nothing() -> None:
    job = start(tasks.naming, by=None, now=NOW, name="Farallones")
    tasks.MEANWHILE.append(lambda context: Job.objects.update(attempt=7))
    job = ended(job)
    assert not Person.objects.exists()
    assert (job.state, job.result) == (RUNNING, None), "as it was before its last transaction"


def test_broken_before_its_end_it_changes_nothing() -> None:
    job = start(tasks.naming, by=None, now=NOW, name="Farallones")
    tasks.MEANWHILE.append(lambda context: 1 / 0)
    assert ended(job).state == FAILED
    assert not Person.objects.exists()


def test_it_tells_at_most_so_often_but_always_its_last_word() -> None:
    start(tasks.counting, by=None, now=NOW)
    seen: list[float] = []

    def telling_fast(context: TaskContext) -> None:
        tell = telling(context, clock=iter([0.0, 0.1, 0.2, 0.3, 0.5, 0.6]).__next__)
        for share in (0.1, 0.2, 0.3, 0.4, 0.5, 1.0):
            tell(share, tasks.STEP)
            seen.append(Job.objects.get().share)

    tasks.MEANWHILE.append(telling_fast)
    work_off(now=NOW)
    assert seen == [0.1, 0.1, 0.1, 0.1, 0.5, 1.0]


def test_another_backend_cannot_tell() -> None:
    with pytest.raises(TypeError, match=r"clave\.jobs"):
        telling(TaskContext(task_result=tasks.plain.enqueue()))


def test_trying_again_is_a_new_job_with_the_same_asking(ana: Person) -> None:
    failed = ended(start(tasks.refusing, by=ana, now=NOW, key="k", then="/seleccion/"))
    fresh = try_again(job=failed, by=ana, now=EXPIRED)
    assert fresh.pk != failed.pk
    assert (fresh.state, fresh.task, fresh.key, fresh.then) == (WAITING, failed.task, failed.key, failed.then)
    assert (fresh.attempt, fresh.by, fresh.created_at) == (0, ana, EXPIRED)
    assert try_again(job=failed, by=ana, now=EXPIRED) == fresh, "the same key is one job"


def test_what_went_well_or_goes_on_is_not_tried_again(ana: Person) -> None:
    waiting = start(tasks.plain, by=ana, now=NOW)
    with pytest.raises(ClaveError, match="did not fail"):
        try_again(job=waiting, by=ana, now=NOW)
    with pytest.raises(ClaveError, match="did not fail"):
        try_again(job=ended(waiting), by=ana, now=NOW)


def test_who_has_another_role_now_asks_nothing_again_but_an_administrator_may(ana: Person) -> None:
    failed = ended(start(tasks.refusing, by=ana, now=NOW))
    ana.role = "employee"
    with pytest.raises(ClaveError, match="Sales director"):
        try_again(job=failed, by=ana, now=NOW)
    ana.role = "administrator"
    assert try_again(job=failed, by=ana, now=NOW).asked_as == "director"


def test_what_is_asked_for_a_department_is_done_and_recorded_for_it(ana: Person) -> None:
    """A delegation lets them ask; the job, done later by another process, still says for whom."""
    ana.role = "employee"
    ana.save()
    delegated(ana, "lab")
    ana.acting_for = "lab"
    done = ended(start(tasks.recording, by=ana, now=NOW))
    assert (done.state, done.asked_as, done.asked_for) == (DONE, "employee", "lab"), done.error
    assert AuditEvent.objects.get(what="trial.recorded").by == f"person:{ana.pk} for:lab"
    refused = ended(start(tasks.recording, by=Person.objects.get(pk=ana.pk), now=NOW))
    assert refused.state == FAILED, "in their own role they may not"


def test_who_asked_for_a_department_tries_again_only_while_they_may_act_for_it(ana: Person) -> None:
    grant = delegated(ana, "lab")
    ana.acting_for = "lab"
    failed = ended(start(tasks.refusing, by=ana, now=NOW))
    ana.acting_for = ""  # the page of jobs is everybody's: nobody acts for anybody there
    assert try_again(job=failed, by=ana, now=NOW).asked_for == "lab"
    grant.ends_on = NOW.date() - timedelta(days=1)
    grant.save()
    with pytest.raises(ClaveError, match="for the department «Laboratory»"):
        try_again(job=failed, by=ana, now=NOW)
    for role in ("administrator", "lab"):
        ana.role = role
        assert try_again(job=failed, by=ana, now=NOW).asked_for == "", "in their own role"


def delegated(person: Person, department: str) -> Delegation:
    """Somebody may act for a department, as of the day of these tests."""
    today = NOW.date()
    return Delegation.objects.create(
        person=person, department=department, customers=[], purpose="ensayos", starts_on=today - timedelta(days=9),
        ends_on=today + timedelta(days=9), granted_by=person, granted_at=NOW,
    )  # fmt: skip
