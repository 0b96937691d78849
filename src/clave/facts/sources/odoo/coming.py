"""What will come in: `expected_receipt`, from receipts that were agreed and did not arrive, and from what is being made."""

from __future__ import annotations

from typing import Any

from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import PRODUCTION, RECEIPT, RECEIPT_TYPE
from clave.facts.sources.odoo.reading import Domain, Reading, Record

COMING: Domain = [
    ["picking_id.picking_type_id.code", "=", "incoming"],
    ["state", "in", ["waiting", "confirmed", "partially_available", "assigned"]],
]
MAKING: Domain = [["state", "in", ["confirmed", "progress", "to_close"]]]


def receipts(reading: Reading, directory: Directory) -> list[dict[str, Any]]:
    """One row per product, warehouse, day and document: all that is agreed, which is replaced whole. What has no day is
    left out: nobody can promise with it."""
    own = directory.options.own()
    moves = list(reading.every(RECEIPT, [*COMING, *(["picking_id.company_id", *one[1:]] for one in own)]))
    made = _made(reading, own)
    directory.products(row["product_id"] for row in (*moves, *made))
    kinds = directory.optional(RECEIPT_TYPE, (row.get("picking_type_id") for row in (*moves, *made)))
    added: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in (*(_bought(reading, directory, one) for one in moves), *(_making(reading, one) for one in made)):
        if row["date"] is None or row["quantity"] <= 0:
            continue
        kind = kinds.get(row.pop("kind") or 0, {})
        row["warehouse"] = directory.name("stock.warehouse", kind.get("warehouse_id"))
        row["product"] = directory.product(row["product"])
        key = tuple(row[name] for name in ("product", "warehouse", "date", "document"))
        if key in added:
            added[key]["quantity"] += row["quantity"]
        else:
            added[key] = row
    return list(added.values())


def _made(reading: Reading, own: Domain) -> list[Record]:
    """What is being made; nothing where production is not installed."""
    if reading.fields.of(PRODUCTION.name) is None:
        return []
    return list(reading.every(PRODUCTION, [*MAKING, *own]))


def _bought(reading: Reading, directory: Directory, one: Record) -> dict[str, Any]:
    size = directory.in_sale_units(one["product_id"], one.get("unit"))
    return {
        "product": one["product_id"], "date": reading.day(one["date"]), "quantity": (one["product_uom_qty"] or 0.0) * size,
        "document": one.get("origin"), "confirmed": True, "kind": one.get("picking_type_id"),
    }  # fmt: skip


def _making(reading: Reading, one: Record) -> dict[str, Any]:
    return {
        "product": one["product_id"], "date": reading.day(one.get("date_finished")) or reading.day(one.get("date_deadline")),
        "quantity": (one["product_qty"] or 0.0) - (one.get("qty_produced") or 0.0), "document": one["name"],
        "confirmed": one["state"] != "confirmed", "kind": one.get("picking_type_id"),
    }  # fmt: skip
