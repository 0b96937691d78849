"""An installation of the real company classicmodels, and its files brought as people bring them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pytest_django.fixtures import Settings

from clave.actions.imports import Received, bring_files
from clave.actions.loading import keep_load, load_files
from clave.actions.reading import keep_reading, read_files
from clave.facts.bring import digest_of
from clave.store.models import Company, Import, Person
from tests.unit.selection.population import limits


def installed(settings: Settings, folder: Path, name: str, now: datetime) -> Person:
    """The company on folders of its own, and its administrator."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = folder / "facts", folder / "imports"
    settings.CLAVE_SOURCES = folder / "sources"
    Company.objects.create(id=1, name="Classic Models", currency="USD", created_at=now)
    return Person.objects.create_person(
        email=f"{name.lower()}@x.example", name=name, role="administrator", password=None, created_at=now
    )


def imported(paths: list[tuple[Path, str]], by: Person, *, now: datetime) -> list[Import]:
    """Files brought, read and loaded by the actions that the page uses; each is told what it is."""
    done = []
    for path, table in paths:
        file = Received(path.name, path.stat().st_size, digest_of(path), path)
        one = bring_files(files=[file], by=by, now=now, table=table)
        keep_reading(number=one.pk, reading=read_files(number=one.pk, limits=limits()), now=now)
        loaded = load_files(number=one.pk, by=by, now=now)
        assert loaded is not None, one.report
        done.append(keep_load(number=one.pk, done=loaded, by=by, now=now))
    return done
