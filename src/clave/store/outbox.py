"""Reading the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, QuerySet

from clave.base.words import _
from clave.store.models import Bounce, Mail
from clave.store.models.mail import MAIL_STATES, WAITING


def mails(state: str = "", text: str = "") -> QuerySet[Mail]:
    """Mails, newest first: all, or those in a state; `text` is looked for in address and subject."""
    found = Mail.objects.select_related("person").defer("text", "html").order_by("-created_at", "-id")
    if state in MAIL_STATES:
        found = found.filter(state=state)
    if text:
        found = found.filter(to__icontains=text) | found.filter(subject__icontains=text)
    return found


def counted_mails() -> dict[str, int]:
    """How many are in each state."""
    counts = dict(Mail.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.get(state, 0) for state in MAIL_STATES}


def oldest_waiting() -> datetime | None:
    """Since when the oldest mail that should have gone stands in the outbox; None where none does."""
    return Mail.objects.filter(state=WAITING).aggregate(since=Min("created_at"))["since"]


BOUNCING = _("It was not sent: an earlier mail to this address came back, and nobody has confirmed the address since.")
"""Why a mail stays where it is."""


def bouncing(address: str) -> Bounce | None:
    """What came back of an address and was not confirmed since; None where mails may go there."""
    return Bounce.objects.filter(email__iexact=address, confirmed_at=None).first()
