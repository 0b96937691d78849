"""A real mail server for tests: it listens on a port of this machine, keeps what it takes, and refuses as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres.server import free_port


@dataclass
class Postbox:
    """What a server took. `to_recipient` and `to_data` are answers it gives instead of taking, once each; a None among
    them takes. `hang_up` closes the line in the middle of the mail, after it has it."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    to_recipient: list[str | None] = field(default_factory=list)
    to_data: list[str | None] = field(default_factory=list)
    hang_up: bool = False
    lock: Lock = field(default_factory=Lock)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        """An address is said."""
        if self.to_recipient and (answer := self.to_recipient.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The mail itself."""
        if self.to_data and (answer := self.to_data.pop(0)):
            return answer
        with self.lock:
            content = cast(bytes, envelope.content)
            self.taken.append(cast(EmailMessage, message_from_bytes(content, policy=policy.default)))
        if self.hang_up:
            server.transport.abort()
        return "250 OK"

    @property
    def keys(self) -> list[str]:
        """The Message-IDs that arrived, in order."""
        return [str(mail["Message-ID"]) for mail in self.taken]


@contextmanager
def mail_server() -> Iterator[Postbox]:
    """A server that runs while the body does."""
    box = Postbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
