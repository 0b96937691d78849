"""The models of the made-up server: each field with its type, and the versions that have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FakeField:
    """One field: its type, the model it leads to, the values it takes, and the versions that have it."""

    type: str
    relation: str = ""
    selection: tuple[str, ...] = ()
    since: int = 0
    until: int = 99

    def described(self, name: str) -> dict[str, Any]:
        """As `fields_get` tells it."""
        told: dict[str, Any] = {"type": self.type, "string": name, "name": name}
        if self.relation:
            told["relation"] = self.relation
        if self.selection:
            told["selection"] = [[value, value] for value in self.selection]
        return told


STAR = "priority:selection(0,1)"
MODELS = """
res.company name:char currency_id:many2one/res.currency
res.currency name:char
res.country name:char code:char
res.country.state name:char
res.users name:char login:char
res.partner.industry name:char
res.partner.category name:char
res.partner name:char ref:char vat:char is_company:boolean parent_id:many2one/res.partner active:boolean
  commercial_partner_id:many2one/res.partner customer_rank:integer user_id:many2one/res.users city:char
  state_id:many2one/res.country.state country_id:many2one/res.country industry_id:many2one/res.partner.industry
  category_id:many2many/res.partner.category property_payment_term_id:many2one/account.payment.term
  use_partner_credit_limit:boolean credit_limit:float sale_warn:selection(no-message,warning,block)<19 sale_warn_msg:text
  picking_warn:selection(no-message,warning,block)<19 picking_warn_msg:text
account.payment.term name:char
account.payment.term.line payment_id:many2one/account.payment.term nb_days:integer
product.category complete_name:char
uom.uom name:char factor:float relative_factor:float>18
product.product name:char display_name:char default_code:char active:boolean weight:float standard_price:float
  categ_id:many2one/product.category uom_id:many2one/uom.uom type:selection(consu,service,combo)
account.move name:char move_type:selection(entry,out_invoice,out_refund,in_invoice,in_refund) state:selection(draft,posted,cancel)
  invoice_date:date commercial_partner_id:many2one/res.partner partner_id:many2one/res.partner currency_id:many2one/res.currency
  company_currency_id:many2one/res.currency invoice_payment_term_id:many2one/account.payment.term invoice_origin:char
  company_id:many2one/res.company payment_state:selection(not_paid,in_payment,paid,partial,reversed,blocked)
account.move.line move_id:many2one/account.move company_id:many2one/res.company
  display_type:selection(product,payment_term,tax,line_note) name:char
  product_id:many2one/product.product quantity:float price_subtotal:float price_unit:float discount:float balance:float
  date_maturity:date product_uom_id:many2one/uom.uom sale_line_ids:many2many/sale.order.line amount_residual:float
account.partial.reconcile debit_move_id:many2one/account.move.line credit_move_id:many2one/account.move.line
  amount:float max_date:date
sale.order name:char state:selection(draft,sent,sale,done,cancel) date_order:datetime partner_id:many2one/res.partner
  commitment_date:datetime warehouse_id:many2one/stock.warehouse picking_policy:selection(direct,one)
  currency_id:many2one/res.currency company_id:many2one/res.company
sale.order.line order_id:many2one/sale.order company_id:many2one/res.company
  product_id:many2one/product.product product_uom_qty:float qty_delivered:float
  price_subtotal:float customer_lead:float purchase_price:float display_type:selection(line_section,line_note)
  is_downpayment:boolean product_uom:many2one/uom.uom<19 product_uom_id:many2one/uom.uom>18
stock.warehouse name:char
stock.location complete_name:char usage:selection(internal,customer,supplier,inventory) warehouse_id:many2one/stock.warehouse
  scrap_location:boolean<19
stock.lot name:char expiration_date:datetime
stock.quant product_id:many2one/product.product location_id:many2one/stock.location quantity:float reserved_quantity:float
  in_date:datetime lot_id:many2one/stock.lot company_id:many2one/res.company
stock.picking.type name:char code:selection(incoming,outgoing,internal) reservation_method:selection(at_confirm,manual,by_date)
  reservation_days_before:integer reservation_days_before_priority:integer warehouse_id:many2one/stock.warehouse
stock.picking name:char state:selection(draft,waiting,confirmed,assigned,done,cancel) partner_id:many2one/res.partner
  picking_type_id:many2one/stock.picking.type date_done:datetime date_deadline:datetime scheduled_date:datetime
  sale_id:many2one/sale.order origin:char company_id:many2one/res.company priority:selection(0,1)
stock.move picking_id:many2one/stock.picking product_id:many2one/product.product product_uom_qty:float quantity:float
  state:selection(draft,confirmed,partially_available,assigned,done,cancel) date:datetime priority:selection(0,1)
  reservation_date:date sale_line_id:many2one/sale.order.line product_uom:many2one/uom.uom
  picking_type_id:many2one/stock.picking.type origin:char
mrp.production name:char state:selection(draft,confirmed,progress,to_close,done,cancel) product_id:many2one/product.product
  product_qty:float origin:char date_start:datetime date_deadline:datetime date_finished:datetime priority:selection(0,1)
  company_id:many2one/res.company
stock.valuation.layer<19 product_id:many2one/product.product value:float
"""
EVERYWHERE = {
    "create_date": FakeField("datetime"),
    "write_date": FakeField("datetime"),
    "display_name": FakeField("char"),
}


def _field(text: str) -> tuple[str, FakeField]:
    name, told = text.split(":", 1)
    since, until = 0, 99
    if "<" in told:
        told, bound = told.split("<")
        until = int(bound) - 1
    if ">" in told:
        told, bound = told.split(">")
        since = int(bound) + 1
    type_, _, relation = told.partition("/")
    type_, _, values = type_.partition("(")
    return name, FakeField(type_, relation, tuple(values.rstrip(")").split(",")) if values else (), since, until)


def schema(version: int) -> dict[str, dict[str, FakeField]]:
    """The fields of every model in one version."""
    models: dict[str, dict[str, FakeField]] = {}
    for text in MODELS.strip().replace("\n  ", " ").splitlines():
        head, *fields = text.split()
        name, _, until = head.partition("<")
        if not until or version < int(until):
            every = dict(map(_field, fields))
            there = {key: one for key, one in every.items() if one.since <= version <= one.until}
            models[name] = {**EVERYWHERE, **there}
    return models
