"""What Farallones did with its accounts beyond the daily round: a session away, events, what was shown in public. (C3, C7)"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.actions.contacts import say_consent
from clave.actions.events import add_event_account, record_event
from clave.actions.needs import record_need
from clave.actions.offsite import keep_point, move_offsite, plan_offsite
from clave.actions.offsite_ideas import add_idea, turn_down_idea
from clave.actions.public_use import plan_public_use, publish_use, record_public_consent
from clave.demo.judged import ISABEL
from clave.demo.people import NATALIA
from clave.demo.programme import Cast
from clave.operations.events import ConsentSaid, EventSaid, UseSaid
from clave.operations.needs import NeedSaid
from clave.operations.offsite import OffsiteSaid, PointSaid
from clave.store.models import Contact, Event, KeyStatus, Person
from clave.store.ownership import owners
from clave.store.status import key_accounts

ACCOUNTS = 3
AGENDA = (
    ("Cómo nos fue este año, con cifras de los dos", 40), ("Recorrido por la línea de ensamble", 60),
    ("Ideas para bajar mermas", 75), ("Compromisos y fechas", 30),
)  # fmt: skip
SILO = "Un silo de base agua en su planta, con sensor de nivel"


def go_out(cast: Cast, *, now: datetime) -> None:
    """A session that was held and one to come, a fair with the consent of who is shown there, and a training."""
    named = owners(timezone.localdate(now))
    keys = [one for one in key_accounts() if one.customer in named][:ACCOUNTS]
    people = {one.customer: theirs for one in keys if (theirs := somebody(one.customer))}
    if len(people) < ACCOUNTS:
        return
    first, second, third = keys
    _held(cast, first, named[first.customer], people[first.customer], now)
    _to_come(cast, second, named[second.customer], people[second.customer], now)
    _shown(cast, (first, third), people, named, now)


def somebody(customer: str) -> Contact | None:
    """The first person of a customer who is known and there."""
    living = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None)
    return living.order_by("pk").first()


def says_yes(who: Contact, purpose: str, by: Person, at: datetime) -> None:
    """They sign that their data may be used for this."""
    say_consent(
        by=by, now=at, customer=who.customer, number=who.pk, purpose=purpose, given=True, on=_day(at),
        evidence="Autorización firmada",
    )  # fmt: skip


def _held(cast: Cast, status: KeyStatus, kam: Person, theirs: Contact, now: datetime) -> None:
    """Six weeks ago, away from both offices; one idea became a need, one was turned down, one waits."""
    planned, then = now - timedelta(days=70), now - timedelta(days=42)
    about: dict[str, Any] = {"by": kam, "customer": status.customer}
    session = OffsiteSaid(
        _day(then), "Hacienda El Paraíso, El Cerrito", "Planear el año entrante y bajar mermas", Decimal(4_800_000),
        (kam.pk, cast.people[ISABEL].pk), (theirs.pk,),
        "Probar el silo antes de la temporada y revisar las mermas en cada reunión",
    )  # fmt: skip
    kept = plan_offsite(now=planned, name=status.name, session=session, **about)
    for text, minutes in AGENDA:
        keep_point(now=planned, number=kept.pk, said=PointSaid(text, minutes, kam.pk), **about)
    move_offsite(now=then, number=kept.pk, here="planned", to="held", **about)
    silo = add_idea(now=then, number=kept.pk, text=SILO, theirs=theirs.pk, **about)
    add_idea(now=then, number=kept.pk, text="Turno compartido de capacitación en enero", ours=kam.pk, **about)
    dear = add_idea(now=then, number=kept.pk, text="Producir en su planta los sábados", theirs=theirs.pk, **about)
    after = then + timedelta(days=2)
    turn_down_idea(now=after, number=kept.pk, idea=dear.pk, why="Su licencia ambiental no lo permite", **about)
    need = NeedSaid("Los tambores se vencen y ocupan la bodega", _day(then), contact=theirs.pk, solution=SILO)
    record_need(now=after, name=status.name, need=need, idea=silo.pk, **about)


def _to_come(cast: Cast, status: KeyStatus, kam: Person, theirs: Contact, now: datetime) -> None:
    """In three weeks, with half an agenda and a cost nobody knows yet."""
    about: dict[str, Any] = {"by": kam, "now": now - timedelta(days=8), "customer": status.customer}
    session = OffsiteSaid(
        _day(now + timedelta(days=21)), "Club Campestre de Cali", "Desarrollo conjunto de un hotmelt sin olor",
        ours=(kam.pk, cast.people[ISABEL].pk), theirs=(theirs.pk,),
    )  # fmt: skip
    kept = plan_offsite(name=status.name, session=session, **about)
    for text, minutes in AGENDA[:2]:
        keep_point(number=kept.pk, said=PointSaid(text, minutes), **about)


def _shown(
    cast: Cast, keys: tuple[KeyStatus, KeyStatus], people: dict[str, Contact], named: dict[str, Person], now: datetime
) -> None:
    """A fair with a logo on the stand and another that waits for its day; a training for both; a story without consent yet."""
    natalia, asked = cast.people[NATALIA], now - timedelta(days=50)
    fair = _event(natalia, asked, "fair", "Feria Internacional del Calzado", now - timedelta(days=2), 4, 18_500_000)
    course = _event(natalia, asked, "training", "Adhesivos base agua en frío", now + timedelta(days=16), 2, None)
    story = _event(natalia, asked, "success", "Un año sin solventes", now + timedelta(days=40), 30, 2_200_000)
    for event, who in ((fair, keys), (course, keys), (story, keys[:1])):
        for one in who:
            part: dict[str, Any] = {"customer": one.customer, "name": one.name, "number": event.pk}
            add_event_account(by=natalia, now=asked, contacts=[people[one.customer].pk], **part)
    for one, what, first in ((keys[0], "logo", -2), (keys[1], "name", 1)):
        kam, theirs = named[one.customer], people[one.customer]
        says_yes(theirs, "public", kam, asked)
        consent = ConsentSaid(
            theirs.pk, _day(asked), ("name", "logo"), "Nuestro puesto en la feria", "Correo de su gerencia",
            date(now.year + 1, 12, 31),
        )  # fmt: skip
        about: dict[str, Any] = {"by": natalia, "customer": one.customer}
        record_public_consent(now=asked, name=one.name, consent=consent, **about)
        shown = UseSaid(what, "Pared de clientes del puesto", _day(now + timedelta(days=first)), fair.ends_on)
        row = plan_public_use(now=asked, number=fair.pk, use=shown, **about)
        if first < 0:
            publish_use(now=now - timedelta(days=2), number=fair.pk, use=row.pk, **about)


def _event(by: Person, at: datetime, kind: str, title: str, starts: datetime, days: int, cost: int | None) -> Event:
    first = _day(starts)
    said = EventSaid(
        kind, title, first, first + timedelta(days=days - 1), "Bogotá", None if cost is None else Decimal(cost)
    )
    return record_event(by=by, now=at, event=said)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
