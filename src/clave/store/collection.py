"""Reading what people keep about invoices and collection, in the shapes of the chain. (G6)

routes_kept(codes, day)         the route its owner chose, for each account that has one: what the entry of orders reads
wishes_kept(codes, day)         how each account wants its invoice
routing(day, limits)            the route of any customer: its own, or that of policy
happened(codes)                 errors of invoices as the ledger reads them (`Seen.happened["billing"]`)
contacts(...), promises(...), disputes(...)   what was noted, as the worklist reads it
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from clave.base.errors import ClaveError
from clave.facts.book import Book
from clave.facts.persons import persons
from clave.facts.warehouse import Source
from clave.policy.limits import Limits
from clave.privileges.collection import routes
from clave.privileges.collection.hours import Contact
from clave.privileges.collection.promises import Promise
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish
from clave.privileges.collection.worklist import Dispute
from clave.privileges.ledger.seen import Happened
from clave.store.imports import fact_store
from clave.store.models import (
    CollectionContact,
    CollectionRoute,
    InvoiceDispute,
    InvoiceError,
    InvoiceWish,
    PaymentPromise,
)
from clave.store.ownership import owners
from clave.store.privileges import held_by_all

IN_PERSON = "billing"
"""The privilege of being invoiced and collected in person: no dunning letter goes by itself to who has it."""
Row = TypeVar("Row", bound=Model)


def standing_routes() -> QuerySet[CollectionRoute]:
    """Routes that no row replaces, over and coming ones too; the latest first."""
    found = CollectionRoute.objects.filter(replaced_by=None, withdrawn=False)
    return found.select_related("by", "asks").order_by("-since", "-pk")


def standing_wishes() -> QuerySet[InvoiceWish]:
    """Wishes that no row replaces, over and coming ones too; the latest first."""
    found = InvoiceWish.objects.filter(replaced_by=None, withdrawn=False)
    return found.select_related("by").order_by("-since", "-pk")


def _on(rows: QuerySet[Row], codes: Collection[str] | None, day: date) -> QuerySet[Row]:
    found = rows.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    return found if codes is None else found.filter(customer__in=list(codes))


def routes_kept(codes: Collection[str] | None = None, day: date | None = None) -> Mapping[str, Route]:
    """The route that the owner of each of these accounts chose and that holds on a day (today); of all where no codes are
    given. Who has none is not in it: policy says theirs (`routes.of`)."""
    found = _on(standing_routes(), codes, day or timezone.localdate())
    return {row.customer: route_of(row) for row in found}


def route_of(row: CollectionRoute) -> Route:
    """A row as the chain reads it."""
    return Route(
        row.customer, row.asks.name if row.asks else "", row.way, row.tone, row.contact, row.before, row.first,  # type: ignore[arg-type]
        row.again, automatic=False, person=row.person, chosen=True,
    )  # fmt: skip


def wishes_kept(codes: Collection[str] | None = None, day: date | None = None) -> Mapping[str, Wish]:
    """How each of these accounts wants its invoice on a day (today); who said nothing is not in it."""
    found = _on(standing_wishes(), codes, day or timezone.localdate())
    return {row.customer: wish_of(row) for row in found}


def wish_of(row: InvoiceWish) -> Wish:
    """A row as the chain reads it."""
    return Wish(row.customer, row.recipient, row.channel, row.portal, row.needs_order, row.cut_off)  # type: ignore[arg-type]


def attended(day: date) -> frozenset[str]:
    """The accounts that are invoiced and collected in person on a day."""
    held = held_by_all(day)
    return frozenset(code for code, have in held.items() if any(one.privilege.key == IN_PERSON for one in have))


def routing(
    day: date, limits: Limits, codes: Collection[str] | None = None, ours: Collection[str] | None = None
) -> Callable[[str], Route]:
    """The route of any customer on a day: the one its owner chose, else that of policy for who is attended in person, else
    that of everybody. Read once; `codes` narrows what is read, `ours` are those attended in person where that is known."""
    kept, named = routes_kept(codes, day), owners(day, codes)
    ours, kinds = attended(day) if ours is None else ours, known_persons()

    def of(customer: str) -> Route:
        answers = named.get(customer)
        owner = (answers.name if answers else "") if customer in ours else None
        return routes.of(customer, limits, owner=owner, own=kept.get(customer), person=kinds.get(customer))

    return of


def known_persons() -> Mapping[str, bool]:
    """Who is a natural person (True) or a company by the newest customer file; who is not in it, nobody said."""
    if fact_store().version() is None:
        return {}
    try:
        files = fact_store().open().sources.get("customer")
        return _persons(files) if files is not None else {}
    except ClaveError:
        return {}


@lru_cache(maxsize=2)
def _persons(files: Source) -> Mapping[str, bool]:
    """A data file is named by what it holds, so what was read of it stays true."""
    return persons(Book({"customer": files}))


def _noted(rows: QuerySet[Row], codes: Collection[str] | None) -> QuerySet[Row]:
    found = rows.filter(withdrawn_at=None)
    return found if codes is None else found.filter(customer__in=list(codes))


def contacts(codes: Collection[str] | None = None, since: datetime | None = None) -> tuple[Contact, ...]:
    """The contacts about payment there were, in the time of the place."""
    found = _noted(CollectionContact.objects.order_by("moment", "pk"), codes)
    if since is not None:
        found = found.filter(moment__gte=since)
    return tuple(
        Contact(customer, timezone.localtime(moment), way)
        for customer, moment, way in found.values_list("customer", "moment", "way")
    )


def promises(codes: Collection[str] | None = None) -> tuple[Promise, ...]:
    """The promises to pay that were made."""
    found = _noted(PaymentPromise.objects.order_by("pk"), codes)
    rows: Iterable[Any] = found.values_list("customer", "documents", "amount", "made", "until", "currency")
    return tuple(Promise(customer, tuple(documents), *said) for customer, documents, *said in rows)


def promise_of(row: PaymentPromise) -> Promise:
    """A row as the chain reads it."""
    return Promise(row.customer, tuple(row.documents), row.amount, row.made, row.until, row.currency)


def disputes(codes: Collection[str] | None = None) -> tuple[Dispute, ...]:
    """The disputes that are open."""
    found = _noted(InvoiceDispute.objects.filter(closed_on=None).order_by("pk"), codes)
    rows: Iterable[Any] = found.values_list("customer", "document", "told_on", "words", "answers__name")
    return tuple(Dispute(*said) for said in rows)


def dispute_of(row: InvoiceDispute) -> Dispute:
    """A row as the chain reads it."""
    return Dispute(row.customer, row.document, row.told_on, row.words, row.answers.name)


def happened(codes: Collection[str] | None = None) -> tuple[Happened, ...]:
    """The errors of invoices as the ledger reads them, `Seen.happened["billing"]`: told on a day, and put right on one.

    It is () and not None where nobody has reported one: they are recorded here, so none reported is none promised."""
    found = _noted(InvoiceError.objects.order_by("told_on", "pk"), codes)
    rows: Iterable[Any] = found.values_list("customer", "document", "told_on", "closed_on")
    return tuple(Happened(customer, IN_PERSON, document, told, done) for customer, document, told, done in rows)
