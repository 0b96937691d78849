"""The store: what a file replaces, what it leaves, and what every version says."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.facts.store import FactStore, FileLoaded, MonthChange
from clave.facts.store.lock import writing
from clave.facts.tables import TABLES
from tests.unit.facts.lines import NOW, documents, facts, invoices, load, rows_of

JANUARY = invoices(
    ("2026-01-05", "F1", "1", "A", 100), ("2026-01-05", "F1", "2", "A", 50), ("2026-01-09", "F2", "1", "B", 70)
)


def test_an_empty_store_is_an_empty_book(tmp_path: Path) -> None:
    book = FactStore(tmp_path / "nothing").open()
    assert book.summary().lines == 0
    assert book.version == ""
    assert FactStore(tmp_path / "nothing").versions() == ()


@pytest.mark.parametrize("name", ["a%20b", "100%25", "%2F", "a\\b", "a b#c?d&e=f+g;h", "[1] {x}* ñ'\""])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Also one whose letters mean something in an address, in a pattern or in SQL."""
    folder = tmp_path / name
    load(folder, JANUARY, "a.csv")
    load(folder, invoices(("2026-01-09", "F2", "1", "B", 75)), "b.csv")
    store = FactStore(folder)
    assert [store.open(version).summary().money for version in (1, 2)] == [Decimal(220), Decimal(225)]
    store.verify()
    assert store.vacuum(days=0, now=NOW + timedelta(days=9), by="test") == (1,)
    assert store.open().summary().money == Decimal(225)
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing was written under another name"


def test_the_first_import(tmp_path: Path) -> None:
    loaded = load(tmp_path, JANUARY)
    assert (loaded.version, loaded.changed) == (1, True)
    assert loaded.tables[0].added == 2
    assert loaded.tables[0].months == (MonthChange("2026-01", 0, 3),)
    summary = FactStore(tmp_path).open().summary()
    assert (summary.lines, summary.customers, summary.money) == (3, 2, Decimal(220))


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    loaded = load(tmp_path, JANUARY)
    assert (loaded.version, loaded.changed) == (1, False)
    assert "nothing changed, version 1 stays" in loaded.sentence().say("en")
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before


def test_an_older_file_again_does_change_what_a_newer_one_said(tmp_path: Path) -> None:
    load(tmp_path, JANUARY, "a.csv")
    load(tmp_path, invoices(("2026-01-09", "F2", "1", "B", 75)), "b.csv")
    assert load(tmp_path, JANUARY, "a.csv").documents_replaced == 1
    assert ("2026-01", "F2", 70) in documents(tmp_path)


def test_a_document_that_loses_a_line_loses_it(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    loaded = load(tmp_path, invoices(("2026-01-05", "F1", "1", "A", 100)))
    assert loaded.documents_replaced == 1
    assert documents(tmp_path) == [("2026-01", "F1", 100), ("2026-01", "F2", 70)]


def test_a_document_that_moved_to_another_month_is_not_counted_twice(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    loaded = load(tmp_path, invoices(("2026-02-02", "F1", "1", "A", 150)))
    assert documents(tmp_path) == [("2026-01", "F2", 70), ("2026-02", "F1", 150)]
    assert loaded.tables[0].months == (MonthChange("2026-01", 3, 1), MonthChange("2026-02", 0, 1))


def test_a_month_can_become_empty(tmp_path: Path) -> None:
    load(tmp_path, invoices(("2026-01-05", "F1", "1", "A", 100)))
    load(tmp_path, invoices(("2026-02-05", "F1", "1", "A", 100)))
    assert documents(tmp_path) == [("2026-02", "F1", 100)]


def test_only_months_that_change_are_written(tmp_path: Path) -> None:
    months = [(f"2025-{month:02d}-03", f"F{month}", "1", "A", month) for month in range(1, 13)]
    load(tmp_path, invoices(*months))
    before = set(FactStore(tmp_path).open().sources["invoice_line"].paths)
    months[4] = ("2025-05-03", "F5", "1", "A", 5000)
    loaded = load(tmp_path, invoices(*months))
    after = set(FactStore(tmp_path).open().sources["invoice_line"].paths)
    assert [change.period for change in loaded.tables[0].months] == ["2025-05"]
    assert len(before - after) == len(after - before) == 1


def test_the_same_number_from_two_sources_is_two_documents(tmp_path: Path) -> None:
    load(tmp_path, invoices(("2026-01-05", "F1", "1", "A", 100)), source="bogota")
    load(tmp_path, invoices(("2026-01-05", "F1", "1", "Z", 900)), source="cali")
    assert documents(tmp_path) == [("2026-01", "F1", 100), ("2026-01", "F1", 900)]


def test_source_and_physical_line_are_kept_with_each_row(tmp_path: Path) -> None:
    columns = ("date", "document", "line", "customer", "net", "source", "row")
    rows = (("2026-01-05", "F1", "1", "A", 1, "cali", 17), ("2026-01-05", "F2", "1", "A", 1, None, 18))
    load(tmp_path, {"invoice_line": facts("invoice_line", columns, *rows)})
    (path,) = FactStore(tmp_path).open().sources["invoice_line"].paths
    stored = duckdb.sql(f"SELECT document, source, row FROM read_parquet('{path}', hive_partitioning=false)").fetchall()
    assert stored == [("F1", "cali", 17), ("F2", "erp", 18)]


def test_an_earlier_row_with_the_same_number_gives_way_and_is_counted(tmp_path: Path) -> None:
    twice = invoices(
        ("2026-01-05", "F1", "1", "A", 100), ("2026-01-05", "F1", "1", "A", 120), ("2026-01-05", "F1", None, "A", 1),
        ("2026-01-05", "F1", None, "A", 1),
    )  # fmt: skip
    loaded = load(tmp_path, twice)
    assert loaded.tables[0].repeated == 1
    assert [money for _, _, money in documents(tmp_path)] == [1, 1, 120], "lines without a number are all kept"


def test_customers_are_replaced_one_by_one(tmp_path: Path) -> None:
    columns = ("customer", "name", "city")
    load(tmp_path, {"customer": facts("customer", columns, ("A", "Ávila", "Cali"), ("B", "Bustos", "Cali"))})
    loaded = load(tmp_path, {"customer": facts("customer", columns, ("B", "Bustos", "Tunja"), ("C", "Cano", None))})
    assert (loaded.tables[0].added, loaded.tables[0].replaced) == (1, 1)
    assert loaded.tables[0].months == (MonthChange("", 2, 3),)
    assert rows_of(tmp_path, "customer", "customer, city") == [("A", "Cali"), ("B", "Tunja"), ("C", None)]


def test_stock_is_replaced_by_day(tmp_path: Path) -> None:
    columns = ("product", "warehouse", "date", "quantity")
    monday = (("P1", None, "2026-01-05", 5), ("P2", None, "2026-01-05", 7))
    load(tmp_path, {"stock": facts("stock", columns, *monday, ("P1", None, "2026-01-06", 4))})
    load(tmp_path, {"stock": facts("stock", columns, ("P1", None, "2026-01-05", 6))})
    days = [(product, day.day, int(n)) for product, day, n in rows_of(tmp_path, "stock", "product, date, quantity")]
    assert days == [("P1", 5, 6), ("P1", 6, 4)], "what is not in the new count of that day is gone; other days stay"


def test_expected_receipts_are_a_list_that_is_replaced(tmp_path: Path) -> None:
    columns = ("product", "date", "quantity")
    load(tmp_path, {"expected_receipt": facts("expected_receipt", columns, ("P1", "2026-01-05", 5))})
    load(tmp_path, {"expected_receipt": facts("expected_receipt", columns, ("P2", "2026-01-09", 5))})
    assert rows_of(tmp_path, "expected_receipt", "product") == [("P2",)]


def test_two_equal_calls_on_a_day_are_two_calls(tmp_path: Path) -> None:
    columns = ("customer", "date", "direction", "kind", "by")
    call = ("A", "2026-01-05", "out", "call", "ana")
    assert load(tmp_path, {"touchpoint": facts("touchpoint", columns, call, call)}).tables[0].repeated == 0
    assert len(rows_of(tmp_path, "touchpoint", "customer")) == 2


@pytest.fixture
def two_months(tmp_path: Path) -> Path:
    """A book with four documents of January and one of February."""
    rows = [("2026-01-05", f"F{n}", "1", "A", n * 100) for n in range(1, 5)]
    load(tmp_path, invoices(*rows, ("2026-02-05", "F9", "1", "A", 900)))
    return tmp_path


def test_replacing_whole_months_shows_first_what_would_vanish(two_months: Path) -> None:
    corrected = invoices(("2026-01-05", "F1", "1", "A", 110), ("2026-01-05", "F2", "1", "A", 200))
    preview = FactStore(two_months).preview(corrected, source="erp")
    (january,) = preview.vanishing
    assert (january.period, january.documents, january.lines, january.money) == ("2026-01", 2, 2, Decimal(700))
    assert january.examples == ("F3", "F4")
    assert len(documents(two_months)) == 5, "a preview changes nothing"
    loaded = load(two_months, corrected, whole_months=preview.agreement)
    assert loaded.tables[0].vanished == 2
    assert documents(two_months) == [("2026-01", "F1", 110), ("2026-01", "F2", 200), ("2026-02", "F9", 900)]


def test_agreeing_to_something_else_replaces_nothing(two_months: Path) -> None:
    corrected = invoices(("2026-01-05", "F1", "1", "A", 110))
    preview = FactStore(two_months).preview(corrected, source="erp")
    load(two_months, invoices(("2026-01-20", "F7", "1", "A", 1)))
    with pytest.raises(ClaveError, match="what would vanish is no longer what was shown"):
        load(two_months, corrected, whole_months=preview.agreement)
    assert len(documents(two_months)) == 6


def test_another_source_does_not_vanish(two_months: Path) -> None:
    load(two_months, invoices(("2026-01-05", "X1", "1", "Z", 5)), source="cali")
    preview = FactStore(two_months).preview(invoices(("2026-01-05", "X2", "1", "Z", 5)), source="cali")
    assert [row.examples for row in preview.vanishing] == [("X1",)]


def test_undo_goes_back_and_back_and_reopen_forward(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    for money in (1, 2, 3):
        load(tmp_path, invoices(("2026-01-05", "F1", "1", "A", money)))
    assert store.undo(now=NOW, by="ana") == 4
    assert documents(tmp_path) == [("2026-01", "F1", 2)]
    store.undo(now=NOW, by="ana")
    assert documents(tmp_path) == [("2026-01", "F1", 1)]
    store.undo(now=NOW, by="ana")
    assert documents(tmp_path) == []
    with pytest.raises(ClaveError, match="nothing to undo"):
        store.undo(now=NOW, by="ana")
    store.reopen(3, now=NOW, by="ana")
    assert documents(tmp_path) == [("2026-01", "F1", 3)]
    assert [version.action for version in store.versions()] == ["reopen", "undo", "undo", "undo"] + ["load"] * 3


def test_an_import_after_an_undo_builds_on_what_is_current(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    load(tmp_path, invoices(("2026-01-20", "F3", "1", "C", 999)))
    FactStore(tmp_path).undo(now=NOW, by="ana")
    load(tmp_path, invoices(("2026-02-01", "F4", "1", "C", 4)))
    assert [document for _, document, _ in documents(tmp_path)] == ["F1", "F1", "F2", "F4"]
    assert [document for _, document, _ in documents(tmp_path, 2)] == ["F1", "F1", "F2", "F3"]


def test_versions_tell_when_who_and_from_which_files(tmp_path: Path) -> None:
    load(tmp_path, JANUARY, files=(FileLoaded("enero.csv", "invoice_line", "abc", 4),))
    load(tmp_path, invoices(("2026-02-01", "F4", "1", "C", 4)), now=NOW + timedelta(days=1), by="luis")
    new, old = FactStore(tmp_path).versions()
    assert (old.version, old.at, old.by, old.files[0].name, old.rows) == (
        1,
        NOW,
        "ana",
        "enero.csv",
        (("invoice_line", 3),),
    )
    assert (new.by, new.current, old.current, new.rows) == ("luis", True, False, (("invoice_line", 4),))
    assert FactStore(tmp_path).open().rejected == 4
    load(tmp_path, invoices(("2026-01-02", "F8", "1", "C", 4)), files=(FileLoaded("enero.csv", "invoice_line", "def"),))
    assert FactStore(tmp_path).open().rejected == 0, "the corrected file takes its old rejections away"


def test_a_book_keeps_its_currency(tmp_path: Path) -> None:
    load(tmp_path, JANUARY, currency="USD", company="Tornillos del Sur")
    assert (FactStore(tmp_path).open().currency, FactStore(tmp_path).open().company) == ("USD", "Tornillos del Sur")
    with pytest.raises(ClaveError, match="this book is kept in USD and the files came in COP"):
        load(tmp_path, JANUARY, currency="COP")
    load(tmp_path, invoices(("2026-02-01", "F4", "1", "C", 4)))
    assert FactStore(tmp_path).open().currency == "USD"


def test_old_versions_are_cleared_unless_pinned(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    for day in range(4):
        load(tmp_path, invoices(("2026-01-05", "F1", "1", "A", day)), now=NOW + timedelta(days=day))
    store.pin(2)
    cleared = store.vacuum(days=7, now=NOW + timedelta(days=8), by="ana")
    assert cleared == (1,), "2 is pinned, 3 and 4 are young"
    assert store.vacuum(days=0, now=NOW + timedelta(days=30), by="ana") == (3,)
    assert [v.kept for v in store.versions()] == [True, False, True, False]
    assert documents(tmp_path, 2) == [("2026-01", "F1", 1)]
    assert documents(tmp_path) == [("2026-01", "F1", 3)]
    with pytest.raises(ClaveError, match="version 1 of this book was cleaned away"):
        store.open(1)
    store.unpin(2)
    assert store.vacuum(days=0, now=NOW + timedelta(days=30), by="ana") == (2,)
    assert len([p for p in (tmp_path / "tables").rglob("*.parquet") if "_delta_log" not in p.parts]) == 1


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    with writing(tmp_path, "luis", NOW):
        with pytest.raises(ClaveError, match=r"somebody is writing to this book right now \(luis, 2026-02-01 08:00\)"):
            load(tmp_path, JANUARY)
        assert len(documents(tmp_path)) == 3, "readers go on"
    assert not load(tmp_path, JANUARY).changed


def test_the_lock_of_a_dead_writer_is_free(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib, datetime\nfrom clave.facts.store.lock import writing\n"
        "with writing(pathlib.Path(sys.argv[1]), 'muerto', datetime.datetime(2026, 1, 1)): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=dict(os.environ), check=False)
    assert load(tmp_path, JANUARY).changed


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"factura": JANUARY["invoice_line"]}, "«factura» is not a table of facts"),
        ({"invoice_line": JANUARY["invoice_line"].drop_columns("net")}, "invoice_line: 3 rows came without «net»"),
        (invoices(("2026-01-05", None, "1", "A", 1)), "1 row came without «document», which every row needs"),
        (
            {"invoice_line": JANUARY["invoice_line"].set_column(4, "net", [["x", "1", "2"]])},
            "cannot be read as decimal",
        ),
    ],
)
def test_rows_that_do_not_fit_are_refused_whole(tmp_path: Path, tables: dict, sentence: str) -> None:
    with pytest.raises(ClaveError, match=sentence):
        load(tmp_path, tables)
    assert FactStore(tmp_path).versions() == ()


def test_a_version_that_never_was(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    with pytest.raises(ClaveError, match="there is no version 7"):
        FactStore(tmp_path).open(7)


def test_an_empty_table_is_not_loaded(tmp_path: Path) -> None:
    assert not load(tmp_path, {"invoice_line": JANUARY["invoice_line"].slice(0, 0)}).changed
    assert not FactStore(tmp_path).open().has("invoice_line")


def test_delta_says_what_each_commit_was_for(tmp_path: Path) -> None:
    load(tmp_path, JANUARY, digest="sha")
    table = DeltaTable(tmp_path / "tables/invoice_line")
    last = table.history(1)[0]
    assert (last["clave_import"], last["clave_source"], last["clave_by"]) == ("sha", "erp", "ana")
    assert table.transaction_version("clave-import-sha") is not None
    assert table.protocol().min_reader_version == 1


def test_lines_of_a_month_are_sorted_by_customer(tmp_path: Path) -> None:
    load(tmp_path, invoices(*[("2026-01-05", f"F{n}", "1", f"C{n * 7 % 50:02d}", n) for n in range(50)]))
    (path,) = FactStore(tmp_path).open().sources["invoice_line"].paths
    customers = duckdb.sql(f"SELECT customer FROM read_parquet('{path}', hive_partitioning=false)").fetchall()
    assert customers == sorted(customers)


def test_progress_counts_months(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    lines = invoices(("2026-01-05", "F1", "1", "A", 1), ("2026-02-05", "F2", "1", "A", 1))
    load(tmp_path, lines, progress=lambda *step: seen.append(step))
    assert seen == [("invoice_line", 1, 2), ("invoice_line", 2, 2)]


def test_a_column_declared_later_is_empty_in_older_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("product", "family", "unit_cost")
    with monkeypatch.context() as earlier:
        earlier.setitem(TABLES, "product", replace(TABLES["product"], columns=TABLES["product"].columns[:3]))
        load(tmp_path, {"product": facts("product", columns[:2], ("P1", "Tuercas"), ("P2", "Tuercas"))})
    load(tmp_path, {"product": facts("product", columns, ("P2", "Tuercas", 5))})
    assert rows_of(tmp_path, "product", "product, unit_cost") == [("P1", None), ("P2", Decimal(5))]
    assert rows_of(tmp_path, "product", "product, unit_cost", 1) == [("P1", None), ("P2", None)]


def test_the_first_version_opens_after_a_hundred_more(tmp_path: Path) -> None:
    columns = ("currency", "date", "rate")
    for rate in range(105):
        load(tmp_path, {"exchange_rate": facts("exchange_rate", columns, ("USD", "2026-01-01", float(rate)))})
    log = tmp_path / "tables/exchange_rate/_delta_log"
    assert list(log.glob("*.checkpoint.parquet")), "Delta wrote a checkpoint"
    assert rows_of(tmp_path, "exchange_rate", "rate", 1) == [(0.0,)]
    assert rows_of(tmp_path, "exchange_rate", "rate") == [(104.0,)]


FILES = st.lists(
    st.dictionaries(
        st.sampled_from(["F1", "F2", "F3", "F4"]),
        st.tuples(st.integers(1, 3), st.lists(st.integers(-5, 5), min_size=1, max_size=3)),
        min_size=1,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_a_book_is_the_last_word_on_every_document(tmp_path_factory: pytest.TempPathFactory, files: list) -> None:
    folder = tmp_path_factory.mktemp("book")
    said: dict[str, tuple[int, list[int]]] = {}
    for number, file in enumerate(files):
        rows = [
            (f"2026-0{month}-05", document, str(at), "A", net)
            for document, (month, nets) in file.items()
            for at, net in enumerate(nets)
        ]
        changed = load(folder, invoices(*rows), f"{number}.csv").changed
        assert changed == any(said.get(document) != content for document, content in file.items())
        said |= file
        expected = sorted((f"2026-0{m}", d, net) for d, (m, nets) in said.items() for net in nets)
        assert sorted(documents(folder)) == expected
