"""Where the state is kept: DATABASE_URL understood and told again without its password, and the mark that a move leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from clave.base.errors import ClaveError
from clave.base.words import Text, _

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
USUAL_PORT = 5432
PASSED_ON = {
    "application_name", "channel_binding", "connect_timeout", "gssencmode", "keepalives", "keepalives_count",
    "keepalives_idle", "keepalives_interval", "options", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation",
    "sslrootcert", "target_session_attrs", "tcp_user_timeout",
}  # fmt: skip
"""What may follow the «?» of an address: it goes to PostgreSQL's own library as it is. No passwords among them."""
MARK = "database-moved"
"""The file in the data folder that says from where to where the state went, and when."""


def bad_value(name: str, value: str, expects: Text) -> ClaveError:
    """The sentence of a setting that cannot be understood."""
    return ClaveError(
        _("it is «{value}», and it must be {expects}.").fill(value=value, expects=expects),
        where=name,
        remedy=_("Correct it in the environment and start again; nothing was changed."),
    )


def database_at(address: str, data: Path, name: str = "DATABASE_URL") -> dict[str, Any]:
    """The database of an address as Django wants it; SQLite in the data folder where there is none. Raises ClaveError
    where it cannot be understood: it never repeats more of it than the kind, because it holds a password."""
    expects = _("an address such as postgres://user:password@host:5432/clave or sqlite:////folder/clave.sqlite3")
    if not address:
        return sqlite_at(data / "clave.sqlite3")
    try:
        parts = urlsplit(address)
        port, more = (
            parts.port or USUAL_PORT,
            dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))),
        )
    except ValueError as error:
        raise bad_value(name, "…", expects) from error
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return sqlite_at(Path(unquote(parts.path[1:])))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise bad_value(name, parts.scheme + "://…", expects)
    socket = more.pop("host", "")
    if strange := sorted(more.keys() - PASSED_ON):
        allowed = _("an address with nothing after «?» but {names}").fill(names=", ".join(sorted({"host", *PASSED_ON})))
        raise bad_value(name, f"…?{strange[0]}=…", allowed)
    _check_driver(name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or socket,
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": more,
    }


def sqlite_at(path: Path) -> dict[str, Any]:
    """A file of SQLite, as clave writes it."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": 0, "OPTIONS": SQLITE_OPTIONS}


def _check_driver(name: str) -> None:
    if find_spec("psycopg") is None:
        raise ClaveError(
            _("PostgreSQL needs a part that is not installed here."),
            where=name,
            remedy=_("Install it with pip install 'clave[postgres]' and start again; nothing was changed."),
        )


def is_sqlite(database: Mapping[str, Any]) -> bool:
    """Whether it is a file."""
    return str(database["ENGINE"]).endswith("sqlite3")


def place_of(database: Mapping[str, Any]) -> str:
    """A database by where it is: no user, no password, nothing of how it is reached."""
    if is_sqlite(database):
        return f"sqlite:///{quote(str(Path(database['NAME']).absolute()))}"
    return f"postgres://{_host(database)}:{database['PORT'] or USUAL_PORT}/{quote(database['NAME'], safe='')}"


def setting_of(database: Mapping[str, Any], data: Path) -> str | None:
    """What DATABASE_URL must be for this database, but for the password; None where it must not be set at all."""
    if is_sqlite(database):
        own = Path(database["NAME"]).absolute() == (data / "clave.sqlite3").absolute()
        return None if own else place_of(database)
    user = quote(database["USER"], safe="")
    secret = ":…" if database["PASSWORD"] else ""
    who = f"{user}{secret}@" if user or secret else ""
    host, more = _host(database), dict(database.get("OPTIONS") or {})
    if str(database["HOST"]).startswith("/"):
        host, more = "", {"host": database["HOST"], **more}
    query = f"?{urlencode(more, safe='/')}" if more else ""
    place = f"{host}:{database['PORT'] or USUAL_PORT}" if host else f":{database['PORT'] or USUAL_PORT}"
    return f"postgres://{who}{place}/{quote(database['NAME'], safe='')}{query}"


def _host(database: Mapping[str, Any]) -> str:
    host = str(database["HOST"])
    return f"[{host}]" if ":" in host else host


@contextmanager
def mark_ready(data: Path, source: str, target: str, at: datetime) -> Iterator[Callable[[], object]]:
    """The mark that the state went from one place to another, written but not in its place: what is given puts it there, which
    needs no room on a disk any more. Whoever starts with the old database is told. Raises ClaveError where it cannot be
    written."""
    aside = data / f".{MARK}.part"
    said = json.dumps({"from": source, "to": target, "at": at.isoformat(timespec="seconds")})
    try:
        aside.write_text(said + "\n", "utf-8")
    except OSError as error:
        raise ClaveError(
            _("the data folder cannot be written: {reason}.").fill(reason=error.strerror or str(error)),
            where=str(data),
            remedy=_("Make room and move again; nothing was changed."),
        ) from error
    try:
        yield lambda: aside.replace(data / MARK)
    finally:
        aside.unlink(missing_ok=True)


def still_here(data: Path, database: dict[str, Any]) -> dict[str, Any]:
    """The same database. Raises ClaveError where its state was moved elsewhere: two that go on from one would both send
    mails and both be wrong."""
    try:
        kept = json.loads((data / MARK).read_text("utf-8"))
        source, target, at = str(kept["from"]), str(kept["to"]), str(kept["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return database
    if source != place_of(database):
        return database
    raise ClaveError(
        _("the state of this installation was moved to {place} at {time}, and this is the old database.").fill(
            place=target, time=at
        ),
        where="DATABASE_URL",
        remedy=_(
            "Set DATABASE_URL to where it is now. Whoever wants to go back to the old one, and lose what was done since, "
            "removes the file {file}."
        ).fill(file=str(data / MARK)),
    )
