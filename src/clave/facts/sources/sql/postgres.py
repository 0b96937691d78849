"""Moments of PostgreSQL that Python cannot hold ('infinity', years before 1 and after 9999) come as they are written: the
intake rejects their row with a reason, where an error would refuse the whole table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

MOMENTS = {"date": "DateLoader", "timestamp": "TimestampLoader", "timestamptz": "TimestamptzLoader"}


def forgive(connection: Connection) -> None:
    """Let one connection of psycopg read such moments; nothing for other drivers."""
    if connection.dialect.name != "postgresql" or connection.dialect.driver != "psycopg":
        return
    driver: Any = connection.dialect.dbapi
    own: Any = connection.connection.dbapi_connection
    for kind, loader in MOMENTS.items():
        own.adapters.register_loader(kind, _forgiving(getattr(driver.types.datetime, loader), driver.DataError))


def _forgiving(loader: Any, odd: type[Exception]) -> Any:
    class Forgiving(loader):  # type: ignore[misc]
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except odd:
                return bytes(data).decode()

    return Forgiving
