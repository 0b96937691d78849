"""Writing mails into the outbox, trying one again, and noting what came of sending it (ADR 0020).

Nothing here talks to a server: a mail stands or falls with the transaction it is written in, and `clave.jobs.mail`
sends what stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from clave.actions.audit import record
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import Joined, Text, _, stored
from clave.report import notices as notices  # declares its letters
from clave.report.letters import letter
from clave.store.models import Company, Mail, MailAttachment, MailChoice, Person
from clave.store.models.mail import FAILED, SENDING, SENT, WAITING
from clave.store.sealing import seal

LARGEST = 10 * 1024**2  # bytes of attachments that mail servers still take
BACK_OFF = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes after each failed attempt until the next; after the last one it is given up: two days in all."""
UNSURE = _(
    "clave stopped while it handed this mail over: it may have arrived. Ask before sending it again, so that nobody gets "
    "it twice."
)

ENDED = _("Its link ended before the mail could go; it was not sent. Ask for a new one.")


@dataclass(frozen=True)
class Attachment:
    """A file to send along."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Link:
    """An address that lets whoever has it in, and until when."""

    address: str
    ends_at: datetime


@action
def write(
    *,
    by: Person | None,
    now: datetime,
    to: Person | str,
    template: str,
    data: Mapping[str, Any],
    language: str,
    key: str,
    attachments: Sequence[Attachment] = (),
    link: Link | None = None,
    leave: str = "",
) -> Mail:
    """Put a mail in the outbox, in the caller's transaction, and record it. The same `key` is written once: asked again,
    the first one is the answer. `to` is a person of ours or an address; `link` is what only its reader may see, whose
    place the letter marks with `HIDDEN`, and `leave` the address by which they leave such mails.
    Raises ClaveError for what no server would take."""
    mail, made = post(
        by=by, now=now, to=to, template=template, data=data, language=language, key=key, attachments=attachments,
        link=link, leave=leave,
    )  # fmt: skip
    if made:
        record(by=by, now=now, what="mail.written", about=f"mail:{mail.pk}")
    return mail


def post(
    *,
    by: Person | None,
    now: datetime,
    to: Person | str,
    template: str,
    data: Mapping[str, Any],
    language: str,
    key: str,
    attachments: Sequence[Attachment] = (),
    link: Link | None = None,
    leave: str = "",
) -> tuple[Mail, bool]:
    """As `write`, inside an action that records what it does by itself; whether it was written now."""
    if there := Mail.objects.filter(key=key).first():
        return there, False
    address = _address(to)
    _check(attachments)
    said = letter(
        template, {"company": company_name(), "address": settings.CLAVE_ADDRESS, "leave": leave, **data}, language
    )
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                key=key, template=template, to=address, person=to if isinstance(to, Person) else None, language=language,
                subject=said.subject, text=said.text, html=said.html, message_id=_message_id(key), by=by, created_at=now,
                due_at=now, sealed=seal(link.address.encode()).decode() if link else "", ends_at=link.ends_at if link else None,
                leave=leave,
            )  # fmt: skip
    except IntegrityError:
        return Mail.objects.get(key=key), False  # written by somebody else in the same moment
    MailAttachment.objects.bulk_create(
        MailAttachment(mail=mail, name=one.name, kind=one.kind, content=seal(one.content) if link else one.content)
        for one in attachments
    )
    return mail, True


def _check(attachments: Sequence[Attachment]) -> None:
    if sum(len(one.content) for one in attachments) > LARGEST:
        raise ClaveError(
            _("the attachments weigh more than 10 MB, which mail servers refuse."),
            remedy=_("Send fewer or smaller files; nothing was sent."),
        )


def _address(to: Person | str) -> str:
    address = to.email if isinstance(to, Person) else to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ClaveError(
            _("«{address}» is no e-mail.").fill(address=address[:80]),
            where="to",
            remedy=_("Write it whole, such as ana@company.com; nothing was sent."),
        ) from error
    return address


def company_name() -> str:
    """As it stands under every letter."""
    company = Company.objects.order_by("id").first()
    return company.name if company else "clave"


def _message_id(key: str) -> str:
    """The same for the same mail, so that a mailbox recognises one that arrives twice after all."""
    own = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{own}@{domain}>"


@action
def send_again(*, mail: Mail, by: Person, now: datetime) -> Mail:
    """Put a mail that failed back in the outbox, to be tried at once. Raises ClaveError where it did not fail, or its
    words are gone, or its link is no longer good."""
    back = _repeatable(now).filter(pk=mail.pk)
    if not back.update(state=WAITING, unsure=False, attempts=0, due_at=now, error=None):
        raise ClaveError(
            _("this mail is not one that failed, so there is nothing to send again."),
            remedy=_("Look at it again: it may have gone meanwhile."),
        )
    record(by=by, now=now, what="mail.sent_again", about=f"mail:{mail.pk}")
    return Mail.objects.get(pk=mail.pk)


@action
def send_all_again(*, by: Person, now: datetime) -> int:
    """Put back what failed for a reason that is known; what may have arrived is left for a person to decide. How many."""
    back = _repeatable(now).filter(unsure=False).update(state=WAITING, attempts=0, due_at=now, error=None)
    if back:
        record(by=by, now=now, what="mail.sent_again", about="mail:all")
    return back


def _repeatable(now: datetime) -> QuerySet[Mail]:
    """What failed and would still say something that holds."""
    return Mail.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), state=FAILED, emptied_at=None)


def recall(mail: Mail, now: datetime, why: Text) -> None:
    """Keep back a mail whose link another one replaced, where it has not gone; inside an action that records itself."""
    Mail.objects.filter(pk=mail.pk, state__in=(WAITING, FAILED)).update(
        state=FAILED, unsure=False, ends_at=now, error=stored(why)
    )
    forget_links(Mail.objects.filter(pk=mail.pk, ends_at__lte=now))


def forget_links(mails: QuerySet[Mail]) -> int:
    """Take the links out of mails, and what was attached; that there was one is still seen. How many."""
    held = list(mails.exclude(sealed="").values_list("pk", flat=True))
    MailAttachment.objects.filter(mail__in=held).update(content=b"")
    return Mail.objects.filter(pk__in=held).update(sealed="")


@action
def choose_mail(
    *, by: Person, now: datetime, bulletin: bool, digest: bool | None = None, agenda: bool | None = None
) -> None:
    """Whether a person wants the weekly bulletin, the digest of promises and what they have to do each day, by mail; None =
    as it was."""
    more = {"digest": digest, "agenda": agenda}
    chosen = {"bulletin": bulletin} | {name: value for name, value in more.items() if value is not None}
    MailChoice.objects.update_or_create(person=by, defaults=chosen)
    record(by=by, now=now, what="person.preferences", about=f"person:{by.pk}", fields=tuple(chosen))


@action
def claim(*, mail: Mail, now: datetime) -> bool:
    """Take a waiting mail to hand it over; False where somebody else did. From here it is never tried by itself again
    until its outcome is noted."""
    taken = Mail.objects.filter(pk=mail.pk, state=WAITING, due_at__lte=now)
    return bool(taken.update(state=SENDING, attempted_at=now, attempts=F("attempts") + 1))


@action
def note_sent(*, mail: Mail, now: datetime) -> None:
    """The server took it; a link that went with it stays nowhere."""
    sent = Mail.objects.filter(pk=mail.pk, state=SENDING)
    forget_links(sent)
    sent.update(state=SENT, sent_at=now, error=None)


@action
def note_ended(*, now: datetime) -> int:
    """The links of these mails are no longer good: what waits is given up, and no link stays. How many waited."""
    ended = Mail.objects.filter(ends_at__lte=now).exclude(state__in=(SENDING, SENT))
    forget_links(ended)
    return ended.filter(state=WAITING).update(state=FAILED, error=stored(ENDED))


@action
def note_refused(*, mail: Mail, now: datetime, why: Text | Joined) -> None:
    """The server will not take it, ever."""
    Mail.objects.filter(pk=mail.pk, state=SENDING).update(state=FAILED, error=stored(why))


@action
def note_later(*, mail: Mail, now: datetime, why: Text | Joined) -> None:
    """It surely did not go: try again later, or give it up after the last attempt."""
    held = Mail.objects.select_for_update().get(pk=mail.pk)
    if held.state == SENDING:
        _postpone(held, now, why)


@action
def note_unreachable(*, now: datetime, why: Text | Joined) -> int:
    """The server did not answer: every mail that is due waits longer, and what waited long enough is given up. How many."""
    due = list(Mail.objects.select_for_update().filter(state=WAITING, due_at__lte=now))
    for mail in due:
        mail.attempts, mail.attempted_at = mail.attempts + 1, now
        _postpone(mail, now, why)
    return len(due)


def _postpone(mail: Mail, now: datetime, why: Text | Joined) -> None:
    given_up = mail.attempts > len(BACK_OFF)
    mail.state, mail.error = FAILED if given_up else WAITING, stored(why)
    if not given_up:
        mail.due_at = now + timedelta(minutes=BACK_OFF[mail.attempts - 1])
    mail.save(update_fields=["state", "error", "due_at", "attempts", "attempted_at"])


@action
def note_unsure(*, mail: Mail, now: datetime) -> None:
    """Nobody knows whether it went: a person decides, because a mail is never sent twice by itself."""
    Mail.objects.filter(pk=mail.pk, state=SENDING).update(state=FAILED, unsure=True, error=stored(UNSURE))
