"""Mails to people of customers: at most once, never to an address that bounces, and with a way out where the law asks one.

A mail that serves what they asked for (a link, their report) has no way out; news and surveys carry one (RFC 8058), and whoever
takes it has withdrawn that consent. (Ley 1581 de 2012, art. 8 e; Ley 2300 de 2023)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.mail import Attachment, Link, write
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _
from clave.operations.consent import Consent, allowed
from clave.store.models import Contact, ContactConsent, Mail, Person
from clave.store.outbox import bouncing

NEWS, SURVEY = "news", "survey"
LEAVABLE = (NEWS, SURVEY)
"""Purposes (`operations.consent`) whose mails can be left with one click."""
SALT = "clave.leave"
BY_LINK = "one-click: link in the mail"


def write_to_contact(
    *,
    contact: Contact,
    by: Person | None,
    now: datetime,
    template: str,
    data: Mapping[str, Any],
    key: str,
    language: str = "",
    purpose: str = "",
    attachments: Sequence[Attachment] = (),
    link: Link | None = None,
) -> Mail:
    """Put a mail to a person of a customer in the outbox, inside an action; `key` is written once however often asked.
    `purpose` is empty for a mail that serves them, `news` or `survey` for what they may leave. Raises ClaveError where there
    is no address, one that bounces, or a word of theirs against it."""
    refuse_unreachable(contact)
    leave = ""
    if purpose:
        refuse_withdrawn(contact, purpose, now)
        leave = leaving(contact, purpose)
    spoken = language or (contact.language if contact.language in ("es", "en") else "es")
    return write(
        by=by, now=now, to=contact.email, template=template, data=data, language=spoken, key=key, attachments=attachments,
        link=link, leave=leave,
    )  # fmt: skip


def refuse_unsent() -> None:
    """Raises ClaveError where no mail server is set: for what cannot wait in the outbox until there is one, such as a link that
    ends."""
    if not settings.CLAVE_SMTP:
        raise ClaveError(
            _("no mail server is set, so nothing can be sent."), where="CLAVE_SMTP",
            remedy=_("Tell them by telephone, or ask your administrator for a mail server."),
        )  # fmt: skip


def refuse_unreachable(contact: Contact) -> None:
    """Raises ClaveError where no mail can or may go to this person."""
    if not contact.email:
        raise ClaveError(
            _("{name} has no e-mail.").fill(name=contact.name),
            where="email",
            remedy=_("Write down their e-mail first."),
        )
    if bounce := bouncing(contact.email):
        raise ClaveError(
            _("the last mail to {address} came back: {reason}").fill(
                address=contact.email, reason=bounce.reason or bounce.code
            ),
            where="email",
            remedy=_("Ask {name} whether the address is right, and correct or confirm it; nothing was sent.").fill(
                name=contact.name
            ),
        )


def refuse_withdrawn(contact: Contact, purpose: str, now: datetime) -> None:
    """Raises ClaveError where they said no to this purpose."""
    words = ContactConsent.objects.filter(contact=contact, purpose=purpose)
    said = [Consent(one.purpose, one.given, one.on) for one in words]
    if allowed(purpose, said, timezone.localdate(now)).allowed is False:
        raise ClaveError(
            _("{name} does not want these mails.").fill(name=contact.name),
            where="contact",
            remedy=_("Leave them out, or ask them again in person; nothing was sent."),
        )


def leaving(contact: Contact, purpose: str) -> str:
    """The address by which a person leaves a kind of mail; it asks for no sign-in and opens nothing else."""
    token = dumps({"c": contact.pk, "p": purpose}, salt=SALT)
    return settings.CLAVE_ADDRESS + reverse("portal_leave_mail", args=[token])


def behind_leaving(token: str) -> tuple[Contact, str] | None:
    """Who leaves what; None for an address that is not whole, or not ours."""
    try:
        found = loads(token, salt=SALT)
    except BadSignature:
        return None
    contact = Contact.objects.filter(pk=found["c"], erased_at=None).first()
    return (contact, str(found["p"])) if contact and found["p"] in LEAVABLE else None


@action
def leave_mail(*, contact: Contact, purpose: str, now: datetime) -> None:
    """A person does not want a kind of mail any more: kept as a consent that was withdrawn. Twice is once."""
    today = timezone.localdate(now)
    last = ContactConsent.objects.filter(contact=contact, purpose=purpose).order_by("-on", "given", "-pk").first()
    if last is not None and not last.given:
        return
    ContactConsent.objects.create(
        contact=contact, purpose=purpose, given=False, on=today, evidence=BY_LINK, by=None, at=now
    )
    record(by=None, now=now, what="consent.refused", about=f"contact:{contact.pk}", fields=(purpose,))
