"""A worker that is killed without warning in the middle of a pull: nothing is lost, nothing is in the book twice."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.blank import blank
from tests.jobs.killing import killed_after, process, said
from tests.unit.sources.erp import SCHEMA

INVOICES, LINES, PAGE = 300, 3, 40
pytestmark = pytest.mark.usefixtures("django_db_setup")
SET_UP = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from clave.actions.sources import Entered, ask_table, connect_source
from clave.store.models import Person
from tests.unit.sources.erp import CUSTOMERS, LINES
call_command("migrate", interactive=False, verbosity=0)
now = timezone.now()
ana = Person.objects.create_person(email="a@c.example", name="Ana", role="administrator", password=None, created_at=now)
one = connect_source(kind="sql", entered=Entered("ERP", {{"url": "sqlite:///{erp}"}}, {{}}), by=ana, now=now)
for ask in (CUSTOMERS, LINES):
    ask_table(number=one.pk, ask=ask, by=ana, now=now)
"""
COUNT = """
import django; django.setup()
from django.conf import settings
from clave.store.imports import fact_store
from clave.store.models import Import, SourceRun
run = SourceRun.objects.earliest("pk")
pulled = settings.CLAVE_DATA / "pulled"
print(run.state, run.tries, fact_store().open().summary().lines, len(fact_store().versions()), Import.objects.count(),
      len(list(pulled.glob("*"))) if pulled.exists() else 0)
"""


def erp(path: Path, invoices: int) -> Path:
    """Many invoices, each written a second after the one before."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        numbers = [f"FV-{n:04d}" for n in range(invoices)]
        connection.executemany(
            "INSERT INTO facturas VALUES (?, ?, 'C1', ?)",
            [(name, f"2026-{n % 9 + 1:02d}-15", f"2026-10-01 {n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}")
             for n, name in enumerate(numbers)],
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO lineas VALUES (?, ?, 'P1', 1, 1000)", [(name, n) for name in numbers for n in range(LINES)]
        )
        connection.execute("INSERT INTO clientes VALUES ('C1', 'Uno', '900', 'Cali', '2026-10-01 00:00:00')")
    return path


def worker(data: Path, *extra: str) -> subprocess.Popen[str]:
    """A worker that asks for a pull where none waits."""
    return process(data, "-m", "tests.faults.pulling_worker", *extra)


def survive(
    folder: Path, deaths: list[tuple[str, int]], *extra: str, invoices: int = INVOICES
) -> tuple[str, int, int, int, int, int]:
    """Kill a worker after so many of a word, again and again, and let the last one finish; [state, tries, lines of the
    book, versions, imports, pages left behind]."""
    data = folder / "data"
    data.mkdir()
    said(blank(data), SET_UP.format(erp=erp(folder / "erp.db", invoices)))
    for word, times in deaths:
        while not killed_after(worker(data, *extra), times, lambda line, word=word: line.startswith(word)):  # type: ignore[misc]
            pass  # it only gave the job up as one that kills whoever takes it: the next one is asked for
    for _ in range(3):
        last = worker(data, *extra)
        last.communicate()
        assert last.returncode == 0
        state, *figures = said(data, COUNT).split()
        if state == "loaded":
            break
    tries, lines, versions, imports, left = map(int, figures)
    return state, tries, lines, versions, imports, left


def test_killed_in_mid_pull_and_after_loading_everything_is_in_the_book_once(tmp_path: Path) -> None:
    found = survive(tmp_path, [("page", 5), ("page", 9), ("loaded", 1)])
    assert found == ("loaded", 4, INVOICES * LINES, 1, 1, 0)


def test_its_twin_that_counts_a_page_before_it_is_safe_loses_rows(tmp_path: Path) -> None:
    _state, _tries, lines, *_rest = survive(tmp_path, [("page", 8)], "twin")
    assert lines < INVOICES * LINES


@pytest.mark.soak
def test_killed_thirty_times_at_any_moment(tmp_path: Path) -> None:
    chance = Random(11)
    deaths = [("page", chance.randint(1, 4)) for _ in range(30)]
    invoices = 5 * INVOICES
    assert invoices * LINES // PAGE > sum(times for _, times in deaths), "the last page comes after the last death"
    state, tries, lines, versions, imports, left = survive(tmp_path, deaths, invoices=invoices)
    assert (state, lines, versions, left) == ("loaded", invoices * LINES, 1, 0)
    assert tries == 31
    assert imports >= 1
