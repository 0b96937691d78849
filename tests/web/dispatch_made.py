"""A kept plan of any size, as the pages show it, without planning it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.base.words import _, stored
from clave.privileges.dispatch.codes import Code, Flag
from clave.store.dispatching import basis_of
from clave.store.models import DispatchLine, DispatchPlan, LinePin, Person

HOUSES = ("Yumbo", "Tocancipá")
SERVICE = {"lines": 30, "complete": 27, "share": 0.9, "fill": 0.93, "blocked": 2}


def plan(by: Person | None, *, size: int = 10, day: date | None = None) -> DispatchPlan:
    """An open plan of today with so many lines: every fifth is a key account's, every fifth of the others gave way."""
    today = day or timezone.localdate()
    kept = DispatchPlan.objects.create(
        day=today, facts_version="1", policy_version="p", basis=basis_of(today, 0), counted=today, currency="COP",
        summary=summary(size), made_at=timezone.now(), by=by,
    )  # fmt: skip
    DispatchLine.objects.bulk_create((line(kept, at, today) for at in range(size)), batch_size=500)
    return kept


def line(kept: DispatchPlan, at: int, today: date) -> DispatchLine:
    """The line at a place of the sequence."""
    key, displaced = at % 5 == 0, at % 5 == 4
    asked, given = Decimal(40 + at % 7), Decimal(12 if displaced else 40 + at % 7)
    return DispatchLine(
        plan=kept, position=at, position_without=at, turn=at // 2 + 1, turn_without=at // 2 + (3 if key else 1),
        order=f"PED-{at:06}", line="1", customer=f"C-{at % 900:04}", name=f"Calzado {at % 900} S.A.S.",
        category="volume" if key else "", key=key, product=f"PU-{at % 40:03}", product_name=f"PU-{at % 40:03} contacto",
        warehouse=HOUSES[at % 2], asked=asked, given=given, given_without=asked if displaced else given,
        unit_kilos=Decimal(5) if at % 3 else None, unit_pallets=None,
        free=Decimal(12), waits=displaced, displaced=displaced,
        code=Code.SHIP_PARTIAL_STOCK if displaced else Code.SHIP_FULL, flags=Flag.MIN_WAIVED if key else 0, due=today,
        promise=today + timedelta(days=3) if displaced else today, promised="day",
        picks=[[HOUSES[at % 2], 0, str(given)]], why=stored(_("Leaves whole")),
        costs=[{"order": "PED-9", "line": "1", "name": "Suelas Tayrona", "quantity": "28", "day": str(today)}] if key else [],
        gave_to=[{"order": "PED-8", "line": "1", "name": "Calzado 5"}] if displaced else [], money_waiting=None,
        folded=f"calzado {at % 900} c-{at % 900:04} ped-{at:06} pu-{at % 40:03}",
    )  # fmt: skip


def summary(size: int) -> dict[str, Any]:
    """What stands around a queue."""
    shelf = {"product": "PU-001", "name": "PU-001 contacto", "warehouse": "Yumbo", "start": "100", "to_key": "60",
             "to_others": "40", "held": "0", "free": "0", "lacks": "28"}  # fmt: skip
    return {
        "key": SERVICE | {"before": SERVICE | {"share": 0.8}}, "others": SERVICE | {"before": SERVICE | {"share": 0.95}},
        "moved": 3, "moved_of": 24, "moved_days": 2, "moved_undated": 0, "carrying": "1900000", "handling": "0",
        "waived": 0, "deferred": "9000000", "at_risk": "64000", "undated": "0", "unpriced": 0, "lines": size,
        "leave": size, "kilos": "21400", "weightless": 0,
        "warehouses": [{"name": house, "lines": size // 2, "cut_off": "15:00"} for house in HOUSES],
        "codes": {"SHIP_FULL": size, "NOT_DUE": 4}, "stock": [shelf], "alarm": {"scarce": 1, "share": 0.6, "rings": True},
        "aside": {"n": 1, "shown": [stored(_("It stays out: it names no product."))]}, "noted": {"n": 0, "shown": []},
        "blocked": [{"order": "PED-7", "line": "1", "customer": "C-0005", "name": "Calzado",
                     "why": stored(_("Held by credit"))}],
        "rules": [[stored(_("Put first by hand")), stored(_("with a name and a reason, until its day"))]],
    }  # fmt: skip


def pinned(by: Person, order: str) -> LinePin:
    """A move that stands."""
    return LinePin.objects.create(
        order=order, line="1", move="first", reason="Su línea para mañana", until=timezone.localdate(), by=by,
        at=timezone.now(),
    )  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """A plan with a line that a page can show."""
    return {"dispatch_line": plan(by).lines.order_by("position")[4].pk}
