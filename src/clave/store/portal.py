"""Reading who of a customer may come into the portal today, and where they are in. (G4)

An access lets in while nobody ended it, its person is still at the customer and lets us keep their data, and its account is
key, or was until a few days ago; all of it is asked each time, so that nothing has to be remembered when one of these ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clave.policy import portal as limits
from clave.selection.life import FORMER
from clave.store.models import ContactConsent, KeyStatus, PortalLink, PortalSession, Visitor
from clave.store.policy import policy_in_force

RELATIONSHIP = "relationship"
"""The purpose without which nothing of a person is used."""


def closes_on(customer: str, today: date) -> date | None:
    """The last day on which the portal opens to an account that is key no more; None while it is, or where it never was."""
    status = KeyStatus.objects.filter(customer=customer, state=FORMER).first()
    return timezone.localdate(status.changed_at) + _lasts(today) if status else None


def _lasts(today: date) -> timedelta:
    return timedelta(days=policy_in_force().at(today)[limits.after_days])


def open_visitors(today: date) -> QuerySet[Visitor]:
    """Everybody who may come in today, with their contact."""
    said = ContactConsent.objects.filter(contact=OuterRef("contact"), purpose=RELATIONSHIP, on__lte=today).order_by(
        "-on", "given", "-pk"
    )
    found = Visitor.objects.filter(
        Q(contact__left_on=None) | Q(contact__left_on__gt=today),
        ended_at=None, contact__removed_at=None, contact__erased_at=None,
    ).annotate(lets=Subquery(said.values("given")[:1]))  # fmt: skip
    over = KeyStatus.objects.filter(state=FORMER, changed_at__date__lt=today - _lasts(today)).values("customer")
    found = found.exclude(customer__in=over)
    return found.filter(Q(lets=None) | Q(lets=True)).select_related("contact")  # nobody asked: the invitation did


def visitor_in(token_hash: str, now: datetime, today: date) -> PortalSession | None:
    """The session behind a cookie while it lasts, with its visitor and contact."""
    live = PortalSession.objects.filter(
        token_hash=token_hash, ended_at=None, expires_at__gt=now, visitor__in=open_visitors(today).values("pk")
    )
    return live.select_related("visitor__contact").first()


def link_behind(token_hash: str) -> PortalLink | None:
    """The link of a token in whatever state, with its visitor and contact."""
    return PortalLink.objects.filter(token_hash=token_hash).select_related("visitor__contact", "mail").first()
