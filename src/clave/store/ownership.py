"""Reading who answers for which account at a date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from clave.base.words import Text, _
from clave.store.models import OWNER, SPONSOR, SUBSTITUTE, Ownership, Person
from clave.store.roles import ADMINISTRATOR, DIRECTOR, KAM, MANAGEMENT

ERP = _("according to the ERP")
"""What clave writes itself as the reason of an owner that the ERP named; kept as its message, said in the reader's language."""
LABELS: dict[str, Text] = {
    OWNER: _("Owner"),
    SUBSTITUTE: _("Substitute"),
    SPONSOR: _("Executive sponsor"),
}
"""What each part is called."""
_CARRIES = frozenset({KAM.key, DIRECTOR.key, MANAGEMENT.key, ADMINISTRATOR.key})
MAY_HOLD: dict[str, frozenset[str]] = {
    OWNER: _CARRIES,
    SUBSTITUTE: _CARRIES,
    SPONSOR: frozenset({DIRECTOR.key, MANAGEMENT.key}),
}
"""Which roles can have each part."""


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


def owner_counts(day: date) -> list[tuple[int, str, int]]:
    """Every owner of a day with how many accounts they own, by name."""
    found = in_force(day).filter(part=OWNER).values_list("person_id", "person__name").annotate(n=Count("pk"))
    return list(found.order_by("person__name", "person_id"))


def owner_of_each(day: date, field: str) -> Subquery:
    """The owner of an outer row's `customer` on a day, by one of its fields (`person_id`, `person__name`)."""
    return Subquery(in_force(day).filter(part=OWNER, customer=OuterRef("customer")).values(field)[:1])


def parts_held(person: Person, customer: str, day: date) -> frozenset[str]:
    """Which parts a person has for one account on a day."""
    return frozenset(in_force(day).filter(person=person, customer=customer).values_list("part", flat=True))


ANSWERING = (OWNER, SUBSTITUTE)
"""Parts that answer for an account: a substitute answers for it as the owner does."""


def answered(customer: str, since: date, until: date) -> frozenset[int]:
    """Everybody who answered for an account on any day of these, both included; a slip that was corrected on its own day
    counts on none."""
    found = Ownership.objects.filter(customer=customer, part__in=ANSWERING, starts_on__lte=until)
    lasting = found.filter(Q(ends_on=None) | Q(ends_on__gt=F("starts_on")) & Q(ends_on__gt=since))
    return frozenset(lasting.values_list("person_id", flat=True))


def accounts_of(person: Person, day: date) -> frozenset[str]:
    """The accounts in which a person has any part on a day."""
    return frozenset(in_force(day).filter(person=person).values_list("customer", flat=True))


def history_of(customer: str) -> list[Ownership]:
    """Everybody who ever had a part of an account, the newest first; what was corrected on its own day included."""
    found = Ownership.objects.filter(customer=customer).select_related("person", "by")
    return list(found.order_by("-starts_on", "-pk"))


def able(part: str) -> QuerySet[Person]:
    """The people who can have a part, by name."""
    return Person.objects.filter(role__in=MAY_HOLD[part], is_active=True).order_by("name", "pk")


def stamp(rows: Iterable[Ownership]) -> str:
    """A mark that is another one as soon as anything in these rows is: what a form carries, so that nobody decides on what
    somebody else has just changed."""
    said = ";".join(
        f"{one.pk}:{one.person_id}:{one.starts_on}:{one.ends_on or ''}" for one in sorted(rows, key=_number)
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _number(one: Ownership) -> int:
    return one.pk
