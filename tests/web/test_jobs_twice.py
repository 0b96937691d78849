"""Each job is run twice: by a worker that stood still until its lease ended, and by the one that took the job up meanwhile.

Whichever of them comes first, what is there afterwards is what one of them does: the one that lost it changes nothing, neither
a row nor a file. And what clave does by itself, done again for the same facts, changes nothing either."""

from __future__ import annotations

import hashlib
import pkgutil
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

import clave.jobs
from clave.actions.company import found_company
from clave.jobs.backend import KeptTask
from clave.jobs.pace import PACE
from clave.jobs.queue import take
from clave.jobs.running import hold_of, run
from clave.jobs.schedule import SCHEDULES, start_now
from clave.jobs.starting import start
from clave.jobs.worker import queues, work_off
from clave.store.backup.state import kept_models, lines
from clave.store.backup.sums import summed
from clave.store.imports import fact_store
from clave.store.models import Job, Person
from clave.store.models.jobs import DONE
from tests.web.conftest import NOW, As
from tests.web.importing import CUSTOMERS, SALES, Desk

DAY = "2024-02-01"
ASKED: dict[str, dict[str, Any]] = {
    "agenda.send_agenda_job": {},
    "alerts.look_for_alerts_job": {},
    "backups.back_up_job": {},
    "bulletin.send_bulletin_job": {"until": "2024-02-05T07:00:00+00:00"},
    "digest.send_digest_job": {"until": "2024-02-05T07:00:00+00:00"},
    "dispatch.plan_dispatch_job": {"day": DAY},
    "house.clear_house_job": {},
    "imports.coverage_job": {},
    "imports.load_import_job": {"number": 2},
    "imports.preview_months_job": {"number": 2},
    "imports.read_import_job": {"number": 2},
    "ledger.judge_promises_job": {},
    "mail.send_mails_job": {},
    "outcome.reckon_outcome_job": {},
    "personal.pack_person_job": {"request": 1},
    "personal.retention_job": {},
    "personal.search_person_job": {"request": 1},
    "personal.wipe_job": {},
    "portal.asked_link_job": {"email": "nobody@clave.example"},
    "production.plan_production_job": {"day": DAY},
    "promotions.measure_promotions_job": {},
    "proposals.open_proposal_job": {"name": "Enero", "closes_at": "2999-01-01T00:00:00+00:00", "committee": [1]},
    "pushes.check_setup_job": {"source": 1},
    "pushes.plan_push_job": {"source": 1, "parts": ["tag"]},
    "pushes.propose_swaps_job": {"source": 1},
    "pushes.write_push_job": {"source": 1, "number": 1},
    "reminders.remind_job": {},
    "reports.approve_reports_job": {"numbers": [1]},
    "reports.prepare_reports_job": {"customers": ["C1"], "day": DAY},
    "reports.send_reports_job": {"numbers": [1]},
    "selection.refresh_selection_job": {},
    "sources.probe_source_job": {"number": 1},
    "sources.pull_source_job": {"number": 1},
    "trial.measure_for_trial_job": {"run": 1, "words": []},
    "voice.voice_job": {},
    "webhooks.send_webhooks_job": {},
}
"""Every task and what it is asked for here: an import that was read and not loaded (2), a list (1); of what this company has
not, a number that is nobody's, and then the sentence with which it fails is what must not be kept twice."""
DOES = {
    "imports.load_import_job",
    "selection.refresh_selection_job",
    "imports.coverage_job",
    "trial.measure_for_trial_job",
}
"""Which of them surely come to an end in this company."""
BEFOREHAND = {"imports.load_import_job"}
"""What is kept before the end, and found there by whoever does the work again: the same import is the same version."""
EACH = {"alerts": ["store.alertrun"]}
"""What each turn leaves a row of, whatever it found: a search is kept, and raises nothing again."""
LOGGED = ("store.job", "store.auditevent", "store.audithead", "store.scheduledrun")


def tasks() -> dict[str, KeptTask]:
    """Every task that clave declares, by its module and name."""
    modules = [import_module(f"clave.jobs.{found.name}") for found in pkgutil.iter_modules(clave.jobs.__path__)]
    declared = {one for module in modules for one in vars(module).values() if isinstance(one, KeptTask)}
    return {one.module_path.removeprefix("clave.jobs."): one for one in declared}


@pytest.fixture
def company(signed_in: As, settings: Settings, tmp_path: Path) -> Person:
    """A company with a book, a list, and a second import that waits to be loaded."""
    settings.CLAVE_DATA = tmp_path
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_POLICY = tmp_path / "sources", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=False, now=NOW)
    desk = Desk(signed_in("administrator"))
    desk.load(desk.bring({"ventas.csv": SALES, "clientes.csv": CUSTOMERS}))
    desk.bring({"mas.csv": SALES.replace("F1", "F8").replace("1.234,56", "9.999,99").replace("3.334,66", "12.100,09")})
    return Person.objects.get(role="administrator")


def there(folder: Path, *but: str) -> dict[str, str]:
    """What every table and every file comes to."""
    rows = {
        model._meta.label_lower: summed(lines(model, "default")).hash
        for model in kept_models()
        if model._meta.label_lower not in but
    }
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    return rows | files


def test_every_task_is_here() -> None:
    assert sorted(tasks()) == sorted(ASKED)


def test_a_worker_that_lost_its_job_changes_nothing_before_and_after_the_other(company: Person, tmp_path: Path) -> None:
    work_off(now=timezone.now())
    now, wrong = timezone.now(), {}
    for name, task in sorted(tasks().items()):
        now += 2 * PACE.lease
        if found := changed_by_the_lost(start(task, by=company, now=now, **ASKED[name]), now, tmp_path, name):
            wrong[name] = found
        work_off(now=now + 2 * PACE.lease)  # what it asked for in its turn
    assert wrong == {}
    assert len(fact_store().versions()) == 2, "the second import was loaded once"


def changed_by_the_lost(asked: Job, now: datetime, folder: Path, name: str) -> list[str]:
    """Run a job with the worker that lost it, with the other, and with the first again: what the first one changed."""
    lost = take(worker="one", queues=queues(), now=now)
    later = now + PACE.lease + timedelta(seconds=1)
    taken = take(worker="two", queues=queues(), now=later)
    assert lost
    assert taken
    assert lost.pk == taken.pk == asked.pk, name
    before = there(folder)
    run(lost, hold_of(lost, lambda: later))
    found = [] if name in BEFOREHAND else different(before, there(folder))
    run(taken, hold_of(taken, lambda: later))
    asked.refresh_from_db()
    assert not asked.live
    assert asked.state == DONE or name not in DOES, (name, asked.error)
    after = there(folder)
    run(lost, hold_of(lost, lambda: later))
    return found + different(after, there(folder))


def different(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables and files that are not what they were."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def test_done_again_for_the_same_facts_it_changes_nothing(company: Person, tmp_path: Path) -> None:
    """Everything that clave does by itself, what the log says of it aside."""
    work_off(now=timezone.now())
    now, wrong = timezone.now(), {}
    for key in sorted(SCHEDULES):
        seen = []
        for _turn in range(2):
            now += timedelta(seconds=1)
            start_now(key, by=company, now=now)
            work_off(now=now)
            seen.append(there(tmp_path, *LOGGED))
        if (found := different(*seen)) != EACH.get(key, []):
            wrong[key] = found
    assert wrong == {}
