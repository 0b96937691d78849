"""The company's facts as files: as an ERP in Cali would export them, or as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from clave.base.errors import ClaveError
from clave.base.figures import number
from clave.base.words import _
from clave.demo.company import Company
from clave.demo.layouts import LAYOUTS, SAID, Layout
from clave.facts.tables import TABLES, Column, Kind

Style = Literal["erp", "parquet"]
ENCODING, SEPARATOR, LINE_END = "latin-1", ";", "\r\n"
README = "README.txt"


def export(company: Company, folder: Path, style: Style = "erp") -> tuple[Path, ...]:
    """Write every table of `company` into `folder` and a README.txt; returns the files in the order of the tables.

    'erp': Spanish headers, `;`, latin-1, 1.234,56 and dd/mm/yyyy, a title above and a total below, customers in Excel.
    'parquet': one file per table in the declared schema. Raises ClaveError where the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = tuple(_write(company, name, folder, style) for name in company.tables)
        (folder / README).write_text(_readme(company, files), "utf-8")
    except OSError as error:
        raise ClaveError(
            _("the demo files cannot be written: {reason}.").fill(reason=str(error)),
            where=str(folder),
            remedy=_("Choose a folder in which you may write."),
        ) from error
    return files


def _write(company: Company, name: str, folder: Path, style: Style) -> Path:
    facts, layout = company.tables[name], LAYOUTS[name]
    if style == "parquet":
        path = folder / f"{name}.parquet"
        pq.write_table(facts, path, compression="zstd")
        return path
    path = folder / layout.file
    if path.suffix == ".xlsx":
        _write_sheet(path, name, facts, layout)
    else:
        path.write_bytes(_csv(company, name, facts, layout).encode(ENCODING))
    return path


def _csv(company: Company, name: str, facts: pa.Table, layout: Layout) -> str:
    """Title, period, an empty line, headers, rows and the total."""
    texts = [_said(name, TABLES[name][column], facts.column(column)) for column in layout.headers]
    rows = pc.binary_join_element_wise(*texts, SEPARATOR).to_pylist()
    top = [company.name, f"{layout.title}, corte {company.until:%d/%m/%Y}", ""]
    headers = SEPARATOR.join(layout.headers.values())
    bottom = [_total(facts, layout)] if layout.total else []
    return LINE_END.join([*top, headers, *rows, *bottom, ""])


def _total(facts: pa.Table, layout: Layout) -> str:
    total = pc.sum(facts.column(layout.total)).as_py()
    return SEPARATOR.join(
        "TOTAL" if nth == 0 else _figure(total) if column == layout.total else ""
        for nth, column in enumerate(layout.headers)
    )


def _said(name: str, column: Column, values: pa.ChunkedArray) -> pa.Array:
    """The column as the ERP writes it; each different value is written once."""
    coded = values.combine_chunks().dictionary_encode()
    said = SAID.get((name, column.name), {})
    say: Callable[[Any], str] = _SAYERS.get(column.kind, lambda value: _quoted(said.get(value, str(value))))
    written = pa.array([say(value) for value in coded.dictionary.to_pylist()], pa.string())
    return pc.fill_null(written.take(coded.indices), "")


def _figure(value: Decimal | float) -> str:
    """1.234,56; whole values without decimals; the minus sign that an ERP writes."""
    exact = Decimal(str(value)).normalize()
    decimals = max(2, -int(exact.as_tuple().exponent)) if exact != exact.to_integral_value() else 0
    return number(exact, decimals, "es").replace("\u2212", "-")


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if SEPARATOR in text or '"' in text else text


_SAYERS: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: _figure,
    Kind.QUANTITY: _figure,
    Kind.KILOS: _figure,
    Kind.RATE: _figure,
    Kind.DATE: _day,
    Kind.INTEGER: str,
    Kind.FLAG: lambda value: "Sí" if value else "No",
}


def _write_sheet(path: Path, name: str, facts: pa.Table, layout: Layout) -> None:
    """An Excel sheet with real dates and numbers; no cell is ever a formula."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(layout.title)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, tuple(layout.headers.values()), book.add_format({"bold": True}))
        for place, column in enumerate(layout.headers):
            values: Sequence[Any] = facts.column(column).to_pylist()
            for row, value in enumerate(values, start=1):
                _write_cell(sheet, row, place, value, day)
            sheet.set_column(place, place, 34 if TABLES[name][column].personal else 16)


def _write_cell(sheet: Any, row: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, place, float(value))
    elif value is not None:
        sheet.write_string(row, place, value)


def _readme(company: Company, files: Sequence[Path]) -> str:
    lines = [
        f"{company.name}: una empresa inventada para probar clave.",
        f"Cuatro años de datos hasta el {company.until:%d/%m/%Y}; semilla {company.seed}.",
        "Nada aquí es de personas reales.",
        "",
        *(f"{path.name:<26}{LAYOUTS[name].what}" for path, name in zip(files, company.tables, strict=True)),
        "",
        f"Para ver quién es clave: clave rank {files[0].name} {' '.join(path.name for path in files[1:4])}",
        "Agrega los demás archivos para encender más criterios.",
        "",
    ]
    return "\n".join(lines)
