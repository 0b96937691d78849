"""Contacts, people of customers and rhythms for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from clave.actions.cadence import agree_cadence
from clave.actions.touchpoints import log_touchpoint
from clave.operations.rhythms import RhythmSaid
from clave.operations.touchpoints import TouchpointSaid
from clave.store.models import Cadence, Contact, Ownership, Person, Touchpoint

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 17)  # a Tuesday
CODE, OTHER = "C-0001", "C-0002"


def contact(name: str = "Rosalba Cárdenas", customer: str = CODE, area: str = "purchasing", **more: Any) -> Contact:
    """A person of a customer."""
    return Contact.objects.create(
        customer=customer, name=name, area=area, language="es", confirmed_on=TODAY, folded=name.lower(), created_at=NOW,
        changed_at=NOW, **more,
    )  # fmt: skip


def charge(person: Person, part: str = "owner", customer: str = CODE, since: date = date(2025, 1, 1)) -> Ownership:
    """A part that somebody has in an account."""
    return Ownership.objects.create(customer=customer, part=part, person=person, starts_on=since, created_at=NOW)


def logged(
    by: Person, text: str = "Confirma la prueba del PU-440", customer: str = CODE, *, ago: int = 0,
    people: tuple[int, ...] = (), now: datetime = NOW, **more: Any,
) -> Touchpoint:  # fmt: skip
    """A call, so many days ago."""
    said = TouchpointSaid(TODAY - timedelta(days=ago), more.pop("kind", "call"), text, **more)
    return log_touchpoint(by=by, now=now, customer=customer, said=said, people=people)


def rhythm(**more: Any) -> RhythmSaid:
    """The owner visits somebody of purchasing every fortnight."""
    said: dict[str, Any] = {
        "who": "owner", "person": None, "contact": None, "area": "purchasing", "channel": "visit", "topic": "",
        "days": 15, "since": date(2026, 1, 5),
    }  # fmt: skip
    return RhythmSaid(**said | more)


def agreed_by(by: Person, customer: str = CODE, **more: Any) -> Cadence:
    """That rhythm, agreed."""
    return agree_cadence(by=by, now=NOW, customer=customer, said=rhythm(**more))
