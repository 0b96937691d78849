"""Addresses of which mails came back: nothing more goes there until somebody confirmed the address. (ADR 0030)"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from clave.actions.audit import record
from clave.actions.mail import forget_links
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.words import _, stored
from clave.operations.bounces import Returned
from clave.store.models import Bounce, Mail, Person
from clave.store.models.mail import FAILED, WAITING
from clave.store.outbox import BOUNCING, bouncing


@action
def keep_bounces(*, by: Person | None, now: datetime, returned: Iterable[Returned]) -> list[Bounce]:
    """Note what came back for good; a delay is nothing to note, and an address that bounces already is not noted twice. What
    still waits for such an address is kept back. Only addresses to which clave wrote are ours to mark."""
    kept: list[Bounce] = []
    for one in returned:
        mail = _mail_of(one)
        if not one.is_final or mail is None or bouncing(mail.to):
            continue
        bounce = Bounce.objects.create(email=mail.to, at=now, code=one.code, reason=one.reason, mail=mail)
        held = Mail.objects.filter(to__iexact=mail.to, state=WAITING)
        forget_links(held)
        held.update(state=FAILED, error=stored(BOUNCING))
        record(by=by, now=now, what="mail.bounced", about=f"mail:{mail.pk}")
        kept.append(bounce)
    return kept


def _mail_of(one: Returned) -> Mail | None:
    """The mail that came back: by its id, or else the last one to that address."""
    by_id = Mail.objects.filter(message_id=one.message_id).first() if one.message_id else None
    return by_id or Mail.objects.filter(to__iexact=one.address).order_by("-created_at", "-pk").first()


@action
def confirm_address(*, customer: str, by: Person, now: datetime, bounce: Bounce) -> None:
    """Somebody of ours who attends the account (empty = of none) asked, and the address is right: mails go
    there again. Raises ClaveError where it was confirmed before."""
    if not Bounce.objects.filter(pk=bounce.pk, confirmed_at=None).update(confirmed_at=now, confirmed_by=by):
        raise ClaveError(
            _("this address was confirmed already."), remedy=_("Look at the list again; nothing was changed.")
        )
    record(by=by, now=now, what="mail.address_confirmed", about=f"mail:{bounce.mail_id or bounce.pk}")
