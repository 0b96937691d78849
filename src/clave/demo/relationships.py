"""The people of Farallones' key accounts, what is known of these, who decides there, and which competitors were seen.

Everything is drawn from a seed, and done by the same actions as on the pages; some of it is old or missing on purpose, so that
there is something to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.utils import timezone

from clave.actions.contacts import add_contact, note_left, say_consent
from clave.actions.influence import give_opinion
from clave.actions.profile import VisitSaid, note_visit, state_profile
from clave.base.folding import folded
from clave.demo.judged import DIANA, PATRICIA
from clave.demo.names import FIRST, LAST
from clave.demo.programme import Cast
from clave.operations.contacts import ContactSaid
from clave.operations.influence import Opinion
from clave.operations.profile import Said
from clave.store.models import OWNER, Contact, KeyStatus, Person
from clave.store.ownership import parts_of
from clave.store.status import key_accounts

SEED = 612
POSTS = (
    ("Gerente general", "management", ("decides",)), ("Jefe de compras", "purchasing", ("influences",)),
    ("Jefe de planta", "production", ("uses",)), ("Jefe de calidad", "quality", ("influences", "uses")),
    ("Tesorería", "finance", ()), ("Director financiero", "finance", ("blocks",)),
)  # fmt: skip
RIVALS = ("Adhesivos del Pacífico", "Quimicola", "Pegantes Andinos", "Bondtech")
OFFERED = ("Hotmelt 5 % más barato con contrato a un año", "Muestras de PU sin tolueno para la línea nueva",
           "Consignación de base agua en la bodega del cliente", "Visita de su gerente a la planta")  # fmt: skip
FAMILIES = ("Hotmelt", "PU reactivo", "Base agua", "")
PROJECTS = ("Segunda línea de ensamble en marzo", "Certificar la planta para exportar a Perú",
            "Cambiar base solvente por base agua", "Empaque propio desde el otro año")  # fmt: skip
CHANGES = ("Cambió el jefe de compras", "Abrieron un turno de noche", "Vendieron la participación de un socio")
CERTIFICATIONS = ("ISO 9001", "ISO 9001 e ISO 14001", "BASC")
ACHIEVEMENTS = ("Premio a la exportación del departamento", "Veinticinco años de fundada")
SOURCES = ("Visita a planta", "Lo dijo el jefe de compras", "Informe de sostenibilidad", "Llamada de seguimiento")
PURPOSES = ("relationship", "greeting", "news", "hospitality")
FIELDS = ("sales", "headcount", "sites", "ownership", "growth", "projects", "changes", "certifications", "achievements")


@dataclass(frozen=True)
class Known:
    """One account, who writes about it, and the dice that decide what is known of it."""

    status: KeyStatus
    owner: Person
    draw: np.random.Generator
    now: datetime

    def ago(self, least: int, most: int) -> datetime:
        """Some moment, so many days ago."""
        return self.now - timedelta(days=int(self.draw.integers(least, most)))

    def one(self, words: tuple[str, ...]) -> str:
        """One of these words."""
        return words[int(self.draw.integers(len(words)))]

    def chance(self, share: float) -> bool:
        """Whether it happens."""
        return bool(self.draw.random() < share)


def know_the_accounts(cast: Cast, *, now: datetime) -> None:
    """People, profile, map and competitors of every key account."""
    today = timezone.localdate(now)
    for place, status in enumerate(key_accounts()):
        part = parts_of(status.customer, today).get(OWNER)
        known = Known(status, part.person if part else cast.people[DIANA], np.random.default_rng([SEED, place]), now)
        people = _people(known)
        _profile(known)
        _map(known, people, cast.people[PATRICIA])
        _rivals(known)


def _people(known: Known) -> list[tuple[Contact, tuple[str, ...]]]:
    """Two to six people; now and then nobody knows who decides, and somebody left."""
    posts = list(POSTS[: int(known.draw.integers(2, len(POSTS) + 1))])
    if known.chance(0.2):
        posts = posts[1:]
    code = known.status.customer
    found: list[tuple[Contact, tuple[str, ...]]] = []
    mails: set[str] = set()
    for position, area, roles in posts:
        name = f"{known.one(FIRST)} {known.one(LAST)} {known.one(LAST)}"
        mail = f"{folded(name).replace(' ', '.')}@cliente-{known.status.pk}.example"
        mail = "" if mail in mails or known.chance(0.15) else mail
        mails.add(mail)
        phone = "" if known.chance(0.2) else f"+57 300 555 {int(known.draw.integers(1000, 9999))}"
        said = ContactSaid(
            name, position, area, mail, phone, "call" if known.chance(0.5) else "visit", source=known.one(SOURCES)
        )
        kept = add_contact(by=known.owner, now=known.ago(5, 260), customer=code, contact=said)
        _consents(known, kept)
        if position == "Tesorería" and known.chance(0.3):
            note_left(by=known.owner, now=known.now, customer=code, number=kept.pk, on=_day(known.ago(3, 60)))
        else:
            found.append((kept, roles))
    return found


def _consents(known: Known, kept: Contact) -> None:
    for purpose in PURPOSES:
        if known.chance(0.55):
            at, given = known.ago(4, 200), known.chance(0.85)
            birthday = (
                (int(known.draw.integers(1, 29)), int(known.draw.integers(1, 13)))
                if purpose == "greeting"
                else (None, None)
            )
            say_consent(
                by=known.owner, now=at, customer=kept.customer, number=kept.pk, purpose=purpose, given=given, on=_day(at),
                evidence="Autorización firmada" if known.chance(0.6) else "Correo del cliente", birthday=birthday,
            )  # fmt: skip


def _profile(known: Known) -> None:
    """Most fields were said at some time, some of them too long ago."""
    for field in FIELDS:
        if known.chance(0.7):
            at = known.ago(2, 420)
            said = Said(field, _value(known, field), _day(at), known.one(SOURCES))
            state_profile(by=known.owner, now=at, customer=known.status.customer, said=said)


def _value(known: Known, field: str) -> str:
    return {
        "sales": str(int(known.draw.integers(6, 240)) * 1_000_000_000), "headcount": str(int(known.draw.integers(25, 900))),
        "sites": known.one(("Una planta y una bodega", "Dos plantas", "Planta en Yumbo y oficina en Bogotá")),
        "ownership": known.one(("family", "partners", "group", "multinational")),
        "growth": str(Decimal(int(known.draw.integers(-4, 19))) / 100), "projects": known.one(PROJECTS),
        "changes": known.one(CHANGES), "certifications": known.one(CERTIFICATIONS), "achievements": known.one(ACHIEVEMENTS),
    }[field]  # fmt: skip


def _map(known: Known, people: list[tuple[Contact, tuple[str, ...]]], sponsor: Person) -> None:
    """What we think of most of them; the sponsor knows some of those who decide."""
    decider = next((kept.pk for kept, roles in people if "decides" in roles), None)
    for kept, roles in people:
        if not known.chance(0.85):
            continue
        close = {known.owner.pk: int(known.draw.integers(0, 4))} | (
            {sponsor.pk: 1} if "decides" in roles and known.chance(0.5) else {}
        )
        moves = [decider] if decider and "influences" in roles and kept.pk != decider else []
        support = None if known.chance(0.3) else int(known.draw.integers(-1 if "blocks" not in roles else -2, 3))
        give_opinion(
            by=known.owner, now=known.ago(3, 150), customer=kept.customer, number=kept.pk,
            opinion=Opinion(frozenset(roles), support), close=close, influences=moves, seen=0,
        )  # fmt: skip


def _rivals(known: Known) -> None:
    for _visit in range(int(known.draw.integers(0, 3))):
        at = known.ago(3, 240)
        price = Decimal(int(known.draw.integers(58, 99)) * 100) if known.chance(0.6) else None
        visit = VisitSaid(
            _day(at), known.one(RIVALS), known.one(OFFERED), known.one(FAMILIES), price, "Lo contó compras"
        )
        note_visit(by=known.owner, now=at, customer=known.status.customer, visit=visit)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
