"""The SELECT of a table: one question that only reads, and the statements that ask it in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlglot
from sqlalchemy import Select, Subquery, and_, bindparam, case, column, func, or_, select, text
from sqlalchemy.sql import quoted_name
from sqlglot import exp
from sqlglot.tokens import TokenType

from clave.base.words import Text, _
from clave.facts.sources.port import WRONG, SourceError

DIALECTS = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mssql": "tsql",
    "oracle": "oracle",
    "sqlite": "sqlite",
}
WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.DDL, exp.Command, exp.Into, exp.Lock)
LAST = "clave_last"


def checked_select(written: str, backend: str, where: str) -> str:
    """The SELECT without its last semicolon and what is noted behind it. Raises SourceError where it is none, is several,
    or would change something."""
    dialect = DIALECTS.get(backend)
    try:
        said = _without_end(written, dialect)
        parsed = sqlglot.parse(said, read=dialect) if said else []
    except sqlglot.errors.SqlglotError as error:
        raise SourceError(
            WRONG,
            _("the SELECT cannot be understood: {reason}").fill(reason=_first_line(error)),
            where=where,
            remedy=_("Correct it, or make a view of it in the database and write SELECT * FROM that view."),
        ) from error
    if not said:
        raise _wrong(where, _("no SELECT is written for this table."))
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        raise _wrong(where, _("this is not one SELECT."))
    if found := parsed[0].find(*WRITES):
        raise _wrong(where, _("the SELECT would change or lock something ({what}).").fill(what=found.key.upper()))
    return said


def _without_end(written: str, dialect: str | None) -> str:
    """Up to its last word: a comment or a semicolon behind it would take what we write around it away."""
    words = [word for word in sqlglot.tokenize(written, read=dialect) if word.token_type is not TokenType.SEMICOLON]
    return written[: words[-1].end + 1].strip() if words else ""


def asked(said: str, headers: Sequence[str] = ()) -> Subquery:
    """The SELECT as something to select from, with its headers where they are known."""
    columns: list[Any] = [column(quoted_name(header, True)) for header in headers]
    return text(said.replace(":", "\\:")).columns(*columns).subquery("asked")


def nothing_of(said: str) -> Any:
    """A statement that brings the headers and no row."""
    return text(f"SELECT * FROM ({said.replace(':', chr(92) + ':')}) asked WHERE 1 = 0")


def whole(of: Subquery, key: str, after: Any = None, *, going_on: bool = False) -> Select[Any]:
    """Every row in the order of its key, rows without one first; going on = only what comes after a key (None = those
    without). Without a key in the order of the database."""
    if not key:
        return select(of)
    own = of.c[key]
    statement = select(of).order_by(_none_first(own), own)
    if not going_on:
        return statement
    return statement.where(own.is_not(None) if after is None else own > bindparam("after", after))


def changed(of: Subquery, key: str, stamp: str, since: Any, after: tuple[Any, Any] | None = None) -> Select[Any]:
    """The units of which some row was written since, all their rows, in the order in which they were last written; with
    `after` (stamp, key) only those that come after it. The last column is the stamp of the unit."""
    own, last = of.c[key], func.max(of.c[stamp]).label(LAST)
    units = (
        select(own.label("clave_key"), last)
        .where(own.is_not(None))
        .group_by(own)
        .having(last >= bindparam("since", since))
    )
    if after is not None:
        at: Any = bindparam("at", after[0])
        units = units.having(or_(last > at, and_(last == at, own > bindparam("after", after[1]))))
    moved = units.subquery("moved")
    return (
        select(of, moved.c[LAST]).join(moved, own == moved.c.clave_key).order_by(moved.c[LAST], own)
    )  # fmt: skip


def some(of: Subquery, rows: int) -> Select[Any]:
    """The first rows as they come, without an order that the database would have to make."""
    return select(of).limit(rows)


def extent(of: Subquery, stamp: str, day: str) -> Select[Any]:
    """How many rows, how many of them have a stamp, and from which day to which."""
    none = func.count()
    return select(
        func.count(),
        func.count(of.c[stamp]) if stamp else none,
        func.min(of.c[day]) if day else none,
        func.max(of.c[day]) if day else none,
    ).select_from(of)


def _none_first(own: Any) -> Any:
    return case((own.is_(None), 0), else_=1)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def _wrong(where: str, what: Text) -> SourceError:
    return SourceError(
        WRONG, what, where=where, remedy=_("Write one SELECT that only reads, such as SELECT * FROM invoices.")
    )
