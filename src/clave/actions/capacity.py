"""Entering what a manager can carry, from a day on: the earlier rows stay as history (F2, D1)."""

from __future__ import annotations

from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.refused import Refused
from clave.actions.shape import action
from clave.base.words import _
from clave.store.models import OWNER, KamCapacity, Person
from clave.store.ownership import MAY_HOLD
from clave.store.roles import ADMINISTRATOR, DIRECTOR

MOST_HOURS, MOST_ACCOUNTS, MOST_RELATIONSHIPS = 744, 1000, 500
"""A month of 31 days has no more hours; of the others, what is above is a slip of the keyboard."""


@action
def enter_capacity(
    *,
    by: Person,
    now: datetime,
    person: Person,
    starts_on: date,
    hours: float | None,
    accounts: int | None,
    relationships: int | None,
    reason: str,
) -> KamCapacity:
    """From that day on; entered twice for one day, the later counts. None = not entered. Raises Refused for a figure that
    cannot be, without a reason, and where `by` may not or the person cannot own accounts."""
    if by.role not in (ADMINISTRATOR.key, DIRECTOR.key):
        raise Refused(_("only the administrator or the sales director enters a capacity."))
    if not person.is_active or person.role not in MAY_HOLD[OWNER]:
        raise Refused(_("{name} cannot own accounts.").fill(name=person.name))
    given = {"hours": hours, "accounts": accounts, "relationships": relationships}
    most = {"hours": MOST_HOURS, "accounts": MOST_ACCOUNTS, "relationships": MOST_RELATIONSHIPS}
    for field, figure in given.items():
        if figure is not None and not 0 <= figure <= most[field]:
            raise Refused(_("it is a number from 0 to {most}.").fill(most=most[field]), field=field)
    if not reason.strip():
        raise Refused(_("it changes without a reason."), field="reason", remedy=_("Write in one sentence why."))
    kept, _made = KamCapacity.objects.update_or_create(
        person=person, starts_on=starts_on, defaults={**given, "reason": reason.strip(), "by": by, "created_at": now}
    )
    record(by=by, now=now, what="capacity.entered", about=f"person:{person.pk}", fields=given)
    return kept
