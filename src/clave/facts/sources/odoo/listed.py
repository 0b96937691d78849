"""Who buys, what is made, and what lies there: `customer`, `product` and `stock`."""

from __future__ import annotations

from datetime import date
from typing import Any

from clave.facts.sources.odoo.directory import Directory
from clave.facts.sources.odoo.models import PARTNER, PRODUCT, QUANT
from clave.facts.sources.odoo.reading import Reading, Record

BUYS = ["customer_rank", ">", 0]
INSIDE = ["location_id.usage", "=", "internal"]


def changed_partners(reading: Reading, since: str) -> set[int]:
    """Customers that were written since then."""
    return reading.numbers(PARTNER.name, [BUYS, ["write_date", ">=", since]])


def changed_products(reading: Reading, since: str) -> set[int]:
    """Products that were written since then."""
    return reading.numbers(PRODUCT.name, [["write_date", ">=", since]])


def customers(reading: Reading, directory: Directory, partners: list[Record]) -> list[dict[str, Any]]:
    """One row per customer: the companies and persons that invoices are made out to, their branches left to them."""
    directory.keep(PARTNER, partners)
    owners = [one for one in partners if one["commercial_partner_id"] in (one["id"], None)]
    parents = directory.partners(one.get("parent_id") for one in owners)
    return [
        {
            "customer": directory.customer(one), "name": one["name"], "tax_id": one.get("vat"),
            "person_kind": None if one.get("is_company") is None else "company" if one["is_company"] else "person",
            "group": parents[one["parent_id"]]["name"] if parents.get(one.get("parent_id") or 0) else None,
            "sector": directory.name("res.partner.industry", one.get("industry_id")), "city": one.get("city"),
            "region": directory.name("res.country.state", one.get("state_id")),
            "country": directory.name("res.country", one.get("country_id")),
            "terms_days": directory.terms(one.get("property_payment_term_id")),
            "credit_limit": one.get("credit_limit") if one.get("use_partner_credit_limit") else None,
            "owner": directory.name("res.users", one.get("user_id")), "since": reading.day(one.get("create_date")),
        }
        for one in owners
    ]  # fmt: skip


def products(reading: Reading, directory: Directory, records: list[Record]) -> list[dict[str, Any]]:
    """One row per product; a weight or a cost of zero is one that nobody entered."""
    directory.keep(PRODUCT, records)
    seconds = directory.options.seconds
    rows = []
    for one in records:
        family = directory.name("product.category", one["categ_id"])
        rows.append(
            {
                "product": directory.product(one["id"]), "name": one.get("label"), "family": family,
                "weight": one.get("weight") or None, "unit_cost": one.get("standard_price") or None,
                "quality": "second" if seconds.holds("", family or "", "") else None,
            }
        )  # fmt: skip
    return rows


def stock(reading: Reading, directory: Directory, today: date) -> list[dict[str, Any]]:
    """One row per product, warehouse, lot and grade: all that lies inside on one day, which is replaced whole."""
    quants = list(reading.every(QUANT, [INSIDE, *directory.options.own()]))
    directory.products(one["product_id"] for one in quants)
    directory.locations(one["location_id"] for one in quants)
    directory.lots(one.get("lot_id") for one in quants)
    added: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in quants:
        row = _lying(reading, directory, one, today)
        key = tuple(row[name] for name in ("product", "warehouse", "lot", "grade"))
        if key in added:
            for name in ("quantity", "released_quantity"):
                added[key][name] += row[name]
        else:
            added[key] = row
    return list(added.values())


def _lying(reading: Reading, directory: Directory, one: Record, today: date) -> dict[str, Any]:
    place = directory.locations([one["location_id"]]).get(one["location_id"], {})
    lot = directory.lots([one.get("lot_id")]).get(one.get("lot_id") or 0, {})
    product = directory.products([one["product_id"]]).get(one["product_id"], {})
    family = directory.name("product.category", product.get("categ_id")) or ""
    options = directory.options
    came = reading.day(one.get("in_date"))
    slow = options.slow_days is not None and came is not None and (today - came).days >= options.slow_days
    second = options.seconds.holds(place.get("complete_name") or "", family, lot.get("name") or "")
    return {
        "product": directory.product(one["product_id"]), "date": today,
        "warehouse": directory.name("stock.warehouse", place.get("warehouse_id")) or place.get("complete_name"),
        "quantity": one["quantity"] or 0.0, "released_quantity": one.get("reserved_quantity") or 0.0,
        "lot": lot.get("name"), "grade": "second" if second else "slow" if slow else "prime",
        "expiry_date": reading.day(lot.get("expiration_date")),
    }  # fmt: skip
