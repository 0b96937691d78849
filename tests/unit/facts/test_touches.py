"""Which imports touched a customer: what they changed of it, and whether an undo took that back."""

from __future__ import annotations

from pathlib import Path

from clave.facts.store import FactStore, Touch
from tests.unit.facts.lines import NOW, facts, invoices, load

JANUARY = invoices(
    ("2026-01-05", "F1", "1", "A", 100), ("2026-01-05", "F1", "2", "A", 50), ("2026-01-09", "F2", "1", "B", 70)
)


def touched(folder: Path, customer: str) -> list[tuple[int, int, int, int, bool]]:
    """Version, documents added, replaced and gone, and whether the import stands."""
    found = FactStore(folder).touched_by(customer)
    return [(touch.version, touch.added, touch.replaced, touch.gone, touch.standing) for touch in found]


def test_nobody_was_touched_before_the_first_import(tmp_path: Path) -> None:
    assert FactStore(tmp_path / "nothing").touched_by("A") == ()


def test_the_imports_of_a_customer_newest_first(tmp_path: Path) -> None:
    load(tmp_path, JANUARY, "enero.csv")
    load(tmp_path, invoices(("2026-02-05", "F3", "1", "A", 100)), "febrero.csv")
    load(tmp_path, invoices(("2026-03-05", "F4", "1", "B", 100)), "marzo.csv")
    assert touched(tmp_path, "A") == [(2, 1, 0, 0, True), (1, 1, 0, 0, True)]
    assert touched(tmp_path, "B") == [(3, 1, 0, 0, True), (1, 1, 0, 0, True)]
    newest: Touch = FactStore(tmp_path).touched_by("A")[0]
    assert (newest.at, newest.by, newest.files[0].name, newest.tables) == (NOW, "ana", "febrero.csv", ("invoice_line",))


def test_an_import_that_says_the_same_of_a_customer_did_not_touch_it(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    load(tmp_path, {"invoice_line": JANUARY["invoice_line"].slice(0, 2)} | invoices(
        ("2026-01-05", "F1", "1", "A", 100), ("2026-01-05", "F1", "2", "A", 50), ("2026-01-09", "F2", "1", "B", 75)
    ))  # fmt: skip
    assert touched(tmp_path, "A") == [(1, 1, 0, 0, True)]
    assert touched(tmp_path, "B") == [(2, 0, 1, 0, True), (1, 1, 0, 0, True)]


def test_who_loses_a_document_was_touched_too(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    load(tmp_path, invoices(("2026-01-09", "F2", "1", "A", 70)))
    assert touched(tmp_path, "B")[0] == (2, 0, 0, 1, True)
    assert touched(tmp_path, "A")[0] == (2, 0, 1, 0, True)


def test_a_whole_month_takes_documents_away(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    only = invoices(("2026-01-09", "F2", "1", "B", 70))
    agreement = FactStore(tmp_path).preview(only, source="erp").agreement
    load(tmp_path, only, whole_months=agreement)
    assert touched(tmp_path, "A") == [(2, 0, 0, 1, True), (1, 1, 0, 0, True)]
    assert touched(tmp_path, "B") == [(1, 1, 0, 0, True)]


def test_every_table_with_customers_counts_and_the_others_do_not(tmp_path: Path) -> None:
    load(tmp_path, JANUARY | {
        "customer": facts("customer", ("customer", "name"), ("A", "Ávila"), (None, "nobody"))[:1],
        "product": facts("product", ("product", "name"), ("A", "not a customer")),
    })  # fmt: skip
    (touch,) = FactStore(tmp_path).touched_by("A")
    assert (touch.tables, touch.added) == (("customer", "invoice_line"), 2)


def test_an_undo_takes_an_import_back_and_a_reopening_brings_it_again(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    load(tmp_path, invoices(("2026-02-05", "F3", "1", "A", 100)))
    store = FactStore(tmp_path)
    store.undo(now=NOW, by="ana")
    assert [(row[0], row[-1]) for row in touched(tmp_path, "A")] == [(2, False), (1, True)]
    store.reopen(2, now=NOW, by="ana")
    assert [(row[0], row[-1]) for row in touched(tmp_path, "A")] == [(2, True), (1, True)]


def test_what_a_killed_import_left_is_not_taken_for_the_undo_that_comes_after(tmp_path: Path) -> None:
    load(tmp_path, JANUARY)
    left = tmp_path / "touched/000002.parquet"
    left.write_bytes((tmp_path / "touched/000001.parquet").read_bytes())
    assert [row[0] for row in touched(tmp_path, "A")] == [1], "no version has that number yet"
    FactStore(tmp_path).undo(now=NOW, by="ana")
    assert touched(tmp_path, "A") == [(1, 1, 0, 0, False)]


def test_as_many_as_asked_however_many_versions_there_are(tmp_path: Path) -> None:
    for number in range(55):
        load(tmp_path, invoices(("2026-01-05", "F1", "1", "A" if number % 20 == 0 else "B", number)))
    assert [row[0] for row in touched(tmp_path, "A")] == [42, 41, 22, 21, 2, 1]
    assert [touch.version for touch in FactStore(tmp_path).touched_by("A", most=3)] == [42, 41, 22]
