"""One sheet: its parts in order, and what nobody can tell of it today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clave.base.words import Joined, Text
from clave.operations.duties import Duty, Section, sections
from clave.policy.limits import Limits
from clave.store.duties.asked import Asked, rhythms_due
from clave.store.duties.people import credit, marketing, reception
from clave.store.duties.work import dispatch, lab, plant
from clave.store.fields import Sight
from clave.store.models import KeyStatus
from clave.store.status import MEMBER_STATES

READERS: Mapping[str, Callable[[Asked], list[Duty]]] = {
    "dispatch": dispatch, "plant": plant, "credit": credit, "lab": lab, "reception": reception, "marketing": marketing,
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """The sheet of a function: its parts, how many key accounts there are, and what nobody can tell."""

    function: str
    sections: tuple[Section, ...]
    accounts: int
    notes: tuple[Text | Joined, ...]


def sheet_of(function: str, now: datetime, limits: Limits, sight: Sight) -> Sheet:
    """What a function has to do at a moment, as its reader may see it; KeyError for a function that there is not."""
    members = KeyStatus.objects.filter(state__in=MEMBER_STATES)
    keys = {code: name or code for code, name in members.values_list("customer", "name")}
    asked = Asked(timezone.localdate(now), now, limits, sight, keys)
    duties = READERS[function](asked)
    found = sections(function, [*duties, *rhythms_due(asked, function)])
    return Sheet(function, found, len(keys), tuple(asked.notes))
