"""A company with promises for tests: a dock where an ordinary order left before the key one, and another where it did not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clave.actions.ledger import judge, keep_ledger
from clave.facts.store import FactStore
from clave.store.ledger import ready
from clave.store.models import Grant, LedgerRun, Person
from tests.store.docks import DAY, KEY, NOW, PRODUCT, founded, rows

OTHER = "C-A"
BEFORE = DAY - timedelta(days=7)


def order(name: str, customer: str, quantity: int, day: date, *, left: date | None, asked: int = 9) -> dict[str, Any]:
    """One line, asked so that it has to leave on `day`, and when it left."""
    return {
        "order": name, "line": "1", "customer": customer, "product": PRODUCT, "quantity": Decimal(quantity),
        "ordered_date": day - timedelta(days=asked), "required_date": day + timedelta(days=1), "unit_price": Decimal(1000),
        "currency": "COP", "warehouse": "Yumbo", "early": True, "shipped_date": left,
    }  # fmt: skip


def orders() -> list[dict[str, Any]]:
    """A week ago there were 60: the ordinary order took 60 and the key one, ahead by its head start, waited 3 days. Three days
    ago another key one, asked for since, left on its day."""
    return [
        order("PED-1", OTHER, 60, BEFORE, left=BEFORE),
        order("PED-2", KEY, 50, BEFORE + timedelta(days=2), left=BEFORE + timedelta(days=3)),
        order("PED-3", KEY, 10, DAY - timedelta(days=3), left=DAY - timedelta(days=3), asked=2),
        order("PED-4", OTHER, 20, DAY, left=DAY - timedelta(days=1)),
    ]


def load(folder: Path, found: list[dict[str, Any]] | None = None, *, counted: bool = True, mark: str = "p") -> None:
    """The facts: these orders, the count of the morning a week ago, and who is who."""
    tables = {
        "order_line": rows("order_line", orders() if found is None else found),
        "customer": rows("customer", [{"customer": KEY, "name": "Empaques del Cauca S.A."},
                                      {"customer": OTHER, "name": "Suelas Tayrona"}]),
    }  # fmt: skip
    if counted:
        shelf = {"product": PRODUCT, "warehouse": "Yumbo", "date": BEFORE, "quantity": Decimal(60)}
        tables["stock"] = rows("stock", [shelf])
    FactStore(folder).load(tables, source="erp", digest=mark, now=NOW, by="test", currency="COP")


def promised(folder: Path, **more: Any) -> None:
    """The company, its facts, and what the key account was given: to go first, and complete on time."""
    if not Grant.objects.exists():
        founded()
    Grant.objects.create(
        customer=KEY, privilege="complete", since=DAY - timedelta(days=30), parameters={"share": 1.0}, origin="own",
        reason="Contrato", at=NOW,
    )  # fmt: skip
    load(folder, **more)


def ledger_of(by: Person | None = None, day: date = DAY) -> LedgerRun:
    """Judged and kept."""
    return keep_ledger(judged=judge(ready(day)), by=by, now=NOW)
