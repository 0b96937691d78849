"""The two databases of a move: the default connection leads to the new one, SOURCE to the one that is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Model

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.store.backup import state
from clave.store.refusals import reason

SOURCE = "source"
WAIT = 20
"""Seconds to wait for somebody who writes in the old database: as long as SQLite waits."""


@contextmanager
def between(target: Mapping[str, Any]) -> Iterator[None]:
    """In here everything is written to `target`, and SOURCE is where it was written until now."""
    mine, kept = connections.databases[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS]
    complete = connections.configure_settings({DEFAULT_DB_ALIAS: {"TEST": mine["TEST"], **target}})
    connections.databases[SOURCE] = mine
    connections.databases[DEFAULT_DB_ALIAS] = complete[DEFAULT_DB_ALIAS]
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[SOURCE].close()
        del connections[SOURCE]
        del connections.databases[SOURCE]
        connections.databases[DEFAULT_DB_ALIAS] = mine
        connections[DEFAULT_DB_ALIAS] = kept


@contextmanager
def held(folder: Path, models: list[type[Model]], *, only_read: bool) -> Iterator[str]:
    """The old database as it stands, by the alias to read it under, and nobody writes in it meanwhile: neither a page that
    somebody left open, nor a job. Where it is `only_read` everybody goes on, and a moment of it is read."""
    if only_read:
        with ExitStack() as stack:
            with reading():
                alias = stack.enter_context(state.snapshot(folder, SOURCE))
            yield alias
        return
    with transaction.atomic(using=SOURCE):
        _still(models)
        yield SOURCE


def _still(models: list[type[Model]]) -> None:
    """SQLite is held by the transaction itself, which is an immediate one; PostgreSQL by a lock on every table."""
    source = connections[SOURCE]
    try:
        with source.cursor() as cursor:
            if source.vendor == "sqlite":
                cursor.execute("SELECT 1")
                return
            tables = ", ".join(source.ops.quote_name(model._meta.db_table) for model in models)
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}s'")
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
    except DatabaseError as error:
        raise ClaveError(
            _("somebody is writing in the database that is to be moved: {reason}.").fill(reason=reason(error)),
            remedy=_("Stop clave and whatever else uses it, and move again; nothing was changed."),
        ) from error


@contextmanager
def reading() -> Iterator[None]:
    """The old database not answering, in a sentence."""
    try:
        yield
    except DatabaseError as error:
        raise ClaveError(
            _("the database that is to be moved could not be read: {reason}.").fill(reason=reason(error)),
            remedy=_("Mend that and move again; nothing stays in the new database."),
        ) from error
