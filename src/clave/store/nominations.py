"""Reading nominations, and the customers that can be nominated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.facts.customers import card
from clave.store.facts import book_of
from clave.store.models import AccountLine, MeasureLine, Nomination, Person
from clave.store.models.committee import BEFORE, DECIDED, NOMINATION_STATES, OPEN, WITHDRAWN
from clave.store.queries import latest_run

ORDERS = {"name": "folded", "at": "created_at", "by": "by__name", "criterion": "criterion"}


@dataclass(frozen=True)
class Wanted:
    """Which nominations, and in which order; `by` = only that person's; empty = all, the newest first."""

    text: str = ""
    state: str = ""
    criterion: str = ""
    order: str = ""
    by: Person | None = None


@dataclass(frozen=True)
class Named:
    """A customer as a search offers it: nothing but who it is."""

    code: str
    name: str


def known_customer(code: str) -> str | None:
    """The name of a customer of the latest run, or else of the customer file; None where neither knows the code."""
    run = latest_run()
    if run and (found := MeasureLine.objects.filter(run=run, customer=code).first()):
        return found.name
    try:
        listed = card(book_of(""), code)
    except ClaveError:  # no facts at all, or none that can be opened
        return None
    return None if listed is None else listed.name or code


def customers_named(text: str, most: int) -> list[Named]:
    """Customers of the latest run whose name or code has every word of `text`, by name; none without words."""
    run, words = latest_run(), folded(text).split()
    if run is None or not words:
        return []
    found = AccountLine.objects.filter(run=run)
    for word in words:
        found = found.filter(folded__contains=word)
    return [Named(*pair) for pair in found.order_by("folded").values_list("customer", "name")[:most]]


def nominations(wanted: Wanted) -> QuerySet[Nomination]:
    """As wanted; a state or an order that nobody declared is ignored."""
    found = _of(wanted)
    if wanted.state in NOMINATION_STATES:
        found = found.filter(state=wanted.state)
    column, falling = wanted.order.removeprefix("-"), wanted.order.startswith("-")
    order = ORDERS.get(column)
    chosen = (("-" if falling else "") + order,) if order else ()
    return found.select_related("by", "ended_by", "line__proposal", "line__decision").order_by(
        *chosen, "-created_at", "-pk"
    )


def counted_nominations(wanted: Wanted) -> Mapping[str, int]:
    """How many are in each state, among those that the other filters leave."""
    states = {state: Count("pk", filter=Q(state=state)) for state in (OPEN, BEFORE, DECIDED, WITHDRAWN)}
    return dict(_of(wanted).aggregate(**states))


def _of(wanted: Wanted) -> QuerySet[Nomination]:
    found = Nomination.objects.all()
    for word in folded(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.criterion:
        found = found.filter(criterion=wanted.criterion)
    return found if wanted.by is None else found.filter(by=wanted.by)


def standing_of(person: Person, customer: str) -> Nomination | None:
    """What this person has nominated of a customer and still stands."""
    return Nomination.objects.filter(by=person, customer=customer, state__in=(OPEN, BEFORE)).first()
