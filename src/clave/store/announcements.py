"""Reading announcements: whom to tell, who has not answered, what the others said."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from clave.selection.life import DECIDED
from clave.store.models import Announcement, KeyStatus
from clave.store.status import MEMBER_STATES


def to_announce() -> list[KeyStatus]:
    """Key accounts that do not know it, those decided longest ago first."""
    return list(KeyStatus.objects.filter(state=DECIDED).order_by("changed_at", "name"))


def current() -> QuerySet[Announcement]:
    """The newest announcement of every customer that is a key account now, newest first."""
    members = KeyStatus.objects.filter(state__in=MEMBER_STATES).exclude(state=DECIDED).values("customer")
    newest = Announcement.objects.filter(customer__in=members).order_by().values("customer").annotate(last=Max("pk"))
    found = Announcement.objects.filter(pk__in=newest.values("last"))
    return found.defer("letter").select_related("by", "mail").order_by("-announced_on", "-pk")


def unanswered(before: datetime) -> QuerySet[Announcement]:
    """Those of now that were made before a moment, of which nobody acknowledged or was reminded."""
    return current().filter(acknowledged_on=None, reminded_at=None, created_at__lt=before).order_by("pk")


def announcements_of(customer: str) -> list[Announcement]:
    """All those of one customer, newest first."""
    return list(
        Announcement.objects.filter(customer=customer).select_related("by", "mail").defer("letter").order_by("-pk")
    )
