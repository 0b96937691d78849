"""People, kept lists and proposals for the tests of the committee."""

from __future__ import annotations

from datetime import UTC, datetime

from clave.actions.selection import keep_selection
from clave.criteria.registry import CRITERIA
from clave.measures.registry import MEASURES
from clave.store.models import Person, SelectionRun
from tests.web import made

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def somebody(role: str, name: str = "") -> Person:
    """Somebody of a role; the same one when asked again."""
    email = f"{name or role}@clave.example".lower().replace(" ", ".")
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_person(
        email=email, name=name or f"Ana {role}", role=role, password=None, created_at=NOW, language="es"
    )


def keep_run(size: int = 40) -> SelectionRun:
    """A list of so many customers, twelve of them chosen by the rule."""
    return keep_selection(
        listing=made.listing(size),
        measured=made.measured(size),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )
