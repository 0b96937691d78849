"""Finished rows as the book takes them: in memory, or as Parquet files where they are too many for it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from clave.facts.intake.sales import Finished
from clave.facts.intake.staging import Grid, Staging, literal
from clave.facts.tables import Table
from clave.facts.warehouse import ParquetFiles

ROW = "row"  # the physical line (or the row of a sheet) that a stored line came from
GOOD = "class = 0 AND bad = 0"
BATCH = 122_880  # rows of a group of the engine
CELL_BYTES = 16  # of a mapped column; the columns that a file lacks share one empty group
OWN_CELLS = 4  # that every row has besides
Whole: TypeAlias = npt.NDArray[np.int64]
Rows: TypeAlias = pa.Table | ParquetFiles


class Folder:
    """A folder on disk for as long as somebody holds this."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="clave-rows-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True)
class KeptFiles(ParquetFiles):
    """Files of ours, gone when nobody refers to them any more."""

    folder: Folder | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Numbering:
    """Which place each row has in its document: rows come in runs of one document, `starts` the first row of each;
    `before` counts the rows of the same document in earlier runs."""

    starts: Whole
    before: Whole
    rows: int

    def places(self, first: int, count: int) -> Whole:
        """The places, from 1, of `count` rows from row `first`."""
        run = slice(
            int(np.searchsorted(self.starts, first, "right")) - 1, int(np.searchsorted(self.starts, first + count))
        )
        ends = np.append(self.starts[run][1:], first + count)
        lengths = ends - np.maximum(self.starts[run], first)
        return np.arange(first + 1, first + count + 1) - np.repeat(self.starts[run] - self.before[run], lengths)


def too_many(cells: int, megabytes: int) -> bool:
    """Whether so many cells would take more than half of the memory that an import may have."""
    return cells * CELL_BYTES > megabytes * 500_000


def settle_order(done: Finished, staging: Staging) -> None:
    """Put the rows back in the order of the file, should a join of the engine have mixed them."""
    last = -1
    for batch in staging.batches(f"SELECT r FROM {done.table}", BATCH):
        records = _numbers(batch.column(0))
        if len(records) and (records[0] <= last or bool((np.diff(records) <= 0).any())):
            staging.run(f"CREATE OR REPLACE TABLE {done.table} AS SELECT * FROM {done.table} ORDER BY r")
            return
        last = int(records[-1]) if len(records) else last


def numbering(done: Finished, key: str, staging: Staging) -> Numbering:
    """Number the good rows within their `key`.

    Documents are told apart by a hash of 64 bits: should two ever share one, their lines would be counted on, and still
    no two lines of a document have the same number."""
    heads, starts, rows, last = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)], 0, None
    for batch in staging.batches(f'SELECT HASH("{key}") AS h FROM {done.relation} WHERE {GOOD}', BATCH):
        codes = np.frombuffer(batch.column(0).buffers()[1], np.uint64, len(batch), batch.column(0).offset * 8)
        if not len(codes):
            continue
        new = np.append(last is None or codes[0] != last, codes[1:] != codes[:-1])
        heads.append(codes[new])
        starts.append(np.flatnonzero(new) + rows)
        rows, last = rows + len(codes), codes[-1]
    return Numbering(np.concatenate(starts), _before(np.concatenate(heads), np.concatenate(starts), rows), rows)


def _before(heads: npt.NDArray[np.uint64], starts: Whole, rows: int) -> Whole:
    """For each run the rows of its document in earlier runs."""
    before = np.zeros(len(heads), np.int64)
    order = np.argsort(heads, kind="stable")
    same = np.flatnonzero(heads[order][1:] == heads[order][:-1]) + 1
    if len(same) == 0:
        return before
    lengths = np.diff(np.append(starts, rows))[order]
    total = np.cumsum(lengths) - lengths
    first = np.ones(len(order), dtype=bool)
    first[same] = False
    base = np.repeat(total[first], np.diff(np.append(np.flatnonzero(first), len(order))))
    before[order] = total - base
    return before


def in_memory(table: Table, done: Finished, grid: Grid, lines: Numbering | None, staging: Staging) -> pa.Table:
    """The good rows as one Arrow table: every declared column, and the physical line."""
    found = staging.arrow(_good(done))
    return _shaped(table, done, grid, lines, 0, found)


def on_disk(table: Table, done: Finished, grid: Grid, lines: Numbering | None, staging: Staging) -> ParquetFiles:
    """The same as a Parquet file, written group by group."""
    folder = Folder()
    path = folder.path / f"{table.name}.parquet"
    with pq.ParquetWriter(path, _schema(table), compression="zstd", compression_level=1) as writer:
        first = 0
        for batch in staging.batches(_good(done), BATCH):
            rows = pa.Table.from_batches([batch])
            writer.write_table(_shaped(table, done, grid, lines, first, rows))
            first += len(batch)
    return KeptFiles((str(path),), folder)


def read_back(table: Table, rows: Rows) -> pa.Table:
    """Rows as an Arrow table, read from disk where they are there."""
    if isinstance(rows, ParquetFiles):
        return pa.concat_tables([pq.read_table(path, schema=_schema(table)) for path in rows.paths])
    return rows


def write_rows(rows: Rows, path: Path) -> None:
    """Keep rows as one Parquet file; what is on disk already never comes into memory whole."""
    if not isinstance(rows, ParquetFiles):
        pq.write_table(rows, path, compression="zstd")
    elif len(rows.paths) == 1:
        shutil.copyfile(rows.paths[0], path)
    else:
        with pq.ParquetWriter(path, pq.read_schema(rows.paths[0]), compression="zstd", compression_level=1) as writer:
            for part in rows.paths:
                for batch in pq.ParquetFile(part).iter_batches(BATCH):
                    writer.write_batch(batch)


def joined(table: Table, parts: Sequence[Rows], staging: Staging) -> tuple[Rows, list[int]]:
    """The rows of all files of one table, and how many of each were replaced: a document in a later file replaces the
    same one of an earlier file."""
    replaced = [0] * len(parts)
    if len(parts) > 1:
        parts, replaced = _newest(table, parts, staging)
    if all(isinstance(part, ParquetFiles) for part in parts):
        return _together([part for part in parts if isinstance(part, ParquetFiles)]), replaced
    return pa.concat_tables([read_back(table, part) for part in parts]), replaced


def _together(parts: Sequence[ParquetFiles]) -> ParquetFiles:
    return Several(tuple(path for part in parts for path in part.paths), tuple(parts))


@dataclass(frozen=True)
class Several(ParquetFiles):
    """Files of several imports as one list; it keeps each of them on disk."""

    parts: tuple[ParquetFiles, ...] = field(default=(), compare=False, repr=False)


def _newest(table: Table, parts: Sequence[Rows], staging: Staging) -> tuple[list[Rows], list[int]]:
    names = (table.document,) if table.document else table.identity
    keys = ", ".join(f'"{name}"' for name in names)
    scans = [_scan(part, staging) for part in parts]
    each = " UNION ALL ".join(
        f"SELECT DISTINCT {keys}, {place} AS place FROM {scan}" for place, scan in enumerate(scans)
    )
    twice = staging.fresh("twice")
    staging.run(
        f"CREATE TABLE {twice} AS SELECT {keys}, MAX(place) AS last FROM ({each}) GROUP BY {keys} HAVING COUNT(*) > 1"
    )
    same = " AND ".join(f'n."{name}" = p."{name}"' for name in names)
    kept: list[Rows] = []
    replaced: list[int] = []
    for place, (part, scan) in enumerate(zip(parts, scans, strict=True)):
        older = f"EXISTS (SELECT 1 FROM {twice} n WHERE {same} AND n.last > {place})"
        gone = staging.row(f"SELECT COUNT(*) FROM {scan} p WHERE {older}")[0]
        replaced.append(gone)
        kept.append(_only(table, part, f"SELECT * FROM {scan} p WHERE NOT {older}", staging) if gone else part)
    staging.drop(twice)
    return kept, replaced


def _only(table: Table, part: Rows, sql: str, staging: Staging) -> Rows:
    if not isinstance(part, ParquetFiles):
        return staging.arrow(sql).cast(_schema(table))
    folder = Folder()
    path = folder.path / f"{table.name}.parquet"
    staging.run(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {BATCH})")
    return KeptFiles((str(path),), folder)


def _scan(part: Rows, staging: Staging) -> str:
    if isinstance(part, ParquetFiles):
        return f"read_parquet([{', '.join(literal(path) for path in part.paths)}])"
    name = staging.fresh("part")
    staging.register(name, part)
    return name


def _schema(table: Table) -> pa.Schema:
    return table.schema.append(pa.field(ROW, pa.int64()))


def _good(done: Finished) -> str:
    columns = ", ".join(f'"{name}"' for name in done.columns if name not in done.constants)
    return f"SELECT r, {columns} FROM {done.relation} WHERE {GOOD}"


def _shaped(
    table: Table, done: Finished, grid: Grid, lines: Numbering | None, first: int, found: pa.Table
) -> pa.Table:  # fmt: skip
    """Rows from place `first` on with every declared column, those the file lacks empty, and their physical lines."""
    count = found.num_rows
    there = set(found.column_names)
    arrays = []
    for column in table.schema:
        if column.name == "line" and lines is not None:
            arrays.append(_int64(lines.places(first, count)).cast(pa.string()))
        elif column.name in there:
            arrays.append(found.column(column.name).cast(column.type))
        else:
            arrays.append(_repeated(done.constants.get(column.name), column.type, count))
    arrays.append(_int64(grid.lines_of(_joined_numbers(found.column("r")))))
    return pa.table(arrays, schema=_schema(table))


def _repeated(value: str | None, type_: pa.DataType, count: int) -> pa.ChunkedArray:
    """One value (or none) so many times, in the memory of one group of rows."""
    size = min(count, BATCH)
    chunk = pa.nulls(size, type_) if value is None else pa.repeat(pa.scalar(value, type_), size)
    return pa.chunked_array([*[chunk] * (count // BATCH), chunk.slice(0, count % BATCH)], type_)


def _numbers(array: pa.Array) -> Whole:
    """A column of whole numbers without nulls; `to_numpy` would load pandas wherever it is installed."""
    return np.frombuffer(array.buffers()[1], np.int64, len(array), array.offset * 8)


def _joined_numbers(column: pa.ChunkedArray) -> Whole:
    return np.concatenate([np.zeros(0, np.int64), *(_numbers(chunk) for chunk in column.chunks if len(chunk))])


def _int64(values: Whole) -> pa.Array:
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])
