"""Events of the audit log in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clave.base.words import _
from clave.store.deeds import DEEDS, FIELDS, KINDS
from clave.store.log import acted_for, people_in, person_id
from clave.store.models import THE_ONE, AuditEvent
from clave.store.people import names
from clave.store.roles import ROLES
from clave.web.words import told

ON_BEHALF = _("{name} (on behalf of {department})")
ONLY = {f"company:{THE_ONE}", f"setup:{THE_ONE}"}
"""Of these there is one, so the act itself says what it is about."""


@dataclass(frozen=True)
class EventShown:
    """One act: the ids of people are None where it was a machine, or was about something else."""

    number: int
    at: datetime
    who: str
    who_id: int | None
    did: str
    about: str
    about_id: int | None
    fields: str
    key: str


def shown(events: Iterable[AuditEvent]) -> list[EventShown]:
    """Events with the names of people as they are today."""
    found = list(events)
    known = names(people_in(found))
    return [in_words(event, known) for event in found]


def in_words(event: AuditEvent, known: Mapping[int, str]) -> EventShown:
    """One event, with the names of the people who are `known`."""
    who, about = person_id(event.by), person_id(event.about)
    return EventShown(
        number=event.number,
        at=event.at,
        who=named(event.by, known),
        who_id=who if who in known else None,
        did=did(event.what),
        about="" if event.about == event.by or event.about in ONLY else named(event.about, known),
        about_id=about if about in known else None,
        fields=", ".join(told(FIELDS[name]) if name in FIELDS else name for name in event.fields),
        key=event.what,
    )


def did(what: str) -> str:
    """An act in words; one that this version no longer declares, as it was written."""
    return told(DEEDS[what]) if what in DEEDS else what


def named(word: str, known: Mapping[int, str]) -> str:
    """Who or what an id of the log is: the name of a person, a machine by its own name, the kind and id of the rest."""
    number, department = person_id(word), acted_for(word)
    if number is not None:
        name = known.get(number) or told(_("person {number}, no longer here").fill(number=str(number)))
        return told(ON_BEHALF.fill(name=name, department=ROLES[department].label)) if department in ROLES else name
    kind, colon, key = word.partition(":")
    return f"{told(KINDS[kind])} {key}" if colon and kind in KINDS else word
