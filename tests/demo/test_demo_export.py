"""The exports look like an ERP's / Los archivos parecen los de un ERP."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from clave.base.errors import ClaveError
from clave.demo import Company, export
from clave.demo.layouts import LAYOUTS
from clave.facts.tables import TABLES


@pytest.fixture(scope="module")
def folder(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("erp")
    export(company, made)
    return made


def test_every_declared_column_has_a_header_of_its_own() -> None:
    for name, layout in LAYOUTS.items():
        assert set(layout.headers) == {column.name for column in TABLES[name].columns}
        assert len(set(layout.headers.values())) == len(layout.headers)
    assert set(LAYOUTS) == set(TABLES)


def test_sales_have_a_title_spanish_figures_and_a_total(company: Company, folder: Path) -> None:
    lines = (folder / "ventas.csv").read_bytes().decode("latin-1").split("\r\n")
    assert lines[0] == "Adhesivos Farallones S.A."
    assert lines[2] == ""
    headers = lines[3].split(";")
    first = dict(zip(headers, next(csv.reader([lines[4]], delimiter=";")), strict=True))
    facts = company.tables["invoice_line"].slice(0, 1).to_pylist()[0]
    assert first["Fecha"] == f"{facts['date']:%d/%m/%Y}"
    assert float(first["Valor neto"].replace(".", "").replace(",", ".")) == float(facts["net"])
    assert len(lines) == 4 + company.tables["invoice_line"].num_rows + 2
    assert lines[-2].startswith("TOTAL;")
    assert lines[-1] == ""


def test_customers_are_an_excel_sheet(company: Company, folder: Path) -> None:
    rows = CalamineWorkbook.from_path(folder / "clientes.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Código cliente", "Razón social", "NIT"]
    assert len(rows) == company.tables["customer"].num_rows + 1


def test_the_readme_names_every_file(folder: Path) -> None:
    text = (folder / "README.txt").read_text("utf-8")
    assert all(layout.file in text for layout in LAYOUTS.values())


def test_parquet_keeps_the_declared_schema(company: Company, tmp_path: Path) -> None:
    for path in export(company, tmp_path, style="parquet"):
        assert pq.read_table(path).equals(company.tables[path.stem])


def test_a_folder_that_cannot_be_written_is_a_sentence(company: Company, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ClaveError, match="Choose a folder"):
        export(company, tmp_path / "taken")
