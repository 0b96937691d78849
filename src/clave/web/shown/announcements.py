"""Announcements as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clave.actions.announcements import ANSWERS
from clave.base.words import _
from clave.store.announcements import announcements_of
from clave.store.models import Announcement, Person
from clave.store.models.announcement import LINK, MAIL, NO, PARTLY
from clave.store.models.mail import FAILED, SENT
from clave.web.shown.selection import Badge
from clave.web.words import told

RECEIVED = Badge("ok", "circle-check", _("Received"))
WAITING = Badge("info", "clock", _("Not acknowledged yet"))
NOT_SENT = Badge("bad", "mail-x", _("The mail did not go"))
IN_OUTBOX = Badge("", "mail", _("In the outbox"))
PRINTED = Badge("", "printer", _("Printed on paper"))
POSTED = Badge("ok", "send", _("Sent by mail"))
THEY_DID = Badge("ok", "circle-check", _("They received it"))
TONES = {NO: "bad", PARTLY: "warn"}


@dataclass(frozen=True)
class Announced:
    """One announcement, how it stands, and who answers for the account; `days` since it was made. `way` is how it went,
    `received` whether they said that they have it; `badge` is what matters most of both."""

    kept: Announcement
    badge: Badge
    way: Badge
    received: Badge
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
        way=_way(kept),
        received=THEY_DID if kept.acknowledged_on else WAITING,
        owner=owner,
        days=(timezone.localdate(now) - kept.announced_on).days,
        noticed=told(ANSWERS.get(kept.noticed)),
        tone=TONES.get(kept.noticed, "ok"),
        how=told(how) if kept.acknowledged_on else "",
    )


def letters_of(code: str, now: datetime) -> list[Announced]:
    """Every letter that the customer of an account got, the newest first."""
    return [announced_shown(one, None, now) for one in announcements_of(code)]


def _way(kept: Announcement) -> Badge:
    """On paper; or by mail, as far as the mail is."""
    if kept.channel != MAIL or kept.mail is None:
        return PRINTED
    return POSTED if kept.mail.state == SENT else NOT_SENT if kept.mail.state == FAILED else IN_OUTBOX


def _badge(kept: Announcement) -> Badge:
    if kept.acknowledged_on:
        return RECEIVED
    return way if (way := _way(kept)) in (NOT_SENT, IN_OUTBOX) else WAITING
