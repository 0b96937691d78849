"""What a database said is repeated without the values it said it of."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace

from django.db import DataError, OperationalError

from clave.store.refusals import Spot, no_room, reason, spot


class Driver(Exception):
    """An error as PostgreSQL's library raises it: what is in `diag` and the state may be read."""

    def __init__(self, state: str, **said: str) -> None:
        super().__init__("\n".join(said.values()))
        self.sqlstate = state
        self.diag = SimpleNamespace(**{"message_primary": None, "message_hint": None, "context": None, **said})


def raised(kind: type[Exception], cause: Exception) -> Exception:
    try:
        raise kind(*cause.args) from cause
    except kind as error:
        return error


def test_the_message_and_the_hint_but_no_value() -> None:
    long = Driver(
        "22001", message_primary="value too long for type character varying(80)", message_detail="Key (name)=(Zoraida)",
        context='COPY store_savedview, line 3, column name: "Zoraida"',
    )  # fmt: skip
    error = raised(DataError, long)
    assert reason(error) == "value too long for type character varying(80)"
    assert spot(error) == Spot("store_savedview", 3, "name")
    assert not no_room(error)
    short = Driver("53200", message_primary="out of shared memory", message_hint="Increase max_locks_per_transaction.")
    assert reason(raised(OperationalError, short)) == "out of shared memory (Increase max_locks_per_transaction)"
    assert no_room(raised(OperationalError, short))


def test_of_sqlite_there_is_only_the_message() -> None:
    full = raised(OperationalError, sqlite3.OperationalError("database or disk is full"))
    assert (reason(full), no_room(full), spot(full)) == ("database or disk is full", True, None)
    assert not no_room(raised(OperationalError, sqlite3.OperationalError("database is locked")))
