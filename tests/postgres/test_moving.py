"""From one database to the other as an administrator does it: `clave db move` to a real PostgreSQL and back, refused, killed,
cut off, and again; and a backup of one restored into the other."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from django.db import DatabaseError, connection, transaction

from clave.base.errors import ClaveError
from clave.jobs.instance import at_work, the_only_one
from clave.project.database import MARK, database_at
from clave.store.audit import START, guards, standing, verify
from clave.store.backup.archive import Manifest, opened, rows_of
from clave.store.backup.state import lines
from clave.store.backup.sums import Rows, summed
from clave.store.models import AuditEvent, Person
from clave.store.moving.fitting import all_models
from clave.store.moving.move import carried
from clave.store.moving.places import SOURCE, between
from tests.cli.installation import Installations, environment, python
from tests.cli.test_backup import ACTS, CANARY, LOG, at, installed, kept, manifest, people
from tests.postgres.moving import Server, moving, plant_the_worst, stopped
from tests.store.canaries import unruled

__all__ = ["at", "installed", "kept"]
pytestmark = pytest.mark.postgres
BY_DJANGO = ("auth.permission", "contenttypes.contenttype")


@pytest.fixture(scope="module")
def server(postgres: str) -> Server:
    return Server(postgres)


@pytest.fixture(scope="module")
def moved(
    at: Installations, installed: Path, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, str]:
    """An installation that was moved into an empty database: its folder, the address, and what was said."""
    data, address = copied(installed, tmp_path_factory.mktemp("moved") / "data"), server.new()
    done = moving(at, data, address)
    assert done.returncode == 0, done.stderr
    return data, address, done.stdout


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    """An installation of SQLite of the test's own."""
    return copied(installed, tmp_path / "data")


@pytest.fixture
def target(moved: tuple[Path, str, str], server: Server) -> str:
    """A database of PostgreSQL without a row."""
    return server.emptied(moved[1])


def copied(source: Path, to: Path) -> Path:
    copytree(source, to)
    return to


def held(at: Installations, data: Path, database: str = "") -> dict[str, Rows]:
    """What every table comes to."""
    with at.opened(data, database):
        return {model._meta.label_lower: summed(lines(model, "default")) for model in all_models()}


def without_log(found: dict[str, Rows]) -> dict[str, Rows]:
    """What a move leaves as it was: it adds one event to the log."""
    return {label: rows for label, rows in found.items() if label not in LOG}


def test_everything_arrives_equal_and_the_log_goes_on(
    at: Installations, installed: Path, moved: tuple[Path, str, str], server: Server, tmp_path: Path
) -> None:
    data, address, said = moved
    assert f"Set this where clave starts: DATABASE_URL={address}" in said, (
        "the address has no password: the line is exact"
    )
    assert "equal by hash" in said
    was, now = held(at, installed), held(at, data, address)
    assert without_log(now) == without_log(was)
    assert now["store.auditevent"].rows == was["store.auditevent"].rows + 1
    copy = server.new(address)
    with at.opened(data, copy):
        assert verify().broken is None
        last = AuditEvent.objects.order_by("number").last()
        assert last
        assert (last.what, last.by.partition(":")[0], last.about[:20]) == (
            "database.moved",
            "terminal",
            "database:sqlite:////",
        )
        assert guards() <= standing(), "what only adds refuses changes there too"
        with pytest.raises(DatabaseError, match="refuses it"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE store_auditevent SET by = 'nobody'")
        people("d")
        assert list(Person.objects.order_by("pk").values_list("pk", flat=True)) == [1, 3], "no number is given twice"
        assert Person.objects.get(pk=1).name == CANARY


def test_the_old_database_is_as_it_was_and_nobody_goes_on_with_it_by_mistake(
    at: Installations, installed: Path, moved: tuple[Path, str, str], tmp_path: Path
) -> None:
    data, address, _said = moved
    with sqlite3.connect(installed / "clave.sqlite3") as before, sqlite3.connect(data / "clave.sqlite3") as after:
        assert list(after.iterdump()) == list(before.iterdump())
    with pytest.raises(ClaveError, match="was moved to postgres://") as told:
        at.run(data, "audit", "verify")
    assert str(data / MARK) in told.value.say()
    assert at.run(data, "audit", "verify", database=address).returncode == 0
    back = copied(data, tmp_path / "back")
    (back / MARK).unlink()
    assert at.run(back, "audit", "verify").returncode == 0, "whoever wants to go back can"


def test_moved_again_it_says_that_it_is_there(at: Installations, moved: tuple[Path, str, str], tmp_path: Path) -> None:
    """As where the machine fell between the last row and the last sentence."""
    data = copied(moved[0], tmp_path / "again")
    (data / MARK).unlink()
    done = moving(at, data, moved[1])
    assert done.returncode == 0
    assert "already, whole" in done.stdout
    assert f"DATABASE_URL={moved[1]}" in done.stdout
    assert (data / MARK).exists()


def test_back_to_a_file(
    at: Installations, installed: Path, moved: tuple[Path, str, str], server: Server, tmp_path: Path
) -> None:
    data, address, path = copied(moved[0], tmp_path / "data"), server.new(moved[1]), tmp_path / "data" / "back.sqlite3"
    done = moving(at, data, f"sqlite:///{path}", "--json", database=address)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["set"] == {"DATABASE_URL": f"sqlite:///{path}"}
    assert without_log(held(at, data, said["set"]["DATABASE_URL"])) == without_log(held(at, installed))
    assert {found.name for found in path.parent.glob("*back*")} == {"back.sqlite3"}


def test_a_check_does_all_of_it_and_nothing_stays(at: Installations, data: Path, target: str, server: Server) -> None:
    """While somebody serves: nobody has to stop for it."""
    with the_only_one(data, "http://here"):
        done = moving(at, data, target, "--check", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["moved"] is False
    assert said["tables"]["store.person"]["rows"] == 1
    assert server.rows(target) == 0
    assert at.run(data, "audit", "verify").returncode == 0
    assert not (data / MARK).exists()


def test_every_model_and_every_kind_of_column_arrives(
    at: Installations, data: Path, target: str, server: Server
) -> None:
    """Hostile rows that no page would make, so both databases keep no checks meanwhile; every other rule holds."""
    name = target.rpartition("/")[2]
    checks = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
    server.ask(name, *(f'ALTER TABLE {table} DROP CONSTRAINT "{rule}"' for table, rule in server.ask(name, checks)))
    with at.opened(data):
        with unruled():
            plant_the_worst(Person.objects.get())
        empty = {model._meta.label_lower for model in all_models() if not model._base_manager.exists()}
        assert empty <= {*BY_DJANGO, "auth.group", "auth.group_permissions"}
        with between(database_at(target, data)), transaction.atomic():
            tables = carried(SOURCE, name, all_models(), lambda _share, _text: None)
    assert tables == held(at, data)
    assert tables == held(at, data, target)


def refused(at: Installations, data: Path, target: str, *sentences: str) -> None:
    """The move ends with these words, and nothing is different anywhere."""
    before = held(at, data)
    done = moving(at, data, target)
    assert done.returncode == 2, done.stdout
    assert [one for one in sentences if one not in done.stderr] == [], done.stderr
    assert "hidden" not in done.stderr + done.stdout, "no password, and no value of a row"
    assert "Traceback" not in done.stderr
    assert held(at, data) == before


OCCUPIED = {
    "holds tables that are not of clave: invoices": ("CREATE TABLE invoices (id int)", "DROP TABLE invoices"),
    "is not empty: there are rows in auth.group": (
        "INSERT INTO auth_group (name) VALUES ('somebody')",
        "DELETE FROM auth_group",
    ),
    "has tables of another version: store.0999_future": (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_future', now())",
        "DELETE FROM django_migrations WHERE name = '0999_future'",
    ),
}


def test_a_database_that_is_not_clave_s_alone(at: Installations, data: Path, target: str, server: Server) -> None:
    name = target.rpartition("/")[2]
    for said, (spoil, mend) in OCCUPIED.items():
        server.ask(name, spoil)
        refused(at, data, target, said, "nothing was written there and nothing changed here")
        server.ask(name, mend)
    assert server.rows(target) == 0
    with sqlite3.connect(data / "clave.sqlite3") as database:
        database.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT MAX(id) FROM django_migrations WHERE app = 'store')"
        )
    refused(at, data, target, "has the shape of an earlier clave")


def test_an_address_that_leads_nowhere(at: Installations, data: Path) -> None:
    refused(at, data, "postgres://clave:hidden@127.0.0.1:1/clave", "the move broke off", "connection")
    refused(
        at, data, "mysql://clave:hidden@localhost/clave", "CLAVE_MOVE_TO", "it must be an address such as postgres://"
    )
    refused(at, data, f"sqlite:///{data / 'clave.sqlite3'}", "the state is in this database already")
    refused(at, data, f"sqlite:///{data / 'none' / 'x.sqlite3'}", "no such folder for the new database")
    refused(at, data, f"sqlite:///{data / 'secret-key'}", "there is a file of that name already")


def test_while_somebody_serves_it_is_refused(at: Installations, data: Path, target: str) -> None:
    with the_only_one(data, "http://here:8000"):
        assert "running with this data already: http://here:8000" in moving(at, data, target).stderr
    with at_work(data):
        assert "pages or a worker use this data" in moving(at, data, target).stderr


WRONG = {
    "store.savedview 1, name): PostgreSQL text fields cannot contain NUL": "name = 'hidden' || char(0)",
    "store.savedview 1, name): value too long for type": "name = printf('hidden%.500c', 'x')",
    "the move broke off: insert or update on table": "name = 'v', person_id = 77",
}


def test_a_row_that_postgresql_refuses_is_named(at: Installations, data: Path, target: str, server: Server) -> None:
    """SQLite takes more than it should: another program may have written it."""
    for said, change in WRONG.items():
        with sqlite3.connect(data / "clave.sqlite3") as database:
            database.execute(f"UPDATE store_savedview SET {change}")
        refused(at, data, target, said)
    assert server.rows(target) == 0


def test_killed_anywhere_nothing_stays_and_it_can_be_done_again(
    at: Installations, data: Path, target: str, moved: tuple[Path, str, str], server: Server
) -> None:
    """While it makes the tables of an empty database, while rows go over, while they are compared."""
    stages = {0.03: server.new(), 0.4: target, 0.8: server.emptied(moved[1])}
    before = held(at, data)
    for stage, address in stages.items():
        process = stopped(data, address, stage)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    assert server.tables(stages[0.03]) == []
    assert [server.rows(stages[stage]) for stage in (0.4, 0.8)] == [0, 0]
    assert held(at, data) == before
    done = moving(at, data, target)
    assert done.returncode == 0, done.stderr
    assert without_log(held(at, data, target)) == without_log(before)


def test_a_connection_that_breaks_in_the_middle(at: Installations, data: Path, target: str, server: Server) -> None:
    process = stopped(data, target, 0.5)
    server.hang_up(target)
    out, _nothing = process.communicate("\n", timeout=120)
    assert "the move broke off" in out
    assert "nothing stays in the new database" in out
    assert server.rows(target) == 0
    assert moving(at, data, target, "--check").returncode == 0


@pytest.mark.parametrize("kilobytes", [200, 1500])
def test_no_room_for_the_new_file(at: Installations, data: Path, kilobytes: int, moved: tuple[Path, str, str]) -> None:
    """A limit of the system on the size of files: the disk itself refuses."""
    path = data.parent / "new.sqlite3"
    limited = f"ulimit -f {kilobytes}; trap '' XFSZ; exec \"$@\""
    run = "import sys; from clave.project.__main__ import main; sys.exit(main(['move_database']))"
    done = subprocess.run(
        ["bash", "-c", limited, "bash", *python(run)],
        env=environment(data, CLAVE_MOVE_TO=f"sqlite:///{path}", DATABASE_URL=moved[1]),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "the new database has no room" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(path.parent.glob("*new*")) == []


def sums(found: Manifest) -> dict[str, object]:
    """What a restore leaves as it was: it adds one event to the log."""
    return {label: rows for label, rows in found.tables.items() if label not in LOG}


def end_of_log(path: Path) -> str:
    """Where the events in a backup end, each after the one before it."""
    count, last = 0, START
    with opened(path) as (tar, found, _seal):
        for line in rows_of(path, tar, "store.auditevent", found.tables["store.auditevent"].rows):
            event = json.loads(line)
            assert (event["number"], event["previous"]) == (count + 1, last)
            count, last = event["number"], event["hash"]
    return f"{count}:{last}"


def test_a_backup_from_sqlite_to_postgresql_and_back(
    at: Installations, kept: Path, target: str, tmp_path: Path
) -> None:
    """The same rows, hash by hash; and one is made while somebody acts."""
    database = target
    there, back = tmp_path / "there", tmp_path / "back"
    first, second = tmp_path / "one.clave-backup", tmp_path / "two.clave-backup"
    for step in (
        at.run(there, "restore", str(kept), database=database),
        at.run(there, "backup", str(first), database=database),
        at.run(back, "restore", str(first)),
        at.run(back, "backup", str(second)),
    ):
        assert step.returncode == 0, step.stderr
    was, on_postgres, again = manifest(kept), manifest(first), manifest(second)
    assert (was.database, on_postgres.database, again.database) == ("sqlite", "postgresql", "sqlite")
    assert sums(was) == sums(on_postgres) == sums(again)
    head = "store.audithead"
    assert was.sequences | {head: 1} == on_postgres.sequences | {head: 1} == again.sequences | {head: 1}
    with at.opened(back):
        trail = list(AuditEvent.objects.order_by("number").values_list("what", flat=True))
    assert trail[-3:] == ["backup.restored", "backup.restored", "backup.made"], "what came after a backup is not in it"
    busy = tmp_path / "busy.clave-backup"
    acting = subprocess.Popen(
        python(ACTS), env=environment(there, DATABASE_URL=database), stdout=subprocess.PIPE, text=True
    )
    try:
        assert acting.stdout
        assert acting.stdout.readline() == "began\n"
        step = at.run(there, "backup", str(busy), database=database)
        assert step.returncode == 0, step.stderr
        assert acting.poll() is None, "nobody had to stop"
    finally:
        acting.kill()
        acting.communicate()
    assert end_of_log(busy) == manifest(busy).audit, "of one moment: the log ends where its head says"
    refused = at.run(tmp_path / "third", "restore", str(kept), database=database)
    assert "there is an installation here already" in refused.stderr


@pytest.fixture(autouse=True)
def _no_mark_left(moved: tuple[Path, str, str]) -> Iterator[None]:
    """Nobody takes the mark of the shared one away."""
    yield
    assert (moved[0] / MARK).exists()
