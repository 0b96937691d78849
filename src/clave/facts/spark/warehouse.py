"""An open book on Spark: what `facts.warehouse.Warehouse` is on DuckDB, from the same list of files and the same SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

import pyarrow as pa

from clave.facts.spark.session import failures, told, watched
from clave.facts.tables import TABLES, Table
from clave.facts.warehouse import (
    NOTHING,
    RATE,
    ParquetFiles,
    Source,
    Value,
    columns_of,
    named,
    readable,
    render,
    view_of,
)

DIALECT = "spark"
PATTERN = re.compile(r"([{}\[\]*?\\])")
"""Signs that are letters in the name of a folder and a pattern to Spark. Told not to look for patterns (`__globPaths__`), Spark 4
reads every file once for each path that has such a sign, and counts it as often."""


class SparkWarehouse:
    """The facts as views of a session of Spark; `seen` says under which address its workers see a data file."""

    def __init__(self, session: Any, sources: Mapping[str, Source], seen: Callable[[str], str]) -> None:
        self.loaded = frozenset(sources)
        self._session, self._sources, self._seen = session, sources, seen
        self._made: set[str] = set()

    def query(self, sql: str, **values: Value) -> pa.Table:
        """Run portable SQL; the answer comes back whole."""
        with told(), watched(self._session.sparkContext):
            self._make(sql)
            return self._session.sql(render(sql, values, DIALECT)).toArrow()

    def add(self, name: str, table: pa.Table) -> None:
        """Send an Arrow table to the cluster under `name`."""
        with told():
            self._put(name, table)

    def define(self, name: str, sql: str, **values: Value) -> None:
        """Make portable SQL readable as the view `name`."""
        with told():
            self._make(sql)
            self._session.sql(render(sql, values, DIALECT)).createOrReplaceTempView(name)
            self._made.add(name)

    def close(self) -> None:
        """Forget the views; the session of the process goes on. Where it is gone, they went with it."""
        with suppress(*failures()):
            for name in self._made:
                self._session.catalog.dropTempView(name)
        self._made.clear()

    def __enter__(self) -> SparkWarehouse:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _make(self, sql: str) -> None:
        """The views that the SQL names and that are not there yet."""
        for name in named(sql) - self._made:
            if name in TABLES:
                self._declare(TABLES[name], self._sources.get(name))
            elif name == "rate":
                self.define(name, RATE)

    def _declare(self, table: Table, source: Source | None) -> None:
        scan, present = f"{table.name}__rows", set[str]()
        if isinstance(source, ParquetFiles):
            present = self._scan(scan, source)
        elif source is not None:
            self._put(scan, source)
            present = set(source.column_names)
        self._session.sql(
            render(view_of(table, present, scan if present else NOTHING), {}, DIALECT)
        ).createOrReplaceTempView(table.name)
        self._made.add(table.name)

    def _scan(self, name: str, source: ParquetFiles) -> set[str]:
        """The data files under one name, those of the same columns together; which columns there are between them."""
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        with readable():
            for path in source.paths:
                alike.setdefault(columns_of(path), []).append(PATTERN.sub(r"\\\1", self._seen(path)))
        whole: Any = None
        for paths in alike.values():
            part = self._session.read.parquet(*paths)
            whole = part if whole is None else whole.unionByName(part, allowMissingColumns=True)
        if whole is not None:
            whole.createOrReplaceTempView(name)
            self._made.add(name)
        return {column for kinds in alike for column, _type in kinds}

    def _put(self, name: str, table: pa.Table) -> None:
        self._session.createDataFrame(table).createOrReplaceTempView(name)
        self._made.add(name)
