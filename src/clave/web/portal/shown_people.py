"""Who of ours attends the account of a visitor, and how each is reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clave.base.words import Text, _
from clave.store.models import OWNER, SPONSOR, SUBSTITUTE, DepartmentHead, Person
from clave.store.ownership import parts_of

PARTS: dict[str, Text] = {
    OWNER: _("Attends your company: your direct door"),
    SUBSTITUTE: _("Attends you when the first is away"),
    SPONSOR: _("Answers for the relationship in our management"),
}
DEPARTMENTS: dict[str, Text] = {
    "dispatch": _("Dispatch and deliveries"),
    "plant": _("Production"),
    "lab": _("Laboratory and trials"),
    "quality": _("Quality and claims"),
    "credit": _("Invoices and payments"),
    "marketing": _("Events and novelties"),
}
"""What each department does for a customer, in the customer's words."""


@dataclass(frozen=True)
class Reached:
    """One of ours: for what, and how; `call` is the telephone as a link, `chat` the same for WhatsApp, empty where unknown."""

    name: str
    what: Text
    email: str
    phone: str
    hours: str
    call: str
    chat: str


@dataclass(frozen=True)
class Attending:
    """Who attends an account: the first door, who covers, and everybody in order."""

    first: Reached | None
    covers: Reached | None
    everybody: tuple[Reached, ...]


def attending(customer: str, today: date) -> Attending:
    """Who attends an account on a day; nobody of ours who cannot sign in any more."""
    parts = {part: one.person for part, one in parts_of(customer, today).items() if one.person.is_active}
    found = {part: _reached(parts[part], what) for part, what in PARTS.items() if part in parts}
    heads = DepartmentHead.objects.filter(department__in=DEPARTMENTS, person__is_active=True).select_related("person")
    led = {head.department: head.person for head in heads}
    named = {person.pk for person in parts.values()}
    more = (_reached(led[key], what) for key, what in DEPARTMENTS.items() if key in led and led[key].pk not in named)
    return Attending(found.get(OWNER), found.get(SUBSTITUTE), (*found.values(), *_once(more)))


def _once(found: Iterable[Reached]) -> list[Reached]:
    return list({(one.name, one.what.msgid): one for one in found}.values())


def _reached(person: Person, what: Text) -> Reached:
    digits = "".join(sign for sign in person.phone if sign.isdigit())
    return Reached(
        person.name, what, person.email, person.phone, person.hours, f"tel:+{digits}" if digits else "",
        f"https://wa.me/{digits}" if digits else "",
    )  # fmt: skip
