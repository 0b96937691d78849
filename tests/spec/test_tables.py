"""The tables of facts · Las tablas de hechos. How each one is told apart, replaced and written."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from clave.base.words import catalogue
from clave.facts.intake import read
from clave.facts.reference import FILES, header, markdown, replaced_by, rule, template
from clave.facts.store.shaping import unit
from clave.facts.tables import TABLES, Kind
from clave.policy.reading import default

REFERENCE = Path(__file__).parents[2] / "docs/reference"

MANUAL = """
table            | needs                                           | a file replaces
---------------- | ----------------------------------------------- | ----------------------------
invoice_line     | date document net                               | source document
receivable       | document customer due_date amount               | source document
customer         | customer                                        | customer
product          | product                                         | product
exchange_rate    | currency date rate                              | currency date
order_line       | order customer product ordered_date quantity    | source order
delivery         | document customer shipped_date                  | source document
stock            | product date quantity                           | date
expected_receipt | product date quantity                           | source
dispatch_capacity | warehouse date                                 | warehouse date
work_order       | order product quantity due_date                 | order
shift            | hours                                           | machine weekday date starts
eligible_machine | machine                                         | product setup_family machine
setup_time       | to_family minutes                               | machine from_family to_family
touchpoint       | customer date direction                         | customer date kind direction by
service          | customer date kind                              | customer date kind document
rating           | customer criterion rater date rating            | customer criterion kind rater date
profile_date     | customer confirmed_date                         | customer confirmed_date
declared_wallet  | customer date amount                            | customer date
"""


def manual() -> list[tuple[str, list[str], list[str]]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in MANUAL.strip().splitlines()[2:]]
    return [(table, needs.split(), replaces.split()) for table, needs, replaces in lines]


@pytest.mark.parametrize(("table", "needs", "replaces"), manual(), ids=lambda cell: str(cell))
def test_what_a_table_needs_and_what_a_file_replaces(table: str, needs: list[str], replaces: list[str]) -> None:
    """Lo que una tabla necesita y lo que un archivo reemplaza."""
    assert [column.name for column in TABLES[table].required] == needs
    assert list(unit(TABLES[table])) == replaces


def test_the_manual_names_every_table() -> None:
    """El manual nombra todas las tablas."""
    assert [table for table, _, _ in manual()] == list(TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_declaration_holds_together(table) -> None:
    """Una declaración es coherente: su identidad, su mes y su documento son columnas suyas, y el mes es obligatorio."""
    assert {*table.identity, table.period, table.document} - {""} <= set(table.by_name)
    assert not table.period or (table[table.period].required and table[table.period].kind is Kind.DATE)
    assert all(column.headers for column in table.columns)
    assert all(column.required for column in map(table.__getitem__, {table.period, table.document} - {""}))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_template_has_every_column_once_and_an_example(table) -> None:
    """La plantilla de una tabla trae cada columna una vez, con un ejemplo."""
    headers, example = csv.reader(io.StringIO(template(table.name)), delimiter=";")
    assert len(set(headers)) == len(headers) == len(table.columns), "two columns share their first header"
    assert all(value for column, value in zip(table.columns, example, strict=True) if column.required)


@pytest.mark.parametrize("table", TABLES)
def test_a_template_is_read_without_touching_it(tmp_path: Path, table: str) -> None:
    """La plantilla se lee sin tocarla, con todas sus columnas."""
    path = tmp_path / f"{table}.csv"
    path.write_text(template(table), encoding="utf-8")
    (row,) = read(path, default().at(date(2026, 1, 31)), table=table).tables[table].to_pylist()
    assert [name for name in TABLES[table].by_name if row[name] is None] == []


def test_a_template_as_it_looks() -> None:
    """Una plantilla tal como se ve."""
    assert template("exchange_rate") == "moneda;fecha;tasa\r\nCOP;15/01/2026;4050,25\r\n"
    assert header(TABLES["customer"]["name"]) == "nombre"


def test_rules_in_words() -> None:
    """Las reglas, en palabras."""
    assert rule(TABLES["rating"]["rating"]).say("en") == "required; not below 0; not above 4"
    assert rule(TABLES["product"]["quality"]).say("en") == "one of `first`, `second`"
    assert replaced_by(TABLES["stock"]).say("en") == "A file replaces the days it contains."
    assert replaced_by(TABLES["customer"]).say("en") == "A file replaces the rows it contains, by `customer`."


@pytest.mark.parametrize("language", FILES)
def test_the_reference_is_what_the_declaration_says(language: str) -> None:
    """La referencia publicada dice lo mismo que la declaración."""
    if language == "es" and catalogue("es").gettext("Invoice lines") == "Invoice lines":
        pytest.skip("the Spanish catalogue is not compiled here (make messages)")
    written = (REFERENCE / FILES[language]).read_text("utf-8")
    assert written == markdown(language), "run: python -m clave.facts.reference docs/reference"
