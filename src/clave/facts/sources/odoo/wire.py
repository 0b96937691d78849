"""The line to one server: HTTP of the standard library, kept open between reads, every answer bounded in time and size."""

from __future__ import annotations

import http.client
import re
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from clave.base.words import _
from clave.facts.sources.odoo import refusals
from clave.facts.sources.port import WRONG

NAMES = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:]+")
HEADERS = {"User-Agent": "clave", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Bounds:
    """What one request may take: records of a page, seconds, megabytes; and after how many seconds a read is tried again."""

    page: int = 1000
    seconds: float = 60.0
    megabytes: int = 64
    waits: tuple[float, ...] = (1.0, 5.0)


@dataclass(frozen=True)
class Address:
    """Where Odoo is: never with a user or a key in it."""

    host: str
    port: int
    encrypted: bool

    @property
    def shown(self) -> str:
        """As people read it, without what is usual."""
        usual = 443 if self.encrypted else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """As it is entered."""
        return f"{'https' if self.encrypted else 'http'}://{self.shown}"


def address(text: str) -> Address:
    """The address that somebody entered; SourceError where it is none, or holds a user or a key."""
    entered = text.strip()
    try:
        parts = urlsplit(entered if "://" in entered else f"https://{entered}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not NAMES.fullmatch(host) or "@" in parts.netloc:
        raise refusals.OdooError(
            refusals.ADDRESS, WRONG, _("this is not the address of an Odoo."), where="url",
            remedy=_("Write it as https://odoo.example.com, without user, key or page."),
        )  # fmt: skip
    encrypted = parts.scheme == "https"
    return Address(host, port or (443 if encrypted else 80), encrypted)


@dataclass(frozen=True)
class Reply:
    """What came back: its status, its body, and the server's clock as HTTP writes it."""

    status: int
    body: bytes
    clock: str


class Wire:
    """One connection, opened when it is needed. A read that finds it closed by the server opens it again; a write always
    has a new one, because nobody could tell whether a broken one had carried it."""

    def __init__(self, address: Address, bounds: Bounds) -> None:
        self.address, self.bounds = address, bounds
        self.requests = 0
        self._open: http.client.HTTPConnection | None = None

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None, *, fresh: bool = False
    ) -> Reply:
        """Ask once; raises OdooError where there is no whole answer. Redirections are answers: nothing follows them."""
        if fresh:
            self.close()
        self.requests += 1
        try:
            used = self._open is not None
            try:
                return self._sent(method, path, headers, body)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                if not used:
                    raise
                return self._sent(method, path, headers, body)
        except OSError as error:
            self.close()
            raise self._told(error) from None
        except (http.client.HTTPException, zlib.error, EOFError) as error:
            self.close()
            raise refusals.down(self.address.shown, type(error).__name__) from None

    def close(self) -> None:
        """Let go of the connection; never raises."""
        if self._open:
            self._open.close()
            self._open = None

    def _sent(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        line = self._open or self._opened()
        self._open = line
        line.request(method, path, body, {**HEADERS, **headers})
        answer = line.getresponse()
        most = self.bounds.megabytes * 1_000_000
        content = answer.read(most + 1)
        if answer.length and len(content) <= most:
            raise http.client.IncompleteRead(content, answer.length)
        if answer.getheader("Content-Encoding") == "gzip":
            unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            content = unpacking.decompress(content, most + 1)
            if not unpacking.eof and len(content) <= most:
                raise http.client.IncompleteRead(content)
        if len(content) > most:
            self.close()
            raise refusals.too_long(self.address.shown, self.bounds.megabytes)
        if answer.will_close:
            self.close()
        return Reply(answer.status, content, answer.getheader("Date") or "")

    def _opened(self) -> http.client.HTTPConnection:
        place = (self.address.host, self.address.port)
        if self.address.encrypted:
            return http.client.HTTPSConnection(
                *place, timeout=self.bounds.seconds, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(*place, timeout=self.bounds.seconds)

    def _told(self, error: OSError) -> refusals.OdooError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return refusals.untrusted(self.address.shown)
        if isinstance(error, TimeoutError):
            return refusals.late(self.address.shown, self.bounds.seconds)
        return refusals.down(self.address.shown, error.strerror or type(error).__name__)
