"""How Farallones speaks with its key accounts: its people, the agreed rhythm, and two years of contacts. (C4, G7)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from clave.actions.cadence import agree_cadence, begin_cadences
from clave.actions.touchpoints import finish_follow_up, log_touchpoint
from clave.base.folding import folded
from clave.demo.judged import DIANA, ISABEL, PATRICIA, WILSON
from clave.demo.people import LUZ, NATALIA, ROSALBA
from clave.demo.programme import Cast
from clave.operations.cadence import working_day
from clave.operations.rhythms import STANDARDS, RhythmSaid
from clave.operations.touchpoints import TouchpointSaid
from clave.store.models import SPONSOR, Cadence, Contact, KeyStatus, Person
from clave.store.ownership import owners, parts_of
from clave.store.status import key_accounts

FULL = 5  # accounts with every rhythm of their category; the others are spoken with every so often
ALONE, AWAY = (
    9,
    7,
)  # with one account of so many we speak through one person only; in one of so many the sponsor does not show
ELSEWHERE, QUARTER = 0.3, 90  # how often an owner speaks with another area too; days between those of a sponsor
TWO_YEARS, AGREED = 730, 370  # days back
SEED = "farallones-contactos"
NAMES = ("Gloria Mejía", "Álvaro Pardo", "Nidia Gutiérrez", "Jairo Tovar", "Mónica Zea", "Fabio Arciniegas", "Lucía Parra",
         "Ernesto Medina", "Inés Pardo", "Óscar Lemus", "Yolanda Tapias", "Darío Galvis")  # fmt: skip
PLACES = (
    ("purchasing", "Jefe de compras"), ("management", "Gerente general"), ("finance", "Tesorería"),
    ("technical", "Jefe técnico"), ("logistics", "Jefe de bodega"),
)  # fmt: skip
COUNTRY = "CO"
WHO = {"credit": ROSALBA, "lab": ISABEL, "dispatch": WILSON, "quality": LUZ, "marketing": NATALIA}
SAID: dict[str, tuple[tuple[str, str, str], ...]] = {
    "purchasing": (
        ("Confirma el pedido del mes y pide entrega antes de las 7:00", "pedido", ""),
        ("Pregunta por el precio de la próxima temporada", "precio", "Enviar la lista de precios"),
        ("Va a subir su inventario antes de la parada de planta", "inventario", ""),
        ("Un competidor le ofreció base agua más barata; quiere comparar", "competencia", "Preparar la comparación por kilo"),
        ("Pide la ficha de seguridad en español", "ficha", "Enviar la ficha de seguridad"),
    ),
    "management": (
        ("Revisamos el año: crecen en exportación y quieren un plan conjunto", "plan", ""),
        ("Cuentan que abren una segunda planta el año entrante", "proyectos", "Visitar la obra con Laboratorio"),
        ("Agradecen la prioridad de despacho en la temporada", "servicio", ""),
    ),
    "finance": (
        ("Programan el pago para el jueves", "pagos", ""),
        ("Piden el extracto con las notas crédito", "cartera", "Enviar el extracto"),
    ),
    "technical": (
        ("Ensayo de desprendimiento en su línea: cumple", "ensayo", ""),
        ("Piden menos olor en el PU-300", "desarrollo", ""),
    ),
    "logistics": (
        ("Acordamos día y muelle de la semana", "entregas", ""),
        ("Reportan una tarima mal estibada", "entregas", "Avisar a bodega"),
    ),
    "quality": (("Piden el certificado de análisis del lote", "certificados", ""),),
    "sales": (("Les interesa la capacitación de enero", "eventos", "Reservar los cupos"),),
}  # fmt: skip


def speak(cast: Cast, *, now: datetime) -> None:
    """People, rhythms and contacts of every key account, in one go; the same accounts say the same."""
    owned, today = owners(timezone.localdate(now)), timezone.localdate(now)
    with transaction.atomic():
        for place, status in enumerate(key_accounts()):
            owner = owned.get(status.customer)
            if owner is None:
                continue
            draw = Random(f"{SEED}:{status.customer}")
            people = _people(status, owner, draw, now)
            rows = _agreed(cast, status.customer, today, now, full=place < FULL)
            lax = draw.uniform(0.85, 1.15) if place % 5 else 1.5
            areas = sorted(people.keys() & SAID.keys()) if place % ALONE else []
            for row in rows:
                _contacts(cast, row, owner, people, draw, lax, now, areas)
            sponsor = parts_of(status.customer, today).get(SPONSOR)
            if sponsor and len(rows) == 1 and place % AWAY:
                _sponsored(sponsor.person, status.customer, people, draw, now)
            _before(status.customer, owner, people, draw, now)


def _agreed(cast: Cast, customer: str, today: date, now: datetime, *, full: bool) -> list[Cadence]:
    """The rhythms of its category, or only that of its owner with purchasing."""
    first, since, diana = now - timedelta(days=AGREED), today - timedelta(days=AGREED), cast.people[DIANA]
    if full:
        return begin_cadences(by=diana, now=first, customer=customer, since=since)
    monthly = RhythmSaid("owner", None, None, "purchasing", "visit", "Pedido del mes", 30, since)
    return [agree_cadence(by=diana, now=first, customer=customer, said=monthly)]


def _people(status: KeyStatus, owner: Person, draw: Random, now: datetime) -> dict[str, Contact]:
    """Who there is to speak with, by area; those that are written down already stay as they are."""
    known = {one.area: one for one in Contact.objects.filter(customer=status.customer, removed_at=None)}
    if known:
        return known
    names = draw.sample(NAMES, len(PLACES))
    for name, (area, position) in zip(names[: draw.randint(3, len(PLACES))], PLACES, strict=False):
        known[area] = Contact.objects.create(
            customer=status.customer, name=name, position=position, area=area, language="es", folded=folded(f"{name} {position}"),
            confirmed_on=timezone.localdate(now) - timedelta(days=draw.randint(5, 200)), by=owner, created_at=now, changed_at=now,
        )  # fmt: skip
    return known


def _contacts(
    cast: Cast,
    row: Cadence,
    owner: Person,
    people: dict[str, Contact],
    draw: Random,
    lax: float,
    now: datetime,
    areas: list[str],
) -> None:
    """The contacts of one rhythm, kept as well as this account is looked after; an owner also speaks with other `areas`."""
    standard = STANDARDS[row.standard or "owner_purchasing"]
    by = {"owner": owner, "sponsor": cast.people[PATRICIA]}.get(standard.who) or cast.people[WHO[standard.who]]
    for day in _days(row.since, row.days, lax, draw, timezone.localdate(now)):
        kind = standard.channel if draw.random() < 0.75 else "visit" if standard.channel == "call" else "call"
        _log(by, row.customer, standard.area, kind, day, people.get(standard.area), draw, now)
        if by == owner and areas and draw.random() < ELSEWHERE:
            area = draw.choice(areas)
            _log(by, row.customer, area, "call", day, people.get(area), draw, now)


def _sponsored(sponsor: Person, customer: str, people: dict[str, Contact], draw: Random, now: datetime) -> None:
    """The contacts of a sponsor whom nobody reminds: about once a quarter, with who runs the place."""
    today = timezone.localdate(now)
    for day in _days(today - timedelta(days=AGREED), QUARTER, 1.0, draw, today):
        _log(sponsor, customer, "management", "visit", day, people.get("management"), draw, now)


def _days(since: date, days: int, lax: float, draw: Random, today: date) -> Iterator[date]:
    day = since
    while True:
        day = working_day(day + timedelta(days=max(1, round(days * lax * draw.uniform(0.7, 1.15)))), COUNTRY)
        if day >= today:
            return
        yield day


def _before(customer: str, owner: Person, people: dict[str, Contact], draw: Random, now: datetime) -> None:
    """What was spoken before a rhythm was agreed: when somebody thought of it."""
    today = timezone.localdate(now)
    first = today - timedelta(days=TWO_YEARS)
    for day in _days(first, 75, 1.0, draw, today - timedelta(days=AGREED)):
        _log(
            owner,
            customer,
            "purchasing",
            draw.choice(("call", "mail", "visit")),
            day,
            people.get("purchasing"),
            draw,
            now,
        )


def _log(
    by: Person, customer: str, area: str, kind: str, day: date, whom: Contact | None, draw: Random, now: datetime
) -> None:
    """One contact, written down on its day; what was left to do is done unless it is of these weeks."""
    text, topic, left = draw.choice(SAID[area])
    moment = now - timedelta(days=(timezone.localdate(now) - day).days)
    said = TouchpointSaid(
        day, kind, text, "in" if draw.random() < 0.3 else "out", (topic,) if draw.random() < 0.3 else (), follow_up=left,
        follow_up_on=day + timedelta(days=7) if left else None,
    )  # fmt: skip
    kept = log_touchpoint(by=by, now=moment, customer=customer, said=said, people=[whom.pk] if whom else [])
    if left and (timezone.localdate(now) - day).days > 10:
        finish_follow_up(by=by, now=moment + timedelta(days=6), number=kept.pk, done=True)
