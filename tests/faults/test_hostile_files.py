"""Hostile files: each is refused with a finished sentence, or imported with a reason for every row left out."""

# ruff: noqa: E501  (a file is written on one line, as it comes)
from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from clave.base.errors import ClaveError
from clave.facts.intake import Intake, read
from clave.policy.reading import default

LIMITS = default().at(date(2026, 1, 1))
HEAD = "Fecha;Factura;Cliente;Referencia;Cantidad;Neto\n"
GOOD = "15/01/2024;F1;C1;P1;2;1.234,56\n16/01/2024;F2;C2;P2;1;2.000,10\n"


def text(body: str, encoding: str = "utf-8") -> bytes:
    return body.encode(encoding)


def row(date_: str = "17/01/2024", document: str = "F9", customer: str = "C1", product: str = "P1",
        quantity: str = "1", net: str = "10,50") -> bytes:  # fmt: skip
    return text(HEAD + GOOD + ";".join((date_, document, customer, product, quantity, net)) + "\n")


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        fill(book)
    return held.getvalue()


def sheet(*rows: tuple[object, ...]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet()
        for place, cells in enumerate(rows):
            page.write_row(place, 0, cells)

    return workbook(fill)


def zipped(**entries: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def doctored(cells: str) -> bytes:
    """A workbook whose only sheet holds this XML."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(("a",)))) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as sink:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = (
                    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    f"<sheetData>{cells}</sheetData></worksheet>"
                ).encode()
            sink.writestr(entry.filename, content)
    return held.getvalue()


def parquet(table: pa.Table) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


XLSX_HEAD = ("Fecha", "Factura", "Cliente", "Referencia", "Cantidad", "Neto")
RANDOM = random.Random(7).randbytes(5000)

REFUSED: dict[str, tuple[str, bytes]] = {
    "empty file": ("a.csv", b""),
    "only blank lines": ("a.csv", b"\n\n\n"),
    "only blanks and a BOM": ("a.csv", codecs.BOM_UTF8 + b"   \n"),
    "random bytes": ("a.csv", RANDOM),
    "a PDF renamed": ("a.csv", b"%PDF-1.7\n1 0 obj <<>> endobj"),
    "a picture renamed": ("a.csv", b"\x89PNG\r\n\x1a\n" + RANDOM),
    "gzip renamed": ("a.csv", gzip.compress(row())),
    "a program renamed": ("a.csv", b"\x7fELF\x02\x01\x01" + RANDOM),
    "a page of HTML": ("a.csv", b"<html><body><table><tr><td>1</td></tr></table></body></html>"),
    "rich text": ("a.csv", b"{\\rtf1\\ansi hello}"),
    "a zip of CSV": ("a.csv", zipped(**{"ventas.csv": row()})),
    "xlsx that is no zip": ("a.xlsx", b"PK\x03\x04 this is no zip at all"),
    "xlsx cut short": ("a.xlsx", sheet(XLSX_HEAD, (1, 2, 3, 4, 5, 6))[:900]),
    "xlsx without sheets": ("a.xlsx", zipped(**{"xl__workbook.xml": b"<workbook/>"})),
    "xlsx with broken XML": ("a.xlsx", doctored("<row r='1'><c r='A1'><v>1</v></row>")),
    "an empty xlsx": ("a.xlsx", sheet()),
    "old Excel": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "binary workbook": ("a.xlsb", zipped(**{"xl__workbook.bin": b"x"})),
    "zip bomb": ("a.xlsx", zipped(**{"xl__workbook.xml": b"<a/>", "xl__worksheets__sheet1.xml": bytes(120_000_000)})),
    "sheet with one cell at the far corner": (
        "a.xlsx",
        doctored('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "formulas never worked out": ("a.xlsx", doctored('<row r="1"><c r="A1"><f>1+1</f></c></row>')),
    "a sheet of formulas": (
        "a.xlsx",
        doctored("".join(f'<row r="{n}"><c r="A{n}"><f>1+{n}</f><v>{n}</v></c></row>' for n in range(1, 50))),
    ),
    "damaged Parquet": ("a.parquet", b"PAR1" + RANDOM + b"PAR1"),
    "Parquet of something else": ("a.parquet", parquet(pa.table({"x": [1, 2], "y": ["a", "b"]}))),
    "no headers": ("a.csv", b"1;2;3\n4;5;6\n"),
    "headers of nothing we know": ("a.csv", b"alpha;beta;gamma\nx;y;z\n"),
    "one column": ("a.csv", b"Factura\nF1\nF2\n"),
    "no date column": ("a.csv", b"Factura;Cliente;Neto\nF1;C1;10\n"),
    "no money column": ("a.csv", b"Fecha;Factura;Referencia\n15/01/2024;F1;P1\n"),
    "one endless line": ("a.csv", b"x" * 9_000_000),
    "prose": ("a.csv", b"Querido cliente: le escribo para saludarlo.\nAtentamente, clave\n"),
}

# name: file name, bytes, rows loaded, rows rejected
IMPORTED: dict[str, tuple[str, bytes, int, int]] = {
    "plain": ("a.csv", row(), 3, 0),
    "only headers": ("a.csv", text(HEAD), 0, 0),
    "UTF-8 with BOM": ("a.csv", codecs.BOM_UTF8 + row(), 3, 0),
    "UTF-16 little": ("a.csv", codecs.BOM_UTF16_LE + row().decode().encode("utf-16-le"), 3, 0),
    "UTF-16 big": ("a.csv", codecs.BOM_UTF16_BE + row().decode().encode("utf-16-be"), 3, 0),
    "UTF-16 without mark": ("a.csv", row().decode().encode("utf-16-le"), 3, 0),
    "UTF-32": ("a.csv", row().decode().encode("utf-32"), 3, 0),
    "latin-1": ("a.csv", text(HEAD.replace("Referencia", "Artículo") + GOOD, "latin-1"), 2, 0),
    "cp1252 with a euro": ("a.csv", text(HEAD + GOOD + "17/01/2024;F3;C1;P1;1;€ 5,00\n", "cp1252"), 3, 0),
    "one broken letter in a name": ("a.csv", text(HEAD.replace("Referencia", "Descripción") + GOOD) + b"17/01/2024;F3;C1;Ca\xf1a;1;5,00\n", 3, 0),
    "CRLF": ("a.csv", row().replace(b"\n", b"\r\n"), 3, 0),
    "old Mac line ends": ("a.csv", row().replace(b"\n", b"\r"), 3, 0),
    "mixed line ends": ("a.csv", text(HEAD) + b"15/01/2024;F1;C1;P1;2;1,5\r\n16/01/2024;F2;C2;P2;1;2,5\r17/01/2024;F3;C1;P1;1;3,5\n", 3, 0),
    "no line end at the end": ("a.csv", row().rstrip(b"\n"), 3, 0),
    "blank lines between": ("a.csv", row().replace(b"\n", b"\n\n"), 3, 0),
    "tabs": ("a.csv", row().replace(b";", b"\t"), 3, 0),
    "pipes": ("a.csv", row().replace(b";", b"|"), 3, 0),
    "Excel's sep= line": ("a.csv", b"sep=;\n" + row(), 3, 0),
    "duplicate headers": ("a.csv", text("Fecha;Factura;Cliente;Neto;Neto\n15/01/2024;F1;C1;10,5;11,5\n"), 1, 0),
    "300 columns": ("a.csv", text(";".join([*XLSX_HEAD, *(f"x{n}" for n in range(294))]) + "\n15/01/2024;F1;C1;P1;2;1,5" + ";0" * 294 + "\n"), 1, 0),
    "a line with too many cells": ("a.csv", row() + b"17/01/2024;F3;C1;P1;1;3,5;x;y;z\n", 3, 1),
    "a line with too few cells": ("a.csv", row() + b"17/01/2024;F3;C1\n", 3, 1),
    "a quote that never closes": ("a.csv", row() + b'17/01/2024;F3;"C1;P1;1;3,5\n18/01/2024;F4;C1;P1;1;3,5\n', 5, 0),
    "an inch sign": ("a.csv", row(product='TUBO 1/2" X 6'), 3, 0),
    "a line break inside quotes": ("a.csv", row(product='"dos\nlineas"') + b"bad;F;C;P;1;1,5\n", 3, 1),
    "NUL bytes in a cell": ("a.csv", row(customer="C\x001"), 2, 1),
    "figure of 10^308": ("a.csv", row(net="1" + "0" * 308), 2, 1),
    "figure 1e308": ("a.csv", row(net="1e308"), 2, 1),
    "infinity": ("a.csv", row(net="inf"), 2, 1),
    "not a number": ("a.csv", row(net="abc"), 2, 1),
    "point in a comma file is not ×100": ("a.csv", row(net="12.34"), 2, 1),
    "1.2.3": ("a.csv", row(net="1.2.3"), 2, 1),
    "1,2,3": ("a.csv", row(net="1,2,3"), 2, 1),
    "English figures in a Spanish file": ("a.csv", row(net="1,234.56"), 2, 1),
    "hexadecimal": ("a.csv", row(net="0x1F"), 2, 1),
    "two signs": ("a.csv", row(net="--5"), 2, 1),
    "half a parenthesis": ("a.csv", row(net="(5,00"), 2, 1),
    "a spreadsheet error": ("a.csv", row(net="#REF!"), 2, 1),
    "trailing minus": ("a.csv", row(net="12,50-"), 3, 0),
    "parentheses": ("a.csv", row(net="(12,50)"), 3, 0),
    "currency sign": ("a.csv", row(net="$ 12,50"), 3, 0),
    "currency word": ("a.csv", row(net="COP 12.500,00"), 3, 0),
    "NBSP thousands": ("a.csv", row(net="1\u00a0234,50"), 3, 0),
    "thin blank thousands": ("a.csv", row(net="1\u2009234,50"), 3, 0),
    "true minus": ("a.csv", row(net="−12,50"), 3, 0),
    "31 February": ("a.csv", row(date_="31/02/2024"), 2, 1),
    "month 13": ("a.csv", row(date_="13/13/2024"), 2, 1),
    "year 2999": ("a.csv", row(date_="01/01/2999"), 2, 1),
    "year 1899": ("a.csv", row(date_="01/01/1899"), 2, 1),
    "year 0": ("a.csv", row(date_="00/00/0000"), 2, 1),
    "American day in a Spanish column": ("a.csv", row(date_="01/17/2024"), 2, 1),
    "a word for a day": ("a.csv", row(date_="ayer"), 2, 1),
    "no day": ("a.csv", row(date_=""), 2, 1),
    "no document": ("a.csv", row(document=""), 2, 1),
    "no net": ("a.csv", row(net=""), 2, 1),
    "a formula in a name": ("a.csv", row(product='=HYPERLINK("x")'), 3, 0),
    "a formula for a figure": ("a.csv", row(net="=1+1"), 2, 1),
    "SQL in a cell": ("a.csv", row(customer="') DROP TABLE x --"), 3, 0),
    "SQL in a header": ("a.csv", row().replace(b"Referencia", b"Refe'\" DROP TABLE x"), 3, 0),
    "braces in a cell": ("a.csv", row(net="{0}{x}"), 2, 1),
    "our own marks in a cell": ("a.csv", row(customer="\x1dC\x1e1\x1f"), 3, 0),
    "a million letters in a cell": ("a.csv", row(product="x" * 1_000_000), 3, 0),
    "repeated headers and totals": ("a.csv", text(HEAD + GOOD + HEAD + GOOD.replace("F1", "F3").replace("F2", "F4") + "TOTAL;;;;6;6.469,32\n"), 4, 0),
    "everything wrong": ("a.csv", text(HEAD + "x;;;;y;z\n" * 20 + GOOD), 2, 20),
    "figures as text in xlsx": ("a.xlsx", sheet(XLSX_HEAD, ("15/01/2024", "F1", "C1", "P1", "2", "1.234,56")), 1, 0),
    "mixed cells in xlsx": ("a.xlsx", sheet(XLSX_HEAD, (45306, "F1", 18102, "P1", 2, 12.34), ("x", "F2", "C", "P", 1, 2.5)), 1, 1),
    "title above in xlsx": ("a.xlsx", sheet(("Ventas",), (), XLSX_HEAD, (45306, 1, 2, 3, 4, 5.5)), 1, 0),
    "Parquet with nested and odd columns": (
        "a.parquet",
        parquet(pa.table({"invoice date": [date(2024, 1, 15)], "invoice": [1], "customer id": [18102.0],
                          "net amount": [float("nan")], "tags": [[1, 2]]})), 0, 1),
}  # fmt: skip


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def finished(sentence: str) -> bool:
    return sentence.rstrip().endswith((".", "…")) and "{" not in sentence and "Traceback" not in sentence


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, *REFUSED[name])
    with pytest.raises(ClaveError) as refusal:
        read(path, LIMITS)
    assert refusal.value.where.startswith(path.name)
    assert refusal.value.remedy is not None
    assert finished(refusal.value.say("en")), refusal.value.say("en")


def imported(name: str, folder: Path) -> Intake:
    file, content, _loaded, _rejected = IMPORTED[name]
    return read(written(folder, file, content), LIMITS)


@pytest.mark.parametrize("name", IMPORTED)
def test_a_dirty_file_loads_its_good_rows_and_tells_the_others(name: str, tmp_path: Path) -> None:
    _file, _content, loaded, rejected = IMPORTED[name]
    intake = imported(name, tmp_path)
    (report,) = intake.files
    assert (report.balance.loaded, report.balance.rejected) == (loaded, rejected), report.rejects
    assert report.balance.holds
    assert intake.tables["invoice_line"].num_rows == loaded
    assert len({reject.line for reject in report.rejects}) == rejected
    assert all(reject.reason.say("es") and reject.line >= 1 for reject in report.rejects)
    report.rejects_csv(tmp_path / "rejects.csv")


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path, Path("a\x00b.csv")):
        with pytest.raises(ClaveError) as refusal:
            read(path, LIMITS)
        assert finished(refusal.value.say("en"))


def test_lines_are_physical_where_quotes_hold_line_breaks(tmp_path: Path) -> None:
    (report,) = imported("a line break inside quotes", tmp_path).files
    assert [reject.line for reject in report.rejects] == [6]


def test_rejects_are_written_so_that_no_cell_runs(tmp_path: Path) -> None:
    (report,) = imported("a formula for a figure", tmp_path).files
    report.rejects_csv(tmp_path / "rejects.csv")
    lines = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].split(";")[1:4] == ["4", "Neto", "'=1+1"]


def test_there_are_at_least_sixty() -> None:
    assert len(REFUSED) + len(IMPORTED) >= 60
