"""Who gets the stock: cases A to E as they were observed on Odoo 18, over the interface that clave uses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clave.facts.sources.odoo.client import Client
from tests.odoo.conftest import client_of
from tests.odoo.fake.server import Server

NORMAL, KEY = 1, 2


def held(client: Client) -> tuple[float, float]:
    rows = client.call(
        "stock.move", "search_read", domain=[["picking_id", "in", [NORMAL, KEY]]], fields=["quantity"], order="id"
    )
    return rows[0]["quantity"], rows[1]["quantity"]


def test_a_nothing_reserved_yet_the_star_gets_it(stockroom: Server) -> None:
    client = client_of(stockroom)
    client.call("stock.picking", "action_assign", ids=[NORMAL, KEY])
    assert held(client) == (0, 10)


def test_b_what_is_reserved_stays_until_it_is_given_back(stockroom: Server) -> None:
    client = client_of(stockroom)
    client.call("stock.picking", "write", ids=[KEY], vals={"priority": "0"})
    client.call("stock.picking", "action_assign", ids=[NORMAL])
    client.call("stock.picking", "write", ids=[KEY], vals={"priority": "1"})
    client.call("stock.picking", "action_assign", ids=[KEY])
    assert held(client) == (10, 0)
    assert client.call("stock.picking", "do_unreserve", ids=[NORMAL]) is None, (
        "it returns nothing, and that is no error"
    )
    client.call("stock.picking", "action_assign", ids=[KEY])
    assert held(client) == (0, 10)


def test_c_the_scheduler_prefers_the_star_on_one_date(stockroom: Server) -> None:
    stockroom.odoo.stockroom.run_scheduler()
    assert held(client_of(stockroom)) == (0, 10)


def test_c2_the_scheduler_prefers_an_older_date_to_the_star(stockroom: Server) -> None:
    client = client_of(stockroom)
    client.call("stock.move", "write", ids=[NORMAL], vals={"reservation_date": "2026-06-01"})
    stockroom.odoo.stockroom.run_scheduler()
    assert held(client) == (10, 0)


def test_c3_a_receipt_prefers_the_star_to_an_older_date(stockroom: Server) -> None:
    client, database = client_of(stockroom), stockroom.odoo.database
    client.call("stock.move", "write", ids=[NORMAL], vals={"reservation_date": "2026-06-01"})
    database.rows["stock.quant"][1]["quantity"] = 0.0
    receipt = database.add("stock.picking", name="WH/IN/1", state="assigned", picking_type_id=2, priority="0")
    database.add(
        "stock.move", picking_id=receipt, product_id=1, product_uom_qty=10.0, quantity=0.0, state="assigned",
        date=database.stamp, priority="0", reservation_date=database.stamp[:10],
    )  # fmt: skip
    client.call("stock.picking", "button_validate", ids=[receipt])
    assert held(client) == (0, 10)


@pytest.mark.parametrize(("starred", "gets"), [("1", (0, 10)), ("0", (0, 0))])
def test_e_reserving_by_date_serves_the_star_of_a_later_day(
    stockroom: Server, starred: str, gets: tuple[int, int]
) -> None:
    client, database = client_of(stockroom), stockroom.odoo.database
    client.call(
        "stock.picking.type", "write", ids=[1],
        vals={"reservation_method": "by_date", "reservation_days_before": 2, "reservation_days_before_priority": 30},
    )  # fmt: skip
    for move, days in ((NORMAL, 5), (KEY, 20)):
        due = (database.moment + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
        client.call("stock.move", "write", ids=[move], vals={"date": due})
    client.call("stock.picking", "write", ids=[NORMAL], vals={"priority": "0"})
    client.call("stock.picking", "write", ids=[KEY], vals={"priority": starred})
    stockroom.odoo.stockroom.run_scheduler()
    assert held(client) == gets


def test_d_a_delivery_that_left_has_no_star_any_more(stockroom: Server) -> None:
    client = client_of(stockroom)
    client.call("stock.picking", "action_assign", ids=[KEY])
    client.call("stock.picking", "button_validate", ids=[KEY])
    (row,) = client.call("stock.picking", "read", ids=[KEY], fields=["priority", "state"])
    assert (row["priority"], row["state"]) == ("0", "done")


def test_moves_follow_the_star_of_their_delivery(stockroom: Server) -> None:
    client = client_of(stockroom)
    client.call("stock.picking", "write", ids=[NORMAL], vals={"priority": "1"})
    (row,) = client.call("stock.move", "read", ids=[NORMAL], fields=["priority"])
    assert row["priority"] == "1"
