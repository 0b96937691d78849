"""The demonstration reads its own ERP, and finds what the book says already."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.demo.company import build
from clave.demo.feeds import read_by_itself
from clave.demo.judged import DIANA
from clave.facts.store import FactStore
from clave.policy.reading import default
from clave.store.models import FactSource, Person
from clave.store.models.sources import SAME

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_reading_the_erp_of_the_demonstration_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path
    store, company = FactStore(settings.CLAVE_FACTS), build()
    tables = {name: company.tables[name] for name in ("customer", "invoice_line")}
    store.load(tables, source="demo", digest="demo", now=NOW, by="demo", currency="COP", company=company.name)
    diana = Person.objects.create_person(
        email="d@c.example", name=DIANA, role="director", password=None, created_at=NOW
    )
    cast: Any = SimpleNamespace(people={DIANA: diana})
    limits = default().at(NOW.date())
    version = store.version()
    source = read_by_itself(cast=cast, book=store.open(), folder=tmp_path, limits=limits, origin="demo", now=NOW)
    run = source.runs.get()
    assert (run.state, run.rejected, store.version()) == (SAME, 0, version)
    assert run.rows > 300
    source.refresh_from_db()
    assert source.probe
    assert [table["rows"] for table in source.probe["tables"]]
    assert FactSource.objects.count() == 2
