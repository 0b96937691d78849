"""How an installation starts: the environment, the first start, Django's own checks."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from clave.base.errors import ClaveError
from clave.project.database import MARK, database_at, mark_ready, place_of, setting_of, sqlite_at
from clave.project.environment import read

SOURCE = Path(__file__).resolve().parents[2] / "src"


def command(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m clave.project …` with an environment of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    environment = {**kept, "PYTHONPATH": str(SOURCE), "CLAVE_DATA": str(data), "CLAVE_LANGUAGE": "es", **more}
    return subprocess.run(
        [sys.executable, "-m", "clave.project", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_secret_key_is_made_once_and_kept_to_the_owner(tmp_path: Path) -> None:
    first, second = (read({"CLAVE_DATA": str(tmp_path)}).secret_key for _ in range(2))
    assert first == second
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_sqlite_is_the_default_and_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    options = read({"CLAVE_DATA": str(tmp_path)}).database["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgres_by_its_address(tmp_path: Path) -> None:
    address = "postgres://clave:a%20word@db:5433/clave"
    database = read({"CLAVE_DATA": str(tmp_path), "DATABASE_URL": address}).database
    assert (database["PASSWORD"], database["HOST"], database["PORT"]) == ("a word", "db", 5433)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAVE_DEBUG", "perhaps"),
        ("CLAVE_SECRET_KEY", "short"),
        ("CLAVE_LANGUAGE", "fr"),
        ("CLAVE_TIME_ZONE", "Bogota"),
        ("CLAVE_DATA", "/proc/clave"),
        ("CLAVE_BACKUPS", "{data}"),
        ("CLAVE_BACKUPS", "{data}/facts/old"),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "postgres://a:b@c:port/d"),
        ("DATABASE_URL", "postgres://a:b@c/d?sslmod=require"),
        ("DATABASE_URL", "postgres://a:b@c/d?password=secret"),
        ("DATABASE_URL", "postgres://a:b@c/d?x"),
        ("CLAVE_SMTP", "mail.company.com"),
        ("CLAVE_SMTP", "http://mail.company.com"),
        ("CLAVE_SMTP", "smtp://user:secret@host:port"),
        ("CLAVE_MAIL_FROM", "clave"),
        ("CLAVE_MAIL_FROM", "a@b.example, c@d.example"),
        ("CLAVE_ADDRESS", "clave.company.com"),
        ("CLAVE_FRAMES", "erp.company.com"),
        ("CLAVE_FRAMES", "https://erp.company.com/screen"),
        ("CLAVE_FRAMES", "https://*.company.com"),
        ("CLAVE_FRAMES", "https://erp.company.com; script-src *"),
        ("CLAVE_ADDRESS", "https://clave.company.com/folder"),
        ("CLAVE_DRAIN", "2"),
        ("CLAVE_DRAIN", "soon"),
        ("CLAVE_AT_ONCE", "0"),
        ("CLAVE_AT_ONCE", "-8"),
        ("CLAVE_WAITING", "1.5"),
        ("CLAVE_DISK_FREE", "²"),
        ("CLAVE_METRICS_TOKEN", "short"),
        ("CLAVE_METRICS_TOKEN", "with a space in the middle of it"),
        ("CLAVE_LOGS", "xml"),
    ],
)
def test_a_bad_value_is_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ClaveError) as caught:
        read({"CLAVE_DATA": str(tmp_path), name: value.format(data=tmp_path)})
    assert caught.value.where == name
    assert "inicia de nuevo" in caught.value.say("es")


@pytest.mark.parametrize(
    "address",
    [
        "postgres://clave@db:5432/clave",
        "postgres://clave@db:5433/la%2Fbase?sslmode=require&sslrootcert=/etc/ssl/ca.pem",
        "postgres://[::1]:5432/clave",
        "postgres://:5432/clave?host=/var/run/postgresql",
        "sqlite:////srv/clave/otra%20base.sqlite3",
    ],
)
def test_an_address_is_told_again_as_it_must_be_set(tmp_path: Path, address: str) -> None:
    """What `clave db move` prints is what was understood, so that it can be pasted."""
    database = database_at(address, tmp_path)
    assert setting_of(database, tmp_path) == address
    assert database_at(setting_of(database, tmp_path) or "", tmp_path) == database


def test_a_password_is_never_told_again(tmp_path: Path) -> None:
    database = database_at("postgres://clave:s%3Acret@db/clave?sslmode=require", tmp_path)
    assert setting_of(database, tmp_path) == "postgres://clave:…@db:5432/clave?sslmode=require"
    assert place_of(database) == "postgres://db:5432/clave"
    assert setting_of(sqlite_at(tmp_path / "clave.sqlite3"), tmp_path) is None, "the one that needs no setting"
    with pytest.raises(ClaveError) as caught:
        database_at("postgres://clave:s3cret@db/clave?sslpassword=hidden", tmp_path)
    assert not {"s3cret", "hidden"} & set(re.findall(r"\w+", caught.value.say("en")))


def test_who_starts_with_a_database_that_was_moved_is_told_where_it_is(tmp_path: Path) -> None:
    old, new = sqlite_at(tmp_path / "clave.sqlite3"), database_at("postgres://clave:secret@db/clave", tmp_path)
    with mark_ready(tmp_path, place_of(old), place_of(new), datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) as leave_mark:
        assert read({"CLAVE_DATA": str(tmp_path)}).database["NAME"] == old["NAME"], "a move that breaks leaves none"
        leave_mark()
    with pytest.raises(ClaveError, match="was moved to postgres://db:5432/clave at 2026-11-23T17:00:00"):
        read({"CLAVE_DATA": str(tmp_path)})
    assert (
        read({"CLAVE_DATA": str(tmp_path), "DATABASE_URL": "postgres://clave:secret@db/clave"}).database["HOST"] == "db"
    )
    (tmp_path / MARK).write_text("{torn", "utf-8")
    assert read({"CLAVE_DATA": str(tmp_path)}).database["NAME"] == str(tmp_path / "clave.sqlite3")


def test_a_mail_server_by_its_address(tmp_path: Path) -> None:
    given = {"CLAVE_DATA": str(tmp_path), "CLAVE_MAIL_FROM": "Clave <clave@company.com>"}
    smtp = read(given | {"CLAVE_SMTP": "smtp+tls://user%40company.com:p%3Aw@mail.company.com"}).smtp
    assert smtp is not None
    assert (smtp.security, smtp.host, smtp.port) == ("smtp+tls", "mail.company.com", 587)
    assert (smtp.user, smtp.password) == ("user@company.com", "p:w")
    assert read(given).smtp is None
    with pytest.raises(ClaveError, match="CLAVE_MAIL_FROM"):
        read({"CLAVE_DATA": str(tmp_path), "CLAVE_SMTP": "smtp://mail.company.com"})


def test_the_sentence_about_a_mail_server_never_says_its_password(tmp_path: Path) -> None:
    with pytest.raises(ClaveError) as caught:
        read({"CLAVE_DATA": str(tmp_path), "CLAVE_SMTP": "imap://user:secret@host"})
    assert "secret" not in caught.value.say("es")


def test_the_sentence_about_a_token_never_says_it(tmp_path: Path) -> None:
    with pytest.raises(ClaveError) as caught:
        read({"CLAVE_DATA": str(tmp_path), "CLAVE_METRICS_TOKEN": "secreto"})
    assert "secreto" not in caught.value.say("es")


def test_what_keeps_it_running_has_usual_values(tmp_path: Path) -> None:
    found = read({"CLAVE_DATA": str(tmp_path)})
    assert (found.drain, found.at_once, found.waiting, found.disk_free) == (9, 8, 24, 1)
    assert (found.metrics_token, found.logs) == ("", "text")


def test_a_bad_value_stops_the_start_without_a_trace(tmp_path: Path) -> None:
    result = command(tmp_path, "check", CLAVE_DEBUG="perhaps")
    assert result.returncode == 2
    assert result.stderr.startswith("CLAVE_DEBUG: vale «perhaps» y debe ser 1 o 0.")
    assert "Traceback" not in result.stderr


def test_an_empty_installation_starts_without_the_demo_and_offers_the_link(tmp_path: Path) -> None:
    result = command(tmp_path, "start", "--only-prepare", "--no-demo")
    assert result.returncode == 0, result.stderr
    assert "http://127.0.0.1:8000/inicio/" in result.stdout
    assert (tmp_path / "clave.sqlite3").exists()


def test_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    result = command(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", CLAVE_HTTPS="1", CLAVE_HOSTS="clave.example"
    )
    assert result.returncode == 0, result.stderr


def test_no_migration_is_missing(tmp_path: Path) -> None:
    result = command(tmp_path, "makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout


def test_the_tests_keep_away_from_the_data_of_whoever_runs_them() -> None:
    """Read before the environment was set, the settings would stand on the data of this checkout."""
    assert str(settings.CLAVE_DATA) == os.environ["CLAVE_DATA"]
    assert Path(settings.CLAVE_DATA).name.startswith("clave-tests-")
