"""What the start page of the portal says of the account that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.store.models import OWNER, SUBSTITUTE, Person, Visitor
from clave.store.nominations import known_customer
from clave.store.ownership import parts_of
from clave.store.status import status_of


@dataclass(frozen=True)
class Hero:
    """The account by name, since when it is key (None where it is not), and who of ours attends it."""

    name: str
    since: date | None
    kam: Person | None
    covers: Person | None


def hero(visitor: Visitor, today: date) -> Hero:
    """What stands on top of the start page."""
    status, parts = status_of(visitor.customer), parts_of(visitor.customer, today)
    kam, covers = parts.get(OWNER), parts.get(SUBSTITUTE)
    return Hero(
        name=known_customer(visitor.customer) or (status.name if status else visitor.customer),
        since=status.since if status else None,
        kam=kam.person if kam else None,
        covers=covers.person if covers else None,
    )
