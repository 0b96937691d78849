"""From finished rows to the book: places in documents, physical lines, and the same rows in memory and on disk."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.facts.intake import Intake, read
from clave.facts.intake.loading import Numbering, numbering
from clave.facts.intake.sales import Finished
from clave.facts.intake.staging import Grid, Staging
from clave.facts.warehouse import ParquetFiles
from clave.policy import declared
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
LITTLE = LIMITS.reform({declared.intake_memory: 64})  # what its smallest value leaves: rows go to disk from 200,000
HEAD = "Fecha;Factura;Cliente;Referencia;Cantidad;Neto\n"


def numbered(documents: list[str]) -> Numbering:
    with Staging(64) as staging:
        staging.register("given", pa.table({"document": documents, "r": range(len(documents))}))
        staging.run("CREATE TABLE done AS SELECT *, 0 AS class, 0 AS bad FROM given ORDER BY r")
        return numbering(Finished("done", "done", ("document",)), "document", staging)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("ABCDE"), max_size=60), st.integers(1, 7))
def test_a_line_has_its_place_in_its_document_wherever_the_document_goes_on(documents: list[str], size: int) -> None:
    counted: Counter[str] = Counter()
    expected = []
    for document in documents:
        counted[document] += 1
        expected.append(counted[document])
    lines = numbered(documents)
    found = [place for first in range(0, len(documents), size)
             for place in lines.places(first, min(size, len(documents) - first)).tolist()]  # fmt: skip
    assert found == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 4)), unique_by=lambda pair: pair[0], max_size=8))
def test_physical_lines_of_many_records_are_those_of_each(breaks: list[tuple[int, int]]) -> None:
    grid = Grid("a.csv", "raw", 1, 60, (), breaks=tuple(sorted(breaks)))
    records = np.arange(60)
    assert grid.lines_of(records).tolist() == [grid.line_of(record) for record in range(60)]


def sales(path: Path, rows: int, start: int = 0) -> Path:
    """Lines of documents of three, a subtotal and a broken day among them."""
    body = [
        f"{1 + n % 28:02d}/{1 + n % 12:02d}/2024;F{n // 3};C{n % 50};P{n % 9};{n % 7 + 1};1.{n % 1000:03d},50"
        for n in range(start, start + rows)
    ]
    body[7] = f"31/02/2024;F{start};C1;P1;1;5,00"
    body.insert(20, "Subtotal;;;;;9,00")
    path.write_text(HEAD + "\n".join(body) + "\n")
    return path


def on_disk(intake: Intake) -> bool:
    return isinstance(intake.book.sources["invoice_line"], ParquetFiles)


def test_a_large_file_gives_the_same_rows_on_disk_as_in_memory(tmp_path: Path) -> None:
    path = sales(tmp_path / "a.csv", 220_000)
    small, large = read(path, LIMITS), read(path, LITTLE)
    assert (on_disk(small), on_disk(large)) == (False, True)
    assert large.tables["invoice_line"].equals(small.tables["invoice_line"])
    assert large.files[0].balance == small.files[0].balance
    assert large.book.summary() == small.book.summary()


def test_every_row_says_the_physical_line_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ventas\n\n" + HEAD + '15/01/2024;F1;C1;"dos\nlíneas";1;1,50\n16/01/2024;F2;C2;P2;1;2,50\n')
    assert read(path, LIMITS).tables["invoice_line"].column("row").to_pylist() == [4, 6]


@pytest.mark.parametrize("limits", [LIMITS, LITTLE])
def test_a_document_in_a_later_file_replaces_the_earlier_one(tmp_path: Path, limits: object) -> None:
    first, second = sales(tmp_path / "a.csv", 150_000), sales(tmp_path / "b.csv", 90_000, start=120_000)
    intake = read([first, second], limits)  # type: ignore[arg-type]
    assert on_disk(intake) is (limits is LITTLE)
    documents = intake.tables["invoice_line"].column("document")
    assert len(set(documents.to_pylist())) == 70_000
    assert intake.files[0].replaced == 30_000
    assert intake.files[1].replaced == 0
    assert len(documents) == 150_000 + 90_000 - 30_000 - 2


def test_the_files_of_a_large_import_go_with_it(tmp_path: Path) -> None:
    intake = read(sales(tmp_path / "a.csv", 220_000), LITTLE)
    source = intake.book.sources["invoice_line"]
    assert isinstance(source, ParquetFiles)
    path = Path(source.paths[0])
    assert path.exists()
    del intake, source
    assert not path.exists()
