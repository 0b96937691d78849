"""Odoo pulled as every source is: page by page onto the disk, over as many tries as it takes, and loaded by the intake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from clave.facts.bring import files_loaded
from clave.facts.intake import Intake, Source, read
from clave.facts.sources.moments import next_since
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.odoo.source import Odoo, asks
from clave.facts.sources.port import EVERYTHING, Ask
from clave.facts.sources.pulling import Standing, pull
from clave.facts.sources.spool import Spool
from clave.facts.store import FactStore
from clave.policy.reading import default
from tests.odoo.conftest import reached
from tests.odoo.fake.company import MOMENT
from tests.odoo.fake.server import Server

LIMITS = default().at(MOMENT.date())
HOUR = timedelta(hours=1)


@pytest.fixture
def version() -> int:
    """One version is enough: both give the same tables (test_reading)."""
    return 19


def taken(odoo: Odoo, folder: Path, standings: dict[str, Standing]) -> Intake:
    """All tables, from where each stands, read together as files are."""
    spool, files, own = Spool(folder), [], {}
    for ask in asks():
        standings[ask.table] = pull(odoo, ask, standings.get(ask.table, Standing()), spool, _kept(standings, ask))
        if file := spool.together(ask.table, ask.key, standings[ask.table].pages):
            files.append(file)
            own[file.name] = Source("odoo", ask.table, ask.columns)
    return read(files, LIMITS, own=own)


def _kept(standings: dict[str, Standing], ask: Ask) -> Callable[[Standing], None]:
    def keep(standing: Standing) -> None:
        standings[ask.table] = standing

    return keep


def loaded(store: FactStore, intake: Intake) -> bool:
    tables: dict[str, pa.Table] = intake.tables
    done = store.load(
        tables, source="odoo", digest=f"{len(tables)}", now=MOMENT, by="ana", files=files_loaded(intake.files, {}),
        currency="COP",
    )  # fmt: skip
    return done.changed


def test_a_company_is_pulled_into_the_book(small: Server, tmp_path: Path) -> None:
    intake = taken(reached(small), tmp_path / "run", {})
    assert [report.balance.rejected for report in intake.files] == [0] * 9
    store = FactStore(tmp_path / "store")
    assert loaded(store, intake)
    book = store.open()
    assert (book.summary().lines, book.currency) == (200, "COP")
    assert not loaded(store, intake), "the same again makes no version"
    assert {"customer", "product", "receivable", "order_line", "delivery", "work_order", "stock"} <= set(book.sources)


def test_a_server_that_falls_in_mid_pull_is_gone_on_with(small: Server, tmp_path: Path) -> None:
    standings: dict[str, Standing] = {}
    odoo = reached(small)
    small.odoo.faults = ["none"] * 18 + ["503"] * 3
    with pytest.raises(OdooError) as caught:
        taken(odoo, tmp_path / "run", standings)
    assert caught.value.passing
    assert any(standing.pages for standing in standings.values())
    assert len(standings) < len(asks()), "it fell before the last table"
    small.odoo.faults = []
    intake = taken(
        reached(small), tmp_path / "run", {name: Standing.recalled(one.stored()) for name, one in standings.items()}
    )
    whole = taken(reached(small), tmp_path / "whole", {})
    assert intake.book.summary() == whole.book.summary()
    assert [report.balance for report in intake.files] == [report.balance for report in whole.files]


def test_the_next_night_brings_only_what_changed(small: Server, tmp_path: Path) -> None:
    standings: dict[str, Standing] = {}
    odoo = reached(small)
    store = FactStore(tmp_path / "store")
    loaded(store, taken(odoo, tmp_path / "first", standings))
    money = store.open().summary().money
    database = small.odoo.database
    since = {name: Standing(next_since(one.latest, odoo.clock(), HOUR, UTC)) for name, one in standings.items()}
    database.moment += timedelta(days=1)
    posted = [
        one
        for one in database.rows["account.move"].values()
        if one["state"] == "posted" and one["move_type"] == "out_invoice"
    ]
    line = next(
        one for one in database.rows["account.move.line"].values()
        if one["move_id"] == posted[0]["id"] and one["display_type"] == "product"
    )  # fmt: skip
    line.update(price_subtotal=line["price_subtotal"] + 1000, balance=line["balance"] - 1000)
    database.write("account.move", [posted[0]["id"]], {"invoice_origin": "corregida"})
    intake = taken(reached(small), tmp_path / "second", since)
    assert intake.book.summary().lines < 30
    assert loaded(store, intake)
    after = store.open().summary()
    assert (after.lines, after.money) == (200, money + 1000)


def test_what_was_cancelled_leaves_the_book_the_next_night(small: Server, tmp_path: Path) -> None:
    """An invoice that was cancelled after it was read: its lines and its debt go; its namesake that counts stays."""
    standings: dict[str, Standing] = {}
    odoo, store, database = reached(small), FactStore(tmp_path / "store"), small.odoo.database
    loaded(store, taken(odoo, tmp_path / "first", standings))
    before = store.open().summary()
    since = {name: Standing(next_since(one.latest, odoo.clock(), HOUR, UTC)) for name, one in standings.items()}
    database.moment += timedelta(days=1)
    posted = [one for one in database.rows["account.move"].values() if one["state"] == "posted"]
    never = {one["name"] for one in database.rows["account.move"].values()} - {one["name"] for one in posted}
    first, second = [one for one in posted if one["move_type"] == "out_invoice"][:2]
    lines = [one for one in database.rows["account.move.line"].values()
             if one["move_id"] == first["id"] and one["display_type"] == "product"]  # fmt: skip
    database.write("account.move", [first["id"]], {"state": "cancel"})
    database.add("account.move", **{**second, "id": 99_999, "state": "draft"})
    database.write("account.move", [99_999], {"state": "draft"})
    intake = taken(reached(small), tmp_path / "second", since)
    gone = {name: one.gone for name, one in since.items() if one.gone}
    assert set(gone) == {"invoice_line", "receivable", "order_line"}
    for table in ("invoice_line", "receivable"):
        assert set(gone[table]) - never == {first["name"]}, "what never counted may be named too: it is in no book"
        assert second["name"] not in gone[table]
    assert [Standing.recalled(one.stored()) for one in since.values()] == list(since.values())
    done = store.load(dict(intake.tables), source="odoo", digest="x", now=MOMENT, by="ana", currency="COP", gone=gone)
    assert {one.table: one.vanished for one in done.tables}["invoice_line"] == 1
    after = store.open().summary()
    assert (after.lines, after.money) == (before.lines - len(lines), before.money - sum(
        Decimal(str(-one["balance"])) for one in lines))  # fmt: skip
    again = store.load(dict(intake.tables), source="odoo", digest="x", now=MOMENT, by="ana", currency="COP", gone=gone)
    assert not again.changed, "the same again takes nothing more away"


def test_an_empty_list_of_receipts_empties_the_one_in_the_book(small: Server, tmp_path: Path) -> None:
    """Everything arrived and nothing is being made: nobody promises any longer with what is in the book."""
    standings: dict[str, Standing] = {}
    store, database = FactStore(tmp_path / "store"), small.odoo.database
    loaded(store, taken(reached(small), tmp_path / "first", standings))
    assert _expected(store) > 0
    for model in ("stock.move", "mrp.production"):
        for one in database.rows[model].values():
            one["state"] = "done"
    since: dict[str, Standing] = {}
    intake = taken(reached(small), tmp_path / "second", since)
    assert since["expected_receipt"].gone == (EVERYTHING,)
    assert (since["expected_receipt"].rows, intake.tables["expected_receipt"].num_rows) == (0, 0)
    gone = {name: one.gone for name, one in since.items() if one.gone}
    done = store.load(dict(intake.tables), source="odoo", digest="x", now=MOMENT, by="ana", currency="COP", gone=gone)
    assert {one.table: one.vanished for one in done.tables}["expected_receipt"] > 0
    assert _expected(store) == 0
    again = store.load(dict(intake.tables), source="odoo", digest="y", now=MOMENT, by="ana", currency="COP", gone=gone)
    assert not again.changed
    other = store.load(dict(intake.tables), source="sap", digest="z", now=MOMENT, by="ana", currency="COP", gone=gone)
    assert "expected_receipt" not in {one.table for one in other.tables if one.changed}, "another's list stays its own"


def _expected(store: FactStore) -> int:
    with store.open().open() as warehouse:
        (row,) = warehouse.query("SELECT COUNT(*) AS n FROM expected_receipt AS r").to_pylist()
    count: int = row["n"]
    return count
