"""Sending what stands in the outbox: each mail handed over once, by whoever claims it first (ADR 0020)."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import TaskContext, task

from clave.actions.mail import claim, note_ended, note_later, note_refused, note_sent, note_unreachable, note_unsure
from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.jobs.starting import start
from clave.jobs.telling import moment, telling
from clave.report.letters import Letter, reveal
from clave.store.models import Job, Mail
from clave.store.models.mail import SENDING, WAITING
from clave.store.outbox import BOUNCING, bouncing
from clave.store.sealing import unseal

STUCK = timedelta(minutes=10)
"""After that long on its way a mail's sender is gone: a server answers within 20 s or not at all."""
PERMANENT = 500
DOWN = _("The mail server did not answer: {reason}.")
REFUSED = _("The mail server refused it: {code} {reason}.")
LATER = _("The mail server asked to try later: {code} {reason}.")
LOGIN = _("The mail server refused the user or the password of CLAVE_SMTP: {code} {reason}.")


def start_sending(*, now: datetime) -> Job | None:
    """Ask for the outbox to be emptied where something is due or was left on its way; None where nothing is, or no mail
    server is set."""
    if not settings.CLAVE_SMTP:
        return None
    due = Mail.objects.filter(state=WAITING, due_at__lte=now) | Mail.objects.filter(
        state=SENDING, attempted_at__lt=now - STUCK
    )
    if not due.exists():
        return None
    return start(send_mails_job.using(queue_name="mail"), by=None, now=now, key="mail")


@task(takes_context=True, title=_("Sending mail"))
def send_mails_job(context: TaskContext) -> dict[str, Any]:
    """Send every mail that is due; {"sent": how many, "failed": how many}."""
    now, tell = moment(context), telling(context)
    for left in Mail.objects.filter(state=SENDING, attempted_at__lt=now - STUCK):
        note_unsure(mail=left, now=now)
    note_ended(now=now)
    due = list(Mail.objects.filter(state=WAITING, due_at__lte=now).order_by("id").prefetch_related("attachments"))
    if not due:
        return {"sent": 0, "failed": 0}
    server = get_connection()
    try:
        server.open()
    except smtplib.SMTPAuthenticationError as refused:
        return {"sent": 0, "failed": note_unreachable(now=now, why=_of_server(LOGIN, refused))}
    except (smtplib.SMTPException, OSError) as down:
        return {"sent": 0, "failed": note_unreachable(now=now, why=DOWN.fill(reason=reason(down)))}
    sent = 0
    try:
        for place, mail in enumerate(due):
            tell(
                place / len(due), counted("{shown} of {n} mail", "{shown} of {n} mails", len(due)).fill(shown=place + 1)
            )
            sent += hand_over(mail, server, moment(context))
    finally:
        _close(server)
    return {"sent": sent, "failed": len(due) - sent}


def hand_over(mail: Mail, server: BaseEmailBackend, now: datetime) -> bool:
    """Claim one mail, give it to an open server and note what came of it; whether it went."""
    if not claim(mail=mail, now=now):
        return False
    if mail.person_id is None and bouncing(mail.to):
        note_refused(mail=mail, now=now, why=BOUNCING)
        return False
    try:
        going = message(mail)
    except ClaveError as lost:
        note_refused(mail=mail, now=now, why=lost.sentence())
        return False
    try:
        server.send_messages([going])
    except smtplib.SMTPRecipientsRefused as refused:
        code, reason = next(iter(refused.recipients.values()))
        _note(mail, now, code, reason)
    except smtplib.SMTPResponseException as refused:
        _note(mail, now, refused.smtp_code, refused.smtp_error)
    except (smtplib.SMTPException, OSError):
        note_unsure(mail=mail, now=now)  # the line broke on the way: the server may have it
    else:
        note_sent(mail=mail, now=now)
        return True
    return False


def message(mail: Mail) -> EmailMultiAlternatives:
    """A mail as it goes out, with its link in place. Raises ClaveError where that cannot be read any more."""
    link = unseal(mail.sealed.encode()).decode() if mail.sealed else ""
    said = reveal(Letter(mail.subject, mail.text, mail.html), link)
    ways = {"List-Unsubscribe": f"<{mail.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    sent = EmailMultiAlternatives(
        subject=said.subject, body=said.text, to=[mail.to],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
        | (ways if mail.leave else {}),
    )  # fmt: skip
    sent.attach_alternative(said.html, "text/html")
    for one in mail.attachments.all():
        content = bytes(one.content)
        sent.attach(one.name, unseal(content) if mail.sealed else content, one.kind)
    return sent


def _note(mail: Mail, now: datetime, code: int, reason: bytes | str) -> None:
    """The server's answer: refused for good from 500 on, later below."""
    said = {"code": str(code), "reason": _plain(reason)}
    if code >= PERMANENT:
        note_refused(mail=mail, now=now, why=REFUSED.fill(**said))
    else:
        note_later(mail=mail, now=now, why=LATER.fill(**said))


def _of_server(text: Text, refused: smtplib.SMTPResponseException) -> Text:
    return text.fill(code=str(refused.smtp_code), reason=_plain(refused.smtp_error))


def reason(error: Exception) -> str:
    """What an error says of a server that does not answer, in a few words."""
    return _plain(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _plain(reason: bytes | str) -> str:
    """What a server said, in one line."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return " ".join(text.split()).rstrip(".")[:200]


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        return  # everything was handed over and noted before
