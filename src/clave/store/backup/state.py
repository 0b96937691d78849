"""The rows of the database as lines that mean the same on SQLite and on PostgreSQL, written and read back."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, BinaryField, Field, JSONField, Model

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.backup.sums import Rows, Sum

LEFT_OUT = {"sessions", "usersessions", "contenttypes", "auth", "admin"}
"""Apps whose rows are not kept: who is signed in where, and what Django writes anew by itself."""
CHUNK = 2000
SNAPSHOT = "snapshot"


def kept_models(registry: Any = apps) -> list[type[Model]]:
    """The tables that a backup holds, in one fixed order; `registry` may be that of an earlier migration."""
    found = [model for model in registry.get_models(include_auto_created=True) if _kept(model)]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _kept(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT


@contextmanager
def snapshot(folder: Path, using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """The database as it is at one moment, by the alias to read it under, while everybody else goes on writing.

    SQLite is copied by its online backup into `folder`; PostgreSQL is read in one repeatable-read transaction."""
    if connections[using].vendor == "sqlite":
        with _copied(connections[using], folder / "state.sqlite3") as alias:
            yield alias
        return
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield using


@contextmanager
def _copied(source: Any, path: Path) -> Iterator[str]:
    source.ensure_connection()
    connections.databases[SNAPSHOT] = {**source.settings_dict, "NAME": str(path), "OPTIONS": {}, "TEST": {}}
    copy = connections[SNAPSHOT]
    try:
        copy.ensure_connection()
        with copy.wrap_database_errors:
            source.connection.backup(copy.connection)
        yield SNAPSHOT
    finally:
        copy.close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def migrations(alias: str) -> dict[str, str]:
    """The last migration of every app, by which the tables have their shape."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    found: dict[str, str] = {}
    for app, name in sorted(applied):
        found[app] = max(found.get(app, ""), name)
    return found


def lines(model: type[Model], alias: str) -> Iterator[bytes]:
    """Every row as one line of JSON with sorted names, in the order of the key."""
    fields = kept_fields(model)
    return (line(fields, row) for row in values(model, alias))


def kept_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns that hold something of their own, in one fixed order."""
    return [one for one in model._meta.concrete_fields if not getattr(one, "generated", False)]


def values(model: type[Model], alias: str) -> Iterator[tuple[Any, ...]]:
    """Every row as the values of its columns, in the order of the key."""
    names = [one.attname for one in kept_fields(model)]
    return model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(CHUNK)


def line(fields: list[Field[Any, Any]], row: tuple[Any, ...]) -> bytes:
    """One row as a line: the same from whichever database."""
    said = {one.attname: plain(value) for one, value in zip(fields, row, strict=True)}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as JSON has it, the same from every database: 1.0 is 1, an instant is in UTC, a decimal is its digits."""
    match value:
        case bool() | None | str() | int():
            return value
        case float():
            return int(value) if value.is_integer() else value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case dict():
            return {str(key): _inner(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_inner(inner) for inner in value]
    raise TypeError(f"No line can hold a {type(value).__name__}.")


def _inner(value: Any) -> Any:
    """A value inside JSON: there PostgreSQL gives back 1e23 as the number that it says, not as the nearest binary one."""
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return plain(value)


def dump(model: type[Model], alias: str, path: Path) -> Rows:
    """Write a table into a file; what it came to."""
    total = Sum()
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0, filename="") as file:
        for line in lines(model, alias):
            total.add(line)
            file.write(line)
    return total.rows


def load(model: type[Model], found: Iterator[bytes]) -> None:
    """Put the lines of a table into the empty table."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    while batch := list(islice(found, CHUNK)):
        said = [json.loads(line) for line in batch]
        rows = [model(**{name: _value(fields[name], value) for name, value in row.items()}) for row in said]
        model._base_manager.bulk_create(rows)


def _value(one: Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(one, JSONField):
        return value
    if isinstance(one, BinaryField):
        return base64.b64decode(value)
    target: Field[Any, Any] = getattr(one, "target_field", one)
    return target.to_python(value)


def as_it_stands(alias: str) -> Any:
    """The registry of models that fits the tables: ours, or that of an earlier version whose database this clave has not
    brought up to date yet. Raises ClaveError where a newer one has been here, or none at all."""
    loader = MigrationLoader(connections[alias])
    shaped = {(app, name) for app, name in migrations(alias).items() if app in loader.migrated_apps}
    if not any(app == "store" for app, _name in shaped):
        raise ClaveError(
            _("there is no installation here."),
            where=str(connections[alias].settings_dict["NAME"]) if alias != SNAPSHOT else "",
            remedy=_("Name its data folder with --data or CLAVE_DATA."),
        )
    if shaped - set(loader.graph.nodes):
        raise ClaveError(
            _("a newer clave has brought this database up to date."),
            remedy=_("Make the backup with that version; nothing was written."),
        )
    if shaped == set(loader.graph.leaf_nodes()):
        return apps
    return loader.project_state(sorted(shaped)).apps


def sequences(alias: str, models: Iterable[type[Model]]) -> dict[str, int]:
    """The last number that each table gave, so that a number that was given and taken back is never given again."""
    found = {}
    with connections[alias].cursor() as cursor:
        for model in _numbered(models):
            table = model._meta.db_table
            if connections[alias].vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            else:
                cursor.execute(
                    "SELECT last_value FROM pg_sequences WHERE format('%%I.%%I', schemaname, sequencename)::regclass"
                    " = pg_get_serial_sequence(%s, %s)::regclass",
                    [f'"{table}"', model._meta.pk.column],
                )
            row = cursor.fetchone()
            if row and row[0]:
                found[model._meta.label_lower] = int(row[0])
    return found


def go_on_from(kept: dict[str, int], models: Iterable[type[Model]]) -> None:
    """Let every table go on counting where it was, or where it is by now."""
    models = list(models)
    there = sequences(connection.alias, models)
    with connection.cursor() as cursor:
        for model in _numbered(models):
            table, last = model._meta.db_table, kept.get(model._meta.label_lower, 0)
            if last <= there.get(model._meta.label_lower, 0):
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                named = [f'"{table}"', model._meta.pk.column, last]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", named)


def reset_counters(models: Iterable[type[Model]]) -> None:
    """Past the highest number there is, in databases that do not see it by themselves."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def _numbered(models: Iterable[type[Model]]) -> list[type[Model]]:
    return [model for model in models if isinstance(model._meta.pk, AutoField) or _big(model)]


def _big(model: type[Model]) -> bool:
    return model._meta.pk.get_internal_type() in ("BigAutoField", "SmallAutoField")
