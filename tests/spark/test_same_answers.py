"""Two engines, one answer: every family of measures on Spark against DuckDB, on hostile companies and on stored books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clave.base.errors import ClaveError
from clave.base.period import Windows
from clave.facts.book import Book
from clave.facts.spark import SparkEngine
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
from clave.facts.warehouse import ParquetFiles
from clave.measures.between import bought_between, groups_of
from clave.measures.bought_days import bought_days
from clave.measures.consumed import consumed, newest_invoice
from clave.measures.monthly import monthly
from clave.measures.orders import documents
from clave.measures.promoted import promoted, spans
from clave.measures.run import measure
from clave.policy.limits import Limits
from clave.policy.reading import default
from tests.oracle.measure_books import company
from tests.spark.alike import differences, opened_alike, plain, same, together

NOW = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
Reading = Callable[[Book, Limits, date], Any]


def test_thirty_hostile_companies_in_one_book(spark: SparkEngine) -> None:
    """All tables, by customer: everything that a fact table may legally hold."""
    some = together(20261123, 30, 40)
    here = measure(some.book(), some.limits, some.as_of)
    there = measure(some.book().on(spark), some.limits, some.as_of)
    assert len(here) > 200
    assert differences(here, there) == []
    assert opened_alike(here, there) == []


def test_hostile_companies_by_group(spark: SparkEngine) -> None:
    """Each measure of a group is that of a customer with other names, so a few families say it."""
    some, asked = together(4, 6, 60), ("sales", "growth", "payment")
    here = measure(some.book(), some.limits, some.as_of, by="group", only=asked)
    there = measure(some.book().on(spark), some.limits, some.as_of, by="group", only=asked)
    assert len(here) > 5
    assert differences(here, there) == []


def test_a_book_without_a_row(spark: SparkEngine) -> None:
    some = company(1, 0)
    assert len(measure(some.book().on(spark), some.limits, some.as_of)) == 0


def _promoted(book: Book, limits: Limits, day: date) -> Any:
    months = spans(date(2023, 3, 1), date(2023, 5, 15), date(2020, 9, 1), day, 12, 3)
    return promoted(book, limits, months, ["Ñ", "resinas"], ["00·P1"], day)


READINGS: dict[str, Reading] = {
    "monthly": monthly,
    "between": lambda book, limits, day: bought_between(book, limits, date(2022, 3, 1), day),
    "groups": lambda book, limits, day: groups_of(book, day),
    "bought_days": lambda book, limits, day: bought_days(book, limits, day, ["00·C1", "01·ñandú"]),
    "promoted": _promoted,
    "orders": lambda book, limits, day: documents(book, limits, Windows(day)),
    "consumed": lambda book, limits, day: consumed(book, ["00·C1", "01·Ávila", "nobody"], date(2024, 2, 29), 36),
    "newest": lambda book, limits, day: newest_invoice(book, day),
    "summary": lambda book, limits, day: asdict(book.summary()),
}


@pytest.mark.parametrize("name", sorted(READINGS))
def test_every_other_reading_of_all_customers(spark: SparkEngine, name: str) -> None:
    some, reading = together(7, 6, 60), READINGS[name]
    day = date(2024, 2, 29)
    here, there = reading(some.book(), some.limits, day), reading(some.book().on(spark), some.limits, day)
    assert same(_plain(here), _plain(there))


def _plain(value: Any) -> Any:
    found = plain(value, value)
    if isinstance(found, list) and found and isinstance(found[-1], list) and isinstance(found[-1][0], dict):
        return [found[0], sorted(found[-1], key=str)]
    return found


@pytest.fixture
def stored(tmp_path: Path) -> FactStore:
    """A store whose second import took the place of the first, in a folder whose name is full of patterns."""
    store = FactStore(tmp_path / "a[1] b%20{x}*ñ")
    some = together(99, 3, 80)
    for place in (1, 2):
        tables = {
            name: pa.Table.from_pylist(
                [_imported(row, place) for row in rows], TABLES[name].schema.append(pa.field("source", pa.string()))
            )
            for name, rows in some.rows.items()
            if name in ("invoice_line", "customer", "product")
        }
        store.load(tables, source="erp", digest=f"import-{place}", now=NOW, by="test")
    return store


def _imported(row: dict[str, Any], place: int) -> dict[str, Any]:
    """A row as one import after another brings it: all in three months, because each is a file."""
    lines = (
        {"net": row["net"] * place, "date": date(2024, 1 + (row["date"] or NOW).month % 3, 1)} if "net" in row else {}
    )
    return {**row, "source": "erp", **lines}


def test_a_version_is_read_by_its_list_of_files(spark: SparkEngine, stored: FactStore) -> None:
    """Files of the other version lie in the same folders: whoever read the folder would count them too."""
    limits, day = default().at(date(2024, 2, 29)), date(2024, 2, 29)
    sums = []
    for version in (1, 2):
        book = stored.open(version)
        here, there = measure(book, limits, day, only=("sales",)), measure(book.on(spark), limits, day, only=("sales",))
        assert differences(here, there) == []
        sums.append(float(np.nansum(there.columns["money"].values)))
    assert sums[1] == pytest.approx(2 * sums[0])
    folder = stored.folder / "tables" / "invoice_line"
    everything = ParquetFiles(tuple(map(str, folder.rglob("*.parquet"))))
    whole = Book({**stored.open().sources, "invoice_line": everything}).on(spark).summary().lines
    assert whole > 1.5 * stored.open().summary().lines


def test_files_of_before_a_column_was_declared_have_it_as_unknown(spark: SparkEngine, tmp_path: Path) -> None:
    some = together(5, 2, 60)
    lines = some.book().sources["invoice_line"]
    assert isinstance(lines, pa.Table)
    pq.write_table(lines.slice(0, 60), tmp_path / "new.parquet")
    pq.write_table(lines.slice(60).drop_columns(["cost", "kilos", "terms_days"]), tmp_path / "old.parquet")
    files = ParquetFiles((str(tmp_path / "new.parquet"), str(tmp_path / "old.parquet")))
    book = Book({**some.book().sources, "invoice_line": files})
    asked = ("sales", "cash")
    here = measure(book, some.limits, some.as_of, only=asked)
    assert differences(here, measure(book.on(spark), some.limits, some.as_of, only=asked)) == []


def test_a_data_file_that_is_gone_is_a_sentence(spark: SparkEngine, stored: FactStore) -> None:
    """Also where it goes after the book was opened; the next question is answered again."""
    book = stored.open()
    with book.on(spark).open() as opened:
        files = book.sources["invoice_line"]
        assert isinstance(files, ParquetFiles)
        count = "SELECT COUNT(*) AS lines, MAX(line.net) AS most FROM invoice_line AS line"
        whole = opened.query(count).to_pylist()
        gone = Path(files.paths[0])
        kept = gone.read_bytes()
        gone.unlink()
        with pytest.raises(ClaveError) as refused:
            opened.query(count)
        assert "cannot read a data file" in str(refused.value)
        assert "CLAVE_FACTS_ADDRESS" in str(refused.value)
        gone.write_bytes(kept)
        assert opened.query(count).to_pylist() == whole


def test_the_workers_may_see_the_facts_under_another_address(
    stored: FactStore, spark: SparkEngine, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "mounted"
    elsewhere.symlink_to(stored.folder)
    engine = SparkEngine(spark.master, stored.folder, f"file://{elsewhere}")
    assert stored.open().on(engine).summary() == stored.open().summary()
    with pytest.raises(ClaveError, match="not in the stored book"):
        engine.seen(str(tmp_path / "loose.parquet"))
