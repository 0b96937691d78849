"""A database that answers: looked at, counted, and read in pages through a cursor on its side, in one snapshot."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, Subquery, func, select, text

from clave.base.words import _, counted
from clave.facts.intake.headers import plain
from clave.facts.sources.headers import header_like
from clave.facts.sources.moments import later
from clave.facts.sources.port import CHANGED, SLOW, WRONG, Ask, Field, Found, Mark, Page, Probe, Secret, SourceError
from clave.facts.sources.rows import as_arrow
from clave.facts.sources.sql.faults import told
from clave.facts.sources.sql.keys import key_text, key_value, same_key, stamp_text, stamp_value
from clave.facts.sources.sql.query import asked, changed, checked_select, extent, nothing_of, some, whole
from clave.facts.tables import TABLES

_TURN = re.compile(r":\d+$")
"""How SQLite numbers columns of one name."""
GRACE = 5
"""Seconds that the time-out of the database itself has before we hang up."""
NAMES = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "mssql": "SQL Server",
    "oracle": "Oracle",
    "sqlite": "SQLite",
}


@dataclass(frozen=True)
class Shape:
    """A SELECT that was understood: something to select from, its headers, and the real headers of key and stamp."""

    of: Subquery
    headers: tuple[str, ...]
    key: str
    stamp: str


@dataclass
class Database:
    """An open connection that only reads; `seconds` a question may take, `rows` of a page."""

    engine: Engine
    connection: Connection
    secrets: tuple[Secret, ...]
    seconds: int
    page: int

    @property
    def backend(self) -> str:
        """Its kind, such as 'postgresql'."""
        return self.engine.dialect.name

    def clock(self) -> str:
        """What time it is there."""
        with self._asking(""):
            found = self.connection.execute(select(func.current_timestamp())).scalar()
        return stamp_text(found, "")

    def probe(self, asks: Sequence[Ask]) -> Probe:
        """The version, the clock, and what there is of each table."""
        clock = self.clock()
        return Probe(self._version(), clock, tuple(self._found(ask) for ask in asks))

    def count(self, ask: Ask, since: str) -> int | None:
        """How many rows a full pull brings; None for an increment, and where counting takes too long. The snapshot ends."""
        if since:
            return None
        try:
            shape = self._shape(ask)
            with self._asking(ask.table):
                return int(self.connection.execute(select(func.count()).select_from(shape.of)).scalar() or 0)
        except SourceError as error:
            if error.why != SLOW:
                raise
            return None
        finally:
            self.connection.rollback()

    def pages(self, ask: Ask, *, since: str = "", after: Mark | None = None) -> Iterator[Page]:
        """The rows, in pages that cut no unit."""
        shape = self._shape(ask)
        moving = bool(since and shape.stamp)
        if moving:
            statement = self._changed(ask, shape, since, after)
        else:
            place = key_value(after.key) if after else None
            statement = whole(shape.of, shape.key, place, going_on=after is not None)
        if statement is None:
            return
        values = {"after": key_value(after.key)} if after and after.key and not moving else {}
        with self._asking(ask.table):
            streamed = self.connection.execution_options(stream_results=True, max_row_buffer=self.page)
            result = streamed.execute(statement, values)
        try:
            yield from self._cut(ask, shape, result, moving)
        finally:
            result.close()

    def sample(self, ask: Ask, rows: int) -> pa.Table:
        """The first rows, in whatever order they come soonest."""
        shape = self._shape(ask)
        with self._asking(ask.table):
            found = [tuple(row) for row in self.connection.execute(some(shape.of, rows)).fetchall()]
        return as_arrow(shape.headers, found)

    def close(self) -> None:
        """Let go of the connection."""
        try:
            self.connection.close()
        except Exception:  # the other side may be gone already: nothing is lost by it
            self.connection.invalidate()
        self.engine.dispose()

    def _changed(self, ask: Ask, shape: Shape, since: str, after: Mark | None) -> Any:
        like = self._stamp_like(ask, shape)
        if like is None:
            return None
        place = (stamp_value(after.changed, like), key_value(after.key)) if after and after.changed else None
        return changed(shape.of, shape.key, shape.stamp, stamp_value(since, like), place)

    def _stamp_like(self, ask: Ask, shape: Shape) -> Any:
        """One value of the column of stamps, to know its type; None where there is none."""
        own = shape.of.c[shape.stamp]
        with self._asking(ask.table):
            return self.connection.execute(select(own).where(own.is_not(None)).limit(1)).scalar()

    def _cut(self, ask: Ask, shape: Shape, result: Any, moving: bool) -> Iterator[Page]:
        """Pages of at least so many rows, each ended where its key changes."""
        place = shape.headers.index(shape.key) if shape.key else -1
        held: list[Any] = []
        while True:
            with self._asking(ask.table):
                came = [tuple(row) for row in result.fetchmany(self.page)]
            held += came
            if not came:
                break
            if len(held) < self.page:
                continue
            whole_units = len(held) if place < 0 else _last_change(held, place)
            if whole_units:
                yield self._page(ask, shape, held[:whole_units], moving)
                held = held[whole_units:]
        if held:
            yield self._page(ask, shape, held, moving)

    def _page(self, ask: Ask, shape: Shape, rows: Sequence[Any], moving: bool) -> Page:
        width = len(shape.headers)
        last = rows[-1]
        key = key_text(last[shape.headers.index(shape.key)]) if shape.key else ""
        at = stamp_text(last[width], ask.table) if moving else ""
        latest = ""
        if shape.stamp:
            place = shape.headers.index(shape.stamp)
            for stamp in {row[place] for row in rows}:
                latest = later(latest, stamp_text(stamp, ask.table))
        return Page(as_arrow(shape.headers, [row[:width] for row in rows]), Mark(at, key), latest)

    def _shape(self, ask: Ask) -> Shape:
        said = checked_select(ask.select, self.backend, ask.table)
        with self._asking(ask.table):
            result = self.connection.execute(nothing_of(said))
            headers = tuple(result.keys())
            result.close()
        _all_different(headers, ask.table)
        key, stamp = self._named(ask, ask.key, headers), self._named(ask, ask.changed, headers)
        return Shape(asked(said, headers), headers, key, stamp if key else "")

    def _named(self, ask: Ask, wanted: str, headers: Sequence[str]) -> str:
        """A header as the database writes it. Raises SourceError where there is none like it."""
        found = header_like(wanted, headers)
        if wanted and not found:
            raise SourceError(
                CHANGED,
                _("the SELECT no longer brings the column «{column}».").fill(column=wanted),
                where=ask.table,
                remedy=_("It brings: {headers}. Correct the SELECT or name another column.").fill(
                    headers=", ".join(headers)
                ),
            )
        return found

    def _found(self, ask: Ask) -> Found:
        """What there is of one table; an error of one does not hide the others."""
        try:
            said = checked_select(ask.select, self.backend, ask.table)
            with self._asking(ask.table):
                headers = tuple(self.connection.execute(nothing_of(said)).keys())
            _all_different(headers, ask.table)
            wanted = (*ask.columns.values(), ask.key, ask.changed)
            lacking = tuple(dict.fromkeys(name for name in wanted if name and not header_like(name, headers)))
            found = Found(ask.table, tuple(Field(name) for name in headers), lacking=lacking)
            return self._measured(ask, said, found)
        except SourceError as error:
            self.connection.rollback()
            return Found(ask.table, error=error)

    def _measured(self, ask: Ask, said: str, found: Found) -> Found:
        headers = tuple(field.name for field in found.fields)
        table = TABLES[ask.table]
        day = header_like(ask.columns.get(table.period, ""), headers) or next(
            (name for name in headers if table.period and plain(name) in (table.period, *table[table.period].headers)),
            "",
        )
        stamp = header_like(ask.changed, headers)
        of = asked(said, headers)
        try:
            with self._asking(ask.table):
                rows, stamped, first, last = self.connection.execute(extent(of, stamp, day)).one()
        except SourceError as error:
            self.connection.rollback()
            if error.why != SLOW:
                raise
            return replace(found, notes=(_("Counting its rows takes too long, so they were not counted."),))
        notes = [_unstamped(rows - stamped, stamp)] if stamp and stamped < rows else []
        return replace(found, rows=rows, since=_day(first), until=_day(last), notes=tuple(notes))

    def _version(self) -> str:
        info = self.engine.dialect.server_version_info or ()
        return f"{NAMES.get(self.backend, self.backend)} {'.'.join(map(str, info[:2]))}".strip()

    @contextmanager
    def _asking(self, where: str) -> Iterator[None]:
        """Errors as sentences; a database that keeps no time-out itself is interrupted from here, and one that says nothing
        any more, not even that, is hung up on."""
        timer = self._timer()
        if timer:
            timer.daemon = True
            timer.start()
        try:
            with told(where, self.secrets):
                yield
        finally:
            if timer:
                timer.cancel()

    def _timer(self) -> threading.Timer | None:
        own = self.connection.connection.dbapi_connection
        if interrupt := getattr(own, "interrupt", None):
            return threading.Timer(self.seconds, interrupt)
        return threading.Timer(self.seconds + GRACE, hang_up, (own,)) if hasattr(own, "fileno") else None


def hang_up(own: Any) -> None:
    """End the conversation of a driver that waits for an answer which does not come; whoever waits gets its error."""
    try:
        with socket.socket(fileno=os.dup(own.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except Exception:  # it was closed meanwhile: nobody waits any more
        return


def prepare(connection: Connection, seconds: int) -> None:
    """Nothing can be written on this connection, and no question takes longer than so many seconds."""
    sets = {
        "postgresql": (f"SET statement_timeout = {seconds * 1000}", "SET default_transaction_read_only = on"),
        "mysql": (f"SET SESSION max_execution_time = {seconds * 1000}", "SET SESSION TRANSACTION READ ONLY"),
        "mariadb": (f"SET SESSION max_statement_time = {seconds}", "SET SESSION TRANSACTION READ ONLY"),
        "sqlite": ("PRAGMA query_only = ON",),
    }
    for statement in sets.get(connection.dialect.name, ()):
        connection.execute(text(statement))
    connection.commit()


def _last_change(rows: Sequence[Any], place: int) -> int:
    """Where the last unit of these rows begins: it may go on in what is still to come."""
    last = rows[-1][place]
    at = len(rows) - 1
    while at and same_key(rows[at - 1][place], last):
        at -= 1
    return at


def _all_different(headers: Sequence[str], where: str) -> None:
    """Raises SourceError where two columns are called the same: nobody could say which one is meant."""
    names = [_TURN.sub("", name) if _TURN.sub("", name) in headers else name for name in headers]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise SourceError(
            WRONG,
            _("the SELECT brings two columns called «{column}».").fill(column=twice),
            where=where,
            remedy=_("Name the columns instead of writing *, and give one of the two another name with AS."),
        )


def _unstamped(rows: int, stamp: str) -> Any:
    told = counted(
        "{n} row says nothing in «{column}»: only a full pull brings it.",
        "{n} rows say nothing in «{column}»: only a full pull brings them.",
        rows,
    )
    return told.fill(column=stamp)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            return None
    return value if isinstance(value, date) else None
