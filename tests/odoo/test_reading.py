"""Facts out of Odoo: whatever clave reads comes to the same sums as the records it was read from, in both versions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from clave.facts.intake import Source, read
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.odoo.source import Odoo, OdooConnector, asks
from clave.facts.sources.port import Ask, Mark
from clave.facts.tables import TABLES
from clave.policy.reading import default
from tests.odoo.conftest import Serve, reached
from tests.odoo.fake.company import MOMENT, company
from tests.odoo.fake.server import Server

ASKS = {ask.table: ask for ask in asks()}
SECONDS = {"seconds_locations": "*Segundas", "seconds_categories": "*Segundas", "slow_days": "180"}


def table(odoo: Odoo, name: str, since: str = "", after: Mark | None = None) -> pa.Table:
    pages = [page.rows for page in odoo.pages(ASKS[name], since=since, after=after)]
    return pa.concat_tables(pages) if pages else pa.table({column.name: [] for column in TABLES[name].columns})


def rows(odoo: Odoo, name: str, since: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table(odoo, name, since).to_pylist()
    return found


def test_the_whole_company(serve: Serve) -> None:
    """2,000 customers and 20,000 lines: every line once, and money, kilos and what is open to the cent."""
    whole = serve(company(19))
    odoo, records = reached(whole, **SECONDS), whole.odoo.database.rows
    lines = table(odoo, "invoice_line")
    posted = {
        one["id"]: one for one in records["account.move"].values()
        if one["state"] == "posted" and one["move_type"] in ("out_invoice", "out_refund")
    }  # fmt: skip
    sold = [
        one
        for one in records["account.move.line"].values()
        if one["move_id"] in posted and one["display_type"] == "product"
    ]
    assert len(lines) == len(sold) == 20_000
    assert pc.sum(lines["net"]).as_py() == sum(Decimal(str(-one["balance"])) for one in sold)
    assert len(set(zip(lines["document"].to_pylist(), lines["line"].to_pylist(), strict=True))) == 20_000
    debts = table(odoo, "receivable")
    due = [one for one in records["account.move.line"].values() if one["display_type"] == "payment_term"]
    assert pc.sum(debts["amount"]).as_py() == sum(Decimal(str(one["balance"])) for one in due)
    paid = sum(Decimal(str(one["amount"])) for one in records["account.partial.reconcile"].values())
    assert pc.sum(debts["paid_amount"]).as_py() == paid
    assert len(table(odoo, "customer")) == 2_000, "branches are left to the customer they belong to"
    assert whole.odoo.reads < 150, "requests of a whole pull of these three tables"
    before = whole.odoo.reads
    for ask in asks():
        list(odoo.pages(ask, since="2026-06-29T03:00:00+00:00"))
    assert whole.odoo.reads - before < 60, "requests of a night in which little happened"


def test_a_line_in_boxes_is_counted_and_weighed_in_units(small: Server) -> None:
    odoo, records = reached(small), small.odoo.database.rows
    boxed = next(one for one in records["account.move.line"].values() if one.get("product_uom_id") == 2)
    product = records["product.product"][boxed["product_id"]]
    (line,) = [one for one in rows(odoo, "invoice_line") if one["line"] == str(boxed["id"])]
    sign = -1 if records["account.move"][boxed["move_id"]]["move_type"] == "out_refund" else 1
    assert float(line["quantity"]) == pytest.approx(sign * boxed["quantity"] * 12)
    if product["weight"]:
        assert float(line["kilos"]) == pytest.approx(sign * boxed["quantity"] * 12 * product["weight"], abs=1e-3)
    assert float(line["unit_price"]) == pytest.approx(boxed["price_unit"] / 12, abs=1e-3)


def test_what_nobody_entered_is_empty_and_not_zero(middle: Server) -> None:
    products = {one["product"]: one for one in rows(reached(middle), "product")}
    assert products["P003"]["weight"] is None
    assert products["ODOO-7"]["name"] == "Producto 7", "a product without a code has its number"
    lines = rows(reached(middle), "invoice_line")
    assert all(one["kilos"] is None for one in lines if one["product"] == "P003")
    assert {one["cost"] is None for one in lines} == {True, False}, "cost where the order kept it, else nobody knows"


def test_money_abroad_is_what_was_booked(middle: Server) -> None:
    records = middle.odoo.database.rows
    abroad = {one["name"] for one in records["account.move"].values() if one.get("currency_id") == 2}
    lines = [one for one in rows(reached(middle), "invoice_line") if one["document"] in abroad]
    assert lines
    assert {one["currency"] for one in lines} == {"COP"}
    assert {one["unit_price"] for one in lines} == {None}


def test_credit_notes_take_away(middle: Server) -> None:
    lines = rows(reached(middle), "invoice_line")
    credits = [one for one in lines if one["document"].startswith("NC")]
    assert credits
    assert all(one["net"] < 0 and one["quantity"] < 0 and one["document_kind"] == "credit" for one in credits)


def test_a_term_in_two_instalments_has_two_rows_and_a_part_payment_two_more(middle: Server) -> None:
    debts = rows(reached(middle), "receivable")
    by_document: dict[str, list[dict[str, Any]]] = {}
    for one in debts:
        by_document.setdefault(one["document"], []).append(one)
    assert any(len({one["due_date"] for one in every}) == 2 for every in by_document.values())
    parts = [one for one in debts if "/" in one["line"] and any(
        other["line"] == one["line"].split("/")[0] for other in by_document[one["document"]])]  # fmt: skip
    assert parts
    assert all(one["paid_date"] and one["paid_amount"] == one["amount"] for one in parts)


def test_orders_deliveries_work_and_stock(middle: Server) -> None:
    odoo, records = reached(middle, **SECONDS), middle.odoo.database.rows
    orders = rows(odoo, "order_line")
    assert len(orders) == len(records["sale.order.line"])
    assert {one["shipped_date"] is None for one in orders} == {True, False}
    assert all((one["shipped_date"] is None) == (one["shipped_quantity"] == 0) for one in orders)
    left = rows(odoo, "delivery")
    sent = {one["id"] for one in records["stock.picking"].values() if one["picking_type_id"] == 1}
    assert len(left) == sum(
        one["state"] == "done" and one["picking_id"] in sent for one in records["stock.move"].values()
    )
    assert {one["urgent"] for one in left} == {None}, "Odoo forgets who was favoured: that is unknown, not no"
    works = rows(odoo, "work_order")
    assert any(one["customer"] for one in works)
    assert not all(one["customer"] for one in works)
    assert all(one["due_date"] for one in works)
    lying = rows(odoo, "stock")
    assert {one["grade"] for one in lying} == {"prime", "second", "slow"}
    held = sum(Decimal(str(one["quantity"])) for one in records["stock.quant"].values())
    assert sum(one["quantity"] for one in lying) == held
    assert {one["date"] for one in lying} == {MOMENT.date()}


def test_what_will_come_in_is_what_was_agreed_and_what_is_being_made(middle: Server) -> None:
    coming, records = rows(reached(middle), "expected_receipt"), middle.odoo.database.rows
    agreed = [
        one for one in records["stock.move"].values() if one.get("picking_type_id") == 2 and one["state"] != "done"
    ]
    made = [one for one in records["mrp.production"].values() if one["state"] in ("confirmed", "progress")]
    held = sum(one["product_uom_qty"] for one in agreed) + sum(one["product_qty"] for one in made)
    assert sum(float(one["quantity"]) for one in coming) == held
    assert {one["warehouse"] for one in coming if one["document"].startswith("P")} == {"Bodega Bogotá"}
    assert {one["confirmed"] for one in coming} == {True, False}


def test_a_version_that_nobody_tried_says_so(serve: Serve) -> None:
    server = serve(company(18, customers=5, lines=10))
    server.odoo.database.version = 17
    notes = {one.table: one.notes for one in reached(server).probe(asks()).tables}["customer"]
    assert "17.0" in notes[0].say("en")


def test_both_versions_give_the_same_facts(serve: Serve) -> None:
    one, other = (reached(serve(company(version, customers=40, lines=200)), **SECONDS) for version in (18, 19))
    for name in ASKS:
        assert table(one, name).to_pylist() == table(other, name).to_pylist(), name


@pytest.mark.parametrize("name", sorted(ASKS))
def test_the_intake_takes_it_like_a_file(small: Server, name: str, tmp_path: Path) -> None:
    """What came is written down and read as any file, with its balance: nothing is rejected."""
    odoo = reached(small, **SECONDS)
    pq.write_table(table(odoo, name), tmp_path / f"{name}.parquet")
    taken = read(
        tmp_path / f"{name}.parquet", default().at(MOMENT.date()), source=Source(name, name, ASKS[name].columns)
    )
    (report,) = taken.files
    assert (report.table, report.balance.rejected) == (name, 0)
    assert report.balance.loaded == len(table(odoo, name))
    if name == "invoice_line":
        net = pc.sum(table(odoo, name)["net"]).as_py()
        assert pc.sum(taken.tables[name]["net"]).as_py() == net


def test_a_pull_that_stops_goes_on_after_its_last_page(middle: Server) -> None:
    odoo = reached(middle)
    pages = odoo.pages(ASKS["invoice_line"])
    first = next(pages)
    middle.odoo.faults = ["503"] * 3
    with pytest.raises(OdooError) as caught:
        list(pages)
    assert caught.value.passing
    middle.odoo.faults = []
    again = Mark.recalled(first.after.stored())
    rest = table(reached(middle), "invoice_line", after=again)
    assert len(first.rows) + len(rest) == 2_400
    assert not set(first.rows["document"].to_pylist()) & set(rest["document"].to_pylist())


def test_pages_come_in_the_order_of_their_marks(middle: Server) -> None:
    marks = [page.after for page in reached(middle).pages(ASKS["receivable"])]
    assert marks == sorted(marks)
    assert len(set(marks)) == len(marks) > 1


def changed(server: Server) -> tuple[str, str]:
    """Let a night pass in which one invoice is written, one cancelled and one instalment paid; since when, and which."""
    database = server.odoo.database
    since = database.stamp
    database.moment += timedelta(hours=9)
    moves = [
        one
        for one in database.rows["account.move"].values()
        if one["move_type"] == "out_invoice" and one["state"] == "posted"
    ]
    database.write("account.move", [moves[0]["id"]], {"invoice_origin": "otra"})
    database.write("account.move", [moves[1]["id"]], {"state": "cancel"})
    open_line = next(
        line for line in database.rows["account.move.line"].values()
        if line["display_type"] == "payment_term" and line["move_id"] == moves[-1]["id"]
    )  # fmt: skip
    database.add("account.partial.reconcile", debit_move_id=open_line["id"], credit_move_id=open_line["id"], amount=10.0,
                 max_date=database.stamp[:10])  # fmt: skip
    return since, moves[1]["name"]


def test_an_increment_brings_what_changed_whole(small: Server) -> None:
    since, cancelled = changed(small)
    odoo, records = reached(small), small.odoo.database.rows
    lines = rows(odoo, "invoice_line", since)
    (document,) = {one["document"] for one in lines}
    whole = next(one for one in records["account.move"].values() if one["name"] == document)
    assert len(lines) == sum(
        one["move_id"] == whole["id"] and one["display_type"] == "product"
        for one in records["account.move.line"].values()
    )
    assert odoo.gone(ASKS["invoice_line"], since) == (cancelled,)
    debts = rows(odoo, "receivable", since)
    assert len({one["document"] for one in debts}) == 2, (
        "the one that was written, and the one of which a part was paid"
    )
    assert Decimal("10") in {one["paid_amount"] for one in debts}
    assert rows(odoo, "customer", since) == [] == rows(odoo, "product", since)


def test_the_probe_says_what_is_there(middle: Server, version: int) -> None:
    probe = reached(middle).probe(asks())
    assert (probe.version, probe.clock) == (f"Odoo {version}.0", "2026-06-30T15:00:00+00:00")
    found = {one.table: one for one in probe.tables}
    assert (found["invoice_line"].rows, found["customer"].rows) == (2_400, 220)
    assert found["invoice_line"].since is not None
    assert found["delivery"].notes, "who was favoured is not kept there"
    names = {one.name for one in found["customer"].fields}
    assert {"ref", "vat"} <= names


def test_the_probe_names_each_field_as_this_version_has_it(middle: Server, version: int) -> None:
    found = {one.table: one for one in reached(middle).probe(asks()).tables}
    names = {field.name for field in found["order_line"].fields}
    assert ("sale.order.line.product_uom_id" in names, "sale.order.line.product_uom" in names) == (
        version > 18,
        version < 19,
    )
    assert ("stock.location.scrap_location" in found["stock"].lacking) == (version > 18)


def test_codes_that_several_have_are_told(small: Server) -> None:
    rows_of = small.odoo.database.rows
    rows_of["product.product"][9]["default_code"] = "p010"
    rows_of["res.partner"][4]["ref"] = "C0005"
    notes = {one.table: one.notes for one in reached(small, customer_code="ref").probe(asks()).tables}
    assert [note.say("en")[:6] for note in (*notes["customer"], *notes["product"])] == ["1 code", "1 code"]
    assert {one.table: one.notes for one in reached(small).probe(asks()).tables}["customer"] == ()


def test_a_field_under_another_name_is_found_and_one_that_is_absent_is_empty(small: Server) -> None:
    models = small.odoo.database.models
    models["sale.order.line"].pop("purchase_price")
    models["res.partner"].pop("industry_id")
    odoo = reached(small)
    assert {one["cost"] for one in rows(odoo, "invoice_line")} == {None}
    assert {one["sector"] for one in rows(odoo, "customer")} == {None}
    found = {one.table: one for one in odoo.probe(asks()).tables}
    assert "industry_id" in found["customer"].lacking
    assert found["invoice_line"].notes


def test_a_field_without_which_a_row_says_nothing_stops_that_table_only(small: Server) -> None:
    small.odoo.database.models["account.partial.reconcile"].pop("max_date")
    odoo = reached(small)
    with pytest.raises(OdooError) as caught:
        table(odoo, "receivable")
    assert (caught.value.kind, caught.value.why) == (refusals.FIELD, "changed")
    assert "max_date" in caught.value.say("en")
    assert len(table(odoo, "invoice_line")) == 200


def test_an_application_that_is_not_installed(small: Server) -> None:
    small.odoo.database.models.pop("mrp.production")
    odoo = reached(small)
    (found,) = odoo.probe([ASKS["work_order"]]).tables
    assert found.error is not None
    assert found.error.why == "changed"
    assert len(table(odoo, "invoice_line")) == 200


def test_a_server_in_another_time_keeps_its_own_clock(small: Server) -> None:
    small.odoo.ahead = timedelta(hours=-7)
    assert reached(small).clock() == "2026-06-30T08:00:00+00:00"


@pytest.mark.parametrize(
    ("entered", "where"),
    [
        ({"url": "odoo.example.com"}, "database"),
        ({"url": "nada aquí", "database": "x"}, "url"),
        ({"url": "odoo.example.com", "database": "x", "zone": "America/Macondo"}, "zone"),
        ({"url": "odoo.example.com", "database": "x", "customer_code": "nombre"}, "customer_code"),
        ({"url": "odoo.example.com", "database": "x", "slow_days": "-3"}, "slow_days"),
        ({"url": "odoo.example.com", "database": "x", "company": "0"}, "company"),
    ],
)
def test_what_cannot_be_entered(entered: dict[str, str], where: str) -> None:
    with pytest.raises(OdooError) as caught:
        OdooConnector().checked(entered)
    assert (caught.value.where, caught.value.why) == (where, "wrong")
    assert caught.value.remedy is not None


@pytest.mark.parametrize(("setting", "code"), [("id", "1"), ("ref", "C0001"), ("vat", "900000001")])
def test_the_code_of_a_customer_is_chosen(small: Server, setting: str, code: str) -> None:
    odoo = reached(small, customer_code=setting)
    assert code in {one["customer"] for one in rows(odoo, "customer")}
    assert {one["customer"] for one in rows(odoo, "invoice_line")} <= {
        one["customer"] for one in rows(odoo, "customer")
    }


def test_another_company_brings_nothing(small: Server) -> None:
    assert rows(reached(small, company="2"), "invoice_line") == []
    assert len(rows(reached(small, company="1"), "invoice_line")) == 200


def test_a_table_odoo_does_not_have(small: Server) -> None:
    with pytest.raises(OdooError):
        list(reached(small).pages(Ask("shift")))
