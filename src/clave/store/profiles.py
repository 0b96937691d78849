"""Reading what we know of an account: statements, confirmations, visits of competitors, and how fresh all of it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from clave.operations.profile import Profile, Said, profile
from clave.policy.limits import Limits
from clave.store.models import CompetitorVisit, Contact, ProfileConfirmation, ProfileStatement


def statements_of(customer: str, field: str = "") -> list[ProfileStatement]:
    """What was said and not taken back, the newest first; of one field, where one is named."""
    found = ProfileStatement.objects.filter(customer=customer, withdrawn_at=None).select_related("by")
    return list((found.filter(field=field) if field else found).order_by("-on", "-pk"))


def visits_of(customer: str) -> QuerySet[CompetitorVisit]:
    """The visits of competitors that stand, the newest first."""
    found = CompetitorVisit.objects.filter(customer=customer, withdrawn_at=None)
    return found.select_related("by").order_by("-on", "-pk")


def confirmations_of(customer: str) -> list[ProfileConfirmation]:
    """The days on which the whole profile was seen to be so, the newest first."""
    found = ProfileConfirmation.objects.filter(customer=customer, withdrawn_at=None)
    return list(found.select_related("by").order_by("-on"))


def profile_of(customer: str, day: date, limits: Limits) -> Profile:
    """How the profile of an account stands on a day."""
    return profile_from(customer, statements_of(customer), confirmations_of(customer), day, limits)


def profile_from(
    customer: str, rows: list[ProfileStatement], confirmed: list[ProfileConfirmation], day: date, limits: Limits
) -> Profile:
    """The same from what was read already, the newest first."""
    said = [Said(row.field, row.value, row.on, row.source) for row in reversed(rows)]
    return profile(said, [row.on for row in confirmed], _derived(customer), day, limits)


def _derived(customer: str) -> dict[str, date]:
    """The newest day of what nobody types: visits of competitors, people who are there."""
    there = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None)
    newest: dict[str, Any] = {
        "competitors": CompetitorVisit.objects.filter(customer=customer, withdrawn_at=None).aggregate(day=Max("on"))[
            "day"
        ],
        "people": there.aggregate(day=Max("confirmed_on"))["day"],
    }
    return {key: day for key, day in newest.items() if day is not None}
