"""How Farallones' facts come by themselves: its ERP, which clave reads every night, and a folder for what it exports.

The ERP is a file that the demonstration writes itself: the customers and the invoices of the last months, as the book has
them. So reading it finds nothing new, which is what most nights are like."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from clave.actions.loading import keep_load, load_files
from clave.actions.pulls import Ended, bring_pull, end_pull, files_of, pull_pages, take_up_pull
from clave.actions.reading import keep_reading, read_files
from clave.actions.shape import action
from clave.actions.sources import ENTRY, Entered, ask_table, connect_source, keep_probe
from clave.demo.judged import DIANA
from clave.demo.programme import Cast
from clave.facts.book import Book
from clave.facts.sources.kinds import FOLDER, connector
from clave.facts.sources.port import Ask
from clave.facts.sources.spool import Spool
from clave.policy.limits import Limits
from clave.store.models import FactSource
from clave.store.models.sources import LOADED, SAME
from clave.store.sources import asks_of

MONTHS_BACK = timedelta(days=60)
STAMP = "actualizado"
KEYS = {"customer": "customer", "invoice_line": "document"}


@action
def read_by_itself(
    *, cast: Cast, book: Book, folder: Path, limits: Limits, origin: str, now: datetime
) -> FactSource:  # fmt: skip
    """Connect the ERP and the folder, and read the ERP once; `folder` is where clave keeps its data.

    One action of nobody: who administers the demonstration comes only with the first start."""
    by, place = cast.people[DIANA], folder / ENTRY
    (place / "cartera").mkdir(parents=True, exist_ok=True)
    tables = _written(place / "erp.db", book)
    entered = Entered(
        "ERP de Farallones", {"url": f"sqlite:///{place / 'erp.db'}"}, {}, origin=origin, cron="0 2 * * *"
    )
    source = connect_source(kind="sql", entered=entered, by=by, now=now)
    for table, columns in tables.items():
        ask = Ask(table, f"SELECT * FROM {table}", {name: name for name in columns}, key=KEYS[table], changed=STAMP)
        ask_table(number=source.pk, ask=ask, by=by, now=now)
    with closing(connector("sql").reach(source.settings, {}, limits)) as reached:
        keep_probe(number=source.pk, probe=reached.probe(asks_of(source)), now=now)
    _read(source, limits, now)
    exported = Entered(
        "Carpeta de cartera", {"folder": str(place / "cartera"), "table": "receivable"}, {}, origin=origin
    )
    connect_source(kind=FOLDER, entered=exported, by=by, now=now)
    return source


def _read(source: FactSource, limits: Limits, now: datetime) -> None:
    """A whole reading, as the worker does it."""
    run = take_up_pull(number=source.pk, full=True, holder="demo", for_whom=None, limits=limits, now=now)
    found = pull_pages(run=run, limits=limits, progress=lambda _share, _doing: None, now=now)
    one = bring_pull(run=run.pk, holder=run.holder, files=files_of(run=run, found=found), now=now)
    keep_reading(number=one.pk, reading=read_files(number=one.pk, limits=limits), now=now)
    done = load_files(number=one.pk, by=source.by, now=now)
    made = done is not None and done.made
    if done is not None:
        keep_load(number=one.pk, done=done, by=source.by, now=now)
    end_pull(run=run.pk, holder=run.holder, ended=Ended(LOADED if made else SAME), limits=limits, now=now)
    Spool(run.folder).clear()


def _written(path: Path, book: Book) -> dict[str, list[str]]:
    """The tables of the ERP and their columns."""
    last = book.summary().last_day or date.max
    with book.open() as warehouse:
        lines = warehouse.query("SELECT * FROM invoice_line WHERE date >= :since", since=last - MONTHS_BACK)
        people = warehouse.query("SELECT * FROM customer")
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as erp, erp:
        return {
            "customer": _table(erp, "customer", people, [last] * len(people)),
            "invoice_line": _table(erp, "invoice_line", lines, lines["date"].to_pylist()),
        }


def _table(erp: sqlite3.Connection, name: str, rows: pa.Table, days: Iterable[date]) -> list[str]:
    """A table with the columns that hold anything, each row stamped in the evening of its day."""
    columns = [column for column in rows.column_names if rows[column].null_count < len(rows) and column not in OURS]
    named = ", ".join(f'"{column}"' for column in [*columns, STAMP])
    erp.execute(f"CREATE TABLE {name} ({named})")
    cells = zip(*(rows[column].to_pylist() for column in columns), days, strict=True)
    marks = ", ".join("?" * (len(columns) + 1))
    erp.executemany(f"INSERT INTO {name} VALUES ({marks})", ([*map(_cell, row[:-1]), _stamp(row[-1])] for row in cells))
    return columns


def _stamp(day: date) -> str:
    return f"{datetime.combine(day, time(19), UTC):%Y-%m-%d %H:%M:%S}"


def _cell(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


OURS = frozenset({"source", "row"})
"""Columns that the book adds."""
