"""A kept plan of the plant of any size, as the pages show it, without planning it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.base.words import _, stored
from clave.store.models import OrderLock, Person, PlannedOrder, ProductionPlan
from clave.store.models.production import HELD
from clave.store.producing import basis_of

MACHINES, FAMILIES = ("Reactor 1", "Mezclador 2", "Línea 3", "Extrusora"), ("acuosos", "solventes", "isocianatos")
TOTALS = {"orders": 30, "late": 2, "hours": 11.0}


def plan(by: Person, *, size: int = 10, day: date | None = None) -> ProductionPlan:
    """An open plan of today with so many orders of two hours: every fifth is a key account's, every fifth of the others gave
    way, every third changes its family."""
    begins = timezone.localtime().replace(hour=6, minute=0, second=0, microsecond=0)
    today = day or begins.date()
    kept = ProductionPlan.objects.create(
        day=today, begins=begins, facts_version="1", policy_version="p", basis=basis_of(today, 0), currency="COP",
        summary=summary(size), made_at=timezone.now(), by=by,
    )  # fmt: skip
    PlannedOrder.objects.bulk_create((order(kept, at, begins) for at in range(size)), batch_size=500)
    return kept


def order(kept: ProductionPlan, at: int, begins: datetime) -> PlannedOrder:
    """The order at a place of the sequence."""
    key, gave, place = at % 5 == 0, at % 5 == 4, at // len(MACHINES)
    setup = 30 if place % 3 == 0 else 0
    start = begins + timedelta(hours=2.5 * place, minutes=setup)
    return PlannedOrder(
        plan=kept, machine=MACHINES[at % len(MACHINES)], place=place + 1, order=f"OP-{at:05}", product=f"PU-{at % 40:03}",
        product_name=f"PU-{at % 40:03} contacto", family=FAMILIES[place % 3], family_before=FAMILIES[(place + 2) % 3],
        customer=f"C-{at % 900:04}", name=f"Calzado {at % 900} S.A.S.", category="volume" if key else "", key=key,
        weight=10 if key else 1, quantity=Decimal(400), due=begins.date(), setup_start=start - timedelta(minutes=setup),
        start=start, end=start + timedelta(hours=2), setup=setup, minutes=120, late=480 if gave else 0,
        machine_without=MACHINES[at % len(MACHINES)], place_without=place + 1, end_without=start, late_without=0,
        frozen=place == 0, locked=False, gave_way=gave, code="gave_way" if gave else "in_time",
        why=stored(_("Here it ends in time.")),
        costs=[{"order": f"OP-{at + 4:05}", "name": "Suelas Tayrona", "hours": 8.0}] if key else [],
        gave_to=[{"order": f"OP-{at - 4:05}", "name": "Calzado 5"}] if gave else [], machines=list(MACHINES[:2]),
        folded=f"op-{at:05} calzado {at % 900}",
    )  # fmt: skip


def summary(size: int) -> dict[str, Any]:
    """What stands around a sequence."""
    windows = [[day * 1440, day * 1440 + 960] for day in range(30)]
    machine = {
        "family": "acuosos",
        "orders": size // 4,
        "late": 1,
        "work": 40.0,
        "setup": 3.5,
        "ends": None,
        "open": windows,
    }
    said = stored(_("The plan stays as it is."))
    return {
        "orders": size, "weighted": 80.0, "weighted_without": 120.0, "key": TOTALS | {"late": 0}, "key_without": TOTALS,
        "others": TOTALS | {"hours": 31.0}, "others_without": TOTALS, "setup_hours": 14.0, "setup_more": 2.5,
        "setup_cost": "300000", "gave_way": size // 5, "gave_hours": 20.0, "gave_most": 8.0, "gained": 2,
        "ends": timezone.now().isoformat(), "frozen_hours": 24.0, "mode": "weights",
        "tried": [["edd", 400.0, 20.0], ["atcs", 90.0, 15.0], ["annealing", 80.0, 14.0]],
        "machines": [{"name": name} | machine for name in MACHINES], "aside": {"n": 1, "shown": [said]}, "remarks": [said],
        "held": [{"order": "OP-7", "text": said}], "marked": [{"order": "OP-8", "text": said}],
        "changes": {"sentences": [said], "moved": [{"order": "OP-9", "text": said}], "n": 43},
    }  # fmt: skip


def held(by: Person, order: str) -> OrderLock:
    """An order held back."""
    return OrderLock.objects.create(
        order=order, kind=HELD, reason="Falta la resina", until=timezone.localdate(), by=by, at=timezone.now()
    )


def world(by: Person) -> dict[str, str]:
    """A plan with an order that a page can show."""
    return {"production_order": plan(by).orders.order_by("order")[4].order}
