"""Reading delegations: whose, for what, in force or over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from clave.store.models import Delegation, DepartmentHead, Person
from clave.store.powers import Grant, Powers, powers
from clave.store.roles import ADMINISTRATOR, COMPLIANCE, DEPARTMENTS, DIRECTOR, MANAGEMENT, STAFF

GRANTERS = frozenset({ADMINISTRATOR.key, DIRECTOR.key})
"""Roles that may delegate any department."""
READERS = GRANTERS | {MANAGEMENT.key, COMPLIANCE.key}
"""Roles that read every delegation."""


@dataclass(frozen=True)
class Asked:
    """Which delegations; empty = all. `state` is one of `STATES`."""

    state: str = ""
    department: str = ""
    person: int | None = None


STATES = ("in_force", "planned", "ended")


def grant_of(delegation: Delegation) -> Grant:
    """A delegation as the decider reads it."""
    revoked = delegation.revoked_at
    return Grant(
        number=delegation.pk,
        department=delegation.department,
        customers=frozenset(delegation.customers),
        starts_on=delegation.starts_on,
        ends_on=delegation.ends_on,
        revoked_on=timezone.localtime(revoked).date() if revoked else None,
    )


def powers_of(person: Person | None, day: date) -> Powers:
    """What a person may act as on a day, in one query; nothing more where nobody is signed in, or somebody who is not (or
    no longer) ours."""
    if person is None or person.role not in STAFF:
        return powers(person.role if person else None, (), day)
    return powers(person.role, map(grant_of, Delegation.objects.filter(person=person)), day)


def delegations(asked: Asked, day: date) -> QuerySet[Delegation]:
    """As asked, those that end last first."""
    found = Delegation.objects.select_related("person", "granted_by", "revoked_by").order_by("-ends_on", "-pk")
    open_ = Q(revoked_at=None)
    states = {
        "in_force": open_ & Q(starts_on__lte=day, ends_on__gte=day),
        "planned": open_ & Q(starts_on__gt=day),
        "ended": Q(ends_on__lt=day) | ~open_,
    }
    if asked.state in states:
        found = found.filter(states[asked.state])
    if asked.department in DEPARTMENTS:
        found = found.filter(department=asked.department)
    return found if asked.person is None else found.filter(person=asked.person)


def readable(person: Person) -> Q:
    """Which delegations concern a person: all for who watches over them; otherwise their own, those they gave, and those
    of the department they belong to or head."""
    if person.role in READERS:
        return Q()
    return Q(person=person) | Q(granted_by=person) | Q(department__in={person.role, *headed(person)})


def headed(person: Person) -> list[str]:
    """The departments a person heads."""
    return list(DepartmentHead.objects.filter(person=person).values_list("department", flat=True))


def heads() -> dict[str, DepartmentHead]:
    """Who heads which department, by its key."""
    return {head.department: head for head in DepartmentHead.objects.select_related("person")}


def grantable(person: Person) -> tuple[str, ...]:
    """The departments that a person may delegate."""
    if person.role in GRANTERS:
        return DEPARTMENTS
    own = headed(person)
    return tuple(key for key in DEPARTMENTS if key in own)


def touching(customer: str, day: date) -> list[Delegation]:
    """The delegations in force or to come that are for this account, the ones for all included."""
    found = Delegation.objects.filter(revoked_at=None, ends_on__gte=day).select_related("person", "granted_by")
    return [one for one in found.order_by("ends_on", "pk") if grant_of(one).covers(customer)]
