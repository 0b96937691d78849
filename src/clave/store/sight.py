"""Which sensitive figures somebody sees on a day: their role, and the accounts they answer for."""

from __future__ import annotations

from datetime import date

from clave.store.fields import FIELDS, KEEPERS_OF_ACCOUNT, NOTHING, Sight
from clave.store.models import OWNER, Person
from clave.store.ownership import in_force


def sight_of(person: Person | None, day: date) -> Sight:
    """What somebody sees on a day; nobody signed in sees nothing. One query, none for who sees everything there is."""
    if person is None:
        return NOTHING
    if all(person.role in one.roles for one in FIELDS.values()):
        return Sight(person.role)
    found = list(in_force(day).filter(part__in=KEEPERS_OF_ACCOUNT).values_list("customer", "part", "person_id"))
    return Sight(
        person.role,
        held=frozenset(customer for customer, _part, who in found if who == person.pk),
        owned=frozenset(customer for customer, part, _who in found if part == OWNER),
    )
