"""The one place that knows the engine: portable SQL in, Arrow tables out.

SQL is written in the portable subset of engine.md §2, with `:name` placeholders; `render` puts literals in their place
and writes the dialect of the engine asked for, so the same file runs on DuckDB here and on a warehouse elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import TracebackType
from typing import TypeAlias

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.tables import TABLES, Table

Value: TypeAlias = date | int | float | str | Decimal
MEMORY_LIMIT = "4GB"


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


Source: TypeAlias = pa.Table | ParquetFiles


class Warehouse:
    """An open connection with one view per declared table: loaded ones hold facts, the others are empty.

    The view `rate` beside them says what foreign money is worth on a day (currency, since, until, rate)."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.loaded = frozenset(sources)
        self._connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT})
        for name, table in TABLES.items():
            self._declare(table, sources.get(name))
        self.define("rate", RATE)

    def _declare(self, table: Table, source: Source | None) -> None:
        if isinstance(source, ParquetFiles):
            files = ", ".join(f"'{path.replace(chr(39), chr(39) * 2)}'" for path in source.paths)
            scan = f"read_parquet([{files}], hive_partitioning=false, union_by_name=true)"
            with _readable():
                present = set(self._connection.sql(f"SELECT * FROM {scan} LIMIT 0").columns)
        elif source is not None:
            scan = f"{table.name}__rows"
            self._connection.register(scan, source)
            present = set(source.column_names)
        else:
            scan, present = "(SELECT 1) WHERE FALSE", set()
        columns = ", ".join(
            f'CAST("{column.name}" AS {column.kind.sql}) AS "{column.name}"'
            if column.name in present
            else f'CAST(NULL AS {column.kind.sql}) AS "{column.name}"'
            for column in table.columns
        )
        self._connection.execute(f'CREATE VIEW "{table.name}" AS SELECT {columns} FROM {scan}')

    def query(self, sql: str, **values: Value) -> pa.Table:
        """Run portable SQL with `:name` placeholders filled; returns an Arrow table.

        Raises ClaveError where a stored data file is missing or damaged."""
        with _readable():
            return self._connection.sql(render(sql, values)).to_arrow_table()

    def add(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under `name`, for a query that joins with it."""
        self._connection.register(name, table)

    def define(self, name: str, sql: str, **values: Value) -> None:
        """Make portable SQL readable as the view `name`, its placeholders filled."""
        self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {render(sql, values)}')

    def close(self) -> None:
        """Close the connection; the views go with it."""
        self._connection.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@contextmanager
def _readable() -> Iterator[None]:
    """A data file that the engine cannot read becomes a sentence."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise ClaveError(
            _("a data file of the book cannot be read: {reason}.").fill(reason=str(error).splitlines()[0]),
            remedy=_("Open the book again; if it still fails, bring its folder back from a backup."),
        ) from error


def render(sql: str, values: Mapping[str, Value], dialect: str = "duckdb") -> str:
    """Portable SQL as `dialect` writes it, every `:name` replaced by a literal. An unknown name raises KeyError."""
    return _parsed(sql).transform(lambda node: _literal(node, values)).sql(dialect=dialect)


@lru_cache(maxsize=256)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def _literal(node: exp.Expr, values: Mapping[str, Value]) -> exp.Expr:
    if not isinstance(node, exp.Placeholder):
        return node
    value = values[node.name]
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(str(value))


def column(table: pa.Table, name: str) -> Sequence[object]:
    """A column of a result as Python values."""
    values: Sequence[object] = table.column(name).to_pylist()
    return values
