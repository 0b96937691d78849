"""What clave writes back: a difference to read first, one write, everything read back, a line of the ledger for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from clave.base.errors import ClaveError
from clave.facts.sources.odoo.pushes.plan import DELIVERY, DISPATCHING, SELLING, TAG, WORK, Change, Plan, planned
from clave.facts.sources.odoo.pushes.push import (
    ALREADY,
    GONE,
    MEANWHILE,
    NOT_KEPT,
    NOT_TOLD,
    REFUSED,
    WRITTEN,
    Before,
    Entry,
    Pace,
    batches,
    push,
    summary,
)
from clave.facts.sources.odoo.pushes.setup import advice, setup
from clave.facts.sources.odoo.pushes.swaps import Approval, Swap, proposed, swap
from clave.facts.sources.odoo.pushes.wished import OURS, Notice, Wishes
from clave.facts.sources.odoo.pushes.wished import TAG as TAG_NAME
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.odoo.source import Odoo
from tests.odoo.conftest import Serve, client_of, reached
from tests.odoo.fake.company import MOMENT, yard
from tests.odoo.fake.database import Database
from tests.odoo.fake.server import Server

NOTICE = Notice("Cuenta clave: sin pedido mínimo.", "Cuenta clave: despacha primero.")
ACCOUNTS = Wishes(accounts={"1": NOTICE, "2": NOTICE})


def plan_of(odoo: Odoo, wishes: Wishes) -> Plan:
    return planned(odoo.reading, odoo.directory, wishes)


def pushed(odoo: Odoo, plan: Plan) -> tuple[Entry, ...]:
    return push(odoo.client, plan, approved=plan.digest, by="ana", now=MOMENT)


def card(server: Server, number: int) -> dict[str, Any]:
    return server.odoo.database.rows["res.partner"][number]


def writes(server: Server) -> int:
    return sum(method == "write" for _model, method in server.odoo.calls)


def test_a_plan_writes_nothing(small: Server) -> None:
    plan = plan_of(reached(small), ACCOUNTS)
    assert {change.what for change in plan.changes} == {TAG, SELLING, DISPATCHING}
    assert len(plan.changes) == 6
    assert plan.left == ()
    assert {method for _model, method in small.odoo.calls} <= {"search_read", "search", "fields_get", "context_get"}


def test_a_tag_and_two_texts_as_each_version_has_them(small: Server, version: int) -> None:
    odoo = reached(small)
    entries = pushed(odoo, plan_of(odoo, ACCOUNTS))
    assert summary(entries) == {WRITTEN: 6}
    assert {entry.by for entry in entries} == {"ana"}
    assert {entry.at for entry in entries} == {MOMENT}
    written = card(small, 1)
    assert written["sale_warn_msg"] == OURS + NOTICE.selling
    assert written["picking_warn_msg"] == OURS + NOTICE.dispatching
    assert written["category_id"] == [2]
    assert (written.get("sale_warn"), written.get("picking_warn")) == (
        ("warning", "warning") if version < 19 else (None, None)
    )
    assert plan_of(reached(small), ACCOUNTS).changes == (), "once written there is nothing left to write"


def test_who_is_key_no_more_loses_what_is_ours_and_nothing_else(small: Server) -> None:
    odoo = reached(small)
    pushed(odoo, plan_of(odoo, ACCOUNTS))
    card(small, 2)["sale_warn_msg"] = "Cobrar antes de despachar"
    card(small, 2)["category_id"].append(1)
    after = plan_of(odoo, Wishes(accounts={"1": NOTICE}))
    assert {(change.what, change.number) for change in after.changes} == {(TAG, 2), (DISPATCHING, 2)}
    pushed(odoo, after)
    assert card(small, 2)["category_id"] == [1]
    assert card(small, 2)["sale_warn_msg"] == "Cobrar antes de despachar"
    assert not card(small, 2)["picking_warn_msg"]


def test_a_text_of_somebody_else_is_left_alone_and_told(small: Server) -> None:
    card(small, 1)["sale_warn_msg"] = "Llamar a Marta"
    plan = plan_of(reached(small), ACCOUNTS)
    assert (SELLING, 1) not in {(change.what, change.number) for change in plan.changes}
    (left,) = plan.left
    assert (left.what, left.name) == (SELLING, "Cliente 0001 SAS")


def test_a_customer_that_odoo_does_not_have_is_told(small: Server) -> None:
    (left,) = plan_of(reached(small), Wishes(accounts={"9999": NOTICE})).left
    assert left.name == "9999"


def test_three_hundred_deliveries_go_first_in_one_call(serve: Serve, version: int) -> None:
    database, _room = yard(version)
    for number in range(100, 400):
        database.add(
            "stock.picking",
            id=number,
            name=f"WH/OUT/{number}",
            state="confirmed",
            partner_id=1,
            picking_type_id=1,
            priority="0",
        )
        database.add("stock.move", id=number, picking_id=number, product_id=1, product_uom_qty=1.0, quantity=0.0,
                     date=database.stamp,
                     state="confirmed", priority="0", reservation_date=database.stamp[:10])  # fmt: skip
    server, waiting = serve(database), [f"WH/OUT/{number}" for number in range(100, 400)]
    odoo = reached(server)
    entries = pushed(odoo, plan_of(odoo, Wishes(deliveries=dict.fromkeys(waiting, True))))
    assert summary(entries) == {WRITTEN: len(waiting)}
    assert writes(server) == 1
    assert {entry.before["priority"] for entry in entries if entry.before} == {"0"}
    starred = [one for one in server.odoo.database.rows["stock.move"].values() if one["priority"] == "1"]
    assert starred, "moves follow"


def test_work_and_deliveries_that_are_over_are_left(small: Server) -> None:
    odoo, rows = reached(small), small.odoo.database.rows
    over = next(one["name"] for one in rows["mrp.production"].values() if one["state"] == "done")
    waiting = next(one["name"] for one in rows["mrp.production"].values() if one["state"] == "confirmed")
    plan = plan_of(odoo, Wishes(works={over: True, waiting: True, "WH/MO/none": True}))
    assert [change.name for change in plan.changes] == [waiting]
    assert {left.name for left in plan.left} == {over, "WH/MO/none"}


def test_only_what_was_approved_is_written(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    other = replace(plan, changes=(*plan.changes, replace(plan.changes[0], number=2)))
    with pytest.raises(ClaveError):
        push(odoo.client, other, approved=plan.digest, by="ana", now=MOMENT)
    assert writes(stockroom) == 0


@pytest.mark.parametrize(
    ("meanwhile", "became"), [("changed", MEANWHILE), ("deleted", GONE), ("done so", ALREADY), ("nothing", WRITTEN)]
)
def test_what_changed_since_the_plan(stockroom: Server, meanwhile: str, became: str) -> None:
    odoo, rows = reached(stockroom), stockroom.odoo.database.rows["stock.picking"]
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True, "WH/OUT/2": False}))
    planned_before = replace(plan, changes=plan.changes[:1])
    if meanwhile == "deleted":
        del rows[1]
    elif meanwhile == "done so":
        rows[1]["priority"] = "1"
    elif meanwhile == "changed":
        planned_before = replace(plan, changes=(replace(plan.changes[0], before={"priority": "x"}),))
    (entry,) = pushed(odoo, planned_before)
    assert entry.became == became
    assert writes(stockroom) == (1 if became == WRITTEN else 0)


def test_a_lost_answer_is_settled_by_reading_back(stockroom: Server) -> None:
    """The write was done and its answer was lost: read back, it stands, and nothing is written twice."""
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    stockroom.odoo.lost_answers = 1
    (entry,) = pushed(odoo, plan)
    assert (entry.became, entry.after) == (WRITTEN, {"priority": "1"})
    assert entry.told is not None
    assert writes(stockroom) == 1


def test_a_write_that_is_committed_after_we_stopped_waiting_is_not_called_refused(stockroom: Server) -> None:
    """Odoo works longer than we wait, and what is read back still stands as before: nobody can tell, and the next try sees it."""
    fake = stockroom.odoo
    plan = plan_of(reached(stockroom), Wishes(deliveries={"WH/OUT/1": True}))
    hasty = client_of(stockroom, seconds=0.5)
    fake.slow_writes = 1
    (entry,) = push(hasty, plan, approved=plan.digest, by="ana", now=MOMENT)
    assert (entry.became, entry.before, entry.after) == (NOT_TOLD, {"priority": "0"}, {"priority": "0"})
    assert entry.told is not None
    fake.may_commit.set()
    assert fake.committed.wait(10)
    before = Before(begun=[change.key for change in plan.changes])
    (entry,) = push(reached(stockroom).client, plan, approved=plan.digest, by="ana", now=MOMENT, before=before)
    assert (entry.became, entry.after) == (WRITTEN, {"priority": "1"})
    assert writes(stockroom) == 1


@pytest.mark.parametrize("fault", ["503", "524", "rubbish", "cut"])
def test_an_answer_that_is_not_of_odoo_is_no_refusal(stockroom: Server, fault: str) -> None:
    """A proxy that lost patience says nothing about the write behind it."""
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    stockroom.odoo.faults = ["none", fault]
    (entry,) = pushed(odoo, plan)
    assert (entry.became, entry.after) == (NOT_TOLD, {"priority": "0"})


def test_what_was_begun_and_may_no_longer_be_read_is_not_called_refused(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    stockroom.odoo.unreadable = {"stock.picking"}
    for begun, became in ((False, REFUSED), (True, NOT_TOLD)):
        before = Before(begun=[change.key for change in plan.changes] if begun else ())
        (entry,) = push(odoo.client, plan, approved=plan.digest, by="ana", now=MOMENT, before=before)
        assert entry.became == became


def tags(server: Server) -> list[int]:
    rows = server.odoo.database.rows["res.partner.category"].values()
    return sorted(row["id"] for row in rows if row["name"] == TAG_NAME)


def test_a_tag_whose_creation_was_not_answered_is_not_made_twice(small: Server) -> None:
    """The tag was made and the answer was lost: it is looked for again, and the rest is written with it."""
    odoo = reached(small)
    plan = plan_of(odoo, ACCOUNTS)
    small.odoo.lost = {"create"}
    assert summary(pushed(odoo, plan)) == {WRITTEN: 6}
    assert len(tags(small)) == 1
    assert plan_of(odoo, ACCOUNTS).changes == ()


def test_a_tag_that_is_made_only_after_we_made_another_divides_nobody(small: Server) -> None:
    """Odoo works longer than we wait, so that two tags have one name: either counts, a person hears of it, both are taken."""
    plan = plan_of(reached(small), ACCOUNTS)
    small.odoo.slow_writes = 1
    hasty = client_of(small, seconds=0.5)
    with pytest.raises(OdooError):
        push(hasty, plan, approved=plan.digest, by="ana", now=MOMENT)
    assert writes(small) == 0
    assert summary(pushed(reached(small), plan)) == {WRITTEN: 6}
    small.odoo.may_commit.set()
    assert small.odoo.committed.wait(10)
    first, second = tags(small)
    card(small, 2)["category_id"] = [second]
    after = plan_of(reached(small), ACCOUNTS)
    assert (after.changes, [(one.what, one.name) for one in after.left]) == ((), [(TAG, TAG_NAME)])
    assert summary(pushed(reached(small), plan_of(reached(small), Wishes(accounts={"3": NOTICE})))) == {WRITTEN: 9}
    assert [card(small, number)["category_id"] for number in (1, 2, 3)] == [[], [], [first]]


def test_a_tag_that_may_not_be_made_keeps_nothing_else_from_being_written(small: Server) -> None:
    odoo = reached(small)
    plan = plan_of(odoo, ACCOUNTS)
    small.odoo.unwritable = {"res.partner.category"}
    entries = pushed(odoo, plan)
    assert {(entry.what, entry.became) for entry in entries} == {
        (TAG, REFUSED), (SELLING, WRITTEN), (DISPATCHING, WRITTEN),
    }  # fmt: skip
    assert all(entry.told for entry in entries if entry.what == TAG)


def test_nobody_can_tell_where_the_server_stays_away(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    stockroom.odoo.faults = ["none", "503", "503", "503", "503"]
    (entry,) = pushed(odoo, plan)
    assert (entry.became, entry.after) == (NOT_TOLD, None)


def test_a_refusal_is_told_of_each_and_changes_nothing(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    wrong = replace(plan, changes=(replace(plan.changes[0], after={"priority": "7"}),))
    (entry,) = pushed(odoo, wrong)
    assert entry.became == REFUSED
    assert entry.told is not None
    assert stockroom.odoo.key not in entry.told.say("es")
    assert stockroom.odoo.database.rows["stock.picking"][1]["priority"] == "0"


def test_what_odoo_does_not_keep_is_told(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    stockroom.odoo.forgets = True
    (entry,) = pushed(odoo, plan)
    assert (entry.became, entry.after) == (NOT_KEPT, {"priority": "0"})


def test_changes_of_one_value_go_together() -> None:
    made = thousand_changes()
    assert [len(batch) for batch in batches(made)] == [500, 200, 300]


def thousand_changes() -> list[Change]:
    return [
        Change(
            DELIVERY,
            "stock.picking",
            number,
            f"OUT{number}",
            {"priority": "0"},
            {"priority": "1" if number <= 700 else "0"},
        )
        for number in range(1, 1001)
    ]


def waiting_key(version: int, serve: Serve) -> tuple[Server, Odoo]:
    """Case B: the normal delivery holds what the key account (customer 2) waits for."""
    database, room = yard(version)
    room.action_assign([1])
    server = serve(database)
    return server, reached(server)


def test_a_swap_is_proposed_approved_and_done(serve: Serve, version: int) -> None:
    server, odoo = waiting_key(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    assert (one.taker, one.giver, one.quantity, one.held) == ("WH/OUT/2", "WH/OUT/1", 10.0, (10.0, 0.0))
    assert "do_unreserve" not in {method for _model, method in server.odoo.calls}, "a proposal moves nothing"
    entry = swap(odoo.reading, odoo.directory, one, Approval(one.digest, "ana", MOMENT), now=MOMENT)
    assert entry.became == WRITTEN
    assert entry.before == {"WH/OUT/1": 10.0, "WH/OUT/2": 0.0}
    assert entry.after == {"WH/OUT/1": 0.0, "WH/OUT/2": 10.0}
    assert entry.by == "ana"


def test_a_swap_without_its_approval_is_refused(serve: Serve, version: int) -> None:
    server, odoo = waiting_key(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    with pytest.raises(ClaveError):
        swap(odoo.reading, odoo.directory, replace(one, quantity=5.0), Approval(one.digest, "ana", MOMENT), now=MOMENT)
    assert "do_unreserve" not in {method for _model, method in server.odoo.calls}


def test_a_swap_of_what_changed_since_is_left(serve: Serve, version: int) -> None:
    server, odoo = waiting_key(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    server.odoo.stockroom.do_unreserve([1])
    entry = swap(odoo.reading, odoo.directory, one, Approval(one.digest, "ana", MOMENT), now=MOMENT)
    assert entry.became == MEANWHILE
    server.odoo.database.rows["stock.picking"].pop(1)
    server.odoo.database.rows["stock.move"].pop(1)
    assert swap(odoo.reading, odoo.directory, one, Approval(one.digest, "ana", MOMENT), now=MOMENT).became == GONE


def test_the_giver_gets_back_what_is_left(serve: Serve, version: int) -> None:
    database, room = yard(version, on_hand=12.0)
    database.rows["stock.move"][2]["product_uom_qty"] = 5.0
    room.action_assign([1])
    odoo = reached(serve(database))
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    entry = swap(odoo.reading, odoo.directory, one, Approval(one.digest, "ana", MOMENT), now=MOMENT)
    assert entry.after == {"WH/OUT/1": 7.0, "WH/OUT/2": 5.0}


def test_key_accounts_give_nothing_and_nobody_waits_for_nothing(serve: Serve, version: int) -> None:
    _server, odoo = waiting_key(version, serve)
    assert proposed(odoo.reading, odoo.directory, {"1", "2"}) == ()
    assert proposed(odoo.reading, odoo.directory, set()) == ()


def test_the_set_up_that_makes_stars_enough_is_advised_until_it_is_there(stockroom: Server) -> None:
    assert len(advice(reached(stockroom).reading)) == 1
    stockroom.odoo.database.write(
        "stock.picking.type", [1],
        {"reservation_method": "by_date", "reservation_days_before": 2, "reservation_days_before_priority": 30},
    )  # fmt: skip
    assert advice(reached(stockroom).reading) == ()


class Noted:
    """A ledger that remembers, and that may die before or after it was told of a batch."""

    def __init__(self, dies: str = "") -> None:
        self.dies, self.begun, self.kept = dies, [], []  # type: ignore[var-annotated]

    def begin(self, changes: Sequence[Change]) -> None:
        self.begun += [change.key for change in changes]
        if self.dies == "begin":
            raise KeyboardInterrupt

    def keep(self, entries: Sequence[Entry]) -> None:
        if self.dies == "keep":
            raise KeyboardInterrupt
        self.kept += entries


@pytest.mark.parametrize(("dies", "wrote"), [("begin", 0), ("keep", 1)])
def test_a_push_that_was_killed_is_settled_by_reading_back(stockroom: Server, dies: str, wrote: int) -> None:
    """Killed before the write nothing stands and it is written; killed after it, it is written and not written again."""
    odoo = reached(stockroom)
    plan, first = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True})), Noted(dies)
    with pytest.raises(KeyboardInterrupt):
        push(odoo.client, plan, approved=plan.digest, by="ana", now=MOMENT, ledger=first)
    assert writes(stockroom) == wrote
    second = Noted()
    before = Before(begun=first.begun)
    push(reached(stockroom).client, plan, approved=plan.digest, by="ana", now=MOMENT, ledger=second, before=before)
    (entry,) = second.kept
    assert (entry.became, entry.before, entry.after) == (WRITTEN, {"priority": "0"}, {"priority": "1"})
    assert writes(stockroom) == 1


def test_what_was_done_is_not_looked_at_again(stockroom: Server) -> None:
    odoo = reached(stockroom)
    plan = plan_of(odoo, Wishes(deliveries={"WH/OUT/1": True}))
    before = Before(done=[change.key for change in plan.changes])
    assert push(odoo.client, plan, approved=plan.digest, by="ana", now=MOMENT, before=before) == ()
    assert writes(stockroom) == 0


def test_between_two_writes_it_waits(serve: Serve, version: int) -> None:
    database, _room = yard(version)
    for number in range(10, 15):
        database.add("stock.picking", id=number, name=f"WH/OUT/{number}", state="confirmed", partner_id=1, priority="0",
                     picking_type_id=1)  # fmt: skip
    odoo, slept = reached(serve(database)), []
    plan = plan_of(odoo, Wishes(deliveries={f"WH/OUT/{number}": True for number in range(10, 15)}))
    pace = Pace(together=2, pause=0.5, sleep=slept.append)
    entries = push(odoo.client, plan, approved=plan.digest, by="ana", now=MOMENT, pace=pace)
    assert (summary(entries), slept) == ({WRITTEN: 5}, [0.5, 0.5])


def test_what_the_user_may_not_write_is_refused_and_the_rest_is_written(small: Server) -> None:
    odoo, rows = reached(small), small.odoo.database.rows
    waiting = next(one["name"] for one in rows["mrp.production"].values() if one["state"] == "confirmed")
    plan = plan_of(odoo, replace(ACCOUNTS, works={waiting: True}))
    small.odoo.unwritable = {"mrp.production"}
    entries = {entry.what: entry for entry in pushed(odoo, plan)}
    assert (entries[WORK].became, entries[TAG].became) == (REFUSED, WRITTEN)
    assert entries[WORK].told is not None
    assert "mrp.production" in entries[WORK].told.say("en")


def test_a_model_that_is_gone_refuses_its_own_lines_only(small: Server) -> None:
    odoo, rows = reached(small), small.odoo.database.rows
    waiting = next(one["name"] for one in rows["mrp.production"].values() if one["state"] == "confirmed")
    plan = plan_of(odoo, replace(ACCOUNTS, works={waiting: True}))
    small.odoo.database.models.pop("mrp.production")
    assert summary(pushed(odoo, plan)) == {WRITTEN: 6, REFUSED: 1}


def test_every_open_delivery_of_an_order_goes_first(small: Server) -> None:
    rows = small.odoo.database.rows
    open_one, left_one = list(rows["stock.picking"].values())[:2]
    open_one["state"] = "confirmed"
    orders = [rows["sale.order"][one["sale_id"]]["name"] for one in (open_one, left_one)]
    plan = plan_of(reached(small), Wishes(orders=[*orders, "S99999"]))
    (change,) = plan.changes
    assert (change.name, change.after) == (open_one["name"], {"priority": "1"})
    assert change.customer == str(open_one["partner_id"])
    assert {one.name for one in plan.left} == {orders[1], "S99999"}


def test_a_star_of_ours_that_is_no_longer_wished_is_taken_and_of_what_left_nothing_is_told(small: Server) -> None:
    rows = small.odoo.database.rows
    open_one, left_one = list(rows["stock.picking"].values())[:2]
    open_one["state"] = "confirmed"
    open_one["priority"] = "1"
    plan = plan_of(
        reached(small), Wishes(deliveries={open_one["name"]: False, left_one["name"]: False, "WH/OUT/x": False})
    )
    assert [(change.name, change.after) for change in plan.changes] == [(open_one["name"], {"priority": "0"})]
    assert plan.left == ()


def a_giver_of_two(version: int, serve: Serve, *, lacks: float = 0.0) -> tuple[Server, Odoo]:
    """Case B, where the normal delivery also holds six of another product, of which the key account lacks so many."""
    database, room = yard(version)
    other = database.add("product.product", **{**database.rows["product.product"][1], "id": 2, "default_code": "P002"})
    database.add(
        "stock.quant", product_id=other, location_id=1, quantity=6.0, reserved_quantity=0.0, in_date=database.stamp
    )
    for picking, wanted in ((1, 6.0), (2, lacks)):
        if wanted:
            a_move(database, picking, other, wanted)
    room.action_assign([1])
    server = serve(database)
    return server, reached(server)


def a_move(database: Database, picking: int, product: int, wanted: float, unit: int = 1) -> None:
    database.add(
        "stock.move", picking_id=picking, product_id=product, product_uom_qty=wanted, quantity=0.0, state="confirmed",
        date=database.stamp, priority="0", reservation_date=database.stamp[:10], product_uom=unit,
    )  # fmt: skip


def holds(server: Server, picking: int, product: int) -> float:
    moves = server.odoo.database.rows["stock.move"].values()
    return float(sum(m["quantity"] for m in moves if (m["picking_id"], m["product_id"]) == (picking, product)))


def swapped(odoo: Odoo, one: Swap, *, begun: bool = False) -> Entry:
    approval = Approval(one.digest, "ana", MOMENT)
    return swap(odoo.reading, odoo.directory, Swap.recalled(one.stored()), approval, now=MOMENT, begun=begun)


def test_a_delivery_that_holds_something_else_the_key_account_lacks_is_not_asked_to_give(
    serve: Serve, version: int
) -> None:
    """Odoo gives back and serves whole deliveries: the other product would move as well, and nobody approved it."""
    _server, odoo = a_giver_of_two(version, serve, lacks=4.0)
    assert proposed(odoo.reading, odoo.directory, {"2"}) == ()


def test_nothing_moves_where_the_key_account_lacks_something_else_since_it_was_approved(
    serve: Serve, version: int
) -> None:
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    assert one.rest == ((2, 6.0),)
    a_move(server.odoo.database, 2, 2, 4.0)
    assert swapped(odoo, one).became == MEANWHILE
    assert "do_unreserve" not in {method for _model, method in server.odoo.calls}
    server.odoo.stockroom.do_unreserve([1])
    assert swapped(odoo, one, begun=True).became == MEANWHILE
    assert (holds(server, 1, 1), holds(server, 1, 2), holds(server, 2, 2)) == (10.0, 6.0, 0.0), "the giver has it back"


def test_what_the_giver_holds_besides_comes_back_to_it(serve: Serve, version: int) -> None:
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    assert swapped(odoo, one).became == WRITTEN
    assert (holds(server, 1, 1), holds(server, 1, 2), holds(server, 2, 1)) == (0.0, 6.0, 10.0)


@pytest.mark.parametrize("far", ["nothing", "given back", "taken", "all"])
def test_a_swap_that_was_killed_goes_on_from_where_it_is(serve: Serve, version: int, far: str) -> None:
    """Wherever it was killed, the giver is assigned again what is left, of every product it held."""
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    steps = [("do_unreserve", 1), ("action_assign", 2), ("action_assign", 1)]
    for method, number in steps[: ("nothing", "given back", "taken", "all").index(far)]:
        getattr(server.odoo.stockroom, method)([number])
    entry = swapped(odoo, one, begun=True)
    assert entry.became == WRITTEN
    assert (entry.before, entry.after) == ({"WH/OUT/1": 10.0, "WH/OUT/2": 0.0}, {"WH/OUT/1": 0.0, "WH/OUT/2": 10.0})
    assert holds(server, 1, 2) == 6.0
    moved = sum(method == "do_unreserve" for _model, method in server.odoo.calls)
    assert moved == (0 if far in ("taken", "all") else 1)


def test_the_giver_gets_back_what_is_left_where_the_other_left_meanwhile(serve: Serve, version: int) -> None:
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    server.odoo.stockroom.do_unreserve([1])
    server.odoo.stockroom.action_assign([2])
    server.odoo.stockroom.button_validate([2])
    assert swapped(odoo, one, begun=True).became == GONE
    assert holds(server, 1, 2) == 6.0


@pytest.mark.parametrize("method", ["do_unreserve", "action_assign"])
def test_a_swap_whose_answer_was_lost_goes_on_to_its_end(serve: Serve, version: int, method: str) -> None:
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    server.odoo.lost = {method}
    entry = swapped(odoo, one)
    assert entry.became == WRITTEN
    assert entry.told is not None
    assert (holds(server, 1, 1), holds(server, 1, 2), holds(server, 2, 1)) == (0.0, 6.0, 10.0)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_swap_of_which_a_step_never_arrived_is_not_called_refused(serve: Serve, version: int, step: int) -> None:
    """Nobody can tell, so that it goes on: then all of it is there, and nobody lost what nobody approved."""
    server, odoo = a_giver_of_two(version, serve)
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    server.odoo.faults = [*["none"] * (1 + step), "503"]  # the two deliveries are read first
    first = swapped(odoo, one)
    assert (first.became, server.odoo.faults) == (NOT_TOLD, [])
    assert swapped(reached(server), one, begun=True).became == WRITTEN
    assert (holds(server, 1, 1), holds(server, 1, 2), holds(server, 2, 1)) == (0.0, 6.0, 10.0)


def test_a_second_giver_gives_only_after_the_first(serve: Serve, version: int) -> None:
    """Two may give together; the second alone would give more than was approved of it."""
    database, room = yard(version, on_hand=18.0)
    database.rows["stock.move"][1]["product_uom_qty"] = 8.0
    database.add("stock.picking", name="WH/OUT/3", state="confirmed", partner_id=1, picking_type_id=1, priority="0",
                 date_deadline=database.stamp, scheduled_date=database.stamp, date_done=False, company_id=1)  # fmt: skip
    a_move(database, 3, 1, 10.0)
    room.action_assign([1, 3])
    server = serve(database)
    odoo = reached(server)
    first, second = proposed(odoo.reading, odoo.directory, {"2"})
    assert [(one.giver, one.quantity) for one in (first, second)] == [("WH/OUT/1", 8.0), ("WH/OUT/3", 2.0)]
    assert swapped(odoo, second).became == MEANWHILE
    assert [swapped(odoo, one).became for one in (first, second)] == [WRITTEN, WRITTEN]
    assert [holds(server, number, 1) for number in (1, 2, 3)] == [0.0, 10.0, 8.0]


def test_boxes_and_units_are_counted_alike(serve: Serve, version: int) -> None:
    """The giver holds one box of twelve, the key account lacks ten units."""
    database, room = yard(version, on_hand=1.0)
    database.rows["stock.move"][1].update(product_uom=2, product_uom_qty=1.0)
    room.action_assign([1])
    odoo = reached(serve(database))
    (one,) = proposed(odoo.reading, odoo.directory, {"2"})
    assert (one.quantity, one.held) == (10.0, (12.0, 0.0))


def test_the_set_up_says_how_deliveries_are_reserved_and_what_may_be_written(small: Server) -> None:
    small.odoo.unwritable = {"stock.picking"}
    small.odoo.database.models.pop("mrp.production")
    found = setup(reached(small).reading)
    assert [(one.name, one.serves_stars) for one in found.reserving] == [("Entregas", False)]
    assert [(one.model, one.there, one.may) for one in found.rights] == [
        ("res.partner", True, True), ("stock.picking", True, False), ("mrp.production", False, False),
    ]  # fmt: skip
    assert type(found).recalled(found.stored()) == found
