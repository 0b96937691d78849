"""What the store keeps of idle stock: who accepts it in writing, what was offered, and what dispatch may send of it. (E8)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from clave.facts.book import Book
from clave.facts.idle_stock import invoiced
from clave.facts.products import families
from clave.privileges.dispatch.book import Grade
from clave.privileges.dispatch.opening import Grant
from clave.store.imports import fact_store
from clave.store.models import DispatchLine, IdleOffer, Release, SecondsLetter
from clave.store.models.idle_stock import ACCEPTED, OPEN
from clave.store.models.plans import CONFIRMED

GRADES: Mapping[str, Grade] = {"second": Grade.SECOND, "slow": Grade.SLOW}
"""Grades that a count of the stock can have, and so the dispatch; dead stock is known by its product alone."""
Cell = tuple[str, str, str]  # customer, product and grade


@dataclass(frozen=True)
class Accepted:
    """What one account takes of graded stock on a day, as the dispatch book has it: the families and grades it signed for,
    without a limit, and what it still takes of offers it accepted: product, grade, units of sale."""

    accepts: frozenset[tuple[str, Grade]] = frozenset()
    takes: tuple[tuple[str, Grade, Decimal], ...] = ()


def accepted_seconds(day: date) -> dict[str, Accepted]:
    """By account, which seconds dispatch may send it on a day: by letters in force, and by offers accepted up to that day
    that it still takes, less what confirmed plans sent of them. Raises ClaveError where the facts cannot be read."""
    signed: dict[str, set[tuple[str, Grade]]] = {}
    every: tuple[str, ...] | None = None
    for letter in letters_on(day).filter(grade__in=GRADES):
        if not letter.family and every is None:
            every = _families()
        for family in (letter.family,) if letter.family else every or ():
            signed.setdefault(letter.customer, set()).add((family, GRADES[letter.grade]))
    taken: dict[str, list[tuple[str, Grade, Decimal]]] = {}
    for (customer, product, grade), left in sorted(still_taken(day).items()):
        taken.setdefault(customer, []).append((product, GRADES[grade], left))
    return {
        customer: Accepted(frozenset(signed.get(customer, ())), tuple(taken.get(customer, ())))
        for customer in sorted(signed.keys() | taken.keys())
    }


def with_seconds(grants: Mapping[str, Grant], day: date) -> dict[str, Grant]:
    """The dispatch grants of a day with what each account takes of graded stock; whoever only takes seconds has no head
    start and no waiver."""
    ordinary = Grant("", 0, minimum_waived=False)
    found = dict(grants)
    for customer, one in accepted_seconds(day).items():
        found[customer] = replace(grants.get(customer, ordinary), accepts=one.accepts, takes=one.takes)
    return found


def letters_on(day: date) -> QuerySet[SecondsLetter]:
    """The letters in force on a day."""
    found = SecondsLetter.objects.filter(ended_at=None, since__lte=day)
    return found.filter(Q(until=None) | Q(until__gte=day)).order_by("customer", "grade", "family")


def still_taken(day: date) -> dict[Cell, Decimal]:
    """What accounts still take on a day of offers they accepted, above zero, in grades that dispatch knows."""
    offers = IdleOffer.objects.filter(grade__in=GRADES, answered_on__lte=day)
    return {cell: left for cell, left in unsent(offers, day).items() if left > 0}


def promised_by_lot(day: date, **only: str) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """By product and grade, what is not free any more on a day: units in open offers until their day, and units accepted
    that the customer still takes and that neither left nor were invoiced."""
    found: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    offers = IdleOffer.objects.filter(**only)
    for product, grade, units in offers.filter(state=OPEN, until__gte=day).values_list("product", "grade", "quantity"):
        offered, sold = found.get((product, grade), (Decimal(0), Decimal(0)))
        found[product, grade] = (offered + units, sold)
    for (_customer, product, grade), left in unsent(offers, day).items():
        offered, sold = found.get((product, grade), (Decimal(0), Decimal(0)))
        found[product, grade] = (offered, sold + left)
    return found


def unsent(offers: QuerySet[IdleOffer], day: date) -> dict[Cell, Decimal]:
    """By customer, product and grade: what was accepted and is still taken on a day, less what confirmed plans sent or the
    ERP invoiced since, whichever is more (both tell of the same units)."""
    rows = offers.filter(state=ACCEPTED, takes_until__gte=day)
    accepted: dict[Cell, Decimal] = {}
    first: dict[Cell, date] = {}
    for row in rows.order_by("answered_on", "pk"):
        cell = (row.customer, row.product, row.grade)
        accepted[cell] = accepted.get(cell, Decimal(0)) + (row.sold or 0)
        first.setdefault(cell, row.answered_on or row.made_at.date())
    if not accepted:
        return {}
    sent, billed = _sent(first), _invoiced(first)
    return {
        cell: max(units - max(sent.get(cell, Decimal(0)), billed.get(cell, Decimal(0))), Decimal(0))
        for cell, units in accepted.items()
    }


def _sent(first: Mapping[Cell, date]) -> dict[Cell, Decimal]:
    """What confirmed plans sent of each of these from its first day on."""
    products, names = {cell[1] for cell in first}, {int(grade): name for name, grade in GRADES.items()}
    releases = Release.objects.filter(plan__state=CONFIRMED, grade__in=names, product__in=products)
    rows = list(
        releases.values_list("plan", "plan__day", "order", "line", "product", "grade").annotate(n=Sum("quantity"))
    )
    lines = DispatchLine.objects.filter(plan__in={row[0] for row in rows}, product__in=products)
    buyers = {row[:3]: row[3] for row in lines.values_list("plan", "order", "line", "customer")}
    found: dict[Cell, Decimal] = {}
    for plan, day, order, line, product, grade, quantity in rows:
        cell = (buyers.get((plan, order, line), ""), product, names[grade])
        if cell in first and day >= first[cell]:
            found[cell] = found.get(cell, Decimal(0)) + quantity
    return found


def _invoiced(first: Mapping[Cell, date]) -> dict[Cell, Decimal]:
    """What the ERP invoiced of each of these from its first day on."""
    book = newest_facts()
    if book is None:
        return {}
    rows = invoiced(book, {cell[1] for cell in first}, min(first.values()))
    return {
        cell: sum((units for who, what, on, units in rows if (who, what) == cell[:2] and on >= since), Decimal(0))
        for cell, since in first.items()
    }


def newest_facts() -> Book | None:
    """The newest facts; None where there are none. Raises ClaveError where they cannot be read."""
    return fact_store().open() if fact_store().versions(1) else None


def _families() -> tuple[str, ...]:
    book = newest_facts()
    return families(book) if book else ()
