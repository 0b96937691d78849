"""An Odoo that is connected, key accounts, and plans of clave's own: what tests of writing begin with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from clave.actions.sources import Entered, connect_source
from clave.store.models import DispatchLine, DispatchPlan, FactSource, KeyStatus, Person, PlannedOrder, ProductionPlan
from clave.store.models.plans import CONFIRMED
from tests.odoo.fake.server import Server

NOW = datetime(2026, 6, 30, 15, 0, tzinfo=UTC)
TODAY = date(2026, 6, 30)


def person(name: str, role: str) -> Person:
    return Person.objects.create_person(
        email=f"{name.lower()}@clave.example", name=name, role=role, password=None, created_at=NOW
    )


def connected(server: Server, by: Person) -> FactSource:
    """The made-up Odoo as a source."""
    odoo = server.odoo
    settings = {"url": server.url, "database": odoo.name, "login": odoo.login}
    return connect_source(kind="odoo", entered=Entered("Odoo", settings, {"api_key": odoo.key}), by=by, now=NOW)


def key(*codes: str) -> None:
    """These are key accounts, because of their volume."""
    KeyStatus.objects.exclude(customer__in=codes).delete()
    for code in codes:
        KeyStatus.objects.get_or_create(
            customer=code,
            defaults={"name": f"Cliente {code}", "state": "confirmed", "category": "volume", "since": TODAY, "changed_at": NOW},
        )  # fmt: skip


def _plan(**more: Any) -> dict[str, Any]:
    return {
        "day": TODAY, "state": CONFIRMED, "facts_version": "1", "policy_version": "1", "basis": {}, "currency": "COP",
        "summary": {}, "made_at": NOW, "confirmed_at": NOW, **more,
    }  # fmt: skip


def dispatched(*orders: tuple[str, bool, int, int], day: date = TODAY) -> DispatchPlan:
    """A confirmed dispatch with one line for each order: its number, whether of a key account, its code, its flags."""
    plan = DispatchPlan.objects.create(**_plan(day=day, counted=day))
    for place, (order, is_key, code, flags) in enumerate(orders):
        quantity = dict.fromkeys(("asked", "given", "given_without", "free"), Decimal(1))
        DispatchLine.objects.create(
            plan=plan, position=place, position_without=place, turn=place, turn_without=place, order=order, line="1",
            customer="1", name="Uno", key=is_key, product="P001", product_name="Uno", **quantity, waits=False,
            displaced=False, code=code, flags=flags, promised="", picks=[], why={"text": ""}, costs=[], gave_to=[], folded="",
        )  # fmt: skip
    return plan


def produced(*orders: tuple[str, bool]) -> ProductionPlan:
    """A confirmed plan of the plant: the number of each work order, and whether of a key account."""
    plan = ProductionPlan.objects.create(**_plan(begins=NOW))
    for place, (order, is_key) in enumerate(orders):
        PlannedOrder.objects.create(
            plan=plan, machine="M1", place=place, order=order, product="P001", product_name="Uno", family="F", key=is_key,
            weight=1, due=TODAY, setup_start=NOW, start=NOW, end=NOW, setup=0, minutes=1, late=0, machine_without="M1",
            place_without=place, end_without=NOW, late_without=0, frozen=False, locked=False, gave_way=False, code="", why={},
            costs=[], gave_to=[], machines=[], folded="",
        )  # fmt: skip
    return plan
