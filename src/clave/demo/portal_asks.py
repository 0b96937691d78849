"""What the people of two of Farallones' key accounts read and ask in the portal: one that is answered and not solved, one in the
laboratory, one that nobody answered yet; an invitation, a reference, and a broken promise with what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from clave.actions.events import add_event_account, record_event
from clave.actions.needs import move_need
from clave.actions.portal import invite_visitor
from clave.actions.portal_answers import answer_invitation, reply_to_breach
from clave.actions.portal_asking import answer_in_portal, ask_in_portal, judge_in_portal, say_in_portal
from clave.demo.judged import DIANA
from clave.demo.programme import Cast
from clave.operations.events import EventSaid
from clave.operations.portal.rights import RIGHTS
from clave.store.models import Contact, EventGuest, KeyStatus, LedgerDue, Person, Visitor
from clave.store.ownership import owners
from clave.store.status import key_accounts

PLACES = 2
ASKS = (
    ("need", "Un adhesivo que seque más rápido a 2.600 metros", 40),
    ("improvement", "Menos olor en el PU-300: el turno de la noche se queja", 21),
    ("need", "Canecas de 10 kg para los talleres pequeños", 1),
)
"""Of which kind, in their words, how many days ago."""


@dataclass(frozen=True)
class Here:
    """An account with who of it comes into the portal, and who of ours answers for it."""

    status: KeyStatus
    visitor: Visitor
    kam: Person


def ask_in_the_portal(cast: Cast, *, now: datetime) -> None:
    """The first key accounts by name that somebody answers for and of whom somebody can be invited."""
    answering = owners(timezone.localdate(now))
    found = [status for status in key_accounts() if status.customer in answering]
    here = [one for status in found if (one := _here(status, answering[status.customer], cast, now))][:PLACES]
    for place, one in enumerate(here):
        _asks(one, now) if place == 0 else ask_in_portal(
            visitor=one.visitor,
            now=now - timedelta(days=3),
            name=one.status.name,
            text="Ficha técnica en inglés para su cliente",
        )
    if here:
        _invited(cast, here, now)
        _broke(here[0], now)


def _here(status: KeyStatus, kam: Person, cast: Cast, now: datetime) -> Here | None:
    """Whoever of the account is in already, or somebody with an e-mail who is invited with every right."""
    visitor = Visitor.objects.filter(customer=status.customer, ended_at=None).select_related("contact").first()
    if visitor is None:
        people = Contact.objects.filter(customer=status.customer, removed_at=None, erased_at=None, left_on=None)
        contact = people.exclude(email="").order_by("pk").first()
        if contact is None:
            return None
        visitor, _token = invite_visitor(
            customer=status.customer,
            contact=contact,
            by=cast.people[DIANA],
            now=now - timedelta(days=60),
            rights=list(RIGHTS),
        )
    return Here(status, visitor, kam)


def _asks(here: Here, now: datetime) -> None:
    kept = [
        ask_in_portal(visitor=here.visitor, now=now - timedelta(days=ago), name=here.status.name, text=text, kind=kind)
        for kind, text, ago in ASKS
    ]
    first, second = kept[0], kept[1]
    today, need = timezone.localdate(now), first.need
    if need is not None:
        for here_, to, ago in (("heard", "working", 36), ("working", "solved", 12)):
            move_need(
                by=here.kam, now=now - timedelta(days=ago), customer=need.customer, number=need.pk, here=here_, to=to,
                day=today - timedelta(days=ago), solution="PU-300 invierno" if to == "solved" else "",
                result="Seca en 8 minutos a 12 °C" if to == "solved" else "",
            )  # fmt: skip
    say: dict[str, Any] = {"by": here.kam, "customer": here.status.customer}
    answer_in_portal(now=now - timedelta(days=38), number=first.pk, text="Lo revisa el laboratorio esta semana.", **say)
    answer_in_portal(now=now - timedelta(days=12), number=first.pk, text="Les llevamos dos canecas para probar.", **say)
    judge_in_portal(
        visitor=here.visitor, now=now - timedelta(days=2), number=first.pk, verdict="unsolved",
        text="En la línea 2 todavía se abre antes de las 8 a. m.",
    )  # fmt: skip
    say_in_portal(
        visitor=here.visitor, now=now - timedelta(days=20), number=second.pk, text="Es peor en envases abiertos."
    )
    answer_in_portal(
        now=now - timedelta(days=19), number=second.pk, text="Gracias, se lo pasamos al laboratorio.", **say
    )


def _invited(cast: Cast, here: list[Here], now: datetime) -> None:
    """A training in some days; the first account comes, the second has not said."""
    day = timezone.localdate(now) + timedelta(days=17)
    by = cast.people[DIANA]
    event = record_event(by=by, now=now, event=EventSaid("training", "Curso de aplicación en frío", day, day, "Yumbo"))
    for place, one in enumerate(here):
        add_event_account(
            by=by, now=now, customer=one.status.customer, name=one.status.name, number=event.pk,
            contacts=[one.visitor.contact_id],
        )  # fmt: skip
        if place == 0:
            guest = EventGuest.objects.get(account__event=event, contact=one.visitor.contact)
            answer_invitation(
                visitor=one.visitor, now=now, kind="evento", number=guest.pk, answer="yes", also="El jefe de planta"
            )


def _broke(here: Here, now: datetime) -> None:
    """What we did about the last promise to them that broke."""
    due = LedgerDue.objects.filter(customer=here.status.customer, state="broken").order_by("-on", "pk").first()
    if due is not None:
        reply_to_breach(
            by=here.kam, now=now, customer=due.customer, mark=due.mark,
            text="Lo enviamos al día siguiente por nuestra cuenta, y el pedido queda primero hasta fin de mes.",
        )  # fmt: skip
