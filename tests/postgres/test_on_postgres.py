"""What touches the database runs on PostgreSQL too: the same tests, in a process whose DATABASE_URL names the server."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.jobs.killing import survive
from tests.web.test_environment import command

TOP = Path(__file__).resolve().parents[2]
BOTH = (
    "tests/jobs",
    "tests/api",
    "tests/store",
    "tests/web/test_account_page.py",
    "tests/web/test_accounts_export.py",
    "tests/web/test_accounts_page.py",
    "tests/web/test_jobs_page.py",
    "tests/web/test_knowing.py",
    "tests/web/test_same_data.py",
    "tests/web/test_selection_page.py",
    "tests/web/test_nominations_page.py",
    "tests/web/test_privileges_pages.py",
    "tests/web/test_proposal_page.py",
    "tests/web/test_sign_in.py",
    "tests/web/test_log_page.py",
    "tests/web/test_past_page.py",
    "tests/web/test_reviews_page.py",
    "tests/web/test_status_page.py",
    "tests/web/test_users_page.py",
)
SHARES = 8
"""Into as many processes the files are dealt, one after another, so that none of them runs for many minutes."""
pytestmark = pytest.mark.postgres


def files() -> list[str]:
    """Every file of tests that runs on both databases."""
    paths = [TOP / name for name in BOTH]
    found = [file for path in paths for file in ([path] if path.suffix else sorted(path.glob("test_*.py")))]
    return [str(file.relative_to(TOP)) for file in found]


@pytest.fixture
def database(postgres: str) -> str:
    """The address of an empty database."""
    name = f"clave_{secrets.token_hex(4)}"
    connection = psycopg.connect(f"{postgres}/postgres", autocommit=True)
    connection.execute(f"CREATE DATABASE {name}")
    connection.close()
    return f"{postgres}/{name}"


@pytest.mark.timeout(1_500)  # a share is a suite of its own: on a machine with other work it takes ten times as long
@pytest.mark.parametrize("share", range(SHARES))
def test_what_touches_the_database_passes_on_postgresql(share: int, database: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", *files()[share::SHARES]],
        cwd=TOP,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = result.stdout.strip().splitlines()[-1:]
    print(f"on PostgreSQL: {summary}")
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"^\d+ passed(, \d+ deselected)? in ", summary[0]), (
        "on PostgreSQL nothing may be skipped:\n" + result.stdout
    )


def test_killed_workers_lose_and_repeat_nothing_on_postgresql_either(tmp_path: Path, database: str) -> None:
    killed, (done, jobs, marks, most, attempts) = survive(tmp_path, jobs=120, kills=8, database=database)
    assert killed
    assert (done, jobs, marks, most) == (120, 120, 120, 1)
    assert attempts > 1


def prepare(data: Path, address: str) -> subprocess.CompletedProcess[str]:
    """A first start without the demo company, in a process of its own."""
    return command(data, "start", "--only-prepare", "--no-demo", DATABASE_URL=address)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_two_first_starts_at_once_both_end_well(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    address = f"sqlite:///{tmp_path}/clave.sqlite3"
    if kind == "postgres":
        address = request.getfixturevalue("database")
    with ThreadPoolExecutor(2) as starts:
        results = list(starts.map(prepare, [tmp_path] * 2, [address] * 2))
    assert [result.returncode for result in results] == [0, 0], "".join(result.stderr for result in results)
    assert all("/inicio/" in result.stdout for result in results)
    assert (tmp_path / "clave.sqlite3").exists() == (kind == "sqlite")
