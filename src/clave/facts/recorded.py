"""What people recorded in clave, as tables of facts: joined to what files brought, hashed, and packed to be kept.

Both say the same things in the same declared columns, so the chain above never asks where a row came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.ipc

from clave.facts.tables import TABLES, VOICES, Kind, Table
from clave.facts.warehouse import Source, Warehouse

Row = dict[str, Any]
_NAME = b"table"


def joined(files: Mapping[str, Source], recorded: Mapping[str, pa.Table], day: date | None) -> dict[str, Source]:
    """The sources with the recorded rows added to what files brought of the same table.

    Nobody's row silently replaces another's. Where a file and a person say something of the same identity (the same
    rater about the same customer and criterion on the same day; a wallet of the same customer declared on the same
    day), **the row of the file stands** and the recorded one is left out: a file is loaded again as a whole, and what
    it says must not depend on what was typed beside it. Of different days both stand, and the later word counts, as it
    does between two files.

    `day` is the newest day the facts reach: there, what was recorded since counts as said on that day, because the
    newest list shows what people know by now. Of a list of an earlier day (None) it counts from its own day on. The same
    holds for contacts and for confirmed profiles, which happened since and of which each counts.
    """
    sources = dict(files)
    for name, rows in recorded.items():
        if rows.num_rows:
            table, brought = TABLES[name], rows_of(files, TABLES[name])
            sources[name] = pa.Table.from_pylist(_both(table, brought, rows.to_pylist(), day), schema=table.schema)
    return sources


def rows_of(sources: Mapping[str, Source], table: Table, **equal: str) -> list[Row]:
    """The rows of one table, whole, or those in which some columns hold these words; [] where it was not loaded."""
    if table.name not in sources:
        return []
    columns = ", ".join(f'row_."{column.name}" AS "{column.name}"' for column in table.columns)
    where = " AND ".join(f'row_."{column}" = :{column}' for column in equal)
    with Warehouse({table.name: sources[table.name]}) as warehouse:
        found = warehouse.query(
            f"SELECT {columns} FROM {table.name} AS row_" + (f" WHERE {where}" if where else ""), **equal
        )
    rows: list[Row] = found.to_pylist()
    return rows


def _both(table: Table, brought: list[Row], recorded: list[Row], day: date | None) -> list[Row]:
    said = {_key(row, table.identity) for row in brought}
    new = [row for row in recorded if _key(row, table.identity) not in said]
    voice = VOICES.get(table.name)
    if day is None:
        return brought + new
    if voice is None:
        return brought + [_by(table, row, day) for row in new]
    early, late = [row for row in new if row["date"] <= day], [row for row in new if row["date"] > day]
    last = {_key(row, voice): {**row, "date": day} for row in sorted(late, key=lambda row: row["date"])}
    before = [row for row in brought + early if row["date"] != day or _key(row, voice) not in last]
    return before + list(last.values())


def _by(table: Table, row: Row, day: date) -> Row:
    """A row whose days are none later than one."""
    days = [column.name for column in table.columns if column.kind is Kind.DATE and row[column.name] is not None]
    return row | {name: min(row[name], day) for name in days}


def _key(row: Row, columns: Iterable[str]) -> tuple[object, ...]:
    return tuple(row.get(column) for column in columns)


def version_of(tables: Mapping[str, pa.Table]) -> str:
    """A hash of what the tables hold, whatever the order of their rows; empty where they hold nothing."""
    lines = sorted(
        json.dumps([name, *map(str, row.values())], ensure_ascii=False)
        for name, table in tables.items()
        for row in table.to_pylist()
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32] if lines else ""


def packed(tables: Mapping[str, pa.Table]) -> bytes:
    """The tables as Arrow IPC streams, one after another, each with its name."""
    sink = pa.BufferOutputStream()
    for name, table in sorted(tables.items()):
        named = table.replace_schema_metadata({_NAME: name.encode()})
        with pa.ipc.new_stream(sink, named.schema) as stream:
            stream.write_table(named)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def unpacked(whole: bytes) -> dict[str, pa.Table]:
    """The tables that were packed."""
    source, tables = pa.BufferReader(whole), {}
    while source.tell() < source.size():
        with pa.ipc.open_stream(source) as stream:
            table = stream.read_all()
        tables[(table.schema.metadata or {})[_NAME].decode()] = table.replace_schema_metadata(None)
    return tables
