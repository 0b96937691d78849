"""Every fact table clave knows, declared once."""

from __future__ import annotations

from clave.facts.tables.catalogue import customer, exchange_rate, product
from clave.facts.tables.operations import delivery, dispatch_capacity, expected_receipt, order_line, stock, work_order
from clave.facts.tables.plant import eligible_machine, setup_time, shift
from clave.facts.tables.recorded import (
    JUDGED,
    KINDS,
    VOICES,
    declared_wallet,
    profile_date,
    rating,
    service,
    touchpoint,
)
from clave.facts.tables.sales import invoice_line, receivable
from clave.facts.tables.shape import Column, Kind, Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        invoice_line, receivable, customer, product, exchange_rate,
        order_line, delivery, stock, expected_receipt, dispatch_capacity, work_order,
        shift, eligible_machine, setup_time,
        touchpoint, service, rating, profile_date, declared_wallet,
    )
}  # fmt: skip

__all__ = [
    "JUDGED", "KINDS", "TABLES", "VOICES", "Column", "Kind", "Table", "customer", "declared_wallet", "delivery",
    "dispatch_capacity", "eligible_machine", "exchange_rate", "expected_receipt", "invoice_line", "order_line", "product",
    "profile_date", "rating", "receivable", "service", "setup_time", "shift", "stock", "touchpoint", "work_order",
]  # fmt: skip
