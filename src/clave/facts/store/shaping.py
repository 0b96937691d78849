"""Incoming rows as the store keeps them: the declared columns, the source, the physical line, and nothing else."""

from __future__ import annotations

from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from clave.base.errors import ClaveError
from clave.base.words import _, counted
from clave.facts.tables import TABLES, Column, Table
from clave.facts.warehouse import ParquetFiles

SOURCE, ROW = "source", "row"
Incoming: TypeAlias = pa.Table | ParquetFiles  # rows in memory, or on disk where they are too many for it


def unit(table: Table) -> tuple[str, ...]:
    """The columns whose values a file replaces whole: the document of a source for lines, the day for stock, the list
    of a source for expected receipts, the row itself (by its identity) for customers, products and the like."""
    if table.document:
        return (SOURCE, table.document)
    if table.name == "stock":
        return ("date",)
    if table.whole:
        return (SOURCE,)
    return table.identity


def stored_schema(table: Table) -> pa.Schema:
    """What is stored of a table: the declared columns, then source and physical line."""
    fields = list(table.schema)
    if SOURCE not in table.by_name:
        fields.append(pa.field(SOURCE, pa.string()))
    return pa.schema([*fields, pa.field(ROW, pa.int64())])


def declared(name: str) -> Table:
    """A table by its name; ClaveError where there is none."""
    if name not in TABLES:
        raise ClaveError(
            _("«{name}» is not a table of facts.").fill(name=name),
            remedy=_("The tables are: {known}.").fill(known=", ".join(TABLES)),
        )
    return TABLES[name]


def shaped(table: Table, rows: Incoming) -> Incoming:
    """Those of the stored columns that came, in their stored types; files that are so already stay on disk.

    Raises ClaveError where a required column did not come or holds empty cells, or where values are of another type."""
    if isinstance(rows, ParquetFiles):
        if all(_as_stored(table, pq.ParquetFile(path)) for path in rows.paths):
            return rows
        rows = in_memory(rows)
    came = [field for field in stored_schema(table) if field.name in rows.column_names]
    for column in table.required:
        empty = rows.column(column.name).null_count if column.name in rows.column_names else len(rows)
        if empty:
            raise _empty(table, column, empty)
    return pa.table([_cast(table, rows.column(field.name), field) for field in came], schema=pa.schema(came))


def in_memory(rows: Incoming) -> pa.Table:
    """The rows as one Arrow table."""
    if isinstance(rows, ParquetFiles):
        return pa.concat_tables([pq.read_table(path) for path in rows.paths])
    return rows


def _as_stored(table: Table, file: pq.ParquetFile) -> bool:
    """Whether a file holds columns of the stored types, and those that every row needs are full."""
    wanted, schema = stored_schema(table), file.schema_arrow
    if any(name not in wanted.names or schema.field(name).type != wanted.field(name).type for name in schema.names):
        return False
    groups = [file.metadata.row_group(group) for group in range(file.num_row_groups)]
    needed = [schema.get_field_index(column.name) for column in table.required]
    return -1 not in needed and all(_full(group.column(place)) for group in groups for place in needed)


def _full(column: pq.ColumnChunkMetaData) -> bool:
    return column.statistics is not None and column.statistics.null_count == 0


def _cast(table: Table, array: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    try:
        return array.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ClaveError(
            _("the column «{column}» came as {came} and cannot be read as {wanted}.").fill(
                column=field.name, came=str(array.type), wanted=str(field.type)
            ),
            where=table.name,
            remedy=_("Read the file through clave's import, which turns its cells into the declared types."),
        ) from error


def _empty(table: Table, column: Column, rows: int) -> ClaveError:
    return ClaveError(
        _("{rows} without «{column}», which every row needs.").fill(
            rows=counted("{n} row came", "{n} rows came", rows), column=column.name
        ),
        where=table.name,
        remedy=_("Complete the column «{column}» in the file, or leave those rows out.").fill(column=column.name),
    )
