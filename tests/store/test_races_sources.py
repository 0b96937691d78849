"""Sources under several hands at once: one pull, one writer of it, one name, one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from clave.actions import folders, pulls
from clave.actions import sources as acts
from clave.actions.pulls import Overtaken, take_up_pull
from clave.actions.sources import Entered, ask_table, change_source, connect_source
from clave.base.errors import ClaveError
from clave.facts.sources.pulling import Standing
from clave.jobs import sources as jobs
from clave.jobs.sources import start_pull
from clave.policy.reading import default
from clave.store.imports import fact_store
from clave.store.models import FactSource, Job, Person, SourceRun
from tests.store.races import PATIENCE, at_once, bare, meeting, refused, unheld
from tests.unit.sources.erp import CUSTOMERS, made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIMITS = default().at(NOW.date())
ROUNDS = 10
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> None:
    """A book and places for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def source(ana: Person, tmp_path: Path) -> FactSource:
    entered = Entered("ERP", {"url": f"sqlite:///{made(tmp_path / 'erp.db')}"}, {})
    one = connect_source(kind="sql", entered=entered, by=ana, now=NOW)
    ask_table(number=one.pk, ask=CUSTOMERS, by=ana, now=NOW)
    return one


def taking(source: FactSource, holder: str) -> Callable[[], SourceRun]:
    return partial(
        take_up_pull, number=source.pk, full=False, holder=holder, for_whom=None, limits=LIMITS, now=NOW
    )  # fmt: skip


def test_two_workers_that_take_a_pull_up_at_once_have_one_and_one_of_them_writes(source: FactSource) -> None:
    for number in range(ROUNDS):
        runs = at_once(taking(source, f"a{number}"), taking(source, f"b{number}"))
        assert runs[0].pk == runs[1].pk
        writes = 0
        for run in runs:
            try:
                pulls._note(run, tables={"customer": Standing(rows=number).stored()})
            except Overtaken:
                continue
            writes += 1
        assert writes == 1
    assert SourceRun.objects.count() == 1


def test_its_twin_without_the_lock_is_stopped_by_the_constraint(
    source: FactSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, unfinished = meeting(2), pulls.unfinished

    def looked(one: FactSource) -> SourceRun | None:
        found = unfinished(one)
        both()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(pulls, "unfinished", looked)
    with pytest.raises(IntegrityError):
        at_once(bare(taking(source, "a")), bare(taking(source, "b")))


def test_two_who_ask_at_once_get_one_job(source: FactSource, ana: Person) -> None:
    for _ in range(ROUNDS):
        at_once(*(partial(start_pull, number=source.pk, by=by, now=NOW) for by in (ana, None)))
        assert Job.objects.count() == 1
        Job.objects.all().delete()


def test_its_twin_without_the_lock_asks_twice(source: FactSource, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    both, last = meeting(2), jobs.last_pull_jobs

    def looked(numbers: list[int]) -> dict[int, Job]:
        found = last(numbers)
        both()
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(jobs, "last_pull_jobs", looked)
    monkeypatch.setattr(transaction, "atomic", lambda *_, **__: _Nothing())
    at_once(*(partial(start_pull, number=source.pk, by=by, now=NOW) for by in (ana, None)))
    assert Job.objects.count() == 2, "each has a key of its own"


class _Nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_of_two_sources_of_one_name_at_one_moment_one_is_refused(ana: Person, source: FactSource) -> None:
    for number in range(ROUNDS):
        entered = Entered(f"Nueva {number}", source.settings, {})
        both = partial(connect_source, kind="sql", entered=entered, by=ana, now=NOW)
        outcomes = at_once(both, both)
        assert refused(outcomes) == 1
        assert next(one for one in outcomes if isinstance(one, ClaveError)).where == "name"


def test_of_two_changes_at_one_moment_one_is_told(ana: Person, source: FactSource) -> None:
    for number in range(ROUNDS):
        seen = FactSource.objects.get().version
        outcomes = at_once(*(
            partial(change_source, number=source.pk, entered=Entered(f"ERP {who}{number}", source.settings, {}), by=ana,
                    now=NOW, seen=seen)
            for who in "ab"
        ))  # fmt: skip
        assert refused(outcomes) == 1
        assert FactSource.objects.get().version == seen + 1


def test_its_twin_without_the_lock_writes_over_the_other(
    ana: Person, source: FactSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, still = meeting(2), acts._still

    def looked(version: int, seen: int | None) -> None:
        still(version, seen)
        both()

    monkeypatch.setattr(QuerySet, "select_for_update", unheld)
    monkeypatch.setattr(acts, "_still", looked)
    monkeypatch.setattr(acts, "record", lambda **_: None)
    outcomes = at_once(*(
        bare(partial(change_source, number=source.pk, entered=Entered(f"ERP {who}", source.settings, {}), by=ana, now=NOW,
                     seen=source.version))
        for who in "ab"
    ))  # fmt: skip
    assert refused(outcomes) == 0
    assert FactSource.objects.get().version == source.version + 1


SALES = "Fecha;Factura;Cliente;Neto\n15/01/2024;F{n};C1;10,5\n"


def test_a_worker_that_was_given_up_and_the_one_in_its_place_load_a_file_once(
    ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "drop"
    place.mkdir()
    source = connect_source(kind="folder", entered=Entered("C", {"folder": str(place)}, {}), by=ana, now=NOW)
    (place / "ventas.csv").write_text(SALES.format(n=1))
    stuck, go_on = Event(), Event()
    aside = folders.put_aside

    def slow(*args: Any, **kwargs: Any) -> Path:
        """The first to come waits until the other has done everything."""
        if not stuck.is_set():
            stuck.set()
            assert go_on.wait(PATIENCE)
        return aside(*args, **kwargs)

    def take(minutes: int) -> Any:
        later = NOW.replace(minute=minutes)
        return folders.take_files(number=source.pk, limits=LIMITS, clock=lambda: later, progress=lambda *_: None)

    def second() -> Any:
        assert stuck.wait(PATIENCE)
        found = take(20)
        go_on.set()
        return found

    take(0)
    monkeypatch.setattr(folders, "put_aside", slow)
    assert refused(at_once(partial(take, 10), second)) == 0
    book = fact_store().open().summary()
    assert book.lines == 1
    assert len(fact_store().versions()) == 1
    assert len(list((place / "cargados").glob("*.csv"))) == 1
