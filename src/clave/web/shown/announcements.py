"""Announcements as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clave.actions.announcements import ANSWERS
from clave.base.words import _
from clave.store.models import Announcement, Person
from clave.store.models.announcement import LINK, MAIL, NO, PARTLY
from clave.store.models.mail import FAILED, SENT
from clave.web.shown.selection import Badge
from clave.web.words import told

RECEIVED = Badge("ok", "circle-check", _("Received"))
WAITING = Badge("info", "clock", _("Not acknowledged yet"))
NOT_SENT = Badge("bad", "mail-x", _("The mail did not go"))
IN_OUTBOX = Badge("", "mail", _("In the outbox"))
TONES = {NO: "bad", PARTLY: "warn"}


@dataclass(frozen=True)
class Announced:
    """One announcement, how it stands, and who answers for the account; `days` since it was made."""

    kept: Announcement
    badge: Badge
    owner: Person | None
    days: int
    noticed: str
    tone: str
    how: str


def announced_shown(kept: Announcement, owner: Person | None, now: datetime) -> Announced:
    """An announcement in the reader's language."""
    how = _("through the link") if kept.acknowledged_how == LINK else _("entered by hand")
    return Announced(
        kept=kept,
        badge=_badge(kept),
        owner=owner,
        days=(timezone.localdate(now) - kept.announced_on).days,
        noticed=told(ANSWERS.get(kept.noticed)),
        tone=TONES.get(kept.noticed, "ok"),
        how=told(how) if kept.acknowledged_on else "",
    )


def _badge(kept: Announcement) -> Badge:
    if kept.acknowledged_on:
        return RECEIVED
    if kept.channel == MAIL and kept.mail and kept.mail.state != SENT:
        return NOT_SENT if kept.mail.state == FAILED else IN_OUTBOX
    return WAITING
