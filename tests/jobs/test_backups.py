"""The backup that clave makes by itself: into the folder that is set, keeping as many as policy says, and never silently
failing."""

from __future__ import annotations

import gzip
import json
import tarfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import RequestFactory, override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.sources import Entered, connect_source
from clave.base.words import recalled
from clave.jobs.backups import clear_away, standing
from clave.jobs.schedule import start_due, start_now
from clave.jobs.worker import work_off
from clave.store.backup.archive import checked
from clave.store.backup.making import make
from clave.store.models import AuditEvent, Job, Person, ScheduledRun
from clave.store.models.jobs import DONE, FAILED
from clave.web.pages.health import health
from clave.web.shown.schedule import schedules_shown
from tests.blank import blank
from tests.cli.installation import Installations

BOGOTA = ZoneInfo("America/Bogota")
FOUNDED = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Bogotá."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BOGOTA)


@pytest.fixture(scope="module")
def at_home(django_db_blocker: DjangoDbBlocker) -> Installations:
    return Installations(django_db_blocker)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, at_home: Installations, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company founded on the 19th at 10:00; by policy it is backed up every night at four."""
    data = blank(tmp_path_factory.mktemp("founded"))
    with at_home.opened(data):
        call_command("migrate", verbosity=0)
        found_company(name="Farallones", currency="COP", demonstration=False, now=FOUNDED)
    return data


@pytest.fixture
def folder(at_home: Installations, founded: Path, tmp_path: Path) -> Iterator[Path]:
    """Where its backups go. An installation of its own: SQLite is read for a backup through a second database."""
    copytree(founded, tmp_path / "data")
    backups = tmp_path / "backups"
    backups.mkdir()
    with at_home.opened(tmp_path / "data"), override_settings(CLAVE_BACKUPS=backups):
        yield backups


def night(moment: datetime) -> Job:
    """What came of the backup that was due then."""
    start_due(now=moment)
    work_off(now=moment)
    job = ScheduledRun.objects.filter(schedule="backup").order_by("-pk")[0].job
    assert job
    return job


def test_every_night_one_whole_backup_that_the_log_names(folder: Path) -> None:
    job = night(at(20, 4, 1))
    (path,) = folder.iterdir()
    assert job.state == DONE, job.error
    assert job.result == {"file": path.name, "bytes": path.stat().st_size, "cleared": 0}
    assert checked(path).tables["store.company"].rows == 1
    kept = AuditEvent.objects.get(what="backup.made")
    assert (kept.by, kept.about.endswith(path.name[-40:])) == ("clave", True)
    assert start_due(now=at(20, 4, 2)) == []
    assert standing(at(20, 5)) == "ok"


def test_the_newest_are_kept_and_nothing_else_is_touched(folder: Path) -> None:
    (folder / "mine.txt").write_text("x")
    (folder / "before-the-move.clave-backup").write_text("x")
    (folder.parent / "data" / "policy.toml").write_text(
        '[[keep.backups]]\nfrom = 2026-11-01\nvalue = 2\nreason = "r"\nsource = "s"\n', "utf-8"
    )
    jobs = [night(at(day, 4, 1)) for day in (20, 21, 22)]
    assert [job.result["cleared"] for job in jobs] == [0, 0, 1]
    assert sorted(path.name for path in folder.iterdir()) == [
        "before-the-move.clave-backup",
        "clave-20261121-090100.clave-backup",
        "clave-20261122-090100.clave-backup",
        "mine.txt",
    ]


def test_fewer_than_there_are_to_keep(folder: Path) -> None:
    assert clear_away(folder, 14) == 0


def test_by_hand_the_log_names_who(folder: Path) -> None:
    ana = Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=FOUNDED
    )
    start_now("backup", by=ana, now=at(20, 12))
    work_off(now=at(20, 12))
    assert AuditEvent.objects.get(what="backup.made").by == f"person:{ana.pk}"


def test_a_disk_that_is_away_is_a_failure_with_a_sentence_and_no_folder_in_its_place(folder: Path) -> None:
    """And the one who watches the server is told, without the server being taken for dead."""
    folder.rmdir()
    job = night(at(20, 4, 1))
    assert job.state == FAILED
    assert "la carpeta" in recalled(job.error).say("es") or "the folder" in recalled(job.error).say("en")
    assert not folder.exists()
    assert standing(at(20, 5)) == "failed"
    answer = health(RequestFactory().get("/salud"))
    assert (answer.status_code, json.loads(answer.content)["backup"]) == (200, "failed")


def test_where_nobody_works_it_is_late(folder: Path) -> None:
    """A worker that is not there fails at nothing: a whole round without a backup says so."""
    assert standing(at(19, 23)) == "ok", "nothing was due yet"
    assert standing(at(20, 5)) == "ok", "it may still be at work"
    assert standing(at(21, 5)) == "late"
    night(at(21, 6))
    assert standing(at(22, 3)) == "ok"


def test_without_a_folder_nothing_is_done_and_the_page_says_why(folder: Path, settings: Settings) -> None:
    settings.CLAVE_BACKUPS = None
    start_due(now=at(20, 4, 1))
    assert ScheduledRun.objects.get(schedule="backup").job is None
    assert standing(at(30, 5)) is None
    assert json.loads(health(RequestFactory().get("/salud")).content) == {"status": "ok"}
    shown = {row.schedule.key: row.hindrance for row in schedules_shown(at(30, 5))}
    why = shown.pop("backup")
    assert why
    assert why.say("en").startswith("No folder is set (CLAVE_BACKUPS)")
    assert set(shown.values()) == {None}


def test_the_password_of_a_source_is_in_no_backup(folder: Path) -> None:
    """It is sealed by the secret key, which a backup holds only where somebody asks for it."""
    now, canary = at(20, 12), "canario-7q"
    ana = Person.objects.create_person(
        email="eva@clave.example", name="Eva", role="administrator", password=None, created_at=FOUNDED
    )
    entered = Entered("ERP", {"url": "postgresql+psycopg://u@h/d"}, {"password": canary})
    source = connect_source(kind="sql", entered=entered, by=ana, now=now)
    made = make(folder / "one.clave-backup", now=now)
    assert made.path
    held = made.path.read_bytes()
    with tarfile.open(made.path, ignore_zeros=True) as tar:
        for name in tar.getnames():
            piece = tar.extractfile(name)
            content = piece.read() if piece else b""
            held += gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    assert b64encode(bytes(source.sealed)) in held, "the source is in it"
    assert canary.encode() not in held
