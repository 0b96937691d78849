"""A backup of SQLite put back into PostgreSQL, and that one's put back into SQLite: the same rows, hash by hash."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
import pytest

from tests.cli.test_backup import clave, installed, kept, manifest

__all__ = ["installed", "kept"]
pytestmark = pytest.mark.postgres


def test_from_sqlite_to_postgresql_and_back(kept: Path, postgres: str, tmp_path: Path) -> None:
    name = f"clave_{secrets.token_hex(4)}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    database = f"{postgres}/{name}"
    there, back = tmp_path / "there", tmp_path / "back"
    first, second = tmp_path / "one.clave-backup", tmp_path / "two.clave-backup"
    for step in (
        clave("restore", str(kept), data=there, DATABASE_URL=database),
        clave("backup", str(first), data=there, DATABASE_URL=database),
        clave("restore", str(first), data=back),
        clave("backup", str(second), data=back),
    ):
        assert step.returncode == 0, step.stderr
    was, on_postgres, again = manifest(kept), manifest(first), manifest(second)
    assert (was.database, on_postgres.database, again.database) == ("sqlite", "postgresql", "sqlite")
    assert was.tables == on_postgres.tables == again.tables
    assert was.sequences == on_postgres.sequences == again.sequences
    assert was.audit == on_postgres.audit == again.audit
    refused = clave("restore", str(kept), data=tmp_path / "third", DATABASE_URL=database)
    assert "there is an installation here already" in refused.stderr
