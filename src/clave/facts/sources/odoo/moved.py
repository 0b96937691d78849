"""What was ordered, what left and what is being made: `order_line`, `delivery` and `work_order`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import ORDER, ORDER_LINE, PICKING, PRODUCTION, STOCK_MOVE
from clave.facts.sources.odoo.reading import Reading, Record

CONFIRMED = ["state", "in", ["sale", "done", "cancel"]]
OUTGOING = ["picking_type_id.code", "=", "outgoing"]
DONE = ["state", "=", "done"]
PLANNED = ["state", "not in", ["draft", "cancel"]]
LINES = (ORDER_LINE.name, [["order_id.state", *CONFIRMED[1:]], ["display_type", "=", False]])
NEARLY = 1e-6  # a quantity that differs by less was delivered whole


def changed_orders(reading: Reading, since: str) -> set[int]:
    """Orders that were written since then, or a line of which was, or something of which left."""
    written = [["write_date", ">=", since]]
    found = reading.numbers(ORDER.name, [CONFIRMED, *written])
    lines = {row["order_id"] for row in reading.every(ORDER_LINE, written)}
    if not reading.fields.has(STOCK_MOVE.name, "sale_line_id"):
        return found | lines
    left = {row["sale_line_id"] for row in reading.every(STOCK_MOVE, [["sale_line_id", "!=", False], DONE, *written])}
    return found | lines | {row["order_id"] for row in reading.those(ORDER_LINE, "id", left, [])}


def changed_deliveries(reading: Reading, since: str) -> set[int]:
    """Deliveries that were written since then."""
    return reading.numbers(PICKING.name, [OUTGOING, ["write_date", ">=", since]])


def changed_work(reading: Reading, since: str) -> set[int]:
    """Work orders that were written since then."""
    return reading.numbers(PRODUCTION.name, [["write_date", ">=", since]])


def order_lines(reading: Reading, directory: Directory, orders: list[Record]) -> list[dict[str, Any]]:
    """One row per line of a confirmed order, in the product's own unit; cancelled ones say so in their status."""
    heads = {head["id"]: head for head in orders if head["state"] in ("sale", "done", "cancel")}
    lines = [
        line
        for line in reading.those(ORDER_LINE, "order_id", heads, [["display_type", "=", False]])
        if line["product_id"] and not line.get("is_downpayment")
    ]
    directory.partners(head["partner_id"] for head in heads.values())
    directory.products(line["product_id"] for line in lines)
    left = _left(reading, [line["id"] for line in lines])
    return [_order_line(reading, directory, heads[line["order_id"]], line, left.get(line["id"])) for line in lines]


def _left(reading: Reading, lines: Sequence[int]) -> dict[int, str]:
    """When the last of each line left; nothing where stock is not installed."""
    found: dict[int, str] = {}
    if reading.fields.has(STOCK_MOVE.name, "sale_line_id"):
        for move in reading.those(STOCK_MOVE, "sale_line_id", lines, [DONE]):
            found[move["sale_line_id"]] = max(found.get(move["sale_line_id"], ""), move["date"] or "")
    return found


def _order_line(reading: Reading, directory: Directory, head: Record, line: Record, left: str | None) -> dict[str, Any]:
    size = directory.in_sale_units(line["product_id"], line.get("unit"))
    asked, shipped = (line["product_uom_qty"] or 0.0) * size, (line.get("qty_delivered") or 0.0) * size
    ordered, wanted = reading.day(head["date_order"]), reading.day(head.get("commitment_date"))
    lead = line.get("customer_lead")
    promised = wanted or (ordered + timedelta(days=int(lead)) if ordered and lead else None)
    whole = shipped >= asked - NEARLY and left is not None
    net = line.get("price_subtotal")
    return {
        "order": head["name"], "line": str(line["id"]), "customer": directory.whose(head["partner_id"]),
        "product": directory.product(line["product_id"]), "ordered_date": ordered, "required_date": wanted,
        "promised_date": promised, "quantity": asked, "unit_price": net / asked if net is not None and asked else None,
        "shipped_date": reading.day(left) if whole else None, "shipped_quantity": shipped,
        "warehouse": directory.name("stock.warehouse", head.get("warehouse_id")), "status": head["state"],
        "currency": directory.name("res.currency", head.get("currency_id")),
        "ship_complete": head["picking_policy"] == "one" if head.get("picking_policy") else None,
    }  # fmt: skip


def deliveries(reading: Reading, directory: Directory, pickings: list[Record]) -> list[dict[str, Any]]:
    """One row per product of a delivery that left. Who was favoured is not known: Odoo takes the star away on leaving."""
    heads = {head["id"]: head for head in pickings if head["state"] == "done"}
    moves = reading.those(STOCK_MOVE, "picking_id", heads, [DONE])
    directory.partners(head["partner_id"] for head in heads.values())
    directory.products(move["product_id"] for move in moves)
    orders = directory.optional(ORDER, (head.get("sale_id") for head in heads.values()))
    rows = []
    for move in moves:
        head = heads[move["picking_id"]]
        order = orders.get(head.get("sale_id") or 0)
        size = directory.in_sale_units(move["product_id"], move.get("unit"))
        rows.append(
            {
                "document": head["name"], "line": str(move["id"]), "order": order["name"] if order else head.get("origin"),
                "customer": directory.whose(head["partner_id"]), "product": directory.product(move["product_id"]),
                "shipped_date": reading.day(head["date_done"]), "promised_date": reading.day(head.get("date_deadline")),
                "quantity": (move.get("done") or 0.0) * size,
            }
        )  # fmt: skip
    return rows


def work_orders(reading: Reading, directory: Directory, productions: list[Record]) -> list[dict[str, Any]]:
    """One row per work order; whose it is only where its origin names an order of sale."""
    kept = [one for one in productions if one["state"] not in ("draft", "cancel")]
    directory.products(one["product_id"] for one in kept)
    buyers = _buyers(reading, directory, {str(one["origin"]) for one in kept if one.get("origin")})
    rows = []
    for one in kept:
        begins, ends = reading.day(one.get("begins")), reading.day(one.get("date_finished"))
        under_way = one["state"] in ("progress", "to_close", "done")
        rows.append(
            {
                "order": one["name"], "product": directory.product(one["product_id"]),
                "customer": buyers.get(str(one.get("origin"))), "quantity": one["product_qty"], "released_date": begins,
                "started_date": begins if under_way else None,
                "due_date": reading.day(one.get("date_deadline")) or ends or begins,
                "finished_date": ends if one["state"] == "done" else None,
            }
        )  # fmt: skip
    return rows


def _buyers(reading: Reading, directory: Directory, origins: set[str]) -> dict[str, str | None]:
    """Customer by the name of an order of sale; nobody where two orders have the same name."""
    named: dict[str, list[int]] = defaultdict(list)
    ordered = sorted(origins)
    for start in range(0, len(ordered), 500):
        for row in directory.reading.every(ORDER, [["name", "in", ordered[start : start + 500]]]):
            named[row["name"]].append(row["partner_id"])
    directory.partners(number for numbers in named.values() for number in numbers)
    return {name: directory.whose(numbers[0]) for name, numbers in named.items() if len(numbers) == 1}
