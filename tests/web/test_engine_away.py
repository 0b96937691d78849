"""The engine of the facts is away: the job says so, the last list stays, and the next run with an engine goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.base.words import recalled
from clave.facts.spark import SparkEngine
from clave.jobs.selection import refresh_selection_job
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.store.models import Job, SelectionRun
from clave.store.models.jobs import DONE, FAILED
from tests.web.conftest import NOW, As
from tests.web.importing import CUSTOMERS, SALES, Desk


@pytest.fixture
def desk(signed_in: As, settings: Settings, tmp_path: Path) -> Desk:
    """A company with one import and its list."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_POLICY = tmp_path / "sources", tmp_path / "policy.toml"
    found_company(name="Pegantes Reales", currency="COP", demonstration=False, now=NOW)
    desk = Desk(signed_in("administrator"))
    desk.load(desk.bring({"ventas.csv": SALES, "clientes.csv": CUSTOMERS}))
    return desk


def again() -> Job:
    """Make the list anew, and give the job as it ended."""
    job = start(refresh_selection_job, by=None, now=timezone.now(), key="selection")
    work_off(now=timezone.now())
    job.refresh_from_db()
    return job


def test_a_cluster_that_is_away_leaves_the_last_list_and_says_so(desk: Desk, settings: Settings) -> None:
    last = SelectionRun.objects.get()
    settings.CLAVE_ENGINE = SparkEngine("spark://127.0.0.1:1", settings.CLAVE_FACTS)
    failed = again()
    assert failed.state == FAILED
    sentence = recalled(failed.error).say("es")
    assert "127.0.0.1:1 no responde" in sentence
    assert "las últimas cifras quedan" in sentence
    assert SelectionRun.objects.get() == last
    settings.CLAVE_ENGINE = None
    assert again().state == DONE
    assert SelectionRun.objects.count() == 2
