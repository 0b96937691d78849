"""`clave backup` and `clave restore` as an administrator runs them: real installations, real processes, real damage."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clave.base.errors import ClaveError
from clave.facts.store import FactStore
from clave.store.backup.archive import Manifest, checked, opened
from tests.web import made
from tests.web.test_environment import SOURCE, command

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CANARY = "Ñandú «canary» \u00a0 🐤"
SETUP = "import django; django.setup(); "
PEOPLE = SETUP + (
    "from datetime import datetime, UTC; from clave.store.models import Person, SavedView; "
    "now = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC); "
    f"p = Person.objects.create_person(email='c@clave.example', name={CANARY!r}, role='kam', password='x'*12, created_at=now); "
    "gone = Person.objects.create_person(email='g@clave.example', name='g', role='kam', password=None, created_at=now); "
    "gone.delete(); SavedView.objects.create(person=p, name='v', query='a=1', created_at=now)"
)
ACTS = SETUP + (
    "from django.utils import timezone; from clave.actions.people import offer_setup\n"
    "print('began', flush=True)\n"
    "while True: offer_setup(now=timezone.now())"
)


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    ours = {"PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "clave.project.settings"}
    return {**kept, **ours, "CLAVE_LANG": "en", "CLAVE_LANGUAGE": "en", **more}


def clave(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line."""
    run = [sys.executable, "-c", "from clave.cli import main; main()", *arguments]
    return subprocess.run(run, env=environment(data, **more), capture_output=True, text=True, check=False)


def run(data: Path, code: str, **more: str) -> None:
    subprocess.run([sys.executable, "-c", code], env=environment(data, **more), check=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with canary rows, two versions of its facts, a policy of its own and a file that was brought."""
    folder = tmp_path_factory.mktemp("installation")
    assert command(folder, "start", "--only-prepare", "--no-demo").returncode == 0
    run(folder, PEOPLE)
    store = FactStore(folder / "facts")
    for lines in (120, 130):
        store.load(made.facts(lines), source="erp", digest=str(lines), now=NOW, by="test", currency="COP")
    (folder / "policy.toml").write_text("# canary\n", "utf-8")
    (folder / "imports" / "1" / "files").mkdir(parents=True)
    (folder / "imports" / "1" / "files" / "ventas.csv").write_text(CANARY, "utf-8")
    return folder


@pytest.fixture(scope="module")
def kept(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    path = tmp_path_factory.mktemp("backups") / "one.clave-backup"
    done = clave("backup", str(path), data=installed)
    assert done.returncode == 0, done.stderr
    return path


def manifest(path: Path) -> Manifest:
    with opened(path) as (_tar, found):
        return found


def contents(data: Path) -> dict[str, bytes]:
    """Every file of facts, policy and imports, but what only stands there while somebody writes."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.relative_to(data).parts[0] in {"facts", "imports", "policy.toml"}
        if path.name != "writer.lock" and "scratch" not in path.parts
    }


def test_what_is_restored_elsewhere_is_equal_by_hash(installed: Path, kept: Path, tmp_path: Path) -> None:
    there, again = tmp_path / "there", tmp_path / "again.clave-backup"
    done = clave("restore", str(kept), data=there)
    assert done.returncode == 0, done.stderr
    assert "equal by hash" in done.stdout
    assert contents(there) == contents(installed)
    assert clave("backup", str(again), data=there).returncode == 0
    was, now = manifest(kept), manifest(again)
    assert now.tables == was.tables
    assert now.sequences == was.sequences
    assert now.audit == was.audit
    assert {part.name: part.sha256 for part in now.parts} == {part.name: part.sha256 for part in was.parts}
    with sqlite3.connect(there / "clave.sqlite3") as database:
        assert database.execute("SELECT name FROM store_person WHERE email = 'c@clave.example'").fetchone() == (CANARY,)
    run(there, PEOPLE.replace("c@clave", "d@clave").replace("g@clave", "h@clave"))
    with sqlite3.connect(there / "clave.sqlite3") as database:
        numbers = [row[0] for row in database.execute("SELECT id FROM store_person ORDER BY id")]
    assert numbers == [1, 3], "the number of who was taken back is not given again: the log names it"


def test_verify_reads_everything_and_writes_nothing(kept: Path, tmp_path: Path) -> None:
    done = clave("restore", str(kept), "--verify", data=tmp_path / "none")
    assert done.returncode == 0
    assert done.stdout.startswith("Whole: every byte and every row is as on")
    assert not (tmp_path / "none").exists()
    found = json.loads(clave("restore", str(kept), "--verify", "--json", data=tmp_path / "none").stdout)
    assert found["whole"]
    assert found["facts_version"] == 2


def test_a_flipped_byte_anywhere_is_refused_with_a_sentence(kept: Path, tmp_path: Path) -> None:
    """At the ends, in the seal, and at two hundred places in between."""
    whole, dice = kept.read_bytes(), random.Random(20261122)
    places = {0, 100, 400, len(whole) - 1, len(whole) - 30, len(whole) - 90}
    places |= {dice.randrange(len(whole)) for _ in range(200)}
    path = tmp_path / "flipped.clave-backup"
    for place in sorted(places):
        broken = bytearray(whole)
        broken[place] ^= 1 << dice.randrange(8)
        path.write_bytes(broken)
        with pytest.raises(ClaveError, match="this backup is damaged"):
            checked(path)
    for cut in (0, 50, 1000, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ClaveError, match="this backup is damaged"):
            checked(path)
    done = clave("restore", str(path), data=tmp_path / "there")
    assert done.returncode == 2
    assert "Use another copy or an earlier backup" in done.stderr
    assert contents(tmp_path / "there") == {}


def test_an_installation_that_is_there_is_never_written_over(installed: Path, kept: Path) -> None:
    before = contents(installed)
    done = clave("restore", str(kept), data=installed)
    assert done.returncode == 2
    assert "there is an installation here already" in done.stderr
    assert contents(installed) == before


def test_a_rehearsal_writes_nothing(installed: Path, kept: Path, tmp_path: Path) -> None:
    done = clave("backup", str(tmp_path / "x"), "--dry-run", "--json", data=installed)
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["file"] is None
    assert said["tables"]["store.person"]["rows"] == 1
    assert list(tmp_path.iterdir()) == []
    done = clave("restore", str(kept), "--dry-run", data=tmp_path / "there")
    assert "Nothing was written." in done.stdout
    assert contents(tmp_path / "there") == {}


def test_no_secret_goes_along_unless_asked(installed: Path, kept: Path, tmp_path: Path) -> None:
    key = (installed / "secret-key").read_bytes().strip()
    with tarfile.open(kept) as tar:
        assert "secret-key" not in tar.getnames()
    path = tmp_path / "secret.clave-backup"
    assert clave("backup", str(path), "--with-secrets", data=installed).returncode == 0
    with tarfile.open(path) as tar:
        file = tar.extractfile("secret-key")
        assert file
        assert file.read().strip() == key
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("backup", "{taken}"), "there is a file of that name already"),
        (("backup", "{nowhere}/x/y"), "the backup could not be written"),
        (("restore", "{nowhere}/x"), "there is no such file"),
        (("restore", "{folder}"), "this is a folder, and a backup is a file"),
        (("restore", "{taken}"), "this backup is damaged"),
    ],
)
def test_what_cannot_be_done_is_said(
    installed: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "taken").write_text("something else entirely, and long enough to hold a seal " * 9, "utf-8")
    names = {"taken": tmp_path / "taken", "nowhere": tmp_path / "nowhere", "folder": tmp_path}
    given = [word.format(**names) for word in arguments]
    data = installed if given[0] == "backup" else tmp_path / "empty"
    done = clave(*given, data=data)
    assert done.returncode in (1, 2)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_where_nothing_is_installed_nothing_is_backed_up(tmp_path: Path) -> None:
    done = clave("backup", str(tmp_path / "x"), data=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "there is no installation here" in done.stderr


def test_under_load_it_stands_at_one_moment(installed: Path, kept: Path, tmp_path: Path) -> None:
    """Somebody acts all the while, and an import loads: the log of the backup is whole to the end it names."""
    busy, path, there = tmp_path / "busy", tmp_path / "b.clave-backup", tmp_path / "there"
    assert clave("restore", str(kept), data=busy).returncode == 0
    writer = subprocess.Popen([sys.executable, "-c", ACTS], env=environment(busy), stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout
        assert writer.stdout.readline() == "began\n"
        process = subprocess.Popen(
            [sys.executable, "-c", "from clave.cli import main; main()", "backup", str(path)], env=environment(busy)
        )
        for lines in (140, 150, 160):
            FactStore(busy / "facts").load(
                made.facts(lines), source="erp", digest=str(lines), now=NOW, by="test", currency="COP"
            )
        assert process.wait(timeout=120) == 0
        assert writer.poll() is None, "nobody had to stop"
    finally:
        writer.kill()
        writer.communicate()
    assert clave("restore", str(path), data=there).returncode == 0
    found = json.loads(clave("audit", "verify", "--json", data=there).stdout)
    assert found["whole"]
    assert found["head"] == manifest(path).audit
    store = FactStore(there / "facts")
    assert [store.open(version.version).version for version in store.versions()]
    store.verify()


def test_a_killed_backup_leaves_no_half_one_and_the_next_one_tidies_up(installed: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.clave-backup"
    killed = 0
    for patience in (0.8, 1.6, 2.4):
        process = subprocess.Popen(
            [sys.executable, "-m", "clave.project", "backup", str(path)],
            env=environment(installed),
            stdout=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        if path.exists():
            checked(path)
            path.unlink()
    assert killed
    assert clave("backup", str(path), data=installed).returncode == 0
    checked(path)
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


def test_a_killed_restore_can_begin_again(kept: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    process = subprocess.Popen([sys.executable, "-m", "clave.project", "restore", str(kept)], env=environment(there))
    marker, end = there / ".restoring", time.monotonic() + 60
    while not marker.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)  # a file that another process makes
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = clave("restore", str(kept), data=there)
    assert done.returncode == 0, done.stderr
    assert not marker.exists()


def test_a_damaged_fact_file_is_found_when_the_backup_is_made(kept: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert clave("restore", str(kept), data=there).returncode == 0
    file = next((there / "facts" / "tables" / "invoice_line").rglob("*.parquet"))
    broken = bytearray(file.read_bytes())
    broken[len(broken) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(broken)
    done = clave("backup", str(tmp_path / "b"), data=there)
    assert done.returncode == 2
    assert "a file of the book of facts is damaged" in done.stderr
    assert not (tmp_path / "b").exists()
