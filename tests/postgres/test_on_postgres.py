"""What touches the database runs on PostgreSQL too: the same tests, in a process whose DATABASE_URL names the server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

TOP = Path(__file__).resolve().parents[2]
BOTH = (
    "tests/store",
    "tests/web/test_access.py",
    "tests/web/test_account_page.py",
    "tests/web/test_selection_page.py",
    "tests/web/test_sign_in.py",
)
pytestmark = pytest.mark.postgres


@pytest.fixture
def database(postgres: str) -> str:
    """The address of an empty database."""
    connection = psycopg.connect(f"{postgres}/postgres", autocommit=True)
    connection.execute("CREATE DATABASE clave")
    connection.close()
    return f"{postgres}/clave"


def test_what_touches_the_database_passes_on_postgresql(database: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", *BOTH],
        cwd=TOP,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = result.stdout.strip().splitlines()[-1:]
    print(f"on PostgreSQL: {summary}")
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^\d+ passed in ", summary[0]), "on PostgreSQL nothing may be skipped:\n" + result.stdout
