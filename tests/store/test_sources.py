"""Sources from the first page to the book: resumed, never twice, held where somebody must look, and secrets kept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import serializers
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions import pulls
from clave.actions.imports import discard_import
from clave.actions.loading import keep_load, load_files
from clave.actions.pulls_kept import remove_pulls
from clave.actions.sources import (
    Entered,
    ask_table,
    change_source,
    connect_source,
    leave_table,
    sound_settings,
    switch_source,
)
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.facts.sources.port import CHANGED, UNREACHABLE, Secret
from clave.facts.sources.sql.reading import Database
from clave.jobs import sources as jobs
from clave.jobs.pace import PACE
from clave.jobs.queue import take
from clave.jobs.schedule import SCHEDULES
from clave.jobs.sources import start_probe, start_pull, start_sources
from clave.jobs.worker import work_off
from clave.store.imports import fact_store
from clave.store.models import AuditEvent, FactSource, Import, Job, Person, SourceRun
from clave.store.models.imports import DISCARDED
from clave.store.models.jobs import DONE, FAILED
from clave.store.models.sources import ABANDONED, EMPTY, LOADED, RUNNING, SAME, STOPPED, WAITING
from clave.store.sources import secrets_of
from tests.unit.sources.erp import CUSTOMERS, LINES, invoice, made, run

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    """A book and places for files of this test."""
    settings.CLAVE_FACTS, settings.CLAVE_IMPORTS = tmp_path / "facts", tmp_path / "imports"
    settings.CLAVE_SOURCES, settings.CLAVE_DATA = tmp_path / "saved", tmp_path / "own"
    settings.CLAVE_POLICY = tmp_path / "own" / "policy.toml"
    (tmp_path / "own").mkdir()


@pytest.fixture(autouse=True)
def followed(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When the lists were asked to follow the new facts, instead of making them."""
    asked: list[datetime] = []
    monkeypatch.setattr(jobs, "refresh", lambda *, by, now: asked.append(now))
    return asked


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    return made(tmp_path / "erp.db")


@pytest.fixture
def source(ana: Person, erp: Path) -> FactSource:
    """The ERP with its customers and its invoice lines."""
    entered = Entered("ERP de Cali", {"url": f"sqlite:///{erp}"}, {"password": "correct horse"}, origin="erp")
    one = connect_source(kind="sql", entered=entered, by=ana, now=NOW)
    for ask in (CUSTOMERS, LINES):
        ask_table(number=one.pk, ask=ask, by=ana, now=NOW)
    return one


def pulled(source: FactSource, ana: Person | None, now: datetime = NOW, full: bool = False) -> SourceRun:
    """The pull of a source after everything that waited was done."""
    start_pull(number=source.pk, by=ana, now=now, full=full)
    work_off(now=now)
    return source.runs.latest("pk")


def lines() -> int:
    return fact_store().open().summary().lines


def said(run: SourceRun) -> str:
    text: str = recalled(run.error).say("en")
    return text


def test_a_source_is_loaded_and_then_only_what_changed(
    source: FactSource, ana: Person, erp: Path, followed: list[datetime]
) -> None:
    first = pulled(source, ana)
    assert (first.state, first.full, first.rows, first.rejected) == (LOADED, True, 100, 0)
    assert lines() == 90
    assert [table.since for table in source.tables.all()] == ["2026-01-01 07:00:00", "2026-01-28 09:00:00"]
    again = pulled(source, ana, NOW + timedelta(hours=1))
    assert (again.state, again.full) == (SAME, False)
    assert again.rows == 13  # ten customers and one invoice inside the overlap
    invoice(erp, "FV-100", "2026-02-03 10:00:00", [(1, "P1", 1, 5)])
    invoice(erp, "FV-001", "2026-02-03 11:00:00", [(1, "P1", 1, 6)])
    third = pulled(source, ana, NOW + timedelta(hours=2))
    assert (third.state, third.rows) == (LOADED, 15)
    assert lines() == 90 - 3 + 1 + 1
    assert not list(third.folder.parent.glob("*"))
    assert AuditEvent.objects.filter(what="feed.pulled").count() == 3
    assert followed == [NOW, NOW + timedelta(hours=2)], "the lists follow where the book changed"


def test_nothing_new_is_an_end_too(source: FactSource, ana: Person, erp: Path) -> None:
    leave_table(number=source.pk, table="customer", by=ana, now=NOW)
    pulled(source, ana)
    run(erp, "DELETE FROM lineas; DELETE FROM facturas")
    assert pulled(source, ana, NOW + timedelta(hours=1)).state == EMPTY
    assert lines() == 90


def test_a_week_later_everything_is_read_again(source: FactSource, ana: Person, erp: Path) -> None:
    pulled(source, ana)
    run(erp, "UPDATE lineas SET neto = 7 WHERE factura = 'FV-003'")  # nobody stamped it
    assert pulled(source, ana, NOW + timedelta(days=1)).state == SAME
    assert pulled(source, ana, NOW + timedelta(days=8)).state == LOADED


def test_a_server_that_goes_down_half_way_leaves_the_last_facts_and_the_next_pull_goes_on(
    source: FactSource, ana: Person, erp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled(source, ana)
    version = fact_store().version()
    for number in range(100, 130):
        invoice(erp, f"FV-{number}", f"2026-03-{number % 28 + 1:02d} 10:00:00", [(1, "P1", 1, number)])
    note, asked = pulls._note, []

    def away(run: SourceRun, **changes: object) -> None:
        note(run, **changes)
        asked.append(changes)
        if len(asked) == 5:
            raise pulls.SourceError(UNREACHABLE, pulls.CONNECTING)

    small_pages(monkeypatch)
    monkeypatch.setattr(pulls, "_note", away)
    stopped = pulled(source, ana, NOW + timedelta(hours=1))
    assert (stopped.state, stopped.why) == (STOPPED, UNREACHABLE)
    assert Job.objects.latest("pk").state == FAILED
    assert fact_store().version() == version
    monkeypatch.setattr(pulls, "_note", note)
    came = stopped.rows
    done = pulled(source, ana, NOW + timedelta(hours=2))
    assert done.pk == stopped.pk
    assert (done.state, done.tries) == (LOADED, 2)
    assert 0 < came < done.rows == 10 + 3 + 30
    assert lines() == 120


def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of eight rows."""
    whole = Database.pages

    def few(self: Database, *args: object, **kwargs: object) -> object:
        self.page = 8
        return whole(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "pages", few)


def test_a_worker_that_is_killed_is_taken_over_and_writes_nothing_any_more(
    source: FactSource, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, asked = pulls._note, []

    def killed(run: SourceRun, **changes: object) -> None:
        note(run, **changes)
        asked.append(changes)
        if len(asked) == 4:  # another worker takes the pull up, because this one said nothing for too long
            SourceRun.objects.filter(pk=run.pk).update(holder="another")

    small_pages(monkeypatch)
    monkeypatch.setattr(pulls, "_note", killed)
    left = pulled(source, ana)
    assert (left.state, left.holder) == (RUNNING, "another")
    assert fact_store().version() is None
    monkeypatch.setattr(pulls, "_note", note)
    done = pulled(source, ana, NOW + timedelta(hours=1))
    assert (done.pk, done.state, done.rows) == (left.pk, LOADED, 100)


def test_a_pull_that_dies_after_loading_loads_nothing_twice(
    source: FactSource, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**kwargs: object) -> None:
        raise ClaveError(pulls.CONNECTING)

    monkeypatch.setattr(jobs, "keep_load", dies)
    stopped = pulled(source, ana)
    assert stopped.state == STOPPED
    version = fact_store().version()
    assert version is not None
    monkeypatch.setattr(jobs, "keep_load", keep_load)
    done = pulled(source, ana, NOW + timedelta(hours=1))
    assert (done.pk, done.state) == (stopped.pk, LOADED)
    assert fact_store().version() == version
    assert Import.objects.count() == 1


def test_two_who_ask_at_once_get_one_pull(source: FactSource, ana: Person) -> None:
    one = start_pull(number=source.pk, by=ana, now=NOW)
    assert start_pull(number=source.pk, by=None, now=NOW) == one
    assert take(worker="killed", queues=("default",), now=NOW)
    assert start_pull(number=source.pk, by=None, now=NOW) == one
    work_off(now=NOW + PACE.lease + timedelta(minutes=1))
    one.refresh_from_db()
    assert (one.state, source.runs.count()) == (DONE, 1)


def test_a_schema_that_changed_is_a_sentence_and_mended_it_is_read_whole(
    source: FactSource, ana: Person, erp: Path
) -> None:
    pulled(source, ana)
    run(erp, "ALTER TABLE lineas RENAME COLUMN neto TO valor")
    stopped = pulled(source, ana, NOW + timedelta(hours=1))
    assert (stopped.state, stopped.why) == (STOPPED, CHANGED)
    assert "neto" in said(stopped)
    assert lines() == 90
    mended = replace(LINES, select=LINES.select.replace("l.neto", "l.valor AS neto"))
    ask_table(number=source.pk, ask=mended, by=ana, now=NOW)
    done = pulled(source, ana, NOW + timedelta(hours=2))
    stopped.refresh_from_db()
    assert (stopped.state, done.state, done.rows) == (ABANDONED, SAME, 90 + 10)


def test_a_column_that_the_select_no_longer_brings_waits_for_somebody(
    source: FactSource, ana: Person, erp: Path
) -> None:
    ask = replace(LINES, select=LINES.select.replace("f.cliente, ", ""))
    ask_table(number=source.pk, ask=ask, by=ana, now=NOW)
    held = pulled(source, ana)
    assert held.state == WAITING
    assert "cliente" in said(held)
    assert fact_store().version() is None


def test_too_many_rejected_rows_wait_and_what_somebody_loads_by_hand_counts(
    source: FactSource, ana: Person, erp: Path
) -> None:
    run(erp, "UPDATE facturas SET fecha = 'mañana' WHERE numero < 'FV-010'")
    held = pulled(source, ana)
    assert (held.state, held.rejected) == (WAITING, 30)
    assert "30 of 90 rows" in said(held)
    assert fact_store().version() is None
    again = pulled(source, ana, NOW + timedelta(hours=1))  # nobody looked: it is brought once more
    held.refresh_from_db()
    assert (held.state, again.state) == (ABANDONED, WAITING)
    assert held.brought
    assert held.brought.state == DISCARDED
    assert again.brought
    keep_load(number=again.brought.pk, done=load_files(number=again.brought.pk, by=ana, now=NOW), by=ana, now=NOW)  # type: ignore[arg-type]
    assert lines() == 60
    next_one = pulled(source, ana, NOW + timedelta(hours=2))
    again.refresh_from_db()
    assert again.state == LOADED
    assert not next_one.full


def test_a_few_rejected_rows_are_told_and_the_rest_is_loaded(source: FactSource, ana: Person, erp: Path) -> None:
    run(erp, "UPDATE facturas SET fecha = 'mañana' WHERE numero = 'FV-010'")
    done = pulled(source, ana)
    assert (done.state, done.rejected) == (LOADED, 3)
    assert done.brought
    assert any(report.get("rejects") for report in done.brought.reports)


def test_a_desk_whose_clock_is_ahead_hides_nothing(source: FactSource, ana: Person, erp: Path) -> None:
    invoice(erp, "FV-500", "2099-01-01 10:00:00", [(1, "P1", 1, 5)])
    run(erp, "UPDATE facturas SET fecha = '2026-01-05' WHERE numero = 'FV-500'")
    first = pulled(source, ana)
    assert "2099" in recalled(first.notes[0]).say("en")
    later = timezone.now().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    invoice(erp, "FV-501", later, [(1, "P1", 1, 5)])
    run(erp, "UPDATE facturas SET fecha = '2026-01-06' WHERE numero = 'FV-501'")
    pulled(source, ana, NOW + timedelta(hours=1))
    assert lines() == 92


def test_credentials_are_sealed_and_nowhere_in_clear(
    source: FactSource, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    assert secrets_of(source) == {"password": Secret("correct horse")}
    pulled(source, ana)
    start_probe(number=source.pk, by=ana, now=NOW)
    work_off(now=NOW)
    kept = "".join(
        serializers.serialize("json", model.objects.all()) for model in (FactSource, SourceRun, Job, AuditEvent)
    )
    assert "correct horse" not in kept + caplog.text
    change_source(number=source.pk, entered=entered(source, {"password": ""}), by=ana, now=NOW)
    source.refresh_from_db()
    assert secrets_of(source) == {"password": Secret("correct horse")}, "an empty field leaves what is there"


def entered(source: FactSource, secrets: dict[str, str], **more: str) -> Entered:
    return Entered(source.name, {**source.settings, **more}, secrets)


def test_a_password_never_follows_a_source_to_another_machine(source: FactSource, ana: Person, tmp_path: Path) -> None:
    other = f"sqlite:///{made(tmp_path / 'other.db')}"
    change_source(number=source.pk, entered=entered(source, {"password": ""}, url=other), by=ana, now=NOW)
    source.refresh_from_db()
    assert secrets_of(source) == {}
    assert AuditEvent.objects.latest("number").fields == ["settings"]


def test_another_secret_key_is_a_sentence(source: FactSource, ana: Person, settings: Settings) -> None:
    settings.SECRET_KEY = "another"
    assert "secret key" in said(pulled(source, ana))


def test_the_probe_is_kept(source: FactSource, ana: Person) -> None:
    start_probe(number=source.pk, by=ana, now=NOW)
    work_off(now=NOW)
    source.refresh_from_db()
    assert source.probe
    assert [table["rows"] for table in source.probe["tables"]] == [10, 90]
    assert source.probe["version"].startswith("SQLite")


@pytest.mark.parametrize(
    ("what", "where"),
    [({"name": ""}, "name"), ({"name": "ERP de Cali"}, "name"), ({"cron": "soon"}, "cron"), ({"cron": "99 * * * *"}, "cron"),
     ({"origin": "../x"}, "origin"), ({"settings": {"url": "postgresql://u:p@h/d"}}, "url"), ({"settings": {}}, "url")],
)  # fmt: skip
def test_what_is_entered_wrong_is_named(source: FactSource, ana: Person, what: dict[str, object], where: str) -> None:
    wrong = replace(Entered("Otro", source.settings, {}), **what)
    with pytest.raises(ClaveError) as told:
        connect_source(kind="sql", entered=wrong, by=ana, now=NOW)
    assert told.value.where == where


def test_what_clave_keeps_itself_is_no_source(ana: Person, settings: Settings) -> None:
    own = Path(settings.CLAVE_DATA) / "clave.sqlite3"
    with closing(sqlite3.connect(own)):
        pass
    with pytest.raises(ClaveError, match="its own data"):
        connect_source(kind="sql", entered=Entered("x", {"url": f"sqlite:///{own}"}, {}), by=ana, now=NOW)
    with pytest.raises(ClaveError, match="its own data"):
        connect_source(kind="folder", entered=Entered("x", {"folder": str(own.parent)}, {}), by=ana, now=NOW)


def test_what_clave_keeps_elsewhere_is_no_source_either(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAVE_BACKUPS = tmp_path / "backups"
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "state" / "clave.sqlite3"}
    for name, value in engine.items():
        monkeypatch.setitem(settings.DATABASES["default"], name, value)
    for own in (settings.CLAVE_BACKUPS / "old.db", engine["NAME"], f"{engine['NAME']}?cache=shared"):
        with pytest.raises(ClaveError, match="its own data"):
            sound_settings("sql", Entered("x", {"url": f"sqlite:///{own}"}, {}))
    with pytest.raises(ClaveError, match="its own data"):
        sound_settings("folder", Entered("x", {"folder": str(settings.CLAVE_BACKUPS)}, {}))


def test_the_name_of_the_erp_stays_once_something_is_in_the_book_under_it(source: FactSource, ana: Person) -> None:
    change_source(number=source.pk, entered=replace(entered(source, {}), origin="siesa"), by=ana, now=NOW)
    pulled(source, ana)
    with pytest.raises(ClaveError, match="there twice") as told:
        change_source(number=source.pk, entered=replace(entered(source, {}), origin="sap"), by=ana, now=NOW)
    assert told.value.where == "origin"


def origin_changed(source: FactSource, ana: Person, now: datetime = NOW) -> None:
    change_source(number=source.pk, entered=replace(entered(source, {}), origin="sap"), by=ana, now=now)


def test_the_name_of_the_erp_stays_while_what_it_brought_can_still_be_loaded_under_it(
    source: FactSource, ana: Person, erp: Path
) -> None:
    run(erp, "UPDATE facturas SET fecha = 'mañana' WHERE numero < 'FV-010'")
    held = pulled(source, ana)
    assert held.state == WAITING
    assert held.brought
    with pytest.raises(ClaveError, match="waits as import") as told:
        origin_changed(source, ana)
    assert told.value.where == "origin"
    done = load_files(number=held.brought.pk, by=ana, now=NOW)
    assert done
    keep_load(number=held.brought.pk, done=done, by=ana, now=NOW)
    with pytest.raises(ClaveError, match="there twice"):
        origin_changed(source, ana)


def test_the_name_of_the_erp_can_be_mended_once_what_it_brought_is_thrown_away(
    source: FactSource, ana: Person, erp: Path
) -> None:
    run(erp, "UPDATE facturas SET fecha = 'mañana' WHERE numero < 'FV-010'")
    held = pulled(source, ana)
    assert held.brought
    discard_import(number=held.brought.pk, by=ana, now=NOW)
    origin_changed(source, ana)
    run(erp, "UPDATE facturas SET fecha = '2026-01-15' WHERE numero < 'FV-010'")
    assert pulled(source, ana, NOW + timedelta(hours=1)).state == LOADED
    assert lines() == 90


def test_the_name_of_the_erp_stays_where_the_reading_died_after_loading(
    source: FactSource, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "end_pull", lambda **_: 1 / 0)
        assert pulled(source, ana).state == STOPPED
    assert lines() == 90
    with pytest.raises(ClaveError, match="waits as import"):
        origin_changed(source, ana)


def test_the_name_of_the_erp_stays_however_old_what_it_brought(source: FactSource, ana: Person, erp: Path) -> None:
    pulled(source, ana)
    later = NOW + timedelta(hours=1)
    erp.rename(erp.with_suffix(".away"))
    assert pulled(source, ana, later).state == STOPPED
    remove_pulls(later + timedelta(days=1))
    assert source.runs.count() == 2, "the newest, and the newest that brought something"
    with pytest.raises(ClaveError, match="there twice"):
        origin_changed(source, ana, later)


@pytest.mark.parametrize("url", ["sqlite:///erp.db", "sqlite:///../erp.db", "sqlite://erp.db", "sqlite://"])
def test_a_file_is_named_from_the_root_of_the_disk_on(ana: Person, url: str) -> None:
    with pytest.raises(ClaveError, match="from the root") as told:
        connect_source(kind="sql", entered=Entered("x", {"url": url}, {}), by=ana, now=NOW)
    assert told.value.where == "url"


@pytest.mark.parametrize("kind", ["folder", "sql"])
@pytest.mark.parametrize("name", ["circle", "circle/inside", "null\0"])
def test_a_place_that_cannot_be_looked_at_is_said(tmp_path: Path, kind: str, name: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    place = str(tmp_path / name)
    with pytest.raises(ClaveError, match="cannot look") as told:
        sound_settings(kind, Entered("x", {"folder": place, "url": f"sqlite:///{place}"}, {}))
    assert told.value.where == {"folder": "folder", "sql": "url"}[kind]


def test_only_a_source_that_is_on_is_read_at_its_times_and_missed_ones_once(source: FactSource, ana: Person) -> None:
    change_source(number=source.pk, entered=replace(entered(source, {}), cron="0 2 * * *"), by=ana, now=NOW)
    assert SCHEDULES["sources"].begin is start_sources
    assert start_sources(None, NOW + timedelta(hours=1), NOW) is None
    later = NOW + timedelta(days=3)
    job = start_sources(None, later, later)
    assert job
    assert start_sources(None, later, later) is None
    work_off(now=later)
    assert source.runs.count() == 1
    switch_source(number=source.pk, active=False, by=ana, now=later)
    assert start_sources(None, later + timedelta(days=2), later) is None


Dropped = Callable[[str, str], Path]


@pytest.fixture
def folder(ana: Person, tmp_path: Path) -> FactSource:
    """A folder that is watched."""
    (tmp_path / "drop").mkdir()
    return connect_source(
        kind="folder", entered=Entered("Carpeta", {"folder": str(tmp_path / "drop"), "table": ""}, {}), by=ana, now=NOW
    )


SALES = "Fecha;Factura;Cliente;Neto\n15/01/2024;F1;C1;10,5\n16/01/2024;F2;C1;20,5\n"


def looked(source: FactSource, minutes: int) -> Job:
    job = start_pull(number=source.pk, by=None, now=NOW + timedelta(minutes=minutes))
    work_off(now=NOW + timedelta(minutes=minutes))
    job.refresh_from_db()
    return job


def test_a_file_that_is_dropped_is_loaded_and_put_aside_with_a_report(folder: FactSource, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    (drop / "ventas.csv").write_text(SALES + "17/13/2024;F3;C1;1\n" * 0)
    (drop / "~$abierto.xlsx").write_text("x")
    (drop / "notas.docx").write_text("x")
    assert looked(folder, 0).result == {"loaded": 0, "refused": 0, "waiting": 1}
    assert looked(folder, 5).result == {"loaded": 1, "refused": 0, "waiting": 0}
    assert lines() == 2
    assert sorted(path.name for path in drop.iterdir()) == ["cargados", "notas.docx", "~$abierto.xlsx"]
    kept, report = sorted((drop / "cargados").iterdir())
    assert kept.read_text() == SALES
    assert "2" in report.read_text("utf-8")
    assert folder.runs.get().state == LOADED
    assert looked(folder, 10).result == {"loaded": 0, "refused": 0, "waiting": 0}


def test_a_file_that_is_still_being_written_waits(folder: FactSource, tmp_path: Path) -> None:
    file = tmp_path / "drop" / "ventas.csv"
    file.write_text(SALES[:40])
    looked(folder, 0)
    with file.open("a") as stream:
        stream.write(SALES[40:])
    assert looked(folder, 5).result["waiting"] == 1  # type: ignore[index]
    os.utime(file, ns=(1, 1))  # the same bytes, written again
    assert looked(folder, 10).result["waiting"] == 1  # type: ignore[index]
    assert looked(folder, 15).result["loaded"] == 1  # type: ignore[index]
    assert lines() == 2


def test_a_file_that_cannot_be_read_is_put_aside_and_keeps_no_other_waiting(folder: FactSource, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    (drop / "a.csv").write_text("nada;que;ver\n1;2;3\n")
    (drop / "ventas.csv").write_text(SALES)
    looked(folder, 0)
    assert looked(folder, 5).result == {"loaded": 1, "refused": 1, "waiting": 0}
    assert {run.state for run in folder.runs.all()} == {LOADED, WAITING}
    refused = sorted((drop / "rechazados").iterdir())
    assert refused[0].read_text().startswith("nada")
    assert "a.csv" in refused[1].read_text("utf-8")


def test_a_folder_that_went_away_is_a_sentence_and_comes_back(folder: FactSource, tmp_path: Path) -> None:
    (tmp_path / "drop").rename(tmp_path / "elsewhere")
    assert looked(folder, 0).state == FAILED
    looked(folder, 5)
    run = folder.runs.get()
    assert (run.state, run.tries, run.why) == (STOPPED, 2, UNREACHABLE)
    (tmp_path / "elsewhere").rename(tmp_path / "drop")
    assert looked(folder, 10).state == DONE
    assert folder.runs.get().state == ABANDONED
