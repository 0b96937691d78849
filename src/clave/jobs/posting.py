"""Sending one message to one place: looked up once, connected to that very address, bounded in time and size. (ADR 0039)"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Timer
from time import monotonic, time
from typing import Any

from clave.base.reach import Place, is_public
from clave.base.words import Shown, Text, _

KEPT = 1024
"""Bytes of an answer that are read and kept; the rest is never asked for."""
LONGEST_WAIT = 24 * 3600
"""Seconds that a receiver may put off the next try by Retry-After."""
Resolve = Callable[..., Any]
UNKNOWN = _("{host}: no machine of this name is known.")
INSIDE = _("{host} leads to {address}, which is inside a network: clave sends nothing there (CLAVE_WEBHOOK_HOSTS).")
LATE = _("{host} did not answer within {n} s.")
UNTRUSTED = _("{host} could not show by its certificate that it is {host}.")
DOWN = _("{host} could not be reached: {reason}.")
GARBLED = _("what {host} answered is no HTTP.")


@dataclass(frozen=True)
class Answer:
    """What came back: a status with the first of its text, or the sentence why there is none. `wait` = seconds that the receiver
    asks to be left alone."""

    status: int | None
    text: str
    milliseconds: int
    error: Shown | None = None
    wait: int = 0


class _Line(http.client.HTTPConnection):
    """A connection to one address, whatever its name leads to by now."""

    def __init__(self, place: Place, address: str, seconds: float) -> None:
        self.default_port = (
            443 if place.encrypted else 80
        )  # so that Host has the port only where it is not the usual one
        super().__init__(place.host, place.port, timeout=seconds)
        self.place, self.at, self.late = place, address, False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.at, self.place.port), self.timeout)
        if self.place.encrypted:
            inside = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.place.host, do_handshake_on_connect=False
            )
            self.sock = inside
            inside.do_handshake()

    def cut(self) -> None:
        """Time is up, wherever it is: a receiver that sends a byte now and then holds nobody."""
        self.late = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def send(
    place: Place, headers: Mapping[str, str], body: str, *, seconds: int, resolve: Resolve = socket.getaddrinfo
) -> Answer:
    """Post it once. Nothing follows a redirection, no proxy is asked, and no more than the first KB is read."""
    began = monotonic()

    def none(error: Text) -> Answer:
        return Answer(None, "", _since(began), error)

    try:
        addresses = [str(one[4][0]) for one in resolve(place.host, place.port, type=socket.SOCK_STREAM)]
    except OSError:
        return none(UNKNOWN.fill(host=place.host))
    closed = [one for one in addresses if not is_public(one)]
    if closed and not place.named:
        return none(INSIDE.fill(host=place.host, address=closed[0]))
    if not addresses:
        return none(UNKNOWN.fill(host=place.host))
    line = _Line(place, addresses[0], seconds)
    watch = Timer(seconds, line.cut)
    watch.start()
    try:
        return _asked(line, headers, body, began)
    except ssl.SSLCertVerificationError:
        return none(UNTRUSTED.fill(host=place.shown))
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or monotonic() - began >= seconds:
            return none(LATE.fill(host=place.shown, n=seconds))
        if isinstance(error, OSError):
            return none(DOWN.fill(host=place.shown, reason=error.strerror or type(error).__name__))
        return none(GARBLED.fill(host=place.shown))
    finally:
        watch.cancel()
        line.close()


def _asked(line: _Line, headers: Mapping[str, str], body: str, began: float) -> Answer:
    line.request("POST", line.place.target, body.encode(), {**headers, "Connection": "close"})
    came = line.getresponse()
    if line.late:  # whoever reads headers takes the end of a line that was cut for the end of the headers
        raise TimeoutError
    text = came.read(KEPT).decode("utf-8", "replace")
    return Answer(came.status, plain(text), _since(began), None, wait(came.getheader("Retry-After"), time()))


def plain(text: str) -> str:
    """Text of somebody else, without signs that steer."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", "", text)


def wait(asked: str | None, now: float) -> int:
    """Seconds that Retry-After asks for, as a number or as a day and time; 0 where it asks for nothing or cannot be read."""
    if not asked:
        return 0
    if re.fullmatch(r"\d{1,9}", asked.strip()):
        return min(int(asked), LONGEST_WAIT)
    with suppress(ValueError, OverflowError):
        return min(max(0, int(parsedate_to_datetime(asked).timestamp() - now)), LONGEST_WAIT)
    return 0


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)
