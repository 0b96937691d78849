"""The one place that knows the engine: portable SQL in, Arrow tables out.

SQL is written in the portable subset of engine.md §2, with `:name` placeholders; `render` puts literals in their place
and writes the dialect of the engine asked for, so the same file runs on DuckDB here and on a warehouse elsewhere.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.tables import TABLES, Table

Value: TypeAlias = date | int | float | str | Decimal
MEMORY_LIMIT = "1500MB"
"""What the engine holds before it writes to disk: enough for all measures of 100 million lines (bench/RESULTS.md)."""
_MARK = "\0"  # which no SQL holds


RATE = """-- What one unit of a foreign currency is worth, from a day until the next rate: the one place that says it.
WITH daily AS (
  SELECT quoted.currency AS currency, quoted.date AS since, MAX(CAST(quoted.rate AS DECIMAL(18, 8))) AS rate
  FROM exchange_rate AS quoted
  WHERE quoted.currency IS NOT NULL AND quoted.date IS NOT NULL AND quoted.rate IS NOT NULL
  GROUP BY quoted.currency, quoted.date
)
SELECT
  daily.currency AS currency,
  daily.since AS since,
  COALESCE(LEAD(daily.since) OVER (PARTITION BY daily.currency ORDER BY daily.since), CAST('9999-12-31' AS DATE)) AS until,
  daily.rate AS rate
FROM daily
"""


@dataclass(frozen=True)
class ParquetFiles:
    """A stored table as the list of its data files, straight from the table's log (never a glob)."""

    paths: tuple[str, ...]

    def between(self, first: date, last: date) -> ParquetFiles:
        """Only the files of these months; a file that no month names is always kept."""
        start, end = f"{first:%Y-%m}", f"{last:%Y-%m}"
        return ParquetFiles(tuple(path for path in self.paths if start <= (month_of(path) or start) <= end))


def month_of(path: str) -> str:
    """The month that the folder of a data file names; empty where it names none."""
    _before, mark, after = path.rpartition("/period=")
    return after.split("/")[0] if mark else ""


@dataclass(frozen=True)
class Only:
    """Which rows of the tables kept by month are looked at: those of one customer; of what has a `date` of its own (lines,
    not debts) the months from `first` to `last`, where they are given.

    The months prune the files that are read, the customer the parts of them."""

    customer: str
    first: date | None = None
    last: date | None = None


Source: TypeAlias = pa.Table | ParquetFiles


class Warehouse:
    """An open connection with one view per declared table: loaded ones hold facts, the others are empty.

    A view is made when a query first names it. The view `rate` beside them says what foreign money is worth on a day
    (currency, since, until, rate). With `only`, the tables kept by month that have a customer show that one alone."""

    def __init__(self, sources: Mapping[str, Source], only: Only | None = None) -> None:
        self.loaded = frozenset(sources)
        self._sources, self._only = sources, only
        self._made: set[str] = set()
        self._connection = _engine(os.getpid()).cursor()

    def _make(self, sql: str) -> None:
        """The views that the SQL names and that are not there yet."""
        for name in named(sql) - self._made:
            if name in TABLES:
                self._made.add(name)
                self._declare(TABLES[name], self._sources.get(name))
            elif name == "rate":
                self.define(name, RATE)

    def _declare(self, table: Table, source: Source | None) -> None:
        only = self._only if table.period and "customer" in table.by_name else None
        if isinstance(source, ParquetFiles):
            if only and only.first and only.last and table.period == "date":
                source = source.between(only.first, only.last)
            scan, present = _scan(source)
        elif source is not None:
            scan, present = f"{table.name}__rows", set(source.column_names)
            self._connection.register(scan, source)
        else:
            scan, present = NOTHING, set()
        where = f' WHERE "customer" = {_quoted(only.customer)}' if only and present else ""
        self._connection.execute(f'CREATE TEMP VIEW "{table.name}" AS {view_of(table, present, scan)}{where}')

    def query(self, sql: str, **values: Value) -> pa.Table:
        """Run portable SQL with `:name` placeholders filled; returns an Arrow table.

        Raises ClaveError where a stored data file is missing or damaged."""
        with readable():
            self._make(sql)
            return self._connection.sql(render(sql, values)).to_arrow_table()

    def add(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under `name`, for a query that joins with it."""
        self._made.add(name)
        self._connection.register(name, table)

    def define(self, name: str, sql: str, **values: Value) -> None:
        """Make portable SQL readable as the view `name`, its placeholders filled."""
        with readable():
            self._make(sql)
            self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {render(sql, values)}')
        self._made.add(name)

    def close(self) -> None:
        """Close the connection; the views go with it."""
        self._connection.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


NOTHING = "(SELECT 1 AS one) AS nothing WHERE FALSE"
"""What a table without rows is read from."""


def view_of(table: Table, present: Collection[str], scan: str) -> str:
    """Portable SQL of a declared table over `scan`, which has the columns `present`; the others are not known."""
    columns = ", ".join(
        f'CAST("{column.name}" AS {column.kind.sql}) AS "{column.name}"'
        if column.name in present
        else f'CAST(NULL AS {column.kind.sql}) AS "{column.name}"'
        for column in table.columns
    )
    return f"SELECT {columns} FROM {scan}"


@cache
def _engine(process: int) -> duckdb.DuckDBPyConnection:
    """The engine of this process, one for all its warehouses: each has a cursor, whose views are its own."""
    spill = Path(tempfile.gettempdir()) / f"clave-{process}"  # the engine makes it when it needs it, and takes it away
    return duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(spill)})


def _scan(source: ParquetFiles) -> tuple[str, set[str]]:
    """How the files are read, and which columns they have between them.

    Matching columns by name costs as much as reading, so it is done only where the files differ."""
    if not source.paths:
        return NOTHING, set()
    with readable():
        kinds = {columns_of(path) for path in source.paths}
    files = ", ".join(map(_quoted, source.paths))
    differ = "true" if len(kinds) > 1 else "false"
    return f"read_parquet([{files}], hive_partitioning=false, union_by_name={differ})", {
        name for kind in kinds for name, _type in kind
    }


@lru_cache(maxsize=65_536)  # a data file is named by what it holds, so it never changes
def columns_of(path: str) -> tuple[tuple[str, str], ...]:
    """Name and type of the columns of a data file."""
    return tuple((field.name, str(field.type)) for field in pq.read_schema(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def readable() -> Iterator[None]:
    """A data file that the engine cannot read becomes a sentence."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException, pa.ArrowException, OSError) as error:
        raise ClaveError(
            _("a data file of the book cannot be read: {reason}.").fill(reason=str(error).splitlines()[0]),
            remedy=_("Open the book again; if it still fails, bring its folder back from a backup."),
        ) from error


def render(sql: str, values: Mapping[str, Value], dialect: str = "duckdb") -> str:
    """Portable SQL as `dialect` writes it, every `:name` replaced by a literal. An unknown name raises KeyError."""
    pieces = _pieces(sql, dialect)
    return "".join(_literal(values[piece], dialect) if at % 2 else piece for at, piece in enumerate(pieces))


@lru_cache(maxsize=512)
def _pieces(sql: str, dialect: str) -> tuple[str, ...]:
    """The SQL as `dialect` writes it, cut where a value belongs: text, name, text, name … text."""

    def marked(node: exp.Expr) -> exp.Expr:
        return exp.Var(this=f"{_MARK}{node.name}{_MARK}") if isinstance(node, exp.Placeholder) else node

    return tuple(_parsed(sql).transform(marked).sql(dialect=dialect).split(_MARK))


@lru_cache(maxsize=256)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


@lru_cache(maxsize=256)
def named(sql: str) -> frozenset[str]:
    """The tables and views that the SQL reads."""
    return frozenset(table.name for table in _parsed(sql).find_all(exp.Table))


def _literal(value: Value, dialect: str) -> str:
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date").sql(dialect=dialect)
    literal = exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(str(value))
    return literal.sql(dialect=dialect)


def column(table: pa.Table, name: str) -> Sequence[object]:
    """A column of a result as Python values."""
    values: Sequence[object] = table.column(name).to_pylist()
    return values
