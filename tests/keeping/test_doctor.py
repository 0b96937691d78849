"""`clave doctor` says what is wrong and what to do / Lo que dice `clave doctor`, y qué hacer con cada cosa."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings

from clave.actions.backups import note_backup
from clave.actions.company import found_company
from clave.base.words import said
from clave.jobs.instance import the_only_one
from clave.jobs.schedule import start_due
from clave.jobs.signs import Sign, give
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.project.examining import outside, state, unsafe, work
from clave.project.examining.outside import Reached, proxy, reached
from clave.project.examining.shape import Asked, Found, found_by, lasted
from clave.project.management.commands.doctor import LOOKS, examined
from clave.store.models import Job, Mail, Person, ScheduledRun
from tests.jobs import tasks
from tests.jobs.post import mail_server

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ASKED = Asked(NOW)
PUBLIC = "https://clave.example"


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """An installation of its own, with nothing in it."""
    settings.CLAVE_DATA, settings.CLAVE_FACTS, settings.CLAVE_BACKUPS = tmp_path, tmp_path / "facts", None
    return tmp_path


@pytest.fixture
def company(db: None) -> None:
    """A company that is nobody's demonstration."""
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW - timedelta(days=3))


def words(found: Found) -> str:
    """What it says and what to do, in Spanish."""
    return said(found.what, "es") + (" → " + said(found.remedy, "es") if found.remedy else "")


def wrong(found: Iterator[Found] | list[Found]) -> list[str]:
    return [words(one) for one in found if one.good is False]


def noted(found: Iterator[Found] | list[Found]) -> list[str]:
    return [words(one) for one in found if one.good is None]


# the state


def test_a_fresh_installation_has_nothing_wrong(db: None) -> None:
    found = examined(ASKED)
    assert wrong(found) == []
    assert {one.key for one in found} >= {"database", "migrations", "company", "worker", "settings"}


def test_every_sentence_that_is_wrong_says_what_to_do(db: None, company: None, settings: Settings) -> None:
    settings.DEBUG, settings.CLAVE_BACKUPS = True, settings.CLAVE_DATA / "gone"
    found = [one for one in examined(ASKED) if one.good is False]
    assert len(found) >= 3
    assert all(one.remedy for one in found)


def test_a_database_that_does_not_answer_is_the_only_thing_said(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("secret")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", lambda _self: away())
        (found,) = examined(ASKED)
    assert found.good is False
    assert "secret" not in words(found)


def test_a_look_that_breaks_leaves_the_others() -> None:
    def breaks(asked: Asked) -> Iterator[Found]:
        yield Found("one", True, tasks.STEP.fill(n=1))
        raise DatabaseError("secret")

    found = list(found_by({"one": breaks, "two": lambda asked: [Found("two", True, tasks.STEP.fill(n=2))]}, ASKED))
    assert [(one.key, one.good) for one in found] == [("one", True), ("one", False), ("two", True)]
    assert "secret" not in words(found[1])


def test_what_this_version_brings_and_the_database_lacks(db: None) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="store").order_by("-pk")[0]
    name = f"store.{last.name}"
    last.delete()
    (said_,) = wrong(state.migrations(ASKED))
    assert name in said_
    assert "clave serve" in said_


def test_the_clock_is_asked_where_it_is_another_one(db: None) -> None:
    found = list(state.clock(ASKED))
    assert len(found) == (connection.vendor == "postgresql")
    assert wrong(found) == []


def test_who_else_can_read_the_secrets(db: None, place: Path) -> None:
    place.chmod(0o750)
    key = place / "secret-key"
    key.write_text("x")
    key.chmod(0o640)
    (said_,) = wrong(state.secrets(ASKED))
    assert f"chmod 600 {key}" in said_
    key.chmod(0o600)
    assert list(state.secrets(ASKED)) == []
    place.chmod(0o755)
    assert "chmod o-rwx" in noted(state.secrets(ASKED))[0]


def test_a_company_without_an_administrator(company: None) -> None:
    assert "Nadie administra" in wrong(state.company(ASKED))[0]
    Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )
    assert wrong(state.company(ASKED)) == []


# the work


def test_whether_a_worker_lives(company: None, place: Path) -> None:
    assert wrong(work.worker(ASKED)) == []
    assert "clave serve" in noted(work.worker(ASKED))[0]
    with the_only_one(place, "http://127.0.0.1:8000"):
        assert "no da señal de vida" in wrong(work.worker(ASKED))[0] or wrong(work.worker(ASKED))
    give(place, Sign("host:7", NOW, NOW - timedelta(seconds=20)))
    assert [one.good for one in work.worker(ASKED)] == [True]
    give(place, Sign("host:7", NOW, NOW, "ClaveError"))
    assert "ClaveError" in wrong(work.worker(ASKED))[0]


def test_what_was_missed_is_named(company: None, place: Path) -> None:
    assert wrong(work.schedules(ASKED)) == []
    assert any("Limpieza" in one for one in noted(work.schedules(ASKED))), "nobody works, so it is only told"
    give(place, Sign("host:7", NOW, NOW))
    assert any("Limpieza" in one for one in wrong(work.schedules(ASKED))), "somebody works and did not start it"
    start_due(now=NOW)
    work_off(now=NOW)
    assert wrong(work.schedules(ASKED)) == []


def test_a_schedule_that_failed_is_named(company: None) -> None:
    start_due(now=NOW)
    work_off(now=NOW)
    Job.objects.filter(pk=ScheduledRun.objects.get(schedule="house").job_id).update(state="failed")
    assert any("Limpieza" in one and "Trabajos" in one for one in wrong(work.schedules(ASKED)))


def test_jobs_that_wait_and_that_failed_are_counted(company: None) -> None:
    start(tasks.plain, by=None, now=NOW - timedelta(hours=3))
    start(tasks.breaking, by=None, now=NOW - timedelta(hours=3))
    assert any(one.startswith("2 trabajos esperan") for one in noted(work.jobs(ASKED)))
    work_off(now=NOW)
    assert noted(work.jobs(ASKED))[0].startswith("1 trabajo falló")


def mail(**more: object) -> Mail:
    kept = {
        "key": "k", "template": "trial", "to": "ana@clave.example", "language": "es", "subject": "", "text": "", "html": "",
        "message_id": "<1>", "created_at": NOW - timedelta(hours=5), "due_at": NOW,
    }  # fmt: skip
    return Mail.objects.create(**(kept | more))


def test_mails_that_wait_are_wrong_only_where_they_could_go(db: None, settings: Settings) -> None:
    mail()
    assert wrong(work.mails(ASKED)) == []
    assert "5 h" in noted(work.mails(ASKED))[0]
    settings.CLAVE_SMTP = True
    assert "5 h" in wrong(work.mails(ASKED))[0]
    mail(key="l", state="failed")
    assert len(noted(work.mails(ASKED))) == 1


# what lies around


def test_a_mail_server_that_lets_us_in_and_one_that_is_away(settings: Settings) -> None:
    assert list(outside.mail(ASKED)) == []
    settings.CLAVE_SMTP, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server() as box:
        settings.EMAIL_PORT = box.port
        assert [one.good for one in outside.mail(ASKED)] == [True]
    assert "CLAVE_SMTP" in wrong(outside.mail(ASKED))[0]


def test_a_company_of_its_own_needs_backups(db: None) -> None:
    assert wrong(outside.backups(ASKED)) == []
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    assert "CLAVE_BACKUPS" in wrong(outside.backups(ASKED))[0]
    note_backup(path=Path("/x/a.clave-backup"), seal="0" * 64, by="terminal:0", now=NOW - timedelta(days=2))
    assert wrong(outside.backups(ASKED)) == []
    assert len(wrong(outside.backups(Asked(NOW + timedelta(days=9))))) == 1


def test_the_newest_backup_is_read_to_the_last_byte(
    company: None, place: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.CLAVE_BACKUPS = place / "backups"
    assert "no está" in wrong(outside.backups(ASKED))[0]
    folder.mkdir()
    one = folder / "clave-20261120-040000.clave-backup"
    one.write_bytes(b"no backup of ours")
    assert any(str(one) in said_ for said_ in wrong(outside.backups(ASKED)))
    monkeypatch.setattr(outside, "QUICK", 3)
    assert any("--deep" in said_ for said_ in noted(outside.backups(ASKED)))
    assert any(str(one) in said_ for said_ in wrong(outside.backups(Asked(NOW, deep=True))))


@pytest.mark.parametrize(
    ("told", "metrics", "heard"),
    [
        ({"status": "ok", "secure": True, "known_host": True}, 404, ""),
        ({"status": "ok", "secure": False, "known_host": True}, 404, "X-Forwarded-Proto"),
        ({"status": "ok", "secure": True, "known_host": False}, 404, "CLAVE_HOSTS"),
        ({"status": "ok", "secure": True, "known_host": True}, 200, "CLAVE_METRICS_TOKEN"),
        (None, 404, "instalar-en-un-servidor"),
    ],
)
def test_what_a_proxy_must_pass_on(told: dict[str, object], metrics: int, heard: str, settings: Settings) -> None:
    settings.CLAVE_ADDRESS = PUBLIC
    found = list(proxy(ASKED, lambda address: Reached(told, metrics)))
    assert [heard in one for one in wrong(found)] == ([True] if heard else [])
    assert any(one.good for one in found) == (not heard)


def test_an_address_of_this_machine_and_one_where_nobody_is(settings: Settings) -> None:
    assert "CLAVE_ADDRESS" in noted(proxy(ASKED))[0]
    settings.CLAVE_ADDRESS = PUBLIC

    def away(address: str) -> Reached:
        raise OSError

    assert PUBLIC in noted(proxy(ASKED, away))[0]


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Somebody who answers everything alike."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_asking_at_an_address_follows_nobody_elsewhere() -> None:
    with answering(200, b'{"status": "ok"}') as address:
        assert reached(address) == Reached({"status": "ok"}, 200)
    with answering(301, b"moved") as address:
        assert reached(address) == Reached(None, 301)
    with pytest.raises(URLError):
        reached(address)


# what is set


@pytest.mark.parametrize(
    ("set_to", "heard"),
    [
        ({"DEBUG": True}, "CLAVE_DEBUG"),
        ({"ALLOWED_HOSTS": ["*"]}, "CLAVE_HOSTS"),
        ({"CLAVE_ADDRESS": "http://clave.example"}, "CLAVE_HTTPS"),
        ({"CLAVE_ADDRESS": PUBLIC}, "CLAVE_HTTPS"),
        ({"CLAVE_SMTP": True, "EMAIL_HOST": "mail.example"}, "smtp+tls"),
        ({"CLAVE_FRAMES": ("http://erp.example",)}, "https://"),
    ],
)
def test_what_is_unsafe_names_its_setting(db: None, settings: Settings, set_to: dict[str, object], heard: str) -> None:
    assert wrong(unsafe.unsafe(ASKED)) == []
    for name, value in set_to.items():
        setattr(settings, name, value)
    (said_,) = wrong(unsafe.unsafe(ASKED))
    assert heard in said_


def test_with_https_set_nothing_is_unsafe(db: None, settings: Settings) -> None:
    settings.CLAVE_ADDRESS, settings.SECURE_SSL_REDIRECT = PUBLIC, True
    assert wrong(unsafe.unsafe(ASKED)) == []


# how it is said


@pytest.mark.parametrize(
    ("seconds", "heard"), [(-3, "0 s"), (119, "119 s"), (121, "2 min"), (7300, "2 h"), (3 * 86400, "3 días")]
)
def test_lengths_of_time(seconds: float, heard: str) -> None:
    assert said(lasted(seconds), "es").replace("\u00a0", " ") == heard


def test_the_command_is_json_for_the_terminal(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    rows = json.loads(capsys.readouterr().out)
    assert {row["key"] for row in rows} <= {"database", *LOOKS}
    assert all(set(row) == {"key", "good", "what", "remedy"} for row in rows)
