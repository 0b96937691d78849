"""Who of a customer comes into the portal: inviting them, what they may open there, and ending it. (G4)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.portal_links import offered, withdrawn
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.portal.rights import checked_rights
from clave.store.models import Contact, Person, PortalSession, Visitor


@action
def invite_visitor(
    *,
    customer: str,
    contact: Contact,
    by: Person,
    now: datetime,
    rights: Iterable[str],
    language: str = "",
    mailed: bool = False,
) -> tuple[Visitor, str]:
    """A contact of the account who may come into its portal, and the token of their link; empty where it is `mailed` to them
    instead, and then nobody else sees it. Raises ClaveError where they are of another account, left, were erased or have no
    e-mail, or where they are invited already."""
    _may_be_invited(contact, customer, now)
    allowed = checked_rights(rights)
    spoken = language or (contact.language if contact.language in ("es", "en") else "es")
    try:
        with transaction.atomic():
            visitor = Visitor.objects.create(
                contact=contact, customer=customer, rights=allowed, language=spoken, by=by, invited_at=now
            )
    except IntegrityError as error:  # invited before, or by somebody else in this very moment
        raise ClaveError(
            _("{name} is invited already.").fill(name=contact.name),
            where="contact",
            remedy=_("Send them a new link, or change what they may open."),
        ) from error
    token = offered(visitor, by, now, mailed)
    record(by=by, now=now, what="portal.invited", about=f"visitor:{visitor.pk}", fields=("rights", "language"))
    return visitor, token


def _may_be_invited(contact: Contact, customer: str, now: datetime) -> None:
    gone = contact.removed_at or contact.erased_at or (contact.left_on and contact.left_on <= timezone.localdate(now))
    if contact.customer != customer or gone:
        raise ClaveError(
            _("this person is not at the customer any more."),
            where="contact",
            remedy=_("Choose somebody of the account who is there; nothing was sent."),
        )
    if not contact.email:
        raise ClaveError(
            _("{name} has no e-mail, and the portal is entered by a link that goes to it.").fill(name=contact.name),
            where="contact",
            remedy=_("Write down their e-mail first."),
        )


@action
def change_visitor(*, customer: str, visitor: Visitor, by: Person, now: datetime, rights: Iterable[str]) -> Visitor:
    """Other rights, from their next page on. Raises ClaveError for a right that does not exist, or an access that ended."""
    held = _open(visitor, customer)
    allowed = checked_rights(rights)
    if allowed != held.rights:
        held.rights = allowed
        held.save(update_fields=["rights"])
        record(by=by, now=now, what="portal.rights", about=f"visitor:{held.pk}", fields=("rights",))
    return held


@action
def end_visitor(*, customer: str, visitor: Visitor, by: Person, now: datetime, why: str = "") -> Visitor:
    """End an access: its links and sessions end with it. Raises ClaveError where it ended before."""
    held = _open(visitor, customer)
    held.ended_at, held.ended_by, held.ended_why = now, by, why.strip()
    held.save(update_fields=["ended_at", "ended_by", "ended_why"])
    withdrawn(held, now)
    PortalSession.objects.filter(visitor=held, ended_at=None).update(ended_at=now, by=by)
    record(by=by, now=now, what="portal.ended", about=f"visitor:{held.pk}")
    return held


def _open(visitor: Visitor, customer: str) -> Visitor:
    """The access, held. Raises ClaveError where it ended."""
    held = Visitor.objects.select_for_update().get(pk=visitor.pk, customer=customer)
    if held.ended_at is not None:
        raise ClaveError(
            _("this access to the portal has ended."), remedy=_("Invite the person again; nothing was changed.")
        )
    return held


@action
def note_visitors_export(*, by: Person, now: datetime) -> None:
    """Write down that somebody took the visitors out."""
    record(by=by, now=now, what="portal.exported", about="visitor:all")
