"""A backup of SQLite put back into PostgreSQL, and that one's put back into SQLite: the same rows, hash by hash."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
import pytest

from clave.store.backup.archive import Manifest
from clave.store.models import AuditEvent
from tests.cli.installation import Installations
from tests.cli.test_backup import LOG, at, installed, kept, manifest

__all__ = ["at", "installed", "kept"]
pytestmark = pytest.mark.postgres


def without_log(found: Manifest) -> dict[str, object]:
    """What a restore leaves as it was: it adds one event to the log."""
    return {label: rows for label, rows in found.tables.items() if label not in LOG}


def test_from_sqlite_to_postgresql_and_back(at: Installations, kept: Path, postgres: str, tmp_path: Path) -> None:
    name = f"clave_{secrets.token_hex(4)}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    database = f"{postgres}/{name}"
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
    assert without_log(was) == without_log(on_postgres) == without_log(again)
    head = "store.audithead"
    assert was.sequences | {head: 1} == on_postgres.sequences | {head: 1} == again.sequences | {head: 1}
    with at.opened(back):
        trail = list(AuditEvent.objects.order_by("number").values_list("what", flat=True))
    assert trail[-3:] == ["backup.restored", "backup.restored", "backup.made"], "what came after a backup is not in it"
    refused = at.run(tmp_path / "third", "restore", str(kept), database=database)
    assert "there is an installation here already" in refused.stderr
