"""Trying a table before anything is kept: some of its rows as the intake reads them, and why it would reject others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clave.base.errors import ClaveError
from clave.base.words import Text
from clave.facts.intake import FileReport, Intake, read
from clave.facts.intake.source import Source, with_name_for_code
from clave.facts.sources.headers import columns_of
from clave.facts.sources.port import Ask, Reached
from clave.facts.tables import TABLES, Column
from clave.policy.limits import Limits


@dataclass(frozen=True)
class TriedHead:
    """A declared column, the header that fills it, and what decided that."""

    column: Column
    header: str
    by: Text


@dataclass(frozen=True)
class TriedRow:
    """A row as clave would keep it; one that it would reject as the source has it, with the reasons by header."""

    line: int
    cells: tuple[Any, ...]
    reasons: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Tried:
    """What came of a try: rows under the heads that were understood, headers that nothing uses, and what was decided; or
    why none of it can be read, with the headers that came."""

    table: str
    heads: tuple[TriedHead, ...] = ()
    rows: tuple[TriedRow, ...] = ()
    unused: tuple[str, ...] = ()
    decisions: tuple[Text, ...] = ()
    headers: tuple[str, ...] = ()
    error: ClaveError | None = None

    @property
    def rejected(self) -> int:
        """How many of the rows would be rejected."""
        return sum(bool(row.reasons) for row in self.rows)


def tried(reached: Reached, ask: Ask, limits: Limits, rows: int) -> Tried:
    """Some rows of a table, read and not kept. Raises SourceError where the source cannot be asked."""
    came = reached.sample(ask, rows)
    if not came.num_rows:
        return Tried(ask.table, headers=tuple(came.column_names))
    with TemporaryDirectory(prefix="clave-try-") as folder:
        file = Path(folder) / f"{ask.table}.parquet"
        pq.write_table(came, file)
        own = Source("source", ask.table, with_name_for_code(ask.table, columns_of(ask, came)))
        intake = read(file, limits, own={file.name: own}, go_on=True)
        if not intake.files:
            return Tried(ask.table, headers=tuple(came.column_names), error=intake.refused[0].error)
        return _looked(ask.table, came, intake, intake.files[0])


def _looked(table: str, came: pa.Table, intake: Intake, report: FileReport) -> Tried:
    heads = tuple(
        TriedHead(TABLES[table][one.column], one.header, one.by)
        for one in sorted(report.mapping.columns, key=lambda one: list(TABLES[table].by_name).index(one.column))
    )
    good = {row["row"]: row for row in intake.tables[table].to_pylist()} if table in intake.tables else {}
    reasons: dict[int, list[tuple[str, Text]]] = defaultdict(list)
    for reject in report.rejects:
        reasons[reject.line].append((reject.column, reject.reason))
    rows = []
    for line, raw in enumerate(came.to_pylist(), 1):
        kept = good.get(line)
        cells = tuple(kept[head.column.name] if kept else raw.get(head.header) for head in heads)
        rows.append(TriedRow(line, cells, tuple(reasons[line])))
    return Tried(
        table, heads, tuple(rows), report.mapping.unused, report.decisions, headers=tuple(came.column_names)
    )  # fmt: skip
