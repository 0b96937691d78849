"""Administrators hear once of a source that fails again and again, and old readings are cleared away."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.house import clear_old
from clave.actions.source_alarms import tell_of_failure
from clave.base.words import _, stored
from clave.policy import declared
from clave.policy.reading import default
from clave.store.models import FactSource, Mail, Person, ScheduledRun, SourceRun
from clave.store.models.sources import ABANDONED, LOADED, STOPPED, WAITING

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIMITS = default().at(NOW.date())
pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    """Two who administer, one who left, one who does something else."""
    return [
        Person.objects.create_person(email=f"{name}@c.example", name=name, role=role, password=None, created_at=NOW)
        for name, role in (("ana", "administrator"), ("eva", "administrator"), ("luis", "kam"))
    ]


@pytest.fixture
def source(people: list[Person]) -> FactSource:
    return FactSource.objects.create(name="ERP de Cali", kind="sql", created_at=NOW, by=people[0])


def ran(source: FactSource, state: str, tries: int = 1, days: int = 0) -> SourceRun:
    """A reading of so many days ago."""
    at = NOW - timedelta(days=days)
    return SourceRun.objects.create(
        of=source, state=state, tries=tries, begun_at=at, ended_at=at, error=stored(_("this is not one SELECT."))
    )


def told(run: SourceRun) -> int:
    return tell_of_failure(run=run, limits=LIMITS, now=NOW)


def test_the_third_failure_in_a_row_is_told_once_to_everybody_who_administers(source: FactSource) -> None:
    ran(source, LOADED, days=9)
    run = ran(source, STOPPED, tries=LIMITS[declared.sources_failures] - 1)
    assert told(run) == 0
    run.tries += 1
    run.save()
    assert told(run) == 2
    run.tries += 1
    run.save()
    assert told(run) == 0, "once for each row of failures"
    mails = Mail.objects.order_by("to")
    assert [mail.to for mail in mails] == ["ana@c.example", "eva@c.example"]
    assert "ERP de Cali" in mails[0].subject
    for words in ("un solo SELECT", "3 veces seguidas", "11 nov 2026", f"/fuentes/{source.pk}/"):
        assert words in mails[0].text


def test_it_is_told_again_after_it_worked_and_failed_anew(source: FactSource) -> None:
    run = ran(source, STOPPED, tries=3)
    assert told(run) == 2
    SourceRun.objects.filter(pk=run.pk).update(state=ABANDONED)
    ran(source, LOADED)
    assert told(ran(source, STOPPED, tries=3)) == 2


def test_what_waits_for_somebody_is_told_at_once_and_not_every_night(source: FactSource) -> None:
    held = ran(source, WAITING)
    assert told(held) == 2
    SourceRun.objects.filter(pk=held.pk).update(state=ABANDONED)
    assert told(ran(source, WAITING)) == 0
    assert told(ran(source, LOADED)) == 0


def test_old_readings_go_and_the_newest_of_each_source_and_what_waits_stay(source: FactSource) -> None:
    old = LIMITS[declared.keep_pulls] + 1
    kept = {ran(source, WAITING, days=old).pk}
    for state in (LOADED, ABANDONED):
        ran(source, state, days=old)
    kept |= {ran(source, LOADED, days=old - 2).pk, ran(source, STOPPED, days=old).pk}
    cleared = clear_old(limits=LIMITS, now=NOW)
    assert cleared.pulls == 2
    assert set(SourceRun.objects.values_list("pk", flat=True)) == kept


def test_what_a_dead_reading_left_on_the_disk_goes(source: FactSource, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_DATA, settings.CLAVE_IMPORTS = tmp_path, tmp_path / "imports"
    stopped, gone = ran(source, STOPPED), ran(source, ABANDONED)
    for run in (stopped, gone):
        (run.folder / "customer").mkdir(parents=True)
        (run.folder / "customer" / "000000.parquet").write_text("x")
    (tmp_path / "imports" / "arriving").mkdir(parents=True)
    for name, days in (("old", 2), ("new", 0)):
        path = tmp_path / "imports" / "arriving" / name
        path.write_text("x")
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
    assert clear_old(limits=LIMITS, now=NOW).left == 2
    assert stopped.folder.is_dir(), "the next reading goes on with it"
    assert not gone.folder.exists()
    assert [path.name for path in (tmp_path / "imports" / "arriving").iterdir()] == ["new"]


def test_old_starts_go_and_what_tells_what_is_due_stays(people: list[Person]) -> None:
    old = NOW - timedelta(days=LIMITS[declared.keep_runs] + 1)
    for schedule, minutes, by in (
        ("sources", 0, None),
        ("sources", 5, None),
        ("sources", 10, people[0]),
        ("backup", 0, None),
    ):
        at = old + timedelta(minutes=minutes)
        ScheduledRun.objects.create(schedule=schedule, due_at=at, started_at=at, by=by)
    assert clear_old(limits=LIMITS, now=NOW).starts == 1
    left = ScheduledRun.objects.order_by("schedule", "due_at").values_list("schedule", "by")
    assert list(left) == [("backup", None), ("sources", None), ("sources", people[0].pk)]
