"""Every job done twice / Cada trabajo, hecho dos veces: the second time changes nothing, or it stands here why it may.

A worker that was killed after its work and before its end, two people who ask at once, a schedule caught up after a button:
all of them come to this. New jobs need a row in `SCENES`; otherwise the first test fails."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks.base import Task
from pytest_django.fixtures import Settings

import clave.jobs
from clave.facts.store import FactStore
from clave.jobs.backend import KeptTask
from clave.jobs.schedule import SCHEDULES, start_due
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.store.backup.state import kept_models, lines
from clave.store.backup.sums import summed
from clave.store.models import Import, Job, Mail, Person, SelectionRun, Visitor
from clave.store.models.jobs import DONE
from clave.store.reports import standing
from tests.web.test_every_page import clients, world  # noqa: F401

Seen = Mapping[str, str]
Given = Callable[[Mapping[str, Any], datetime], dict[str, Any]]


def _nothing(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {}


def _day(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"day": timezone.localdate(now).isoformat()}


def _until(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"until": now.isoformat()}


def _import(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"number": there["import"]}


def _reports(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"numbers": sorted(standing().values_list("pk", flat=True))}


def _request(there: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {"request": there["data_request"]}


SCENES: dict[str, Given] = {
    "agenda.send_agenda_job": _nothing,
    "alerts.look_for_alerts_job": _nothing,
    "backups.back_up_job": _nothing,
    "bulletin.send_bulletin_job": _until,
    "digest.send_digest_job": _until,
    "dispatch.plan_dispatch_job": _day,
    "house.clear_house_job": _nothing,
    "imports.read_import_job": _import,
    "imports.preview_months_job": _import,
    "imports.load_import_job": _import,
    "imports.coverage_job": _nothing,
    "ledger.judge_promises_job": _nothing,
    "mail.send_mails_job": _nothing,
    "outcome.reckon_outcome_job": _nothing,
    "personal.search_person_job": _request,
    "personal.pack_person_job": _request,
    "personal.wipe_job": _nothing,
    "personal.retention_job": _nothing,
    "portal.asked_link_job": lambda there, now: {"email": Visitor.objects.earliest("pk").contact.email},
    "production.plan_production_job": _day,
    "promotions.measure_promotions_job": _nothing,
    "proposals.open_proposal_job": lambda there, now: {
        "name": "Dos veces",
        "closes_at": (now + timedelta(days=20)).isoformat(),
        "committee": sorted(Person.objects.filter(role__in=("administrator", "director")).values_list("pk", flat=True)),
    },
    "reminders.remind_job": _nothing,
    "reports.prepare_reports_job": lambda there, now: {"customers": [], **_day(there, now)},
    "reports.approve_reports_job": _reports,
    "reports.send_reports_job": _reports,
    "selection.refresh_selection_job": _nothing,
    "trial.measure_for_trial_job": lambda there, now: {"run": SelectionRun.objects.latest("pk").pk, "words": []},
    "voice.voice_job": _nothing,
}
AGAIN: dict[str, dict[str, str]] = {}
"""What the second time may change, by job and table, and why that is no doubling."""
REFUSED: dict[str, str] = {}
"""Jobs that are refused here both times, and why that is what should be seen."""
MACHINE = {"store.job", "store.scheduledrun"}


def tasks_declared() -> dict[str, Task[Any, Any]]:
    """Every task of every file of clave.jobs, by the file and the name of its function."""
    found: dict[str, Task[Any, Any]] = {}
    for file in pkgutil.iter_modules(clave.jobs.__path__):
        for value in vars(import_module(f"clave.jobs.{file.name}")).values():
            if isinstance(value, KeptTask) and value.module_path.startswith(f"clave.jobs.{file.name}."):
                found[value.module_path.removeprefix("clave.jobs.")] = value
    return found


def state() -> dict[str, str]:
    """Every table by its contents, and the book of facts, as a backup would keep them."""
    tables = {
        one._meta.label_lower: summed(lines(one, connection.alias)).hash
        for one in kept_models()
        if one._meta.label_lower not in MACHINE
    }
    newest = FactStore(settings.CLAVE_FACTS).version()
    return tables | {"facts": str(newest.version if newest else 0)}


def changed(before: Seen, after: Seen) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def done(task: Task[Any, Any], given: Mapping[str, Any], by: Person | None, now: datetime) -> Job:
    """Ask for it and do it, and whatever it asks for, at one moment."""
    job = start(task, by=by, now=now, **given)
    work_off(now=now)
    job.refresh_from_db()
    return job


@pytest.fixture
def scene(world: Mapping[str, Any], settings: Settings, tmp_path: Path) -> Mapping[str, Any]:  # noqa: F811
    """Something of everything, a mail server that takes what it is given, a folder for backups; nothing waits."""
    settings.CLAVE_SMTP, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    settings.CLAVE_BACKUPS = tmp_path / "backups"
    settings.CLAVE_BACKUPS.mkdir()
    Job.objects.all().delete()
    return world


def test_every_job_has_its_scene() -> None:
    assert tasks_declared().keys() == SCENES.keys()


def test_what_may_change_is_said_of_jobs_that_are_there() -> None:
    assert AGAIN.keys() | REFUSED.keys() <= SCENES.keys()
    assert all(why for tables in AGAIN.values() for why in tables.values())


def test_every_job_is_done_twice_and_the_second_time_changes_nothing(scene: Mapping[str, Any]) -> None:
    """One test for all, because the scene takes longer than the jobs; what is wrong is told of all of them."""
    now, by = timezone.now(), Person.objects.get(role="administrator")
    wrong: list[str] = []
    for name, task in tasks_declared().items():
        given = SCENES[name](scene, now)
        first, after = done(task, given, by, now), state()
        second, twice = done(task, given, by, now), state()
        for job in {first.pk: first, second.pk: second}.values():
            if (job.state != DONE) != (name in REFUSED):
                wrong.append(f"{name}: {job.state} {job.error} {job.trace[-300:]}")
        if first.pk == second.pk:
            wrong.append(f"{name}: the second one was the first")
        surprise = changed(after, twice) - AGAIN.get(name, {}).keys()
        if surprise:
            wrong.append(f"{name}: {sorted(surprise)}")
    assert not wrong, "\n".join(wrong)


def test_a_schedule_caught_up_after_its_button_writes_to_nobody_twice(scene: Mapping[str, Any]) -> None:
    """All that clave does by itself, twice at the same moment: not one mail more."""
    now = timezone.now()
    for schedule in SCHEDULES.values():
        schedule.begin(None, now, now)
    work_off(now=now)
    mails = set(Mail.objects.values_list("key", flat=True))
    for schedule in SCHEDULES.values():
        schedule.begin(None, now, now)
    work_off(now=now)
    assert set(Mail.objects.values_list("key", flat=True)) == mails
    start_due(now=now)
    assert start_due(now=now) == []


def test_an_import_done_twice_loads_its_lines_once(scene: Mapping[str, Any]) -> None:
    task, now, by = (
        tasks_declared()["imports.load_import_job"],
        timezone.now(),
        Person.objects.get(role="administrator"),
    )
    done(task, {"number": scene["import"]}, by, now)
    version, rows = (
        Import.objects.get(pk=scene["import"]).version,
        FactStore(settings.CLAVE_FACTS).open().summary().lines,
    )
    done(task, {"number": scene["import"]}, by, now)
    assert Import.objects.get(pk=scene["import"]).version == version
    assert FactStore(settings.CLAVE_FACTS).open().summary().lines == rows
