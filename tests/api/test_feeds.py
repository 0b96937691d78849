"""Sources on the API: how each stands, every reading, and asking for one; never where a source is, nor its password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.api.keys import RATE
from clave.store.models import FactSource, Job, Person
from tests.api.asked import done, every, refused, system
from tests.web.sources_made import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def erp(settings: Settings, tmp_path: Path) -> Iterator[Client]:
    """A system that acts for who administers, where two sources are."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    ana = Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=timezone.now()
    )
    world(ana)
    RATE.counts.clear()
    yield system(ana, ana)
    RATE.counts.clear()


def test_sources_and_their_readings_are_lists(erp: Client) -> None:
    found = {one["name"]: one for one in every(erp, "sources")}
    assert set(found) == {"ERP de Cali", "Carpeta"}
    cali = found["ERP de Cali"]
    assert (cali["state"], cali["tables"]) == ("stopped", ["customer", "invoice_line"])
    assert "neto" in cali["error"]
    assert (found["Carpeta"]["state"], found["Carpeta"]["good_at"]) == (None, None)
    assert not {"settings", "sealed", "url", "password"} & set(cali)
    stopped = list(every(erp, "source-runs", state="stopped"))
    assert [(one["source"], one["tries"]) for one in stopped] == [(cali["id"], 2)]


def test_a_reading_is_asked_for(erp: Client) -> None:
    number = FactSource.objects.get(kind="sql").pk
    assert done(erp, "source-pull", {"source": number}).status_code == 201
    refused(done(erp, "source-pull", {"source": 99_999}, "dos"), 422)
    assert Job.objects.get(task__endswith="pull_source_job").kwargs["number"] == number
