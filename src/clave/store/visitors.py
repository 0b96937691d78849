"""Reading the visitors of the portal for those of ours who look after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from clave.base.words import Text, _
from clave.store.models import Bounce, KeyStatus, PortalLink, PortalSession, Visitor
from clave.store.portal import open_visitors

IN, WAITING, STALE, CLOSED, ENDED = "in", "waiting", "stale", "closed", "ended"
STATES: dict[str, Text] = {
    IN: _("Has come in"),
    WAITING: _("Invited"),
    STALE: _("Invited, without a link that works"),
    CLOSED: _("Does not open"),
    ENDED: _("Ended"),
}
"""How an access stands: used, waiting for its first use, closed by what happened to the person or the account, ended by us."""
ORDERS = ("name", "customer", "invited", "seen")


@dataclass(frozen=True)
class Asked:
    """Which visitors and in which order; empty = all, the open ones first."""

    text: str = ""
    state: str = ""
    order: str = "name"


@dataclass(frozen=True)
class Kept:
    """A visitor as it stands today: `account` is the name, `link` the open link, `sessions` how many browsers are in."""

    visitor: Visitor
    state: str
    account: str
    link: PortalLink | None
    sessions: int
    bounce: Bounce | None
    until: date | None = None


def visitors(asked: Asked) -> QuerySet[Visitor]:
    """As asked for by words and order; states are told apart afterwards (`stood`)."""
    found = Visitor.objects.select_related("contact", "by", "ended_by")
    if asked.text:
        coded = KeyStatus.objects.filter(name__icontains=asked.text).values("customer")
        found = found.filter(
            Q(contact__name__icontains=asked.text) | Q(customer__icontains=asked.text) | Q(contact__email__icontains=asked.text)
            | Q(customer__in=coded)
        )  # fmt: skip
    fields = {"name": "contact__name", "customer": "customer", "invited": "invited_at", "seen": "seen_at"}
    field = F(fields[asked.order.removeprefix("-")])
    ordered = field.desc(nulls_last=True) if asked.order.startswith("-") else field.asc(nulls_last=True)
    return found.order_by(ordered, "pk")


def stood(found: Iterable[Visitor], now: datetime, today: date) -> list[Kept]:
    """Each with its state, in six queries whatever their number."""
    rows = list(found)
    numbers = [one.pk for one in rows]
    lets_in = set(open_visitors(today).filter(pk__in=numbers).values_list("pk", flat=True))
    links = {one.visitor_id: one for one in PortalLink.objects.filter(
        visitor__in=numbers, used_at=None, revoked_at=None, expires_at__gt=now)}  # fmt: skip
    live: dict[int, int] = {}
    for number in PortalSession.objects.filter(visitor__in=numbers, ended_at=None, expires_at__gt=now).values_list(
        "visitor_id", flat=True
    ):
        live[number] = live.get(number, 0) + 1
    named = dict(KeyStatus.objects.filter(customer__in={one.customer for one in rows}).values_list("customer", "name"))
    bounces = {one.email.lower(): one for one in Bounce.objects.filter(
        confirmed_at=None, email__in={one.contact.email.lower() for one in rows if one.contact.email})}  # fmt: skip
    kept = [
        Kept(
            one, "", named.get(one.customer) or one.customer, links.get(one.pk), live.get(one.pk, 0),
            bounces.get(one.contact.email.lower()),
        )
        for one in rows
    ]  # fmt: skip
    return [replace(one, state=_state(one, lets_in)) for one in kept]


def _state(one: Kept, lets_in: set[int]) -> str:
    if one.visitor.ended_at:
        return ENDED
    if one.visitor.pk not in lets_in:
        return CLOSED
    if one.visitor.seen_at:
        return IN
    return WAITING if one.link else STALE


def sessions_of(visitor: Visitor, now: datetime) -> list[PortalSession]:
    """The browsers in which a visitor is in, last used first."""
    live = PortalSession.objects.filter(visitor=visitor, ended_at=None, expires_at__gt=now)
    return list(live.order_by("-seen_at", "-pk"))
