"""What a database said when it refused, as much of it as may be repeated: never a value, which may be personal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import Error

SPOT = re.compile(r"^COPY (?P<table>\w+), line (?P<line>\d+)(?:, column (?P<column>\w+))?")
FULL = ("53100", "53200", "53400")
"""Of PostgreSQL: no room on its disk, none in its memory, a limit of its settings."""
SQLITE_FULL = ("database or disk is full", "disk I/O error", "unable to open database file")


@dataclass(frozen=True)
class Spot:
    """Where a row stood that was refused: its table, its place among the rows that were brought, and the column where
    the database names one."""

    table: str
    line: int
    column: str


def reason(error: BaseException) -> str:
    """Why, in the words of the database: without the detail and the context, which repeat values."""
    cause = _cause(error)
    told = getattr(getattr(cause, "diag", None), "message_primary", None)
    hint = getattr(getattr(cause, "diag", None), "message_hint", None)
    text = str(told or cause).strip().partition("\n")[0].rstrip(".")
    return f"{text} ({hint.rstrip('.')})" if hint else text


def spot(error: BaseException) -> Spot | None:
    """The row of a COPY that was refused, where PostgreSQL says it."""
    context = getattr(getattr(_cause(error), "diag", None), "context", None) or ""
    found = SPOT.match(context)
    return Spot(found["table"], int(found["line"]), found["column"] or "") if found else None


def no_room(error: BaseException) -> bool:
    """Whether it is the machine that has no room, and not the row that is wrong."""
    cause = _cause(error)
    if getattr(cause, "sqlstate", None) in FULL:
        return True
    return str(cause).startswith(SQLITE_FULL) or "No space left" in str(cause) or "File too large" in str(cause)


def _cause(error: BaseException) -> BaseException:
    """What the driver raised, below what Django makes of it."""
    return error.__cause__ if isinstance(error, Error) and error.__cause__ else error
