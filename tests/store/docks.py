"""A company with a dock for tests: order lines of four customers for one scarce product, one of them with a head start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from clave.actions.dispatch import plan_dispatch
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
from clave.store.models import Company, DispatchPlan, Grant, IdleOffer, Person

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
KEY, PRODUCT = "C-KEY", "PU-300"
LINES: tuple[tuple[str, str, int, int], ...] = (("PED-1", "C-A", 40, 0), ("PED-2", "C-B", 30, 0), ("PED-3", KEY, 60, 2))
"""Order, customer, quantity, days from the plan until it has to leave."""


def rows(name: str, found: list[dict[str, Any]]) -> pa.Table:
    """A declared table from rows; what they do not say is null."""
    names = {column.name: column.type for column in TABLES[name].schema}
    return pa.table({key: pa.array([row.get(key) for row in found], kind) for key, kind in names.items()})


def load(
    folder: Path, *, stock: int = 100, lines: tuple[tuple[str, str, int, int], ...] = LINES, counted: date = DAY,
    mark: str = "1", seconds: int = 0,
) -> int:  # fmt: skip
    """The facts of a day, with some units of second quality besides; returns the version."""
    orders = [
        {
            "order": order, "line": "1", "customer": customer, "product": PRODUCT, "quantity": Decimal(quantity),
            "ordered_date": DAY - timedelta(days=9), "required_date": DAY + timedelta(days=days + 1),
            "unit_price": Decimal(1000), "currency": "COP", "warehouse": "Yumbo", "early": True,
        }
        for order, customer, quantity, days in lines
    ]  # fmt: skip
    shelves = [{"product": PRODUCT, "warehouse": "Yumbo", "date": counted, "quantity": Decimal(stock)}]
    if seconds:
        shelves += [shelves[0] | {"quantity": Decimal(seconds), "grade": "second"}]
    tables = {"order_line": rows("order_line", orders), "stock": rows("stock", shelves)}
    done = FactStore(folder).load(tables, source="erp", digest=mark, now=NOW, by="test", currency="COP")
    return int(done.version)


def founded() -> None:
    """The company, and the head start of its key account."""
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})
    Grant.objects.create(
        customer=KEY, privilege="dispatch", since=DAY - timedelta(days=30), parameters={"days": 14}, origin="template",
        category="volume", at=NOW,
    )  # fmt: skip


def takes_seconds(by: Person, customer: str, units: int) -> IdleOffer:
    """A customer took units of second quality in an offer, and still takes them on the day."""
    return IdleOffer.objects.create(
        customer=customer, name=customer, product=PRODUCT, product_name="PU", grade="second", quantity=units, price=700,
        currency="COP", until=DAY, state="accepted", sold=units, sold_price=700, takes_until=DAY + timedelta(days=20),
        answered_on=DAY, by=by, made_at=NOW,
    )  # fmt: skip


def planned(by: Person | None = None) -> DispatchPlan:
    """The plan of the day, kept."""
    return plan_dispatch(day=DAY, by=by, now=NOW)
