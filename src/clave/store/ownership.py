"""Reading who answers for which account at a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from clave.store.models import OWNER, Ownership, Person


def in_force(day: date) -> QuerySet[Ownership]:
    """Every part that somebody has on a day."""
    return Ownership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


def parts_of(customer: str, day: date) -> dict[str, Ownership]:
    """Who has which part of one account on a day, by part."""
    return {one.part: one for one in in_force(day).filter(customer=customer).select_related("person")}


def owners(day: date, customers: Iterable[str] | None = None) -> dict[str, Person]:
    """The owner of every account that has one on a day, or of these accounts."""
    found = in_force(day).filter(part=OWNER).select_related("person")
    if customers is not None:
        found = found.filter(customer__in=list(customers))
    return {one.customer: one.person for one in found}


def parts_held(person: Person, customer: str, day: date) -> frozenset[str]:
    """Which parts a person has for one account on a day."""
    return frozenset(in_force(day).filter(person=person, customer=customer).values_list("part", flat=True))


def accounts_of(person: Person, day: date) -> frozenset[str]:
    """The accounts in which a person has any part on a day."""
    return frozenset(in_force(day).filter(person=person).values_list("customer", flat=True))
