"""Reading the life of statuses: who is key now or at a date, and what the bands must know of the members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clave.selection.bands import Membership
from clave.selection.life import STATES, is_member
from clave.store.models import KeyStatus, StatusChange

MEMBER_STATES = tuple(key for key, state in STATES.items() if state.member)


def status_of(customer: str) -> KeyStatus | None:
    """Where one customer stands now; None where nobody ever nominated it."""
    return KeyStatus.objects.filter(customer=customer).first()


def key_accounts() -> list[KeyStatus]:
    """The key accounts of now, by name."""
    return list(KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer"))


def memberships() -> dict[str, Membership]:
    """The members of now as the bands read them; empty before the first decision."""
    found = KeyStatus.objects.filter(state__in=MEMBER_STATES, since__isnull=False)
    return {status.customer: Membership(status.since, status.reviews, status.below) for status in found if status.since}


def states_at(day: date) -> dict[str, StatusChange]:
    """The last step of every customer that counted on a day; those without status left out."""
    last: dict[str, StatusChange] = {}
    for change in StatusChange.objects.filter(effective_on__lte=day).order_by("effective_on", "id"):
        last[change.customer] = change
    return {customer: change for customer, change in last.items() if change.after}


def members_of(changes: Iterable[StatusChange]) -> list[str]:
    """The customers that these last steps leave as key accounts, in code order."""
    return sorted(change.customer for change in changes if is_member(change.after))
