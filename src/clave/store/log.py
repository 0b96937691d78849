"""Reading the audit log: who, what, when; the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from clave.store.models import AuditEvent, Person

PERSON, FOR = "person:", " for:"


@dataclass(frozen=True)
class Asked:
    """Which events; empty = all. `who` is a `by` as the log keeps it: what they did, for a department too, and what was
    done about them; with a department, only what they did for it.
    `until` is not included."""

    who: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None


def events(asked: Asked) -> QuerySet[AuditEvent]:
    """As asked, the newest first."""
    found = AuditEvent.objects.order_by("-number")
    if asked.who:
        on_behalf = Q(by__startswith=asked.who + FOR) if person_id(asked.who) is not None else Q()
        found = found.filter(Q(by=asked.who) | Q(about=asked.who) | on_behalf)
    if asked.what:
        found = found.filter(what=asked.what)
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    return found


def writers() -> list[str]:
    """Everybody who ever did something, as the log keeps them."""
    return list(AuditEvent.objects.order_by("by").values_list("by", flat=True).distinct())


def people_in(found: Iterable[AuditEvent]) -> set[int]:
    """The ids of the people who did these, or whom they are about."""
    return {number for event in found for word in (event.by, event.about) if (number := person_id(word)) is not None}


def written(person: Person) -> str:
    """As the log keeps who acts: `person:12`, or `person:12 for:credit` where only a delegation let them."""
    return f"{PERSON}{person.pk}" + (FOR + person.acting_for if person.acting_for else "")


def person_id(word: str) -> int | None:
    """12 of `person:12` and of `person:12 for:credit`; None of everything else."""
    number = word.partition(FOR)[0].removeprefix(PERSON)
    return int(number) if word.startswith(PERSON) and number.isdecimal() else None


def acted_for(word: str) -> str:
    """`credit` of `person:12 for:credit`; empty where they acted in their own role."""
    return word.partition(FOR)[2]
