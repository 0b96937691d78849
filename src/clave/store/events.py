"""Reading events and what is used in public: lists, what must come down today and why, and what came of an event. (C7)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from clave.base.folding import folded
from clave.base.words import Text
from clave.operations.consent import Answer, Consent, allowed
from clave.operations.events import STANDS, stands
from clave.operations.public_use import Granted, Use, must_come_down
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import (
    ContactConsent,
    Event,
    EventAccount,
    EventResult,
    Need,
    PublicConsent,
    PublicUse,
    Touchpoint,
)

ORDERS = ("title", "kind", "starts", "accounts", "cost")
CONSENT_STATES = ("vigentes", "terminados", "retirados")


@dataclass(frozen=True)
class Wanted:
    """Which events: words (also of a customer), a kind, where it stands today (a key of `STANDS`), the days it touches, only
    those with something to take down; in which order."""

    text: str = ""
    kind: str = ""
    stands: str = ""
    first: date | None = None
    last: date | None = None
    only: str = ""
    order: str = ""

    @property
    def plain(self) -> bool:
        """Nothing filtered."""
        return Wanted(order=self.order) == self


@dataclass(frozen=True)
class UseNow:
    """A use, and why it must come down today (None = it may stay, or is not in public)."""

    row: PublicUse
    down: Text | None


@dataclass(frozen=True)
class Listed:
    """An event with who takes part and what is used in public; `today` as whoever asks has it."""

    row: Event
    accounts: tuple[EventAccount, ...]
    uses: tuple[UseNow, ...]
    today: date

    @property
    def stands(self) -> str:
        """Where it stands: to come, under way, over."""
        return stands(self.row.starts_on, self.row.ends_on, self.today)

    @property
    def down(self) -> int:
        """How many uses must come down."""
        return sum(one.down is not None for one in self.uses)


def granted_of(row: PublicConsent) -> Granted:
    """A consent as the rules read it."""
    return Granted(row.pk, row.on, frozenset(row.covers), row.until, row.event_id, row.withdrawn_on)


def people_said(contacts: Collection[int], on: date) -> dict[int, Answer]:
    """What each of these people said of being public, up to a day; who is not asked is in it too."""
    said: dict[int, list[Consent]] = defaultdict(list)
    for row in ContactConsent.objects.filter(contact__in=contacts, purpose="public"):
        said[row.contact_id].append(Consent("public", row.given, row.on, row.evidence))
    return {one: allowed("public", said[one], on) for one in contacts}


def use_of(row: PublicUse, said: Mapping[int, Answer]) -> Use:
    """A use as the rules read it; whoever is shown in it is in `said`."""
    person = said[row.contact_id] if row.contact_id else None
    return Use(row.what, row.event_id, row.starts_on, row.ends_on, person)


def uses_now(rows: Iterable[PublicUse], today: date) -> list[UseNow]:
    """Uses with why they must come down today, by all the consents of their customer."""
    kept = list(rows)
    said = people_said({one.contact_id for one in kept if one.contact_id}, today)
    grants: dict[str, list[Granted]] = defaultdict(list)
    for row in PublicConsent.objects.filter(customer__in={one.customer for one in kept if one.state == "published"}):
        grants[row.customer].append(granted_of(row))
    return [
        UseNow(one, must_come_down(use_of(one, said), one.state, grants[one.customer], one.name, today)) for one in kept
    ]


def listed(today: date, customer: str = "") -> list[Listed]:
    """Every event (in which a customer takes part), the newest first."""
    rows = Event.objects.filter(removed_at=None)
    rows = rows.filter(accounts__customer=customer) if customer else rows
    found = list(
        rows.order_by("-starts_on", "-pk").prefetch_related(Prefetch("accounts", EventAccount.objects.order_by("name")))
    )
    uses: dict[int, list[UseNow]] = defaultdict(list)
    for one in uses_now(PublicUse.objects.filter(event__in=[row.pk for row in found]), today):
        uses[one.row.event_id].append(one)
    return [Listed(row, tuple(row.accounts.all()), tuple(uses[row.pk]), today) for row in found]


def one_event(row: Event, today: date) -> Listed:
    """One event."""
    uses = row.uses.select_related("contact", "consent", "consent__contact", "by").order_by("name", "starts_on", "pk")
    accounts = row.accounts.prefetch_related("guests__contact").order_by("name")
    return Listed(row, tuple(accounts), tuple(uses_now(uses, today)), today)


def among(every: Iterable[Listed], wanted: Wanted, *, sees_cost: bool) -> list[Listed]:
    """Those that are wanted, in order."""
    words = folded(wanted.text).split()
    found = [
        one
        for one in every
        if all(word in _words(one) for word in words)
        and wanted.kind in ("", one.row.kind)
        and wanted.stands in ("", one.stands)
        and (wanted.first is None or one.row.ends_on >= wanted.first)
        and (wanted.last is None or one.row.starts_on <= wanted.last)
        and (not wanted.only or one.down)
    ]
    column = wanted.order.removeprefix("-")
    if not column or (column == "cost" and not sees_cost):
        return found
    return sorted(found, key=lambda one: _key(one, column), reverse=wanted.order.startswith("-"))


def _words(one: Listed) -> str:
    return f"{one.row.folded} {folded(' '.join(f'{each.customer} {each.name}' for each in one.accounts))}"


def _key(one: Listed, column: str) -> Any:
    row = one.row
    return {
        "title": folded(row.title), "kind": row.kind, "starts": row.starts_on, "accounts": len(one.accounts),
        "cost": (row.cost is None, row.cost or Decimal(0)), "stands": tuple(STANDS).index(one.stands),
    }[column]  # fmt: skip


def consents(state: str = "", text: str = "", customer: str = "", *, today: date) -> QuerySet[PublicConsent]:
    """The consents for public use, the newest first: of one customer, with these words, that hold (`vigentes`), ended or were
    withdrawn."""
    found = PublicConsent.objects.select_related("contact", "event", "by", "withdrawn_by").order_by("-on", "-pk")
    if customer:
        found = found.filter(customer=customer)
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(customer__icontains=word) | Q(purpose__icontains=word))
    ended = Q(withdrawn_on=None, until__lt=today)
    if state == "vigentes":
        return found.filter(withdrawn_on=None).exclude(ended)
    if state == "terminados":
        return found.filter(ended)
    return found.exclude(withdrawn_on=None) if state == "retirados" else found


def still_public(consent: PublicConsent, today: date) -> list[UseNow]:
    """What stands in public on a consent, and no other consent covers today: it must come down."""
    rows = PublicUse.objects.filter(customer=consent.customer, state="published")
    found = uses_now(rows.select_related("event", "contact").order_by("starts_on", "pk"), today)
    return [one for one in found if one.down is not None]


@dataclass(frozen=True)
class CameOf:
    """What came of an event: contacts and needs; and what may have come of it, of who takes part and in its days."""

    results: tuple[EventResult, ...]
    touchpoints: tuple[Touchpoint, ...]
    needs: tuple[Need, ...]


MOST = 20
"""Contacts, and needs, offered as having come of an event."""


def came_of(one: Listed, limits: Limits) -> CameOf:
    """What came of it, and contacts and needs of those days that nobody has said to come of it."""
    row, codes = one.row, [each.customer for each in one.accounts]
    results = row.results.select_related("touchpoint", "touchpoint__by", "need", "by").order_by("at", "pk")
    until = row.ends_on + timedelta(days=limits[declared.event_became])
    contacts = Touchpoint.objects.filter(
        customer__in=codes, withdrawn_at=None, on__gte=row.starts_on, on__lte=until
    ).exclude(pk__in=[each.touchpoint_id for each in results if each.touchpoint_id])
    needs = Need.objects.filter(
        customer__in=codes, removed_at=None, asked_on__gte=row.starts_on, asked_on__lte=until
    ).exclude(pk__in=[each.need_id for each in results if each.need_id])
    return CameOf(
        tuple(results), tuple(contacts.order_by("on", "pk")[:MOST]), tuple(needs.order_by("asked_on", "pk")[:MOST])
    )
