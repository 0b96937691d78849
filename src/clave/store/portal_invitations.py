"""What one person of a customer is invited to and asked to speak for, as they may read it: naming nobody else. (B5, C7)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.operations.portal.invitations import EVENT, SESSION
from clave.store.models import EventGuest, OffsitePerson, ReferenceAsk

GOING = ("asked", "given", "refused")
"""References that their person reads; the others came to nothing."""


@dataclass(frozen=True)
class Invited:
    """An event or a session (`kind`, `number`): what it is, its days and place, what they said and who else of theirs comes."""

    kind: str
    number: int
    what: str
    title: str
    starts_on: date
    ends_on: date
    place: str
    answer: str
    also: str
    over: bool


@dataclass(frozen=True)
class Reference:
    """A reference asked of them: in which way, about which product and for which sector; who it is for is told by voice."""

    number: int
    way: str
    on: date
    sector: str
    product: str
    word: str
    state: str

    @property
    def open(self) -> bool:
        """Whether it waits for their answer."""
        return not self.word and self.state == "asked"


def invitations_of(contact: int, today: date) -> list[Invited]:
    """What a person is invited to, the nearest first; what is over comes last, the newest first."""
    guests = EventGuest.objects.filter(contact=contact, account__event__removed_at=None).select_related(
        "account__event"
    )
    people = OffsitePerson.objects.filter(contact=contact, of__removed_at=None).exclude(of__stage="cancelled")
    found = [
        Invited(EVENT, row.pk, event.kind, event.title, event.starts_on, event.ends_on, event.place, row.answer, row.also,
                event.ends_on < today)
        for row in guests for event in (row.account.event,)
    ]  # fmt: skip
    found += [
        Invited(SESSION, row.pk, "", "", row.of.on, row.of.on, row.of.place, row.answer, row.also,
                row.of.on < today or row.of.stage != "planned")
        for row in people.select_related("of")
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (one.over, (-1 if one.over else 1) * one.starts_on.toordinal(), one.kind, one.number)
    )


def references_of(contact: int) -> list[Reference]:
    """The references asked of a person, the newest first."""
    rows = ReferenceAsk.objects.filter(contact=contact, removed_at=None, state__in=GOING).order_by("-on", "-pk")
    return [Reference(row.pk, row.way, row.on, row.sector, row.product, row.word, row.state) for row in rows]
