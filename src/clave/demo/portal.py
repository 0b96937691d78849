"""Who of the customers of Farallones comes into the portal, with which rights. None of them has a link that opens: with «Ver como
el cliente», in the tab «Portal» of their account, one sees what each of them sees. (G4)"""

from __future__ import annotations

from datetime import datetime, timedelta

from clave.actions.portal import end_visitor, invite_visitor
from clave.demo.cast import KAMS
from clave.demo.judged import DIANA
from clave.demo.programme import Cast
from clave.operations.portal.rights import RIGHTS
from clave.store.models import Contact, Person
from clave.store.status import key_accounts

WHO: tuple[tuple[str, ...], ...] = (
    tuple(RIGHTS), ("consumption", "orders"), ("asking", "voting", "plan"), ("voting", "approving", "inviting"), ("orders",),
)  # fmt: skip
"""The rights of each, one key account after the other: the general manager who sees all, finance, development, the owner of a
brand, the warehouse."""
HOURS = "Lunes a viernes, 8:00 a 18:00"
FIRST_PHONE = 142
AGO = timedelta(days=40)


def open_the_portal(cast: Cast, *, now: datetime) -> int:
    """Telephones for whoever attends accounts, and an invitation for one person of each of five key accounts, the last of whom
    changed company; how many came in."""
    for place, name in enumerate(KAMS):
        Person.objects.filter(pk=cast.people[name].pk).update(
            phone=f"+57 310 555 0{FIRST_PHONE + 15 * place}", hours=HOURS
        )
    director, invited = cast.people[DIANA], 0
    for status in key_accounts():
        if invited == len(WHO):
            break
        who = _reached(status.customer)
        if who is None:
            continue
        at = now - AGO + timedelta(days=invited)
        visitor, _token = invite_visitor(
            customer=status.customer, contact=who, by=director, now=at, rights=WHO[invited], language="es"
        )
        invited += 1
        if invited == len(WHO):
            end_visitor(customer=status.customer, visitor=visitor, by=director, now=now, why="Se retiró de la empresa")
    return invited


def _reached(customer: str) -> Contact | None:
    """The first person of a customer whom a mail reaches."""
    there = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None).exclude(email="")
    return there.order_by("pk").first()
