"""A company with a plant for tests: the Monday of docs/explanation/produccion.md as work orders, shifts and setups in a book."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clave.actions.production import plan_production
from clave.facts.store import FactStore
from clave.store.models import Company, Grant, Person, ProductionPlan
from tests.store.docks import rows

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, 6:00 in Bogotá
DAY = date(2026, 3, 2)
NORTH, CARIBE = "C2", "C4"
ORDERS: tuple[tuple[str, str, str, float, int], ...] = (
    ("OP-1", "C1", "acero", 6, 0), ("OP-2", NORTH, "bronce", 5, 0), ("OP-3", "C3", "acero", 4, 1),
    ("OP-4", CARIBE, "acero", 5, 0), ("OP-5", "", "bronce", 8, 1),
)  # fmt: skip
"""Order, customer, family, hours, days until it is due."""
NAMES = {"C1": "Ferretería Luz", NORTH: "Aceros Norte", "C3": "Tornillos Sur", CARIBE: "Motores Caribe"}


def work(order: str, customer: str, family: str, hours: float | None, due: int | None, **more: Any) -> dict[str, Any]:
    """A row of work_order."""
    return {
        "order": order, "product": f"P-{family}", "customer": customer or None, "machine": "M1", "setup_family": family,
        "quantity": Decimal(100), "hours": hours, "due_date": None if due is None else DAY + timedelta(days=due),
    } | more  # fmt: skip


DONE = work("OP-0", "", "acero", 2, -2, started_date=DAY - timedelta(days=3), finished_date=DAY - timedelta(days=3))
"""What M1 made last: it stands ready for steel."""


def load(folder: Path, *, orders: list[dict[str, Any]] | None = None, mark: str = "1", bare: bool = False) -> int:
    """The facts of a day; `bare` = work orders alone. Returns the version."""
    found = [DONE, *(orders if orders is not None else [work(*one) for one in ORDERS])]
    tables = {"work_order": rows("work_order", found)}
    if not bare:
        tables |= {
            "customer": rows("customer", [{"customer": code, "name": name} for code, name in NAMES.items()]),
            "shift": rows("shift", [{"machine": "*", "weekday": day, "starts": 6.0, "hours": 16.0} for day in range(1, 7)]),
            "setup_time": rows(
                "setup_time",
                [{"machine": "*", "from_family": "*", "to_family": to, "minutes": 60.0} for to in ("acero", "bronce")],
            ),
            "eligible_machine": rows("eligible_machine", [{"product": "P-x", "machine": "M2"}]),
        }  # fmt: skip
    done = FactStore(folder).load(tables, source="erp", digest=mark, now=NOW, by="test", currency="COP")
    return int(done.version)


POLICY = """
[[production.moves]]
value = 2000
from = 2020-01-01
reason = "Five orders need no more"
source = "tests"
"""


def settled(settings: Any, folder: Path) -> Path:
    """A folder of facts and a policy of few moves: five orders need no more, and a hundred plans take seconds."""
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = folder / "facts", folder / "policy.toml"
    settings.CLAVE_POLICY.write_text(POLICY, encoding="utf-8")
    return Path(settings.CLAVE_FACTS)


def founded() -> None:
    """The company, and two accounts with priority in the plant."""
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    for customer, weight in ((NORTH, 10), (CARIBE, 7)):
        Grant.objects.create(
            customer=customer, privilege="production", since=DAY - timedelta(days=30), parameters={"weight": weight},
            origin="template", category="volume", at=NOW,
        )  # fmt: skip


def planned(by: Person | None = None, now: datetime = NOW) -> ProductionPlan:
    """The plan of the day, kept."""
    return plan_production(day=DAY, by=by, now=now)
