"""Reading what mail servers send back of a mail that did not arrive (RFC 3464, RFC 3462): pure, from bytes."""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _

FAILED = "failed"
LONGEST = 500
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>;\"]+@[^\s<>;\"]+")


@dataclass(frozen=True)
class Returned:
    """One address of a report: what became of the mail (`action`), its code (such as 5.1.1), the words of the server, and the
    Message-ID of the mail that came back; empty where the report does not say."""

    address: str
    action: str
    code: str
    reason: str
    message_id: str = ""

    @property
    def is_final(self) -> bool:
        """Whether it never arrives: a delay is none, nor what may be tried again."""
        return self.action == FAILED and not self.code.startswith(("2", "4"))


def returned(content: bytes) -> list[Returned]:
    """What a report says of each address. Raises ClaveError for a mail that is no report of a mail server."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    report = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        raise ClaveError(
            _("this mail is no report of a mail server: nothing says what came back."),
            where="files",
            remedy=_("Bring the mail that says «undelivered» as a file (.eml), with its attachments."),
        )
    message_id = _returned_id(mail)
    return [found for block in _blocks(report) if (found := _of(block, message_id))]


def _blocks(report: Message) -> Iterator[Message]:
    """The blocks of fields of a report; each is a message of headers alone."""
    held = report.get_payload()
    if isinstance(held, list):
        yield from (block for block in held if isinstance(block, Message))
        return
    for text in re.split(r"\r?\n\r?\n", str(held)):
        yield email.message_from_string(text, policy=email.policy.default)


def _of(block: Message, message_id: str) -> Returned | None:
    final = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
    address = _ADDRESS.search(final.rpartition(";")[2])
    if address is None:
        return None
    said = " ".join(str(block.get("Diagnostic-Code", "")).rpartition(";")[2].split())[:LONGEST]
    code = _STATUS.search(str(block.get("Status", ""))) or _STATUS.search(said)
    action = str(block.get("Action", "")).strip().lower()
    return Returned(address[0].strip(".").lower(), action, code[0] if code else "", said, message_id)


def _returned_id(mail: EmailMessage | Message) -> str:
    """The Message-ID of the mail that came back: of the copy or the headers that the report carries."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            held = part.get_payload()
            inner = held[0] if isinstance(held, list) and held else None
            if isinstance(inner, Message) and inner.get("Message-ID"):
                return str(inner["Message-ID"]).strip()
        if kind == "text/rfc822-headers":
            found = re.search(r"^Message-ID:\s*(<[^>\s]+>)", str(part.get_payload()), re.I | re.M)
            if found:
                return found[1]
    return ""


def mails_in(path: Path) -> Iterator[bytes]:
    """Every mail of a file (.eml), a mailbox (mbox) or a folder (Maildir), as bytes."""
    if path.is_dir():
        yield from (message.as_bytes() for message in mailbox.Maildir(path, create=False))
        return
    head = path.read_bytes()
    if head.startswith(b"From "):
        yield from (message.as_bytes() for message in mailbox.mbox(path, create=False))
    else:
        yield head
