"""What Farallones gave and was offered this year: one refused, one that waits, one in two parts, a tender. (G11)"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.hospitality import approve_hospitality, ask_hospitality, decline_hospitality
from clave.actions.tenders import TenderSaid, open_tender
from clave.base.folding import folded
from clave.demo.judged import DIANA
from clave.demo.people import OMAR
from clave.demo.programme import Cast
from clave.operations.hospitality.said import HospitalitySaid
from clave.store.models import Contact, ContactConsent, Hospitality, KeyStatus, Person
from clave.store.ownership import owners
from clave.store.status import key_accounts

BIRTHDAYS = (0, 3, 9)
"""Days ahead of the birthdays of who is treated in the first account; in the next ones each a week later."""
WEEK = 7
NEW = (("Rosalía Mejía", "Jefe de compras"), ("Tomás Villa", "Director técnico"), ("Lucía Arbeláez", "Gerente"))
"""Who is written down where fewer people are known who never said no."""
ACCOUNTS = 4


def treat(cast: Cast, *, now: datetime) -> None:
    """A plausible register: every state that compliance has to read about."""
    keys = list(key_accounts())[:ACCOUNTS]
    if len(keys) < ACCOUNTS:
        return
    named = owners(timezone.localdate(now))
    people = [_guests(one, WEEK * place, now=now) for place, one in enumerate(keys)]
    givers = [named.get(one.customer) or cast.people[DIANA] for one in keys]
    first, second, third, fourth = zip(keys, givers, people, strict=True)
    _gives(first, "lunch", "Almuerzo de revisión semestral", 260_000, 95, now, 2)
    _gives(first, "gift", "Libro de la historia del calzado en Cali", 90_000, 12, now)
    _gives(first, "gift", "Juego de catas de café", 85_000, 4, now)  # with the book it is past the limit of a person
    dear = _gives(second, "invitation", "Feria de adhesivos en Bogotá: entrada y tiquetes", 980_000, 60, now)
    approve_hospitality(
        by=cast.people[OMAR], now=now - timedelta(days=58), customer=dear.customer, number=dear.pk,
        words="Invitación técnica, con agenda de la feria",
    )  # fmt: skip
    _gives(second, "lunch", "Almuerzo con su área técnica", None, 3, now, 2)
    watch = _gives(third, "gift", "Reloj de escritorio", 120_000, 40, now)
    decline_hospitality(
        by=givers[2], now=now, customer=watch.customer, number=watch.pk, words="Su política no lo permite; lo agradeció"
    )
    _gives(third, "gift", "Canasta de Navidad para nosotros", 300_000, 25, now, 1, way="in", declined=True)
    _gives(third, "mail", "Estudio de precios de resinas, enviado a mano", None, 20, now)
    open_tender(
        by=fourth[1], now=now, customer=fourth[0].customer, name=fourth[0].name,
        tender=TenderSaid(timezone.localdate(now) - timedelta(days=5), None, "Licitación anual de pegantes"),
    )  # fmt: skip


Treated = tuple[KeyStatus, Person, list[Contact]]


def _gives(
    whom: Treated, kind: str, what: str, cost: int | None, days: int, now: datetime, guests: int = 1, *,
    way: str = "out", declined: bool = False,
) -> Hospitality:  # fmt: skip
    status, giver, people = whom
    then = now - timedelta(days=days)
    said = HospitalitySaid(
        on=timezone.localdate(then), kind=kind, what=what, contacts=tuple(one.pk for one in people[:guests]), direction=way,
        cost=None if cost is None else Decimal(cost), declined=declined,
    )  # fmt: skip
    return ask_hospitality(by=giver, now=then, customer=status.customer, name=status.name, said=said, ours=giver)


def _guests(status: KeyStatus, later: int, *, now: datetime) -> list[Contact]:
    """People of the account's register who never said no, each of whom said yes four months ago to being greeted and treated;
    with birthdays so many days `later` than `BIRTHDAYS`."""
    refused = ContactConsent.objects.filter(given=False).values("contact")
    living = Contact.objects.filter(customer=status.customer, removed_at=None, erased_at=None, left_on=None)
    known = list(living.exclude(pk__in=refused).order_by("pk")[: len(BIRTHDAYS)])
    known += [_new(status, *told, now=now) for told in NEW[len(known) :]]
    for kept, ahead in zip(known, BIRTHDAYS, strict=True):
        _agrees(kept, ahead + later, now)
    return known


def _new(status: KeyStatus, name: str, position: str, *, now: datetime) -> Contact:
    return Contact.objects.create(
        customer=status.customer, name=name, position=position, area="purchasing", language="es", public_official=False,
        confirmed_on=timezone.localdate(now), folded=folded(f"{name} {position}"), created_at=now, changed_at=now,
    )  # fmt: skip


def _agrees(kept: Contact, ahead: int, now: datetime) -> None:
    day, asked = timezone.localdate(now + timedelta(days=ahead)), timezone.localdate(now) - timedelta(days=120)
    kept.birth_day, kept.birth_month = day.day, day.month
    kept.save(update_fields=["birth_day", "birth_month"])
    for purpose in ("greeting", "hospitality", "news"):
        ContactConsent.objects.create(
            contact=kept, purpose=purpose, given=True, on=asked, evidence="Formato de datos firmado", at=now
        )
