"""What a database says when it does not do what it was asked, as sentences of ours without any credential."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, quote_plus

from sqlalchemy import exc

from clave.base.words import Text, _
from clave.facts.sources.port import BROKEN, CHANGED, SLOW, UNAUTHORIZED, UNREACHABLE, WRONG, Secret, SourceError

MOST = 200
_DOORS = ("28000", "28P01", "42501")  # SQLSTATE: who asks is not let in, or may not read this
_GONE = ("42P01", "42703", "42702", "42S02", "42S22", "3F000")
_WAITED = ("57014",)
_AWAY = ("57P01", "57P02", "57P03", "53300")
_MISREAD = ("42601", "42804", "42803", "42809")
ODD = "odd"
"""The database does not understand what we took for a SELECT: set up wrong, with a sentence of its own."""
_SAYS = (
    (WRONG, r'database "[^"]*" does not exist|unknown database|cannot open database|ORA-12514'),
    (UNAUTHORIZED, r"role .* does not exist|password|authenticat|access denied|login failed|permission (was )?denied"
                   r"|not authorized|pg_hba|ORA-01017|ORA-01031"),
    (CHANGED, r"no such (table|column)|does not exist|unknown (column|table)|doesn't exist|invalid (column|object) name"
              r"|ambiguous|ORA-00942|ORA-00904"),
    (ODD, r"syntax error|error in your sql syntax|incorrect syntax|ORA-0093[36]|ORA-00923"),
    (SLOW, r"interrupted|statement timeout|canceling statement|max_execution_time|query execution was interrupted"),
    (UNREACHABLE, r"connect|could not translate|resolve|refused|timed? ?out|timeout|unable to open|server closed"
                  r"|gone away|lost|terminat|shutting down|starting up|broken pipe|reset by peer|is locked"),
)  # fmt: skip
_WORDS: dict[str, tuple[Text, Text]] = {
    WRONG: (
        _("there is no such database on that machine: {reason}"),
        _("Correct the URL of the source."),
    ),
    ODD: (
        _("the database does not understand the SELECT: {reason}"),
        _("Correct the SELECT of this table in the source; what was loaded before stays."),
    ),
    UNAUTHORIZED: (
        _("the database does not let us in or does not let us read this: {reason}"),
        _("Check the user, the password and what that user may read, and try again; what was loaded before stays."),
    ),
    CHANGED: (
        _("the database has not what the SELECT asks for: {reason}"),
        _("Correct the SELECT of this table in the source; what was loaded before stays."),
    ),
    SLOW: (
        _("the database took longer than a question may take: {reason}"),
        _("Ask for less in the SELECT, add an index, or allow it more in the policy (sources.seconds)."),
    ),
    UNREACHABLE: (
        _("the database does not answer: {reason}"),
        _("Check that it runs and that this machine reaches it; the next pull goes on where this one stopped."),
    ),
    BROKEN: (
        _("the database answered with an error: {reason}"),
        _("Look at it with whoever keeps the database; what was loaded before stays."),
    ),
}


@contextmanager
def told(where: str, secrets: tuple[Secret, ...] = ()) -> Iterator[None]:
    """Whatever the database raises inside becomes a SourceError; `where` names the table or the setting."""
    try:
        yield
    except (exc.SQLAlchemyError, OSError, ValueError, OverflowError) as error:
        raise fault(error, where, secrets) from None  # the error of the driver may hold what nobody should read


def fault(error: Exception, where: str, secrets: tuple[Secret, ...] = ()) -> SourceError:
    """An error of SQLAlchemy or of a driver as a sentence."""
    original = getattr(error, "orig", None) or error
    why = _why(error, original)
    what, remedy = _WORDS[why]
    return SourceError(
        WRONG if why == ODD else why, what.fill(reason=clean(str(original), secrets)), where=where, remedy=remedy
    )


def no_driver(name: str) -> SourceError:
    """The library that speaks with this kind of database is not there."""
    return SourceError(
        WRONG,
        _("the library that speaks with this kind of database is not installed here: {name}.").fill(name=name),
        where="url",
        remedy=_("Install it in the environment of clave (for PostgreSQL: clave[postgres]), or name another driver in the URL."),
    )  # fmt: skip


def clean(text: str, secrets: tuple[Secret, ...] = ()) -> str:
    """The first line of what a driver said, short, on one line, and without any credential."""
    for secret in secrets:
        if secret:
            for written in (secret.reveal(), quote(secret.reveal()), quote_plus(secret.reveal())):
                text = text.replace(written, "…")
    text = re.sub(r"(?i)(password|pwd)\s*=\s*\S+", r"\1=…", text)
    text = re.sub(r"://([^:/@\s]*):[^@\s]*@", r"://\1:…@", text)
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= MOST else line[: MOST - 1] + "…"


def _why(error: Exception, original: object) -> str:
    state = str(getattr(original, "sqlstate", None) or "")
    known = ((UNAUTHORIZED, _DOORS), (CHANGED, _GONE), (SLOW, _WAITED), (UNREACHABLE, _AWAY), (ODD, _MISREAD))
    for why, states in known:
        if state in states:
            return why
    if state.startswith("08") or getattr(error, "connection_invalidated", False):
        return UNREACHABLE
    said = str(original)
    return next((why for why, pattern in _SAYS if re.search(pattern, said, re.IGNORECASE)), BROKEN)
