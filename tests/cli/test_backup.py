"""`clave backup` and `clave restore` as an administrator runs them: real installations, real damage, real deaths.

Installations are opened side by side in this process (`tests/cli/installation.py`); what only a process shows runs in one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from clave.actions.audit import record
from clave.base.errors import ClaveError
from clave.facts.store import FactStore
from clave.store.audit import verify
from clave.store.backup import archive
from clave.store.backup.archive import MARK, SEAL, Manifest, checked, opened
from clave.store.backup.sums import summed
from clave.store.models import AuditEvent, Person, SavedView
from tests.blank import blank
from tests.cli.conftest import Run
from tests.cli.installation import Installations, environment, python
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)
CANARY = "Ñandú «canary» \u00a0 🐤"
TOP = Path(__file__).resolve().parents[2]
COMMAND = "from clave.cli import main; main()"
ACTS = """
import django; django.setup()
from django.utils import timezone
from clave.actions.people import offer_setup
print("began", flush=True)
while True: offer_setup(now=timezone.now())
"""
LOADS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from clave.facts.store import FactStore
from tests.web import made
print("began", flush=True)
for lines in (140, 150, 160):
    FactStore(Path(sys.argv[1]) / "facts").load(
        made.facts(lines), source="erp", digest=str(lines), now=datetime.now(UTC), by="test", currency="COP")
"""
STOPS = """
import sys, time, django; django.setup()
from pathlib import Path
from django.utils import timezone
from clave.store.backup.making import make
from clave.store.backup.restoring import restore
what, path, stage = sys.argv[1:]
def stop(share, doing):
    if share >= float(stage):
        print("here", flush=True)
        time.sleep(600)
if what == "backup": make(Path(path), now=timezone.now(), progress=stop)
else: restore(Path(path), progress=stop)
"""
"""A backup or a restore that stands still once it is so far, to be killed there."""


@pytest.fixture(scope="module")
def at(django_db_blocker: DjangoDbBlocker) -> Installations:
    return Installations(django_db_blocker)


@pytest.fixture(scope="module")
def installed(django_db_setup: None, at: Installations, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with canary rows, two versions of its facts, a policy of its own and a file that was brought."""
    return once("installed", lambda: _installed(at, blank(tmp_path_factory.mktemp("installation"))))


def _installed(at: Installations, folder: Path) -> Path:
    assert at.run(folder, "start", "--only-prepare", "--no-demo").returncode == 0
    with at.opened(folder):
        people("c")
    store = FactStore(folder / "facts")
    for lines in (120, 130):
        store.load(made.facts(lines), source="erp", digest=str(lines), now=NOW, by="test", currency="COP")
    (folder / "policy.toml").write_text("# canary\n", "utf-8")
    (folder / "imports" / "1" / "files").mkdir(parents=True)
    (folder / "imports" / "1" / "files" / "ventas.csv").write_text(CANARY, "utf-8")
    return folder


MADE: dict[str, Path] = {}


def once(name: str, make: Callable[[], Path]) -> Path:
    """Made by the first of the files that share it."""
    if name not in MADE:
        MADE[name] = make()
    return MADE[name]


def people(first: str) -> None:
    """One who stays, and one who was invited and taken back."""
    kept = {"role": "kam", "created_at": NOW}
    stays = Person.objects.create_person(email=f"{first}@clave.example", name=CANARY, password="x" * 12, **kept)
    Person.objects.create_person(email=f"{first}-gone@clave.example", name="g", password=None, **kept).delete()
    SavedView.objects.create(person=stays, name="v", query="a=1", created_at=NOW)


@pytest.fixture(scope="module")
def kept(at: Installations, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    return once("kept", lambda: _kept(at, installed, tmp_path_factory.mktemp("backups") / "one.clave-backup"))


def _kept(at: Installations, installed: Path, path: Path) -> Path:
    done = at.run(installed, "backup", str(path))
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def there(at: Installations, kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installation that was restored from it."""
    folder = tmp_path_factory.mktemp("restored") / "there"
    done = at.run(folder, "restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert "equal by hash" in done.stdout
    return folder


def manifest(path: Path) -> Manifest:
    with opened(path) as (_tar, found, _seal):
        return found


def seal(path: Path) -> str:
    return path.read_bytes()[-SEAL:].removeprefix(MARK).decode().strip()


def contents(data: Path) -> dict[str, bytes]:
    """Every file of facts, policy and imports, but what only stands there while somebody writes."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.relative_to(data).parts[0] in {"facts", "imports", "policy.toml"}
        if path.name != "writer.lock" and "scratch" not in path.parts
    }


LOG = ("store.auditevent", "store.audithead")
"""What a restore adds one event to, after everything is back and equal."""


def test_what_is_restored_elsewhere_is_equal_by_hash(
    at: Installations, installed: Path, kept: Path, there: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.clave-backup"
    assert contents(there) == contents(installed)
    assert at.run(there, "backup", str(again)).returncode == 0
    was, now = manifest(kept), manifest(again)
    assert {label: rows for label, rows in now.tables.items() if label not in LOG} == {
        label: rows for label, rows in was.tables.items() if label not in LOG
    }
    assert now.tables["store.auditevent"].rows == was.tables["store.auditevent"].rows + 1
    assert now.sequences == {
        **was.sequences,
        **{label: now.sequences[label] for label in LOG if label in now.sequences},
    }
    logs = {f"state/{label}.jsonl.gz" for label in LOG}
    assert {part.name: part.sha256 for part in now.parts if part.name not in logs} == {
        part.name: part.sha256 for part in was.parts if part.name not in logs
    }
    with sqlite3.connect(there / "clave.sqlite3") as database:
        assert database.execute("SELECT name FROM store_person WHERE email = 'c@clave.example'").fetchone() == (CANARY,)
    copy = tmp_path / "copy"
    copytree(there, copy)
    with at.opened(copy):
        people("d")
        numbers = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    assert numbers == [1, 3], "the number of who was taken back is not given again: the log names it"


def test_backup_and_restore_leave_a_trace(at: Installations, installed: Path, kept: Path, there: Path) -> None:
    """Who, when, where, and sealed with what; a rehearsal leaves none. The chain goes on from the one restored."""
    about, who = f"backup:{seal(kept)} {kept}", f"terminal:{os.getuid()}"
    with at.opened(installed):
        made_here = list(AuditEvent.objects.filter(about=about).values_list("what", "by"))
    assert made_here == [("backup.made", who)]
    with at.opened(there):
        trace = AuditEvent.objects.get(what="backup.restored")
        assert (trace.by, trace.about) == (who, about)
        assert f"{trace.number - 1}:{trace.previous}" == manifest(kept).audit
        assert verify().broken is None


def test_a_long_place_is_kept_from_its_end(at: Installations, installed: Path, tmp_path: Path) -> None:
    path = tmp_path / ("á" * 60) / ("b" * 90) / "one.clave-backup"
    path.parent.mkdir(parents=True)
    assert at.run(installed, "backup", str(path)).returncode == 0
    with at.opened(installed):
        last = AuditEvent.objects.order_by("number").last()
    assert last
    assert last.about.endswith("b/one.clave-backup")
    assert len(last.about) <= 200


def test_verify_reads_everything_and_writes_nothing(kept: Path, tmp_path: Path, run: Run) -> None:
    done = run("restore", kept, "--verify", "--data", tmp_path / "none")
    assert done.code == 0
    assert done.out.startswith("Whole: every byte and every row is as on")
    assert not (tmp_path / "none").exists()
    found = json.loads(run("restore", kept, "--verify", "--json").out)
    assert found["whole"]
    assert found["facts_version"] == 2


def test_a_flipped_byte_anywhere_is_refused_with_a_sentence(at: Installations, kept: Path, tmp_path: Path) -> None:
    """At the ends, in the seal, in the name, the first and the last byte of every file inside, and wherever Hypothesis
    looks."""
    whole, path = kept.read_bytes(), tmp_path / "flipped.clave-backup"
    places = {0, 100, 400, len(whole) - 1, len(whole) - 30, len(whole) - 90}
    with tarfile.open(kept) as tar:
        for entry in tar.getmembers():
            places |= {entry.offset, entry.offset_data, entry.offset_data + max(0, entry.size - 1)}

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.integers(0, len(whole) - 1), st.integers(0, 7))
    def flipped(place: int, bit: int) -> None:
        broken = bytearray(whole)
        broken[place] ^= 1 << bit
        path.write_bytes(broken)
        with pytest.raises(ClaveError, match="this backup is damaged"):
            checked(path)

    for place in sorted(places):
        flipped.hypothesis.inner_test(place, place % 8)
    flipped()
    for cut in (0, 50, 1000, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ClaveError, match="this backup is damaged"):
            checked(path)
    done = at.run(tmp_path / "there", "restore", str(path))
    assert done.returncode == 2
    assert "Use another copy or an earlier backup" in done.stderr
    assert contents(tmp_path / "there") == {}


def test_an_installation_that_is_there_is_never_written_over(at: Installations, installed: Path, kept: Path) -> None:
    before = contents(installed)
    done = at.run(installed, "restore", str(kept))
    assert done.returncode == 2
    assert "there is an installation here already" in done.stderr
    assert contents(installed) == before


def test_a_rehearsal_writes_nothing(at: Installations, installed: Path, kept: Path, tmp_path: Path) -> None:
    with at.opened(installed):
        events = AuditEvent.objects.count()
    done = at.run(installed, "backup", str(tmp_path / "x"), "--dry-run", "--json")
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["file"] is None
    assert said["tables"]["store.person"]["rows"] == 1
    assert list(tmp_path.iterdir()) == []
    done = at.run(tmp_path / "there", "restore", str(kept), "--dry-run")
    assert "Nothing was written." in done.stdout
    assert contents(tmp_path / "there") == {}
    with at.opened(installed):
        assert AuditEvent.objects.count() == events


def test_no_secret_goes_along_unless_asked(at: Installations, installed: Path, kept: Path, tmp_path: Path) -> None:
    key = (installed / "secret-key").read_bytes().strip()
    with tarfile.open(kept) as tar:
        assert "secret-key" not in tar.getnames()
    path = tmp_path / "secret.clave-backup"
    assert at.run(installed, "backup", str(path), "--with-secrets").returncode == 0
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
    at: Installations, installed: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "taken").write_text("something else entirely, and long enough to hold a seal " * 9, "utf-8")
    names = {"taken": tmp_path / "taken", "nowhere": tmp_path / "nowhere", "folder": tmp_path}
    given = [word.format(**names) for word in arguments]
    done = at.run(installed if given[0] == "backup" else tmp_path / "empty", *given)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_as_processes_of_their_own(installed: Path, kept: Path, tmp_path: Path) -> None:
    """As people type it: the terminal hands over to the project, with the flags, the data folder and the exit code."""
    typed = [
        ["backup", str(tmp_path / "x"), "--dry-run", "--json", "--data", str(installed)],
        ["restore", str(kept), "--data", str(installed)],
    ]
    begun = [
        subprocess.Popen(
            [*python(COMMAND), *words], env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        for words in typed
    ]  # fmt: skip
    (rehearsed, _quiet), (_nothing, over) = [process.communicate() for process in begun]
    assert [process.returncode for process in begun] == [0, 2]
    assert json.loads(rehearsed)["tables"]["store.person"]["rows"] == 1
    assert "there is an installation here already" in over
    assert "Traceback" not in over


def test_where_nothing_is_installed_nothing_is_backed_up(tmp_path: Path, run: Run, at: Installations) -> None:
    done = run("backup", tmp_path / "x", "--data", tmp_path)
    assert done.code == 1
    assert "there is no installation here" in done.err
    (tmp_path / "clave.sqlite3").touch()
    empty = at.run(tmp_path, "backup", str(tmp_path / "x"))
    assert empty.returncode == 2
    assert "there is no installation here" in empty.stderr
    assert not (tmp_path / "x").exists()


def test_under_load_it_stands_at_one_moment(at: Installations, there: Path, tmp_path: Path) -> None:
    """Somebody acts all the while, and an import loads: the log of the backup is whole to the end it names."""
    busy, path, elsewhere = tmp_path / "busy", tmp_path / "b.clave-backup", tmp_path / "there"
    copytree(there, busy)
    writer = subprocess.Popen(python(ACTS), env=environment(busy), stdout=subprocess.PIPE, text=True)
    loader = subprocess.Popen(
        [*python(LOADS), str(busy)], env=environment(tmp_path / "none"), stdout=subprocess.PIPE, text=True, cwd=TOP
    )
    try:
        for process in (writer, loader):
            assert process.stdout
            assert process.stdout.readline() == "began\n"
        assert at.run(busy, "backup", str(path)).returncode == 0
        assert loader.wait(timeout=120) == 0
        assert writer.poll() is None, "nobody had to stop"
    finally:
        for process in (writer, loader):
            process.kill()
            process.communicate()
    assert at.run(elsewhere, "restore", str(path)).returncode == 0
    found = json.loads(at.run(elsewhere, "audit", "verify", "--json").stdout)
    assert found["whole"]
    assert found["events"] == int(manifest(path).audit.partition(":")[0]) + 1, "and the restore itself"
    store = FactStore(elsewhere / "facts")
    assert [store.open(version.version).version for version in store.versions()]
    store.verify()


def killed(*steps: tuple[Path, str, Path, float]) -> None:
    """Start each of (installation, what, path, how far), kill each where it stands, all of them at once."""
    begun = [
        subprocess.Popen(
            [*python(STOPS), what, str(path), str(stage)], env=environment(data), stdout=subprocess.PIPE, text=True
        )
        for data, what, path, stage in steps
    ]
    for process in begun:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL


def test_a_killed_backup_leaves_no_half_one_and_the_next_one_tidies_up(
    at: Installations, installed: Path, tmp_path: Path
) -> None:
    """Killed while it reads the state, and with the last file written but not sealed; what it held beside the data goes too."""
    path, data = tmp_path / "b.clave-backup", tmp_path / "data"
    copytree(installed, data)
    places = [tmp_path / str(stage) / path.name for stage in (0.2, 1.0)]
    for place in places:
        place.parent.mkdir()
    killed(*((data, "backup", place, float(place.parent.name)) for place in places))
    assert not any(place.exists() for place in places)
    for place in places:
        assert at.run(data, "backup", str(place)).returncode == 0
        checked(place)
        assert [left.name for left in place.parent.iterdir()] == [place.name]
    assert not list(data.glob(".backup-*"))


def test_a_restore_without_room_and_a_killed_one_can_begin_again(at: Installations, kept: Path, tmp_path: Path) -> None:
    """A limit of the system on the size of a file: it refuses as a full disk does. The backup is not to blame for it."""
    there = tmp_path / "there"
    there.mkdir()
    out, code = limited(300, there, "restore", str(kept))
    assert code == 2, out
    assert "the backup could not be restored" in out
    assert "damaged" not in out
    assert "Traceback" not in out
    killed((there, "restore", kept, 0.7))
    assert (there / ".restoring").exists()
    done = at.run(there, "restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert not (there / ".restoring").exists()


@pytest.mark.parametrize("kilobytes", [800, 6_000], ids=["reading the state", "writing the backup"])
def test_without_room_for_a_backup_the_last_good_one_stays(installed: Path, tmp_path: Path, kilobytes: int) -> None:
    data, backups = tmp_path / "data", tmp_path / "backups"
    copytree(installed, data)
    (data / "imports" / "1" / "files" / "more.bin").write_bytes(random.Random(1).randbytes(8 << 20))
    backups.mkdir()
    (backups / "clave-20261101-090000.clave-backup").write_bytes(b"the last good one")
    out, code = limited(kilobytes, data, "backup", str(backups))
    assert code == 2, out
    assert "the backup could not be written" in out
    assert "Traceback" not in out
    assert (str(data) in out) == (kilobytes == 800), "the disk that is full is named"
    assert [path.name for path in backups.iterdir()] == ["clave-20261101-090000.clave-backup"]
    assert not list(data.glob(".backup-*"))


def limited(kilobytes: int, data: Path, *arguments: str) -> tuple[str, int]:
    """A command in a process that may write no file larger than this: what it said, and its exit code."""
    run = f"import sys; from clave.project.__main__ import main; sys.exit(main({list(arguments)!r}))"
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", *python(run)],
        env=environment(data), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr, done.returncode


def test_a_damaged_fact_file_is_found_when_the_backup_is_made(at: Installations, there: Path, tmp_path: Path) -> None:
    broken_one = tmp_path / "there"
    copytree(there, broken_one)
    file = next((broken_one / "facts" / "tables" / "invoice_line").rglob("*.parquet"))
    broken = bytearray(file.read_bytes())
    broken[len(broken) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(broken)
    done = at.run(broken_one, "backup", str(tmp_path / "b"))
    assert done.returncode == 2
    assert "a file of the book of facts is damaged" in done.stderr
    assert not (tmp_path / "b").exists()


@pytest.fixture(scope="module")
def earlier(at: Installations, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as version 0.2.0 left it: its tables, a person, one who was taken back, and its log."""
    folder = tmp_path_factory.mktemp("earlier")
    with at.opened(folder):
        call_command("migrate", "store", "0002", verbosity=0)
        for app in ("account", "mfa", "usersessions", "sessions"):
            call_command("migrate", app, verbosity=0)
        old = MigrationLoader(connection).project_state([("store", "0002_everyday")]).apps.get_model("store", "Person")
        kept = {"role": "director", "created_at": NOW, "password": "!"}
        old.objects.create(email="viejo@clave.example", name=CANARY, **kept)
        old.objects.create(email="gone@clave.example", name="g", **kept).delete()
        with transaction.atomic():
            record(by=None, now=NOW, what="company.founded", about="company:1")
    return folder


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(at: Installations, earlier: Path, tmp_path: Path) -> None:
    """Made with the new program before it ever started on the old data, as whoever upgrades does it; restored, every row
    is there, the log goes on, and no number is given twice."""
    path, there = tmp_path / "old.clave-backup", tmp_path / "there"
    done = at.run(earlier, "backup", str(path))
    assert done.returncode == 0, done.stderr
    assert manifest(path).migrations["store"] == "0002_everyday"
    assert "store.proposal" not in manifest(path).tables
    checked(path)
    with at.opened(earlier):
        assert "store_proposal" not in connection.introspection.table_names(), "the old installation stays as it was"
    done = at.run(there, "restore", str(path))
    assert done.returncode == 0, done.stderr
    with at.opened(there):
        one = Person.objects.get()
        assert (one.name, one.role, one.placed) == (CANARY, "director", False)
        assert list(AuditEvent.objects.order_by("number").values_list("what", flat=True)) == [
            "company.founded", "backup.restored",
        ]  # fmt: skip
        assert verify().broken is None
        assert not MigrationLoader(connection).detect_conflicts()
        people("n")
        assert list(Person.objects.order_by("pk").values_list("pk", flat=True)) == [1, 3]


def forged(kept: Path, path: Path, change: Callable[[tarfile.TarFile, dict[str, Any], dict[str, bytes]], None]) -> Path:
    """A backup that somebody wrote by hand, under a seal that fits: the seal tells damage, not who made it."""
    with tarfile.open(kept) as tar:
        inside = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    said = json.loads(inside.pop("manifest.json"))
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as tar:
        change(tar, said, inside)
        for name, content in inside.items():
            put(tar, name, content)
        said["parts"] = said.get("parts_forged") or [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in inside.items()
        ] + said.pop("more_parts", [])  # fmt: skip
        said.pop("parts_forged", None)
        put(tar, "manifest.json", json.dumps(said).encode())
    body = whole.getvalue()
    path.write_bytes(body + MARK + hashlib.sha256(body).hexdigest().encode() + b"\n")
    return path


def put(tar: tarfile.TarFile, name: str, content: bytes, **more: Any) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    for field, value in more.items():
        setattr(entry, field, value)
    tar.addfile(entry, io.BytesIO(content))


Change = Callable[[tarfile.TarFile, dict[str, Any], dict[str, bytes]], None]
PERSON, HEAD = "state/store.person.jsonl.gz", "store.person"


def named(name: str) -> Change:
    """One file more, under a name that leads elsewhere."""
    return lambda tar, said, inside: inside.update({name: b"planted"})


def linked(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    put(tar, "facts/link", b"", type=tarfile.SYMTYPE, linkname="/")
    said["more_parts"] = [{"name": "facts/link", "size": 0, "sha256": ""}]


def twice(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    put(tar, "policy.toml", inside["policy.toml"])


def with_holes(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    """A file of a petabyte of which only holes are there: unpacked it would fill any disk."""
    put(tar, "imports/9/files/x", b"", pax_headers={
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "", "GNU.sparse.size": str(1 << 50),
    })  # fmt: skip
    said["more_parts"] = [{"name": "imports/9/files/x", "size": 1 << 50, "sha256": ""}]


def a_key_smuggled_in(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    inside["secret-key"] = b"known-to-the-attacker" * 4


def one_endless_row(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    """A few bytes that unpack to one line without an end."""
    inside[PERSON] = gzip.compress(b"a" * (archive.LONGEST_ROW + 1))


def many_rows(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    inside[PERSON] = gzip.compress(gzip.decompress(inside[PERSON]) * 100_000)


def nested(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    row = b'{"id":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    inside[PERSON] = gzip.compress(row)
    said["tables"][HEAD] = summed_up([row])


def unknown_column(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    row = b'{"is_god":true}\n'
    inside[PERSON] = gzip.compress(row)
    said["tables"][HEAD] = summed_up([row])


def refused_by_the_database(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    row = gzip.decompress(inside[PERSON]).replace(b'"id":1', b'"id":77')
    inside[PERSON] = gzip.compress(gzip.decompress(inside[PERSON]) + row)
    said["tables"][HEAD] = summed_up([gzip.decompress(inside[PERSON]).splitlines(keepends=True)[0], row])


def a_log_cut_short(tar: tarfile.TarFile, said: dict[str, Any], inside: dict[str, bytes]) -> None:
    """Who removes what they did removes the end of the log, and says that it never was."""
    said["audit"] = f"0:{'0' * 64}"
    name = "state/store.auditevent.jsonl.gz"
    lines = gzip.decompress(inside[name]).splitlines(keepends=True)[:-1]
    inside[name] = gzip.compress(b"".join(lines))
    said["tables"]["store.auditevent"] = summed_up(lines)


def summed_up(lines: list[bytes]) -> dict[str, Any]:
    return asdict(summed(lines))


@pytest.mark.parametrize(
    "change",
    [
        named("facts//tmp/planted"),
        named("facts/../../planted"),
        named("/tmp/planted"),
        named("imports/./x"),
        named("imports/a\nb"),
        named("elsewhere/x"),
        named("facts"),
        linked,
        twice,
        with_holes,
        a_key_smuggled_in,
        one_endless_row,
        many_rows,
        nested,
        unknown_column,
        refused_by_the_database,
        a_log_cut_short,
    ],
    ids=lambda change: getattr(change, "__name__", ""),
)
def test_a_hostile_backup_plants_nothing(
    at: Installations, kept: Path, target: Path, tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LONGEST_ROW", 1 << 20)  # a quarter of a gigabyte takes a while to pack
    path = forged(kept, tmp_path / "evil.clave-backup", change)
    done = at.run(target, "restore", str(path))
    assert done.returncode == 2, done
    assert "this backup is damaged" in done.stderr
    assert not [found for found in target.parent.rglob("*planted*") if found.is_file()]
    assert not Path("/tmp/planted").exists()
    with at.opened(target):
        if "store_person" in connection.introspection.table_names():
            assert not Person.objects.exists()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of them are tried, one after another: what is refused leaves room for the next."""
    return tmp_path_factory.mktemp("target") / "there"
