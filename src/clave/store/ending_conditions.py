"""Preferential conditions that are about to end and nobody was told of yet, with what was bought with them. (C5)"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clave.base.errors import ClaveError
from clave.facts.condition_use import Asked, Use, condition_use
from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.conditions import DAYS_A_YEAR, TERMS, Condition, expiring
from clave.report.ending_condition import key_of
from clave.store.imports import fact_store
from clave.store.models import Mail
from clave.store.privileges import agreed, standing_conditions


def untold(today: date, limits: Limits) -> tuple[Condition, ...]:
    """Those that end within policy's days and of which no letter was written, the nearest end first."""
    ending = expiring([agreed(row) for row in standing_conditions().filter(until__gte=today)], today, limits)
    told = set(Mail.objects.filter(template="condition_ends").values_list("key", flat=True)) if ending else set()
    return tuple(one for one in ending if key_of(one.number or 0, one.until) not in told)


def used(conditions: tuple[Condition, ...]) -> dict[int, Use] | None:
    """What was bought with each by the newest invoices; None where they cannot be read."""
    asked = [Asked(one.number or 0, one.account, one.product, one.family, one.since, one.until) for one in conditions]
    try:
        return condition_use(fact_store().open(), asked)
    except ClaveError:
        return None


def cost_of(condition: Condition, use: Use | None, limits: Limits) -> Decimal | None:
    """What it has cost so far: what the list would have brought more, or the credit; None = it cannot be measured."""
    if use is None:
        return Decimal(0)
    if condition.kind == TERMS:
        return use.money * condition.value * Decimal(str(limits[declared.cost_capital])) / DAYS_A_YEAR
    return use.given
