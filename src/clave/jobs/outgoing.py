"""Where mails go out: `CLAVE_SMTP=smtp+tls://user:password@host:587`, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from clave.base.errors import ClaveError
from clave.base.words import _

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""By how the line is secured: not at all, from STARTTLS on, from the first byte on."""
PATIENCE = 20
"""Seconds that a mail server may take to answer."""


@dataclass(frozen=True)
class Smtp:
    """A mail server; `security` is a key of `PORTS`."""

    security: str
    host: str
    port: int
    user: str
    password: str


def read_smtp(value: str) -> Smtp | None:
    """The server of `CLAVE_SMTP`; None where none is set. Raises ClaveError, which never repeats the password."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise _unreadable() from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _unreadable()
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def is_sender(text: str) -> bool:
    """Whether it is one address, alone or after a name."""
    _name, address = parseaddr(text)
    local, _at, domain = address.rpartition("@")
    return bool(local and domain) and not set(text) & set("\r\n,") and " " not in address


def _unreadable() -> ClaveError:
    return ClaveError(
        _("it is no mail server: it must read as smtp+tls://user:password@host:587."),
        where="CLAVE_SMTP",
        remedy=_("Correct it in the environment and start again; nothing was changed."),
    )
