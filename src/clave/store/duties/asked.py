"""What every reader of a sheet is asked with, and what all of them share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from clave.base.words import Joined, Text, _
from clave.operations.duties import Duty, Link
from clave.policy.limits import Limits
from clave.store.cadence import Agreed, agreed, running
from clave.store.fields import Sight


@dataclass
class Asked:
    """The day, the reader's sight, and the key accounts by code with their names; `notes` says what nobody can tell."""

    today: date
    now: datetime
    limits: Limits
    sight: Sight
    keys: dict[str, str]
    notes: list[Text | Joined] = field(default_factory=list)

    @property
    def tomorrow(self) -> date:
        """The day after."""
        return self.today + timedelta(days=1)


def logging(one: Agreed) -> Link:
    """The dialog that logs a contact of a rhythm, with what is known of it filled in."""
    row = one.row
    query = f"?cliente={row.customer}&tipo={row.channel or 'call'}"
    return Link(
        _("Log one"), "touchpoint_new", (), query + (f"&persona={row.contact_id}" if row.contact_id else ""), True
    )


def rhythms_due(asked: Asked, function: str) -> list[Duty]:
    """The contacts with key accounts that a function agreed and that are due by tomorrow."""
    codes = set(running().filter(who=function, customer__in=asked.keys).values_list("customer", flat=True))
    return [
        Duty(
            "due", one.row.customer, asked.keys[one.row.customer],
            _("{topic}, with {whom}").fill(topic=one.topic, whom=one.whom), one.stand.because, logging(one), one.stand.due,
        )
        for one in (agreed(asked.today, codes) if codes else ())
        if one.row.who == function and one.stand.due <= asked.tomorrow
    ]  # fmt: skip
