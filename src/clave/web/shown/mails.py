"""Mails of the outbox in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from clave.base.words import _
from clave.store.models import Mail
from clave.store.models.mail import FAILED, SENDING, SENT, WAITING
from clave.web.shown.selection import Badge
from clave.web.words import told

BADGES = {
    WAITING: Badge("info", "clock", _("In the outbox")),
    SENDING: Badge("info go", "loader-2", _("On its way")),
    SENT: Badge("ok", "check", _("Sent")),
    FAILED: Badge("bad", "mail-x", _("Not sent")),
}
AGAIN = Badge("warn", "refresh", _("Tried again soon"))
UNSURE = Badge("warn", "help-circle", _("Perhaps sent"))


@dataclass(frozen=True)
class MailShown:
    """One mail with its state, and why it has not gone."""

    mail: Mail
    badge: Badge
    why: str

    @property
    def can_repeat(self) -> bool:
        """Whether somebody may ask for it again."""
        held = self.mail.ends_at is None or self.mail.ends_at > timezone.now()
        return self.mail.state == FAILED and self.mail.emptied_at is None and held


def mail_shown(mail: Mail) -> MailShown:
    """A mail as the list shows it."""
    badge = BADGES[mail.state]
    if mail.unsure:
        badge = UNSURE
    elif mail.state == WAITING and mail.attempts:
        badge = AGAIN
    return MailShown(mail, badge, told(mail.error))
