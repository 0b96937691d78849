"""Off-site sessions, events and consents of customers for tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clave.actions.events import add_event_account, record_event
from clave.actions.offsite import move_offsite, plan_offsite
from clave.actions.offsite_ideas import add_idea
from clave.actions.public_use import plan_public_use, publish_use, record_public_consent
from clave.operations.events import ConsentSaid, EventSaid, UseSaid
from clave.operations.offsite import OffsiteSaid
from clave.store.models import Contact, Event, OffsiteIdea, OffsiteSession, Person, PublicConsent, PublicUse
from tests.store.contacted import CODE, NOW, TODAY, contact

NAME = "Calzado Uno"


def planned(by: Person, theirs: Contact | None = None, *, ago: int = 3, **more: Any) -> OffsiteSession:
    """A session with somebody of both sides, so many days ago."""
    given = {
        "on": TODAY - timedelta(days=ago), "place": "Hacienda El Bosque", "purpose": "Reducir mermas",
        "cost": Decimal(4_000_000), "ours": (by.pk,), "theirs": (theirs.pk,) if theirs else (),
    } | more  # fmt: skip
    return plan_offsite(by=by, now=NOW, customer=CODE, name=NAME, session=OffsiteSaid(**given))


def held_session(by: Person, theirs: Contact | None = None, *, ago: int = 3) -> OffsiteSession:
    """One that took place."""
    kept = planned(by, theirs or contact(), ago=ago)
    move_offsite(by=by, now=NOW, customer=CODE, number=kept.pk, here="planned", to="held")
    return kept


def idea(by: Person, kept: OffsiteSession, text: str = "Un silo en su planta") -> OffsiteIdea:
    """An idea said in it."""
    return add_idea(by=by, now=NOW, customer=CODE, number=kept.pk, text=text)


def fair(by: Person, *customers: str, title: str = "IFLS 2026") -> Event:
    """A fair of these days in which customers take part."""
    said = EventSaid(
        "fair", title, TODAY - timedelta(days=3), TODAY + timedelta(days=3), "Corferias", Decimal(9_000_000)
    )
    kept = record_event(by=by, now=NOW, event=said)
    for customer in customers or (CODE,):
        add_event_account(by=by, now=NOW, customer=customer, name=NAME, number=kept.pk)
    return kept


def consented(by: Person, who: Contact, **more: Any) -> PublicConsent:
    """A consent for name and logo for the whole year."""
    given = {
        "contact": who.pk, "on": date(2026, 1, 10), "covers": ("name", "logo"), "purpose": "Nuestro stand",
        "evidence": "Correo del 10 de enero", "until": date(2026, 12, 31),
    } | more  # fmt: skip
    return record_public_consent(by=by, now=NOW, customer=CODE, name=NAME, consent=ConsentSaid(**given))


def use(by: Person, event: Event, *, public: bool = False, **more: Any) -> PublicUse:
    """The logo on the stand for these days."""
    given = {
        "what": "logo", "where": "Pared del stand", "starts_on": TODAY - timedelta(days=1),
        "ends_on": TODAY + timedelta(days=3),
    } | more  # fmt: skip
    row = plan_public_use(by=by, now=NOW, customer=CODE, number=event.pk, use=UseSaid(**given))
    return publish_use(by=by, now=NOW, customer=CODE, number=event.pk, use=row.pk) if public else row
