"""A preferential condition and a minimum, as their pages show them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.actions.conditions import give_condition
from clave.actions.grants import give_grant
from clave.actions.minimums import set_minimum
from clave.privileges.conditions import Condition
from clave.privileges.minimums import Minimum
from clave.store.models import KeyStatus, Person
from clave.store.status import MEMBER_STATES


def world(by: Person) -> dict[str, int]:
    """Of the first key account there is: a condition, a privilege of its own; and a minimum for all."""
    now, today = timezone.now(), timezone.localdate()
    account = KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("customer")[0]
    condition = Condition(
        account.customer, "discount", Decimal("0.05"), today, today + timedelta(days=40), "forecast", "Avisa cada mes",
        quantity=Decimal(5_000),
    )  # fmt: skip
    give_grant(
        by=by, now=now, customer=account.customer, privilege="laboratory", since=today, parameters={"hours": 40},
        reason="Prueba con nosotros el PU-440", until=today + timedelta(days=30),
    )  # fmt: skip
    rule = Minimum("order", "money", Decimal(500_000), today, reason="Lo que cuesta un viaje")
    return {
        "condition": give_condition(by=by, now=now, condition=condition).pk,
        "minimum": set_minimum(by=by, now=now, rule=rule).pk,
    }
