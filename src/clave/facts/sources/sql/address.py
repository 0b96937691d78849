"""The URL of a database: what it must have, and that no credential is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from clave.base.words import Text, _
from clave.facts.sources.port import WRONG, Secret, SourceError

FILES = ("sqlite",)
ELSEWHERE = frozenset(
    ("host", "hostaddr", "port", "user", "dbname", "database", "service", "servicefile", "unix_socket")
)
_PLAIN = re.compile(r"[\w.-]*")
_CREDENTIAL = re.compile(r"(?i)pass|pwd|secret|token|key")
_WRITTEN = re.compile(r"(?i)(pass|pwd|secret|token|key)\w*\s*=")
"""A credential inside of a part, as in `odbc_connect=…;PWD=…`."""


def checked_url(text: str) -> URL:
    """The URL, without a password. Raises SourceError where it is none, or a credential stands in it."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError) as error:
        raise _wrong(_("this is not the URL of a database.")) from error
    if url.drivername.split("+")[0] == "postgres":
        url = url.set(drivername=url.drivername.replace("postgres", "postgresql", 1))
    if _tells(url):
        raise SourceError(
            WRONG,
            _("a credential stands in the URL, where everybody who sees the source would read it."),
            where="url",
            remedy=_("Take it out of the URL and write it as the password: it is sealed and never shown again."),
        )
    if is_file(url) and (url.host or url.username or not Path(url.database or "").is_absolute()):
        raise SourceError(
            WRONG,
            _("the file of a database is named from the root of the disk on."),
            where="url",
            remedy=_("Write it whole, with four strokes, such as sqlite:////srv/erp/erp.db."),
        )
    if not (url.database or url.query.get("service_name")):  # Oracle names a service
        raise _wrong(_("the URL does not say which database."))
    if not is_file(url) and not url.host:
        raise _wrong(_("the URL does not say on which machine the database is."))
    if name := _elsewhere(url):
        raise _wrong(_("the URL names its machine, user or database a second time ({name}).").fill(name=name))
    return url


def without_credentials(text: str) -> str:
    """What somebody wrote as the URL, as it may be shown again: without what may be a credential, and nothing of it where
    nobody can tell its parts apart."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        return "" if "@" in text else text
    if not _tells(url):
        return text
    if not all(_PLAIN.fullmatch(part or "") for part in (url.username, url.host, url.database)):
        return ""
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database).render_as_string()


def _elsewhere(url: URL) -> str:
    """What is said in the query and would stand in the place of what the URL says; '' where nothing is."""
    return next((name for name in url.query if name.lower() in ELSEWHERE), "")


def _tells(url: URL) -> bool:
    """Whether a credential stands in it, however it is written."""
    values = [part for value in url.query.values() for part in ((value,) if isinstance(value, str) else value)]
    parts = [url.username or "", url.host or "", url.database or "", *values]
    return bool(url.password) or any(map(_CREDENTIAL.search, url.query)) or any(map(_WRITTEN.search, parts))


def with_password(url: URL, secrets: Mapping[str, Secret]) -> URL:
    """The URL to connect with; it goes to the driver and nowhere else."""
    password = secrets.get("password")
    return url.set(password=password.reveal()) if password and not is_file(url) else url


def is_file(url: URL) -> bool:
    """Whether the database is a file of this machine."""
    return url.get_backend_name() in FILES


def file_of(text: str) -> Path | None:
    """The file of a database that is one; None where it is a server. Raises SourceError where it is no URL of a database."""
    url = checked_url(text)
    return Path(url.database or "") if is_file(url) else None


def _wrong(what: Text) -> SourceError:
    return SourceError(
        WRONG,
        what,
        where="url",
        remedy=_("Write it as in postgresql://clave@192.0.2.10:5432/erp, without the password."),
    )
