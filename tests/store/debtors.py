"""Customers that owe, and the people who collect, for tests of collection."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from clave.actions.ownership import assign
from clave.facts.store import FactStore
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.store.models import OWNER, THE_ONE, Company, Person
from tests.web import made

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""A Wednesday at ten in the morning, in Bogotá."""
TODAY = date(2026, 11, 18)
OPEN = Days(TODAY)


def owed(
    document: str, customer: str, late: int, amount: int = 1_000, paid_on: date | None = None
) -> dict[str, object]:
    """An instalment that is so many days late today."""
    due = TODAY - timedelta(days=late)
    return {
        "document": document, "line": "1", "customer": customer, "issued_date": due - timedelta(days=30), "due_date": due,
        "amount": Decimal(amount), "paid_date": paid_on, "paid_amount": Decimal(amount) if paid_on else None,
    }  # fmt: skip


def load(folder: Path, *rows: dict[str, object], mark: str = "a") -> None:
    """What customers owe, as the newest facts."""
    FactStore(folder).load(
        {"receivable": made.table("receivable", list(rows))},
        source="cartera",
        digest=mark,
        now=NOW,
        by="test",
        currency="COP",
    )


def founded() -> None:
    """The company, whose row is held while somebody writes."""
    Company.objects.get_or_create(pk=THE_ONE, defaults={"name": "Farallones", "created_at": NOW})


def route(customer: str, *, person: bool = False, way: str = "call") -> Route:
    """What somebody chooses."""
    return Route(customer, "", way, "courteous", "Tesorería", 5, 3, 7, person=person)  # type: ignore[arg-type]


def owner(by: Person, of: Person, customer: str) -> None:
    """Somebody answers for an account from a month ago on."""
    assign(by=by, now=NOW, customer=customer, name=customer, part=OWNER, person=of, starts_on=TODAY - timedelta(days=30),
           override="Prueba")  # fmt: skip
