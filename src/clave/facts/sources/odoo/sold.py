"""What was invoiced and how it was paid: `invoice_line` and `receivable`, from posted invoices and credit notes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import MOVE, MOVE_LINE, ORDER, PARTIAL
from clave.facts.sources.odoo.reading import Reading, Record

SOLD = ["move_type", "in", ["out_invoice", "out_refund"]]
POSTED = ["state", "=", "posted"]
LINES = (
    MOVE_LINE.name,
    [["move_id.move_type", *SOLD[1:]], ["move_id.state", "=", "posted"], ["display_type", "=", "product"]],
)


def changed_documents(reading: Reading, since: str) -> set[int]:
    """Documents that were written since then."""
    return reading.numbers(MOVE.name, [SOLD, ["write_date", ">=", since]])


def changed_debts(reading: Reading, since: str) -> set[int]:
    """Documents that were written since then, or of which an instalment was settled."""
    lines = {row["debit_move_id"] for row in reading.every(PARTIAL, [["write_date", ">=", since]])}
    settled = {row["move_id"] for row in reading.those(MOVE_LINE, "id", lines, [["display_type", "=", "payment_term"]])}
    return changed_documents(reading, since) | settled


def invoice_lines(reading: Reading, directory: Directory, documents: list[Record]) -> list[dict[str, Any]]:
    """One row per line of product of each posted document; money in the company's currency, as it was booked."""
    heads = {head["id"]: head for head in documents if head["state"] == "posted"}
    lines = reading.those(MOVE_LINE, "move_id", heads, [["display_type", "=", "product"]])
    directory.partners(head["commercial_partner_id"] for head in heads.values())
    directory.products(line["product_id"] for line in lines)
    sales = directory.order_lines(number for line in lines for number in line.get("sale_line_ids") or ())
    directory.optional(ORDER, (sale["order_id"] for sale in sales.values()))
    return [_line(reading, directory, heads[line["move_id"]], line) for line in lines]


def _line(reading: Reading, directory: Directory, head: Record, line: Record) -> dict[str, Any]:
    sign = -1 if head["move_type"] == "out_refund" else 1
    size = directory.in_sale_units(line["product_id"], line["product_uom_id"])
    quantity = sign * (line["quantity"] or 0.0) * size
    product = directory.products([line["product_id"]]).get(line["product_id"] or 0, {})
    abroad = head.get("currency_id") != head.get("company_currency_id")
    net = -line["balance"] if abroad or line["price_subtotal"] is None else sign * line["price_subtotal"]
    customer = directory.partners([head["commercial_partner_id"]]).get(head["commercial_partner_id"] or 0)
    sale, order = _sale(directory, line)
    return {
        "date": head["invoice_date"], "document": head["name"], "line": str(line["id"]),
        "customer": directory.customer(customer), "customer_name": customer["name"] if customer else None,
        "product": directory.product(line["product_id"]), "product_name": product.get("label") or line["name"],
        "family": directory.name("product.category", product.get("categ_id")),
        "quantity": quantity, "kilos": quantity * product["weight"] if product.get("weight") else None,
        "unit_price": None if abroad else _each(line["price_unit"], size), "discount": (line["discount"] or 0.0) / 100,
        "net": net, "cost": _cost(directory, head, sale, order, line, sign),
        "currency": directory.name("res.currency", head.get("company_currency_id")),
        "document_kind": "credit" if sign < 0 else "invoice",
        "terms_days": directory.terms(head.get("invoice_payment_term_id")),
        "order": order["name"] if order else head.get("invoice_origin"),
    }  # fmt: skip


def _each(price: float | None, size: float) -> float | None:
    return None if price is None else price / size


def _sale(directory: Directory, line: Record) -> tuple[Record | None, Record | None]:
    """The line of an order that an invoice line came from, and the order."""
    sales = line.get("sale_line_ids") or []
    sale = directory.order_lines(sales).get(sales[0]) if sales else None
    order = directory.optional(ORDER, [sale["order_id"]]).get(sale["order_id"]) if sale else None
    return sale, order


def _cost(
    directory: Directory, head: Record, sale: Record | None, order: Record | None, line: Record, sign: int
) -> float | None:
    """What it cost when it was sold, where Odoo keeps that with the order (margins installed); else nobody knows."""
    price = sale.get("purchase_price") if sale else None
    if not sale or not order or not price or order.get("currency_id") != head.get("company_currency_id"):
        return None
    sold = directory.in_sale_units(line["product_id"], line["product_uom_id"])
    asked = directory.in_sale_units(sale["product_id"], sale.get("unit"))
    return sign * (line["quantity"] or 0.0) * sold / asked * float(price)


def receivables(reading: Reading, directory: Directory, documents: list[Record]) -> list[dict[str, Any]]:
    """One row per settlement of each instalment of a posted invoice, and one for what is still open of it."""
    heads = {head["id"]: head for head in documents if head["state"] == "posted" and head["move_type"] == "out_invoice"}
    instalments = reading.those(MOVE_LINE, "move_id", heads, [["display_type", "=", "payment_term"]])
    settled: dict[int, list[Record]] = defaultdict(list)
    for partial in reading.those(PARTIAL, "debit_move_id", {line["id"] for line in instalments}, []):
        settled[partial["debit_move_id"]].append(partial)
    directory.partners(head["commercial_partner_id"] for head in heads.values())
    return [
        row for line in instalments for row in _instalment(directory, heads[line["move_id"]], line, settled[line["id"]])
    ]


def _instalment(directory: Directory, head: Record, line: Record, settled: list[Record]) -> list[dict[str, Any]]:
    customer = directory.partners([head["commercial_partner_id"]]).get(head["commercial_partner_id"] or 0)
    row = {
        "document": head["name"], "customer": directory.customer(customer), "issued_date": head["invoice_date"],
        "due_date": line["date_maturity"] or head["invoice_date"],
        "currency": directory.name("res.currency", head.get("company_currency_id")),
    }  # fmt: skip
    rows = [
        {**row, "line": f"{line['id']}/{part['id']}", "amount": part["amount"], "paid_date": part["max_date"],
         "paid_amount": part["amount"]}
        for part in settled
    ]  # fmt: skip
    left = round(line["balance"] - sum(part["amount"] for part in settled), 4)
    if left > 0:
        rows.append({**row, "line": str(line["id"]), "amount": left, "paid_date": None, "paid_amount": None})
    return rows
