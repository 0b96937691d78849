"""Entering what a manager can carry, from a day on: the earlier rows stay as history (F2, D1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from clave.actions.audit import record
from clave.actions.refused import Refused
from clave.actions.shape import action
from clave.base.words import _
from clave.store.models import OWNER, AccountLoad, KamCapacity, Person
from clave.store.ownership import MAY_HOLD
from clave.store.roles import ADMINISTRATOR, DIRECTOR

MOST = {"hours": 744, "accounts": 1000, "relationships": 500}
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
    _sensible(given, reason)
    kept, _made = KamCapacity.objects.update_or_create(
        person=person, starts_on=starts_on, defaults={**given, "reason": reason.strip(), "by": by, "created_at": now}
    )
    record(by=by, now=now, what="capacity.entered", about=f"person:{person.pk}", fields=given)
    return kept


@action
def enter_account_load(
    *,
    by: Person,
    now: datetime,
    customer: str,
    starts_on: date,
    hours: float | None,
    relationships: int | None,
    reason: str,
) -> AccountLoad:
    """What one account takes from that day on: its own hours, or the relationships to be looked after in it; entered twice
    for one day, the later counts; both None = as policy says again. Raises Refused as `enter_capacity` does."""
    if by.role not in (ADMINISTRATOR.key, DIRECTOR.key):
        raise Refused(_("only the administrator or the sales director enters what an account takes."))
    given = {"hours": hours, "relationships": relationships}
    _sensible(given, reason)
    kept, _made = AccountLoad.objects.update_or_create(
        customer=customer, starts_on=starts_on,
        defaults={**given, "reason": reason.strip(), "by": by, "created_at": now},
    )  # fmt: skip
    record(by=by, now=now, what="capacity.account_entered", about=f"customer:{customer}", fields=given)
    return kept


def _sensible(given: Mapping[str, float | None], reason: str) -> None:
    for field, figure in given.items():
        if figure is not None and not 0 <= figure <= MOST[field]:
            raise Refused(_("it is a number from 0 to {most}.").fill(most=MOST[field]), field=field)
    if not reason.strip():
        raise Refused(_("it changes without a reason."), field="reason", remedy=_("Write in one sentence why."))
