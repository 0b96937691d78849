"""What goes wrong between an ERP and the book: a full disk, a clock set back, rows deleted, a file taken half way."""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from clave.actions import folders
from clave.actions.sources import Entered, ask_table, change_source, connect_source, give_up_pull
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.facts.sources.port import UNREACHABLE
from clave.facts.sources.spool import Spool
from clave.facts.sources.sql import connector
from clave.facts.sources.sql.reading import Database
from clave.jobs import sources as jobs
from clave.jobs.sources import READING, start_probe, start_pull, start_sources
from clave.jobs.worker import work_off
from clave.policy import declared
from clave.policy.reading import default
from clave.store.imports import fact_store
from clave.store.models import FactSource, Import, Job, Mail, Person, SourceRun
from clave.store.models.imports import OPEN
from clave.store.models.jobs import FAILED
from clave.store.models.sources import ABANDONED, LOADED, SAME, STOPPED, WAITING
from tests.unit.sources.erp import CUSTOMERS, LINES, invoice, made, run

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LIMITS = default().at(NOW.date())
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders_of(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book and places for files of this test; the lists are not made anew."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: None)


@pytest.fixture
def ana() -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    return made(tmp_path / "erp.db")


@pytest.fixture
def source(ana: Person, erp: Path) -> FactSource:
    """The ERP with its customers and its lines; full readings bring whole months."""
    entered = Entered("ERP", {"url": f"sqlite:///{erp}"}, {}, cron="0 2 * * *", replaces=True)
    one = connect_source(kind="sql", entered=entered, by=ana, now=NOW)
    for ask in (CUSTOMERS, LINES):
        ask_table(number=one.pk, ask=ask, by=ana, now=NOW)
    return one


def pulled(source: FactSource, now: datetime = NOW, *, full: bool = False) -> SourceRun:
    start_pull(number=source.pk, by=None, now=now, full=full)
    work_off(now=now)
    return source.runs.latest("pk")


def lines() -> int:
    return fact_store().open().summary().lines


@contextmanager
def files_up_to(most: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


STEPS = ((Spool, "keep"), (Spool, "together"), (jobs, "read_files"), (jobs, "load_files"))


def test_a_disk_that_is_full_at_any_step_leaves_the_last_facts_and_the_next_reading_goes_on(
    source: FactSource, erp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled(source)
    version, now, told = fact_store().version(), NOW, []
    for number in range(100, 200):
        invoice(erp, f"FV-{number}", f"2026-03-{number % 28 + 1:02d} 10:00:00", [(1, f"P{number}", 1, number)])
    for where, step in STEPS:
        now += HOUR
        with monkeypatch.context() as patch:
            patch.setattr(where, step, starved(getattr(where, step)))
            found = pulled(source, now)
        if found.state != STOPPED:
            raise AssertionError(f"{step}: {found.state} {Job.objects.latest('pk').trace}")
        told.append(recalled(found.error).say("en"))
        assert fact_store().version() == version
        assert Job.objects.latest("pk").state == FAILED
    assert len(told) == 4, told
    assert all("oom on the disk" in words or "pace on the disk" in words for words in told), told
    found = pulled(source, now + HOUR)
    assert found.state in (LOADED, SAME)
    assert lines() == 190
    assert not list(found.folder.parent.glob("*"))


@pytest.mark.parametrize("step", ["pull_pages", "load_files"])
def test_a_pull_whose_pages_no_backup_held_begins_anew(
    source: FactSource, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(jobs, step, cut_off(getattr(jobs, step), after=step == "pull_pages"))
        before = pulled(source, full=True)
    assert (before.state, before.rows) == (STOPPED, 100)
    shutil.rmtree(before.folder)  # what a restore leaves of it: the row, and no page
    found = pulled(source, NOW + HOUR)
    before.refresh_from_db()
    assert (before.state, found.state, found.full, found.rows, lines()) == (ABANDONED, LOADED, True, 100, 90)
    assert not Import.objects.filter(state__in=OPEN).exists()


def cut_off(step: Any, *, after: bool) -> Any:
    """A step after which, or before which, the job dies."""

    def dies(**kwargs: Any) -> None:
        if after:
            step(**kwargs)
        raise ClaveError(READING)

    return dies


def starved(step: Any, most: int = 200) -> Any:
    """A step that may write no file of more than a few bytes."""

    def slim(*args: Any, **kwargs: Any) -> Any:
        with files_up_to(most):
            return step(*args, **kwargs)

    return slim


def test_a_clock_that_was_set_back_hides_no_row(source: FactSource, erp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ["2026-03-01 12:00:00"]
    monkeypatch.setattr(Database, "clock", lambda self: clock[0])
    invoice(erp, "FV-200", "2026-03-01 11:59:00", [(1, "P1", 1, 1)])
    pulled(source)
    clock[0] = "2026-03-01 10:00:00"  # three hours later by ours: it was put back by five
    invoice(erp, "FV-201", "2026-03-01 07:05:00", [(1, "P1", 1, 1)])
    found = pulled(source, NOW + 3 * HOUR)
    assert lines() == 92
    assert "300 minutes" in recalled(found.notes[0]).say("en")
    clock[0] = "2026-03-01 11:00:00"
    assert pulled(source, NOW + 4 * HOUR).notes == []


def test_what_was_deleted_in_the_erp_leaves_the_book_with_the_next_full_reading(source: FactSource, erp: Path) -> None:
    for number in range(100, 500):
        invoice(erp, f"FV-{number}", f"2026-02-{number % 28 + 1:02d} 10:00:00", [(1, "P1", 1, number)])
    pulled(source)
    before = lines()
    run(erp, "DELETE FROM lineas WHERE factura IN ('FV-100', 'FV-101'); DELETE FROM facturas WHERE numero = 'FV-100'")
    pulled(source, NOW + HOUR)
    assert lines() == before, "an increment cannot see it"
    found = pulled(source, NOW + 2 * HOUR, full=True)
    assert (found.state, lines()) == (LOADED, before - 2)
    assert "2 lines left the book" in recalled(found.notes[-1]).say("en")


def test_many_deletions_wait_for_somebody(source: FactSource, erp: Path) -> None:
    pulled(source)
    run(erp, "DELETE FROM facturas WHERE numero > 'FV-010'")
    held = pulled(source, NOW + HOUR, full=True)
    assert (held.state, lines()) == (WAITING, 90)
    assert "did not come any more" in recalled(held.error).say("en")
    assert held.brought
    assert held.brought.months
    assert Mail.objects.count() == 1


def test_rejected_rows_never_make_their_documents_vanish(source: FactSource, erp: Path) -> None:
    for number in range(100, 500):
        invoice(erp, f"FV-{number}", f"2026-02-{number % 28 + 1:02d} 10:00:00", [(1, "P1", 1, number)])
    pulled(source)
    before = lines()
    run(erp, "UPDATE facturas SET fecha = 'mañana' WHERE numero = 'FV-100'")
    assert pulled(source, NOW + HOUR, full=True).rejected == 1
    assert lines() == before


def test_what_passes_by_itself_is_tried_again_and_then_somebody_is_told(
    source: FactSource, erp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = erp.rename(erp.with_suffix(".away"))
    wait = timedelta(minutes=LIMITS[declared.sources_retry])
    assert pulled(source).why == UNREACHABLE
    now = NOW
    for expected in (2, 3):
        assert start_sources(None, now + wait / 2, now) is None, "not at once"
        now += wait + timedelta(minutes=1)
        assert start_sources(None, now, now)
        work_off(now=now)
        assert source.runs.get().tries == expected
    assert Mail.objects.filter(template="source").count() == 1
    assert start_sources(None, now + 2 * wait, now) is None, "now somebody must look"
    away.rename(erp)
    now += timedelta(days=1)
    assert start_sources(None, now, now)
    work_off(now=now)
    assert (source.runs.get().state, lines()) == (LOADED, 90)


def test_what_nobody_mends_is_not_tried_again(source: FactSource, erp: Path) -> None:
    run(erp, "ALTER TABLE lineas RENAME COLUMN neto TO valor")
    pulled(source)
    assert start_sources(None, NOW + HOUR, NOW) is None


def test_a_reading_that_is_given_up_begins_anew(source: FactSource, ana: Person, erp: Path) -> None:
    away = erp.rename(erp.with_suffix(".away"))
    first = pulled(source)
    away.rename(erp)
    give_up_pull(number=source.pk, by=ana, now=NOW)
    first.refresh_from_db()
    assert first.state == ABANDONED
    assert pulled(source, NOW + HOUR).pk != first.pk


def test_looking_at_a_source_does_not_stand_in_for_reading_it(source: FactSource, ana: Person) -> None:
    looking = start_probe(number=source.pk, by=ana, now=NOW)
    assert start_pull(number=source.pk, by=ana, now=NOW) != looking


def test_two_who_change_a_source_at_once_are_told(source: FactSource, ana: Person) -> None:
    seen, url = source.version, source.settings["url"]
    change_source(number=source.pk, entered=Entered("ERP 2", {"url": url}, {}), by=ana, now=NOW, seen=seen)
    with pytest.raises(ClaveError, match="while you were at it"):
        change_source(number=source.pk, entered=Entered("ERP 3", {"url": url}, {}), by=ana, now=NOW, seen=seen)
    asked = source.tables.get(table="customer")
    mine, theirs = CUSTOMERS.select + " WHERE 1 = 1", CUSTOMERS.select + " WHERE 2 = 2"
    for select, refused in ((mine, False), (theirs, True)):
        ask = type(CUSTOMERS)(**{**vars(CUSTOMERS), "select": select})
        try:
            ask_table(number=source.pk, ask=ask, by=ana, now=NOW, seen=asked.version)
        except ClaveError:
            assert refused
        else:
            assert not refused
    assert source.tables.get(table="customer").select == mine


@pytest.fixture
def drop(ana: Person, tmp_path: Path) -> tuple[FactSource, Path]:
    """A folder that is watched."""
    place = tmp_path / "drop"
    place.mkdir()
    entered = Entered("Carpeta", {"folder": str(place), "table": ""}, {}, cron="*/5 * * * *")
    return connect_source(kind="folder", entered=entered, by=ana, now=NOW), place


SALES = "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;10,5\n16/01/2024;F2;C1;20,5\n"


def looked(source: FactSource, minutes: int) -> Job:
    job = start_pull(number=source.pk, by=None, now=NOW + timedelta(minutes=minutes))
    work_off(now=NOW + timedelta(minutes=minutes))
    job.refresh_from_db()
    return job


class Killed(BaseException):
    """What takes a process away."""


def test_a_file_that_was_loaded_and_not_put_aside_is_loaded_once(
    drop: tuple[FactSource, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, place = drop
    (place / "ventas.csv").write_text(SALES)
    looked(source, 0)

    def dies(*_: object, **__: object) -> Path:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(folders, "put_aside", dies)
        with pytest.raises(Killed):
            folders.take_files(
                number=source.pk, limits=LIMITS, clock=lambda: NOW + HOUR, progress=lambda share, doing: None
            )
    version = fact_store().version()
    assert (version is not None, (place / "ventas.csv").exists()) == (True, True)
    assert looked(source, 90).result == {"loaded": 1, "refused": 0, "waiting": 0}
    assert fact_store().version() == version
    assert lines() == 2
    assert [one.name for one in place.iterdir()] == ["cargados"]
    assert source.runs.get().state == SAME


def test_a_copy_that_paused_is_taken_in_again_when_it_goes_on(drop: tuple[FactSource, Path]) -> None:
    source, place = drop
    with (place / "ventas.csv").open("w") as copy:
        copy.write(SALES)
        copy.flush()
        looked(source, 0)
        assert looked(source, 5).result["loaded"] == 1  # type: ignore[index]
        copy.write("17/01/2024;F3;C1;30,5\n")  # whoever copies it still holds it
    assert looked(source, 10).result["waiting"] == 1  # type: ignore[index]
    assert looked(source, 15).result["loaded"] == 1  # type: ignore[index]
    assert lines() == 3
    assert looked(source, 20).result == {"loaded": 0, "refused": 0, "waiting": 0}


def test_a_file_that_is_replaced_while_it_is_loaded_is_taken_in_by_itself(
    drop: tuple[FactSource, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, place = drop
    (place / "ventas.csv").write_text(SALES)
    looked(source, 0)
    load = folders.load_files

    def slow(**kwargs: Any) -> Any:
        done = load(**kwargs)
        (place / "nuevo").write_text(SALES + "17/01/2024;F3;C1;30,5\n")
        (place / "nuevo").rename(place / "ventas.csv")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(folders, "load_files", slow)
        assert looked(source, 5).result["loaded"] == 1  # type: ignore[index]
    assert (place / "ventas.csv").exists()
    assert looked(source, 10).result["waiting"] == 1  # type: ignore[index]
    assert looked(source, 15).result["loaded"] == 1  # type: ignore[index]
    assert lines() == 3


def test_a_file_on_a_full_disk_stays_where_it_is(
    drop: tuple[FactSource, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, place = drop
    (place / "ventas.csv").write_text(SALES)
    looked(source, 0)
    with monkeypatch.context() as patch:
        patch.setattr(folders, "copied", starved(folders.copied, 20))
        assert looked(source, 5).result == {"loaded": 0, "refused": 1, "waiting": 0}
    assert (place / "ventas.csv").exists(), "nothing was wrong with the file"
    assert looked(source, 10).result["loaded"] == 1  # type: ignore[index]
    assert lines() == 2


def test_an_error_that_nobody_foresaw_is_a_sentence_too_and_it_goes_on(
    source: FactSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "read_files", lambda **_: 1 / 0)
        found = pulled(source)
    assert (found.state, found.rows) == (STOPPED, 100)
    assert "clave itself failed" in recalled(found.error).say("en")
    assert pulled(source, NOW + HOUR).state == LOADED


def test_a_driver_that_says_the_password_is_not_repeated(
    ana: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "caballo/correcto:pila@grapa"

    class Odd:
        def connect(self) -> object:
            raise ValueError(
                f"cannot connect as postgresql://u:{secret}@h/d (password={secret}) caballo%2Fcorrecto%3Apila%40grapa"
            )

    monkeypatch.setattr(connector, "_engine", lambda url, wait: Odd())
    monkeypatch.setattr(connector.SqlConnector, "checked", lambda self, entered: dict(entered))
    entered = Entered("Con clave", {"url": "postgresql://u@h/d"}, {"password": secret})
    one = connect_source(kind="sql", entered=entered, by=ana, now=NOW)
    ask_table(number=one.pk, ask=CUSTOMERS, by=ana, now=NOW)
    found = pulled(one)
    said = (
        recalled(found.error).say("es")
        + caplog.text
        + json.dumps(list(Job.objects.values_list("error", "trace")), default=str)
    )
    assert found.state == STOPPED
    for piece in (secret, "caballo", "grapa"):
        assert piece not in said
    assert not Import.objects.exists()
