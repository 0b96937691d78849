"""The links by which visitors come into the portal: offered by us, asked for by them, used once. (ADR 0030)"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.customer_mail import refuse_unreachable, refuse_unsent
from clave.actions.mail import Link, recall, write
from clave.actions.people import hashed
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.policy import portal as limits
from clave.report import portal as portal  # declares its letters
from clave.store.models import Mail, Person, PortalLink, PortalSession, Visitor
from clave.store.outbox import bouncing
from clave.store.policy import policy_in_force
from clave.store.portal import link_behind, open_visitors

REPLACED = _("It was not sent: its link to the portal was replaced by a newer one, or taken back.")
USED = _("This link was used on {day} at {time}.")
ENDED = _("This link ended on {day} at {time}.")
REVOKED = _("This link was replaced by a newer one, or taken back.")
FORGED = _("We do not know this link: it is not whole, or it is not ours.")
CLOSED = _("Your access to the portal has ended.")
AGENT = 80


@action
def offer_portal_link(*, customer: str, visitor: Visitor, by: Person, now: datetime, mailed: bool = False) -> str:
    """A new link in the place of the one before. Returns its token, which is kept nowhere; empty where it is `mailed`. Raises
    ClaveError where the access ended."""
    token = offered(_lets_in(visitor, customer, now), by, now, mailed)
    record(by=by, now=now, what="portal.link_sent", about=f"visitor:{visitor.pk}")
    return token


@action
def revoke_portal_link(*, customer: str, visitor: Visitor, by: Person, now: datetime) -> None:
    """Take back the link that is open. Raises ClaveError where none is."""
    held = Visitor.objects.select_for_update().get(pk=visitor.pk, customer=customer)
    if not withdrawn(held, now):
        raise ClaveError(
            _("there is no open link: it was used, it ended or it was taken back."),
            remedy=_("To keep them out, end their access or their sessions."),
        )
    record(by=by, now=now, what="portal.link_revoked", about=f"visitor:{held.pk}")


@action
def send_asked_link(*, visitor: Visitor, now: datetime) -> bool:
    """Mail a new link to somebody who asked for it at the door, to whom nothing is said or shown; whether it was written. No
    more than policy lets in an hour."""
    Visitor.objects.select_for_update().get(pk=visitor.pk)
    today = timezone.localdate(now)
    held = open_visitors(today).filter(pk=visitor.pk).first()
    most = policy_in_force().at(today)[limits.links_per_hour]
    asked = PortalLink.objects.filter(visitor=visitor, by=None, created_at__gt=now - timedelta(hours=1)).count()
    if held is None or asked >= most or not held.contact.email or bouncing(held.contact.email):
        return False
    offered(held, None, now, mailed=True)
    record(by=held.signs, now=now, what="portal.link_asked", about=f"visitor:{held.pk}")
    return True


def offered(visitor: Visitor, by: Person | None, now: datetime, mailed: bool) -> str:
    """A new open link, inside an action that holds the visitor and records itself; its token, or empty where it was mailed."""
    withdrawn(visitor, now)
    token = secrets.token_urlsafe(32)
    values = policy_in_force().at(timezone.localdate(now))
    lasts = (
        timedelta(minutes=values[limits.link_minutes]) if by is None else timedelta(days=values[limits.invitation_days])
    )
    mail = _mail(visitor, by, token, now, now + lasts) if mailed else None
    PortalLink.objects.create(
        visitor=visitor, token_hash=hashed(token), created_at=now, expires_at=now + lasts, by=by, mail=mail
    )
    return "" if mailed else token


def withdrawn(visitor: Visitor, now: datetime) -> int:
    """Revoke the link that is open, and keep back the mail that carries it; how many there were."""
    for link in PortalLink.objects.filter(visitor=visitor, used_at=None, revoked_at=None).select_related("mail"):
        if link.mail:
            recall(link.mail, now, REPLACED)
    return PortalLink.objects.filter(visitor=visitor, used_at=None, revoked_at=None).update(revoked_at=now)


def _mail(visitor: Visitor, by: Person | None, token: str, now: datetime, ends: datetime) -> Mail:
    """The link in the outbox. Raises ClaveError where no mail server is set, or the address bounces."""
    refuse_unsent()
    refuse_unreachable(visitor.contact)
    data = {"name": visitor.contact.name, "by": by.name if by else "", "ends": timezone.localtime(ends)}
    address = settings.CLAVE_ADDRESS + reverse("portal_link", args=[token])
    return write(
        by=by, now=now, to=visitor.contact.email, template="portal_invitation" if by else "portal_link", data=data,
        language=visitor.language, key=f"portal:{hashed(token)}", link=Link(address, ends),
    )  # fmt: skip


def _lets_in(visitor: Visitor, customer: str, now: datetime) -> Visitor:
    Visitor.objects.select_for_update().get(pk=visitor.pk, customer=customer)
    held = open_visitors(timezone.localdate(now)).filter(pk=visitor.pk).first()
    if held is None:
        raise ClaveError(
            _("this access to the portal has ended."), remedy=_("Invite the person again; nothing was sent.")
        )
    return held


def state_of(token: str, now: datetime) -> tuple[PortalLink | None, ClaveError | None]:
    """The link behind a token and why it opens nothing; None where it does."""
    link = link_behind(hashed(token)) if token else None
    remedy = _("Ask for a new one here: it takes a moment.")
    if link is None:
        return None, ClaveError(FORGED, remedy=remedy)
    said = None
    if link.used_at:
        said = USED, link.used_at
    elif link.revoked_at:
        said = REVOKED, link.revoked_at
    elif link.expires_at <= now:
        said = ENDED, link.expires_at
    elif not open_visitors(timezone.localdate(now)).filter(pk=link.visitor_id).exists():
        return link, ClaveError(CLOSED, remedy=_("Whoever attends your company can tell you more."))
    if said is None:
        return link, None
    at = timezone.localtime(said[1])
    return link, ClaveError(said[0].fill(day=f"{at:%d/%m/%Y}", time=f"{at:%H:%M}"), remedy=remedy)


@action
def enter_portal(*, token: str, now: datetime, agent: str = "") -> tuple[PortalSession, str]:
    """Use a link: a session of its visitor and the secret of its cookie, which is kept nowhere. Raises ClaveError with why it
    opens nothing.

    The visitor is held first, as by whoever replaces or takes back the link: of two who use it one waits and then loses, and
    neither waits for what the other holds."""
    found = link_behind(hashed(token))
    if found is not None:
        Visitor.objects.select_for_update().get(pk=found.visitor_id)
    claimed = PortalLink.objects.filter(
        token_hash=hashed(token), used_at=None, revoked_at=None, expires_at__gt=now
    ).update(used_at=now)
    link = link_behind(hashed(token))
    today = timezone.localdate(now)
    lets_in = link is not None and open_visitors(today).filter(pk=link.visitor_id).exists()
    if not claimed or link is None or not lets_in:
        _found, refused = state_of(token, now)
        raise refused or ClaveError(FORGED, remedy=_("Ask for a new one here: it takes a moment."))
    secret, lasts = secrets.token_urlsafe(32), policy_in_force().at(today)[limits.session_days]
    session = PortalSession.objects.create(
        visitor=link.visitor, token_hash=hashed(secret), agent=agent[:AGENT], created_at=now, seen_at=now,
        expires_at=now + timedelta(days=lasts),
    )  # fmt: skip
    Visitor.objects.filter(pk=link.visitor_id).update(seen_at=now)
    record(by=link.visitor.signs, now=now, what="portal.entered", about=f"visitor:{link.visitor_id}")
    return session, secret
