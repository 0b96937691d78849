"""Off-site sessions, events and consents as their pages show them, on the customers of the list."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.store.models import (
    Contact,
    Event,
    EventAccount,
    EventGuest,
    OffsiteIdea,
    OffsitePerson,
    OffsitePoint,
    OffsiteSession,
    OffsiteStep,
    Person,
    PublicConsent,
    PublicUse,
)

NAME = "Calzado Uno S.A.S."


def contact(customer: str = "C-0002", name: str = "Rosalba Cárdenas") -> Contact:
    """Somebody of a customer."""
    now = timezone.now()
    return Contact.objects.create(
        customer=customer, name=name, position="Gerente", area="purchasing", language="es", confirmed_on=now.date(),
        folded=name.lower(), created_at=now, changed_at=now,
    )  # fmt: skip


def session(
    by: Person, at: int = 0, customer: str = "C-0002", stage: str = "held", ago: int = 40, ideas: int = 2,
    theirs: Contact | None = None, cost: Decimal | None = Decimal(4_000_000),
) -> OffsiteSession:  # fmt: skip
    """A session with both sides, a point and some ideas that nobody touched."""
    today, now = timezone.localdate(), timezone.now()
    kept = OffsiteSession.objects.create(
        customer=customer, name=NAME, on=today - timedelta(days=ago), place="Hacienda El Bosque", stage=stage, cost=cost,
        purpose=f"Reducir mermas {at}", owner=by, by=by, created_at=now, changed_at=now,
        folded=f"{customer} reducir mermas {at}".lower(),
    )  # fmt: skip
    OffsitePerson.objects.create(of=kept, person=by)
    if theirs:
        OffsitePerson.objects.create(of=kept, contact=theirs)
    OffsitePoint.objects.create(of=kept, place=1, text="Cómo vamos", minutes=30, person=by)
    OffsitePoint.objects.create(of=kept, place=2, text="Ideas", minutes=90)
    for number in range(ideas):
        OffsiteIdea.objects.create(of=kept, text=f"Un silo en su planta {number}", by=by, created_at=now)
    for to in dict.fromkeys(("planned", stage)):
        OffsiteStep.objects.create(of=kept, stage=to, day=today, by=by, at=now)
    return kept


def event(by: Person, at: int = 0, *customers: str, cost: Decimal | None = Decimal(9_000_000)) -> Event:
    """A fair that goes on, in which customers take part."""
    today, now = timezone.localdate(), timezone.now()
    kept = Event.objects.create(
        kind="fair", title=f"IFLS {at}", starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=2), cost=cost,
        place="Corferias", by=by, created_at=now, changed_at=now, folded=f"ifls {at} corferias",
    )  # fmt: skip
    for customer in customers or ("C-0002",):
        EventAccount.objects.create(event=kept, customer=customer, name=NAME, at=now)
    return kept


def guest(kept: Event, who: Contact) -> EventGuest:
    """Somebody of the first customer takes part."""
    return EventGuest.objects.create(account=kept.accounts.order_by("pk")[0], contact=who)


def consent(by: Person, who: Contact, withdrawn: bool = False, at: int = 0) -> PublicConsent:
    """A consent for name and logo, from long ago until next year."""
    today, now = timezone.localdate(), timezone.now()
    return PublicConsent.objects.create(
        customer=who.customer, name=NAME, contact=who, on=today - timedelta(days=90), covers=["name", "logo"],
        purpose=f"Nuestro stand {at}", evidence="Correo de la gerencia", until=today + timedelta(days=300), by=by, created_at=now,
        withdrawn_on=today if withdrawn else None, withdrawn_by=by if withdrawn else None,
        withdrawn_at=now if withdrawn else None,
    )  # fmt: skip


def use(by: Person, kept: Event, given: PublicConsent, state: str = "published", at: int = 0) -> PublicUse:
    """The logo on the stand these days."""
    today, now = timezone.localdate(), timezone.now()
    return PublicUse.objects.create(
        event=kept, customer=given.customer, name=given.name, consent=given, what="logo", where=f"Pared {at}", by=by,
        starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=2), state=state, created_at=now,
        published_on=today if state == "published" else None,
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """Something that each page can show."""
    who = contact(name="Rosalba del mundo")
    kept = session(by, theirs=who)
    session(by, 1, stage="planned", ago=-5, ideas=0, cost=None)
    found, given = event(by), consent(by, who)
    guest(found, who)
    use(by, found, given)
    gone = consent(by, who, withdrawn=True, at=1)
    return {"offsite": kept.pk, "event": found.pk, "consent": given.pk, "consent_gone": gone.pk}
