"""What is read of each model: the fields under names of ours, with the names they have in one version and another.

`fields_get` is asked once per connection and model; what has another name there is found, what is absent is empty, and
only what a row means nothing without stops the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.client import Client


@dataclass(frozen=True)
class Model:
    """A model and its fields: {name of ours: the names it may have there, the first one that exists counts}."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]


def model(name: str, needed: str, optional: str = "", **other: str) -> Model:
    """A model whose fields keep their names, but for `other` = 'newer older' ones; those of `other` are optional."""
    own = {field: (field,) for field in f"{needed} {optional}".split()}
    return Model(
        name, {**own, **{key: tuple(names.split()) for key, names in other.items()}}, frozenset(needed.split())
    )


PARTNER = model(
    "res.partner", "name commercial_partner_id write_date",
    "ref vat is_company parent_id user_id city state_id country_id industry_id create_date customer_rank category_id active "
    "property_payment_term_id use_partner_credit_limit credit_limit",
)  # fmt: skip
PRODUCT = model(
    "product.product", "write_date categ_id uom_id", "default_code display_name weight standard_price type",
    label="name display_name",
)  # fmt: skip
MOVE = model(
    "account.move", "name move_type state invoice_date commercial_partner_id write_date",
    "invoice_payment_term_id currency_id company_currency_id invoice_origin company_id",
)  # fmt: skip
MOVE_LINE = model(
    "account.move.line", "move_id display_type balance",
    "product_id name quantity price_subtotal price_unit discount date_maturity product_uom_id sale_line_ids amount_residual",
)  # fmt: skip
PARTIAL = model("account.partial.reconcile", "debit_move_id credit_move_id amount max_date write_date")
ORDER = model(
    "sale.order", "name state date_order partner_id write_date",
    "commitment_date warehouse_id picking_policy currency_id company_id",
)  # fmt: skip
ORDER_LINE = model(
    "sale.order.line", "order_id product_id product_uom_qty",
    "qty_delivered price_subtotal customer_lead purchase_price display_type is_downpayment write_date",
    unit="product_uom_id product_uom",
)  # fmt: skip
PICKING = model(
    "stock.picking",
    "name state partner_id date_done picking_type_id write_date",
    "date_deadline sale_id origin company_id",
)
STOCK_MOVE = model(
    "stock.move", "picking_id product_id state date", "sale_line_id write_date",
    done="quantity quantity_done", unit="product_uom",
)  # fmt: skip
RECEIPT = model(
    "stock.move", "picking_id product_id state date product_uom_qty", "picking_type_id origin", unit="product_uom"
)
RECEIPT_TYPE = model("stock.picking.type", "name code", "warehouse_id")
QUANT = model("stock.quant", "product_id location_id quantity", "reserved_quantity in_date lot_id")
LOCATION = model("stock.location", "complete_name usage", "warehouse_id scrap_location")
LOT = model("stock.lot", "name", "expiration_date")
PRODUCTION = model(
    "mrp.production", "name state product_id product_qty write_date",
    "origin date_deadline date_finished company_id priority qty_produced picking_type_id",
    begins="date_start date_planned_start",
)  # fmt: skip
UNIT = model("uom.uom", "factor", "relative_factor")
TERM_LINE = model("account.payment.term.line", "payment_id", days="nb_days days")
NAMED = {
    name: model(name, field)
    for name, field in (
        ("res.currency", "name"), ("res.users", "name"), ("res.country", "name"), ("res.country.state", "name"),
        ("res.partner.industry", "name"), ("product.category", "complete_name"), ("stock.warehouse", "name"),
    )
}  # fmt: skip
"""Models of which only a name is read, and the field it stands in."""


@dataclass(frozen=True)
class Known:
    """The fields of ours that a model has here, and those it lacks."""

    names: Mapping[str, str]
    lacking: tuple[str, ...]
    types: Mapping[str, str]


class Fields:
    """The fields of one connection, asked once per model."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked: dict[str, dict[str, dict[str, Any]] | None] = {}

    def of(self, name: str) -> dict[str, dict[str, Any]] | None:
        """Every field of a model with its attributes; None where the model is not installed."""
        if name not in self._asked:
            try:
                told = self._client.call(name, "fields_get", attributes=["type", "string", "selection"])
                if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
                    raise refusals.nonsense(self._client.wire.address.shown, f"{name}.fields_get")
                self._asked[name] = told
            except refusals.OdooError as error:
                if error.kind != refusals.MODEL:
                    raise
                self._asked[name] = None
        return self._asked[name]

    def known(self, model: Model) -> Known:
        """Which of the fields we read are there. Raises OdooError where one is lacking that is needed."""
        there = self.of(model.name)
        host = self._client.wire.address.shown
        if there is None:
            raise refusals.no_model(host, model.name)
        names = {
            ours: next(name for name in its if name in there)
            for ours, its in model.fields.items()
            if set(its) & set(there)
        }
        if absent := sorted(model.needed - set(names)):
            raise refusals.no_field(host, model.name, ", ".join(absent))
        lacking = tuple(sorted(set(model.fields) - set(names)))
        return Known(names, lacking, {ours: str(there[name].get("type", "")) for ours, name in names.items()})

    def has(self, model: str, field: str) -> bool:
        """Whether a model is there and has this field."""
        return field in (self.of(model) or {})

    def choices(self, model: str, field: str) -> frozenset[str]:
        """The values that a selection takes; empty where the field is absent or no selection."""
        selection = (self.of(model) or {}).get(field, {}).get("selection") or []
        return frozenset(str(value) for value, _label in selection)
