"""`mail test ADDRESS`: a mail through the server of CLAVE_SMTP, at once, saying how it went."""

from __future__ import annotations

import smtplib
import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clave.actions.mail import note_unreachable, write
from clave.base.errors import ClaveError
from clave.base.words import Text, _, recalled, said
from clave.jobs.mail import DOWN, hand_over, reason
from clave.store.models import Mail

NOT_SENT = 1


class Command(BaseCommand):
    """The way every mail goes, without waiting for the worker."""

    help = "Send a trial mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """To whom."""
        parser.add_argument("do", choices=("test",))
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence; exit code 1 where it did not go."""
        if not settings.CLAVE_SMTP:
            raise ClaveError(
                _("no mail server is set, so nothing can be sent."),
                where="CLAVE_SMTP",
                remedy=_("Set it, such as smtp+tls://user:password@host:587, with CLAVE_MAIL_FROM; then start again."),
            )
        mail = trial(options["address"], timezone.now())
        if mail.state == "sent":
            self._say(_("The server took the mail to {address}.").fill(address=mail.to))
            return
        self._say(_("It was not sent. {why}").fill(why=recalled(mail.error)))
        sys.exit(NOT_SENT)

    def _say(self, text: Text) -> None:
        self.stdout.write(said(text, settings.LANGUAGE_CODE))


def trial(address: str, now: datetime) -> Mail:
    """A mail written and handed over here and now, as the outbox then knows it."""
    key = f"trial:{now.isoformat()}"
    mail = write(by=None, now=now, to=address, template="trial", data={}, language=settings.LANGUAGE_CODE, key=key)
    server = get_connection()
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as down:
        note_unreachable(now=now, why=DOWN.fill(reason=reason(down)))
    else:
        hand_over(mail, server, now)
        server.close()
    return Mail.objects.get(pk=mail.pk)
