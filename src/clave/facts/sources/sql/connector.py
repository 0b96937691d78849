"""Connecting to a database by its URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.exc import NoSuchModuleError
from sqlalchemy.pool import NullPool

from clave.base.words import Text, _
from clave.facts.sources.port import UNREACHABLE, WRONG, Ask, Secret, Setting, SourceError
from clave.facts.sources.sql.address import checked_url, is_file, with_password
from clave.facts.sources.sql.faults import no_driver, told
from clave.facts.sources.sql.postgres import forgive
from clave.facts.sources.sql.reading import Database, prepare
from clave.policy import declared
from clave.policy.limits import Limits

WAITS = {"psycopg": "connect_timeout", "pymysql": "connect_timeout", "mysqldb": "connect_timeout", "mariadb": "connect_timeout",
         "pyodbc": "timeout", "pymssql": "login_timeout", "oracledb": "tcp_connect_timeout"}  # fmt: skip
ONE_MOMENT = {"postgresql": "REPEATABLE READ", "mysql": "REPEATABLE READ", "mariadb": "REPEATABLE READ"}
"""Where all the tables of a pull are read as they stood at one moment."""

OURS = "store_auditevent"
"""Where this table is, clave keeps its state, whatever the URL calls the place."""


@dataclass(frozen=True)
class SqlConnector:
    """Any database that SQLAlchemy speaks with."""

    key: str = "sql"
    title: Text = _("Database (SQL)")  # noqa: RUF009 - frozen
    settings: tuple[Setting, ...] = (
        Setting(
            "url", _("URL of the database"),
            _("Kind, user, machine and name of the database, without the password. A user that may only read is best."),
            example="postgresql://clave@192.0.2.10:5432/erp",
        ),
        Setting("password", _("Password"), _("It is sealed and never shown again."), secret=True, required=False),
    )  # fmt: skip

    def checked(self, entered: Mapping[str, str]) -> dict[str, str]:
        """The URL, cleaned; raises SourceError where it is none, holds a credential, or no library speaks with it."""
        url = checked_url(entered.get("url", ""))
        with told("url"):
            _engine(url, 1).dispose()
        return {"url": url.render_as_string(hide_password=False)}

    def asks(self, entered: Mapping[str, str]) -> tuple[Ask, ...]:
        """None: somebody writes the SELECT of each table."""
        return ()

    def reach(self, entered: Mapping[str, str], secrets: Mapping[str, Secret], limits: Limits) -> Database:
        """An open connection that only reads."""
        url = checked_url(entered.get("url", ""))
        if is_file(url) and not Path(url.database or "").is_file():
            raise SourceError(
                UNREACHABLE,
                _("there is no such file."),
                where=url.database or "",
                remedy=_("Check its name, and that it is on the machine on which clave runs."),
            )
        seconds, hidden = limits[declared.sources_seconds], tuple(secrets.values())
        with told("", hidden):
            engine = _engine(with_password(url, secrets), min(seconds, limits[declared.sources_connect]))
            connection = engine.connect()
            forgive(connection)
            prepare(connection, seconds)
            ours = inspect(connection).has_table(OURS)
            connection.rollback()
        if ours:
            connection.close()
            raise SourceError(
                WRONG,
                _("clave keeps its own data there, which no source may read."),
                where="url",
                remedy=_("Correct the URL of the source."),
            )
        return Database(engine, connection, hidden, seconds, limits[declared.sources_page])


def _engine(url: URL, wait: int) -> Any:
    more: dict[str, Any] = {}
    if is_file(url):
        url = url.set(database=f"file:{quote(url.database or '')}", query={"mode": "ro", "uri": "true"})
        more = {"connect_args": {"timeout": wait, "check_same_thread": False}}
    elif level := ONE_MOMENT.get(url.get_backend_name()):
        more = {"isolation_level": level}
    try:
        driver = url.get_dialect().driver
        if option := WAITS.get(driver):
            more["connect_args"] = {option: wait}
        return create_engine(url, poolclass=NullPool, hide_parameters=True, **more)
    except (NoSuchModuleError, ImportError) as error:
        raise no_driver(url.drivername) from error
