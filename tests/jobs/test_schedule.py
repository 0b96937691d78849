"""The schedule: what is due is started once, what was missed is caught up once, in the company's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.base.errors import ClaveError
from clave.base.timetable import last_due, next_due, owed
from clave.jobs.schedule import SCHEDULES, next_of, start_due, start_now
from clave.jobs.ticking import Ticker, tick
from clave.jobs.worker import Worker, work_off
from clave.store.models import AuditEvent, Job, Person, ScheduledRun
from clave.store.models.jobs import DONE

BOGOTA = ZoneInfo("America/Bogota")
MONDAY, NIGHT = "0 7 * * 1", "30 3 * * *"
FOUNDED = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Bogotá; the 16th and the 23rd are Mondays."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BOGOTA)


def test_mondays_at_seven() -> None:
    assert next_due(MONDAY, at(20, 15)) == at(23, 7)
    assert next_due(MONDAY, at(23, 7)) == at(30, 7), "the instant itself is over"
    assert last_due(MONDAY, at(23, 7)) == at(23, 7), "at the instant it is due"
    assert last_due(MONDAY, at(23, 6, 59)) == at(16, 7)


def test_where_clocks_change_each_day_has_its_instant_once() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    spring = datetime(2026, 3, 28, 12, tzinfo=madrid)  # on the 29th there is no 2:30
    autumn = datetime(2026, 10, 24, 12, tzinfo=madrid)  # on the 25th there are two
    assert next_due("30 2 * * *", spring).date().day == 29
    first = next_due("30 2 * * *", autumn)
    assert (first.date().day, next_due("30 2 * * *", first).date().day) == (25, 26)


def test_what_was_missed_is_owed_once_however_often_it_was_missed() -> None:
    assert owed(NIGHT, at(20, 15), since=at(10, 3, 30)) == at(20, 3, 30)
    assert owed(NIGHT, at(20, 15), since=at(20, 3, 30)) is None


def test_what_is_too_late_is_let_go() -> None:
    two_days = timedelta(days=2)
    assert owed(MONDAY, at(25, 6), since=at(10, 0), patience=two_days) == at(23, 7)
    assert owed(MONDAY, at(25, 8), since=at(10, 0), patience=two_days) is None


@given(
    st.sampled_from([MONDAY, NIGHT, "*/5 * * * *", "0 8 * * 1-5"]),
    st.integers(0, 365 * 24 * 3600).map(lambda second: datetime(2026, 1, 1, tzinfo=BOGOTA) + timedelta(seconds=second)),
)
def test_the_last_is_not_after_and_the_next_is_after_any_moment(cron: str, moment: datetime) -> None:
    assert last_due(cron, moment) <= moment < next_due(cron, moment)
    assert next_due(cron, last_due(cron, moment)) > moment.replace(microsecond=0)


@pytest.fixture
def founded(db: None) -> None:
    """A company that exists since the 19th of November at 10:00 in Bogotá."""
    found_company(name="Farallones", currency="COP", demonstration=False, now=FOUNDED)


def houses() -> int:
    """How often the house was cleared or is about to be."""
    return ScheduledRun.objects.filter(schedule="house").count()


def test_nothing_is_due_before_there_is_a_company(db: None) -> None:
    assert start_due(now=at(20, 4)) == []


def test_a_new_company_owes_nothing_of_before(founded: None) -> None:
    assert start_due(now=at(19, 10, 1)) == []
    assert houses() == 0


def test_a_due_instant_is_started_once(founded: None) -> None:
    started = start_due(now=at(20, 3, 31))
    assert start_due(now=at(20, 3, 32)) == []
    start_due(now=at(21, 3, 29))
    assert houses() == 1
    kept = ScheduledRun.objects.get(schedule="house")
    assert (kept.due_at, kept.by) == (at(20, 3, 30), None)
    assert kept.job in started


def test_a_server_that_was_off_for_days_catches_up_once(founded: None) -> None:
    start_due(now=at(20, 4))
    Job.objects.update(state=DONE)
    assert len(start_due(now=at(27, 12))) == len({run.schedule for run in ScheduledRun.objects.exclude(job=None)})
    assert list(ScheduledRun.objects.filter(schedule="house").values_list("due_at", flat=True)) == [
        at(20, 3, 30), at(27, 3, 30),
    ]  # fmt: skip


def test_where_there_is_nothing_to_do_the_instant_is_kept_without_a_job(founded: None) -> None:
    start_due(now=at(20, 2, 1))
    kept = ScheduledRun.objects.get(schedule="refresh")
    assert (kept.due_at, kept.job) == (at(20, 2), None)


def test_by_hand_it_is_started_besides_and_written_down(founded: None) -> None:
    ana = Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=FOUNDED
    )
    job = start_now("house", by=ana, now=at(20, 12))
    assert job is not None
    assert job.by == ana
    assert AuditEvent.objects.get(what="schedule.started").about == "schedule:house"
    work_off(now=at(20, 12))
    start_due(now=at(21, 4))
    assert houses() == 2, "the next night is due all the same"
    with pytest.raises(ClaveError):
        start_now("nobody", by=ana, now=at(20, 12))


def test_the_time_is_the_companys(founded: None, settings: Settings) -> None:
    assert next_of(SCHEDULES["house"], at(20, 12)) == at(21, 3, 30)
    settings.TIME_ZONE = "Europe/Madrid"
    assert next_of(SCHEDULES["house"], at(20, 12)) == datetime(2026, 11, 21, 3, 30, tzinfo=ZoneInfo("Europe/Madrid"))


def test_a_tick_starts_what_is_due(founded: None) -> None:
    tick(at(20, 4))
    assert houses() == 1


def test_what_hinders_a_tick_is_said_once_and_the_next_goes_on(
    founded: None, settings: Settings, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    worker = Worker(clock=lambda: at(20, 4))
    ticker: Ticker = worker.ticker
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text("no = [toml")
    assert [ticker.look(), ticker.look()] == [False, False]
    assert caplog.text.count("could not be looked at") == 1
    assert houses() == 0
    settings.CLAVE_POLICY.unlink()
    assert ticker.look()
    assert houses() == 1
