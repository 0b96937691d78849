"""The move itself: every row of every table into one transaction of the new database, counted and hashed again from there.

Whatever breaks on the way, the new database is as empty as it was and the old one untouched. (ADR 0041)"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, Error, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, JSONField, Model, Value

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.store.manifest import settle
from clave.store.audit import Anchor, verify
from clave.store.backup import state
from clave.store.backup.archive import Progress
from clave.store.backup.making import aside
from clave.store.backup.sums import Rows, Sum, summed
from clave.store.moving.fitting import (
    all_models,
    check_guarded,
    check_source,
    check_target,
    empty_what_django_wrote,
    end_of,
    moved_already,
)
from clave.store.moving.places import SOURCE, between, held, reading
from clave.store.pouring import pour
from clave.store.refusals import no_room, reason, spot

ALONE = 0x636C617665  # «clave»
"""The lock of PostgreSQL under which one move at a time writes into a database."""
PATIENCE = "20s"
"""How long to wait for one that was killed a moment ago: PostgreSQL notices when it next reads from it."""
UNICODE = "UTF8"
LOCKED = "55P03"


@dataclass(frozen=True)
class Moved:
    """What was moved, or would be: rows and hash of every table, and the end of the log that it stands at. `written`: it
    stays there. `before`: it was there already, from an earlier time."""

    tables: Mapping[str, Rows]
    audit: Anchor
    written: bool
    before: bool = False

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(one.rows for one in self.tables.values())


def move(
    target: Mapping[str, Any],
    place: str,
    *,
    scratch: Path,
    rehearse: bool = False,
    finish: Callable[[], object],
    progress: Progress | None = None,
) -> Moved:
    """Move everything from where the default connection leads into `target`, called `place` in sentences.

    `finish` writes down that it was moved, in the same transaction. A rehearsal does all of it, and then takes it back;
    people go on working meanwhile. Raises ClaveError where the new database is not empty or refuses something, the old
    one is of another version or somebody writes in it, or what arrives is not equal; then nothing stays there."""
    tell = progress or (lambda _share, _text: None)
    models = all_models()
    with (
        _aside(dict(target), place, rehearse) as reached,
        aside(scratch) as beside,
        between(reached),
    ):
        with reading():
            check_source(SOURCE)
        with held(beside, models, only_read=rehearse) as alias, _told(place), _together(place, models, tell):
            end = end_of(alias)
            if moved_already(end):
                return Moved({}, end, written=False, before=True)
            tables = carried(alias, place, models, tell)
            check_guarded(place, models)
            tell(0.96, _("Comparing the log"))
            _finish(finish, end, place, rehearse)
        if connection.vendor == "postgresql" and not rehearse:
            _counted()
    return Moved(tables, end, written=not rehearse)


def _finish(finish: Callable[[], object], end: Anchor, place: str, rehearse: bool) -> None:
    """The log goes on from its end, and is whole."""
    if not rehearse:
        finish()
    if verify(end).broken is not None:
        raise _differs(place, _("its log of who did what is not whole"))
    if rehearse:
        transaction.set_rollback(True)


@contextmanager
def _aside(target: dict[str, Any], place: str, rehearse: bool) -> Iterator[dict[str, Any]]:
    """A file of SQLite is written under another name, and gets its own when it is whole and on the disk. A disk that
    refuses, that one or ours, is a sentence."""
    try:
        if not str(target["ENGINE"]).endswith("sqlite3"):
            yield target
            return
        path = Path(target["NAME"])
        part = path.with_name(f".{path.name}.part")
        _refuse_a_file(path)
        _gone(part)
        try:
            yield {**target, "NAME": str(part)}
            if not rehearse and part.exists():
                _named(part, path)
        finally:
            _gone(part)
    except OSError as error:
        raise _broken(error.filename or place, error.strerror or str(error)) from error


def _named(part: Path, path: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    _refuse_a_file(path)
    part.chmod(0o600)
    part.replace(path)
    settle(path.parent)


def _refuse_a_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise ClaveError(
            _("there is no such folder for the new database."),
            where=str(path.parent),
            remedy=_("Make the folder, or name another one; nothing was written."),
        )
    if path.exists() and (path.is_dir() or path.stat().st_size):
        raise ClaveError(
            _("there is a file of that name already."),
            where=str(path),
            remedy=_(
                "Name a file that is not there yet, or put the old one elsewhere first; nothing was written over."
            ),
        )


def _gone(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def _together(place: str, models: list[type[Model]], tell: Progress) -> Iterator[None]:
    """One transaction from the first table to the last row. SQLite makes its tables before it: its file has no name yet."""
    if connection.vendor == "sqlite":
        check_target(place, models)
        _tables(tell)
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        _alone(place)
        if not moved_already(end_of(SOURCE)):
            check_target(place, models)
            _tables(tell)
        yield


def _alone(place: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        if (encoding := cursor.fetchone()[0]) != UNICODE:
            raise ClaveError(
                _("the new database keeps its texts as {encoding}, in which not every name can be written.").fill(
                    encoding=encoding
                ),
                where=place,
                remedy=_("Make it with ENCODING 'UTF8' TEMPLATE template0; nothing was written."),
            )
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCKED:
                raise
            raise ClaveError(
                _("another move is writing into the new database."),
                where=place,
                remedy=_("Wait for it, or end it, and move again; nothing was written."),
            ) from error
        cursor.execute("SET LOCAL lock_timeout = 0")


def _tables(tell: Progress) -> None:
    """Every table of this version, with its rules."""
    done = 0

    def told(action: str, *_more: object, **_named: object) -> None:
        nonlocal done
        done += action == "apply_success"
        tell(0.02 + 0.18 * done / max(1, len(plan)), _("Making the tables"))

    executor = MigrationExecutor(connection, progress_callback=told)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    tell(0.02, _("Making the tables"))
    executor.migrate(executor.loader.graph.leaf_nodes(), plan=plan)
    empty_what_django_wrote()


def carried(alias: str, place: str, models: list[type[Model]], tell: Progress) -> dict[str, Rows]:
    """Pour every table into empty ones, let numbers go on where they were, hold every reference, and read all of it again
    from where it went. Raises ClaveError where it is not what was sent."""
    with reading():
        counts = {model: model._base_manager.using(alias).count() for model in models}
        last = state.sequences(alias, models)
    whole, done, tables = max(1, sum(counts.values())), 0, {}
    for model in models:
        tables[model._meta.label_lower] = _poured(model, alias, place)
        done += counts[model]
        tell(0.2 + 0.4 * done / whole, _("Moving the rows"))
    state.reset_counters(models)
    state.go_on_from(last, models)
    connection.check_constraints()
    done = 0
    for model in models:
        label = model._meta.label_lower
        if summed(state.lines(model, connection.alias)) != tables[label]:
            raise _differs(place, _("the rows of {table} are not those that were sent").fill(table=label))
        done += counts[model]
        tell(0.6 + 0.35 * done / whole, _("Comparing every row"))
    given = state.sequences(connection.alias, models)
    if any(given.get(name, 0) < number for name, number in last.items()):
        raise _differs(place, _("its tables would give numbers again that were given before"))
    return tables


def _poured(model: type[Model], alias: str, place: str) -> Rows:
    """The rows of a table; what they came to where they were."""
    fields, total = state.kept_fields(model), Sum()

    def prepared() -> Generator[dict[str, Any], None, None]:
        for row in _read(state.values(model, alias)):
            total.add(state.line(fields, row))
            yield {one.attname: _kept(one, value) for one, value in zip(fields, row, strict=True)}

    try:
        with connection.wrap_database_errors, closing(prepared()) as rows:
            pour(model, rows)
    except Error as error:
        if (where := spot(error)) and where.table == model._meta.db_table:
            raise _refused(model, alias, where.line, where.column, error, place) from error
        if isinstance(error.__cause__, ValueError) or "NUL" in str(error):
            raise _refused(model, alias, total.count, _nul(fields, model, alias, total.count), error, place) from error
        raise
    return total.rows


def _read(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    with reading():
        yield from rows


def _kept(one: Field[Any, Any], value: Any) -> Any:
    """A value as the new database takes it; the nothing of JSON stays one where the column must hold something."""
    if value is None and isinstance(one, JSONField) and not one.null:
        value = Value(None, JSONField())
    return one.get_db_prep_save(value, connection)


def _nul(fields: list[Field[Any, Any]], model: type[Model], alias: str, line: int) -> str:
    row = list(state.values(model, alias))[line - 1]
    found = [one.attname for one, value in zip(fields, row, strict=True) if isinstance(value, str) and "\0" in value]
    return found[0] if found else ""


def _refused(model: type[Model], alias: str, line: int, column: str, error: Error, place: str) -> ClaveError:
    """A row that the new database does not take: which one, and why, without what is in it."""
    key = list(model._base_manager.using(alias).order_by("pk").values_list("pk", flat=True))[line - 1]
    named = f"{model._meta.label_lower} {key}" + (f", {column}" if column else "")
    return ClaveError(
        _("the new database does not take a row ({row}): {reason}.").fill(row=named, reason=reason(error)),
        where=place,
        remedy=_("Correct that row in clave and move again; nothing stays there and nothing changed here."),
    )


def _differs(place: str, why: Text) -> ClaveError:
    return ClaveError(
        _("what arrived is not what was sent: {why}.").fill(why=why),
        where=place,
        remedy=_(
            "Nothing stays there and nothing changed here. Look for damage with `clave audit verify`, and move again."
        ),
    )


def _broken(place: str, why: str) -> ClaveError:
    return ClaveError(
        _("the move broke off: {reason}.").fill(reason=why),
        where=place,
        remedy=_("Mend that and move again: nothing stays in the new database and nothing changed in the old one."),
    )


@contextmanager
def _told(place: str) -> Iterator[None]:
    """The new database refusing, in a sentence: not there, no right, no room, gone in the middle of it."""
    try:
        yield
    except Error as error:
        if no_room(error):
            raise ClaveError(
                _("the new database has no room: {reason}.").fill(reason=reason(error)),
                where=place,
                remedy=_("Make room and move again: nothing stays there and nothing changed in the old one."),
            ) from error
        raise _broken(place, reason(error)) from error


def _counted() -> None:
    """Let PostgreSQL look at what it got, so that it plans well from the first page on."""
    with suppress(Error), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("ANALYZE")
