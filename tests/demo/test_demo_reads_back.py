"""What the demo exports as an ERP, clave reads without a mapping / Lo que se exporta como ERP se lee sin mapeo."""

from __future__ import annotations

import pyarrow as pa
import pytest

from clave.demo import Company, export
from clave.facts.intake import Intake, read
from clave.facts.tables import TABLES
from clave.policy.reading import default

# Dollars become pesos when they are read.
APART = {"invoice_line": {"unit_price", "net", "cost", "unit_cost", "currency"}}


@pytest.fixture(scope="module")
def intake(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Intake:
    return read(list(export(company, tmp_path_factory.mktemp("erp"))), default().at(company.until))


def in_order(name: str, table: pa.Table) -> pa.Table:
    """The compared columns, sorted by what tells rows apart."""
    sorted_rows = table.sort_by([(column, "ascending") for column in TABLES[name].identity])
    return sorted_rows.select([c.name for c in TABLES[name].columns if c.name not in APART.get(name, set())])


def test_every_file_is_recognised_and_no_line_is_rejected(company: Company, intake: Intake) -> None:
    assert {report.table for report in intake.files} == set(TABLES)
    for report in intake.files:
        assert report.balance.rejected == 0, report.file
        assert report.balance.lines == company.tables[report.table].num_rows
        assert not report.mapping.unused, report.file


def test_the_totals_at_the_foot_of_the_files_agree(intake: Intake) -> None:
    by_table = {report.table: report.balance for report in intake.files}
    for name in ("invoice_line", "receivable"):
        assert by_table[name].stated is not None
        assert by_table[name].difference == 0


@pytest.mark.parametrize("name", TABLES)
def test_each_table_comes_back_as_it_was(company: Company, intake: Intake, name: str) -> None:
    there, back = in_order(name, company.tables[name]), in_order(name, intake.book.sources[name])
    for column in there.column_names:
        assert back.column(column).combine_chunks().equals(there.column(column).combine_chunks()), column
