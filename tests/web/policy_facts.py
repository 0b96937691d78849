"""Sixty customers that really are measured and chosen: big irregular ones, small loyal ones, good and bad payers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from tests.web.made import table

AS_OF = date(2026, 10, 31)
CUSTOMERS, MONTHS = 60, 30
START = date(2024, 5, 1)


def facts() -> dict[str, pa.Table]:
    """Invoices over thirty months and what was due for each, always the same."""
    rng = np.random.default_rng(11)
    sizes, loyalty = np.exp(rng.normal(14, 1.3, CUSTOMERS)), rng.uniform(0.4, 1.0, CUSTOMERS)
    delays = rng.choice([-5, 2, 20, 60], CUSTOMERS, p=[0.5, 0.2, 0.2, 0.1])
    invoices: list[Mapping[str, Any]] = []
    receivables: list[Mapping[str, Any]] = []
    for customer in range(CUSTOMERS):
        for month in range(MONTHS):
            if rng.random() < loyalty[customer]:
                day = START + timedelta(days=30 * month + int(rng.integers(0, 27)))
                invoices.append(_invoice(customer, month, day, sizes[customer] * rng.uniform(0.7, 1.3)))
                receivables.append(_receivable(customer, month, day, int(delays[customer])))
    invoices.append(_invoice(0, MONTHS, AS_OF, 1000))
    return {"invoice_line": table("invoice_line", invoices), "receivable": table("receivable", receivables)}


def _invoice(customer: int, month: int, day: date, money: float) -> Mapping[str, Any]:
    net = Decimal(round(money))
    return {
        "date": day, "document": f"F{customer:02d}{month:02d}", "line": "1", "customer": f"N-{customer:02d}",
        "customer_name": f"Cliente {customer:02d}", "product": f"P{customer % 5}", "family": f"Familia {customer % 5}",
        "quantity": Decimal(10), "kilos": Decimal(round(money / 9000) + 1), "net": net,
        "cost": Decimal(round(money * (0.6 + customer % 4 * 0.05))), "document_kind": "invoice",
    }  # fmt: skip


def _receivable(customer: int, month: int, day: date, delay: int) -> Mapping[str, Any]:
    due = day + timedelta(days=30)
    paid = due + timedelta(days=delay)
    return {
        "document": f"F{customer:02d}{month:02d}", "line": "1", "customer": f"N-{customer:02d}", "issued_date": day,
        "due_date": due, "amount": Decimal(1_000_000), "paid_date": paid if paid <= AS_OF else None,
    }  # fmt: skip
