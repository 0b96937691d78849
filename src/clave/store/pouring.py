"""Very many rows into one table at once: COPY where the database has it, one prepared INSERT where it has not.

A hundred thousand rows through model objects cost half a minute, most of it outside the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from django.db import connection
from django.db.models import Model

Plain = str | int | None
"""A value as both databases read it: numbers with decimals, days and JSON as text, yes and no as 1 and 0."""


def pour(model: type[Model], rows: Iterable[Mapping[str, Plain]]) -> None:
    """Insert rows, all with the same keys in the same order: the names of the model's fields as they are kept (`plan_id`).

    What the table refuses raises the database's own error, as any insert does; the transaction is the caller's."""
    each = iter(rows)
    first = next(each, None)
    if first is None:
        return
    columns = {field.attname: field.column or "" for field in model._meta.concrete_fields}
    names = ", ".join(connection.ops.quote_name(columns[name]) for name in first)
    _insert(connection.ops.quote_name(model._meta.db_table), names, len(first), _values(chain((first,), each)))


def _values(rows: Iterable[Mapping[str, Plain]]) -> Iterator[tuple[Plain, ...]]:
    return (tuple(row.values()) for row in rows)


def _insert(table: str, names: str, width: int, rows: Iterator[tuple[Plain, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * width)})", rows)  # type: ignore[arg-type]
