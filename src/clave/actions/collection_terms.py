"""How an account wants its invoice and who asks it to pay: chosen from a day on, ended and taken back by rows. (G6)"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from clave.actions.audit import record
from clave.actions.ending import checked_back, end_statement, gone
from clave.actions.following import restore, superseded
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _
from clave.privileges.collection.records import Days, checked_route, checked_wish
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.store.collection import standing_routes, standing_wishes
from clave.store.models import CollectionRoute, Company, InvoiceWish, Person
from clave.store.models.privileges import CHANGED, ENDED

Terms = TypeVar("Terms", CollectionRoute, InvoiceWish)
FOLLOWED = "followed"
"""Why a row ended that another one follows: the page says it in the reader's language."""
ROUTE, WISH = "route", "wish"


@action
def choose_route(
    *, by: Person, now: datetime, customer: str, route: Route, asks: Person | None, days: Days, reason: str
) -> CollectionRoute:
    """From a day on somebody (`asks`, None = the collections department) asks an account to pay as `route` says; what held
    before ends the day before. Raises ClaveError (`where` names the field) for days that make no sense, without a reason,
    for somebody who is not here any more, and where a later route begins already."""
    good = checked_route(route, days)
    if asks is not None and not asks.is_active:
        raise ClaveError(
            _("{name} is not with us any more.").fill(name=asks.name), where="asks", remedy=_("Choose somebody else.")
        )
    before = _room(standing_routes().filter(customer=customer), days)
    row = _follow(
        before,
        CollectionRoute(
            customer=customer, asks=asks, way=good.way, tone=good.tone, contact=good.contact, before=good.before,
            first=good.first, again=good.again, person=good.person, since=days.since, until=days.until,
            reason=_reason(reason), by=by, at=now,
        ),
        by, now,
    )  # fmt: skip
    record(by=by, now=now, what="route.chosen", about=f"customer:{customer}")
    return row


@action
def keep_wish(*, by: Person, now: datetime, customer: str, wish: Wish, days: Days, reason: str = "") -> InvoiceWish:
    """From a day on an account wants its invoice as `wish` says; what held before ends the day before. Raises ClaveError
    (`where` names the field) where the wish contradicts itself, or a later one begins already."""
    good = checked_wish(wish, days)
    before = _room(standing_wishes().filter(customer=customer), days)
    row = _follow(
        before,
        InvoiceWish(
            customer=customer, recipient=good.recipient, channel=good.channel, portal=good.portal,
            needs_order=good.needs_order, cut_off=good.cut_off, since=days.since, until=days.until,
            reason=reason.strip(), by=by, at=now,
        ),
        by, now,
    )  # fmt: skip
    record(by=by, now=now, what="wish.kept", about=f"customer:{customer}")
    return row


@action
def end_route(*, by: Person, now: datetime, customer: str, number: int, last: date, because: str) -> CollectionRoute:
    """The route holds until `last`; then policy says the next one. Raises ClaveError as `end_grant`."""
    row = _held(standing_routes().filter(customer=customer, pk=number).first())
    return end_statement(row, what="route.ended", by=by, now=now, last=last, because=because)


@action
def end_wish(*, by: Person, now: datetime, customer: str, number: int, last: date, because: str) -> InvoiceWish:
    """The wish holds until `last`. Raises ClaveError as `end_grant`."""
    row = _held(standing_wishes().filter(customer=customer, pk=number).first())
    return end_statement(row, what="wish.ended", by=by, now=now, last=last, because=because)


@action
def take_back_route(*, by: Person, now: datetime, customer: str, number: int) -> CollectionRoute:
    """Undo the last thing that was done with a route; what it followed stands again. Raises ClaveError after policy's hours."""
    kept = _back(_held(standing_routes().filter(customer=customer, pk=number).first()), by, now)
    record(by=by, now=now, what="route.taken_back", about=f"customer:{customer}")
    return kept


@action
def take_back_wish(*, by: Person, now: datetime, customer: str, number: int) -> InvoiceWish:
    """Undo the last thing that was done with a wish; what it followed stands again. Raises ClaveError after policy's hours."""
    kept = _back(_held(standing_wishes().filter(customer=customer, pk=number).first()), by, now)
    record(by=by, now=now, what="wish.taken_back", about=f"customer:{customer}")
    return kept


def hold() -> None:
    """One at a time writes about collection: what one notes, another must see."""
    list(Company.objects.select_for_update().order_by("id")[:1])


def _reason(words: str) -> str:
    if not words.strip():
        raise ClaveError(_("it is chosen for a reason."), where="reason", remedy=_("Write it in one sentence."))
    return words.strip()


def _room(standing: QuerySet[Terms], days: Days) -> list[Terms]:
    """What stands and meets these days. Raises ClaveError where one begins later."""
    hold()
    rows = [row for row in standing if row.until is None or row.until >= days.since]
    later = [row for row in rows if row.since > days.since and (days.until is None or row.since <= days.until)]
    if later:
        raise ClaveError(
            _("another one begins on {day}.").fill(day=Figure(later[-1].since, "date")), where="since",
            remedy=_("Take that one back, or choose days that end before it."),
        )  # fmt: skip
    return [row for row in rows if row.since <= days.since]


def _follow(before: list[Terms], row: Terms, by: Person, now: datetime) -> Terms:
    """The new row stands; one that began on the same day is replaced by it, an earlier one ends the day before."""
    for one in before:
        if one.since == row.since:
            row.replaces, row.did, row.because = one, CHANGED, row.reason
        else:
            superseded(one, by=by, now=now, did=ENDED, until=row.since - timedelta(days=1), because=FOLLOWED)
    row.save(force_insert=True)
    return row


def _back(row: Terms, by: Person, now: datetime) -> Terms:
    checked_back(row, now)
    if row.replaces is None:
        followed = type(row).objects.filter(
            customer=row.customer, replaced_by=None, withdrawn=False, at=row.at, did=ENDED, because=FOLLOWED
        )
        for one in followed.exclude(pk=row.pk):
            restore(one, by=by, now=now)
    return restore(row, by=by, now=now)


def _held(row: Terms | None) -> Terms:
    """A row that stands, read while the rest waits. Raises ClaveError where somebody changed it a moment ago."""
    if row is None:
        raise gone()
    hold()
    still = type(row).objects.filter(pk=row.pk, replaced_by=None, withdrawn=False).first()
    if still is None:
        raise gone()
    return still
