"""One reading of a source as its page shows it: table by table, from when to when, and what it changed in the book."""

from __future__ import annotations

from dataclasses import dataclass

from clave.facts.tables import TABLES
from clave.store.models import Import, SourceRun
from clave.store.models.imports import LOADED, SAME
from clave.store.sources import standings
from clave.web.shown.history import Changed, outcome
from clave.web.shown.imports import BalanceShown, shown
from clave.web.words import told


@dataclass(frozen=True)
class TableRead:
    """One table of a reading: rows that came, from which moment of the source on ('' = everything) and up to which, and its
    balance once it was read."""

    title: str
    rows: int
    pages: int
    since: str
    latest: str
    done: bool
    balance: BalanceShown | None
    error: str


@dataclass(frozen=True)
class RunPage:
    """The tables, what changed in the book, and in how many months."""

    tables: tuple[TableRead, ...]
    changes: tuple[Changed, ...]
    months: int
    sentence: str


def run_page(run: SourceRun) -> RunPage:
    """All that is known of a reading."""
    one = run.brought
    files = {file.table: file for file in shown(one).files} if one else {}
    tables = tuple(
        TableRead(
            told(TABLES[name].title), standing.rows, standing.pages, standing.since, standing.latest, standing.done,
            files[name].balance if name in files else None, files[name].error if name in files else "",
        )
        for name, standing in standings(run).items() if name in TABLES
    )  # fmt: skip
    if not tables:  # a file of a folder: there is no cursor, only what was read of it
        tables = tuple(_of_file(file.title or file.name, file.balance, file.error) for file in files.values())
    kept = one is not None and one.state in (LOADED, SAME)
    return RunPage(tables, tuple(outcome(one)) if kept and one else (), _months(one), _sentence(one) if kept else "")


def _of_file(title: str, balance: BalanceShown | None, error: str) -> TableRead:
    return TableRead(title, balance.lines if balance else 0, 0, "", "", not error, balance, error)


def _months(one: Import | None) -> int:
    return sum(int(table["months"]) for table in ((one.outcome if one else None) or {}).get("tables", ()))


def _sentence(one: Import | None) -> str:
    return told(((one.outcome if one else None) or {}).get("sentence"))
