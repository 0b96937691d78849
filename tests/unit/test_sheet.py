"""Tables for spreadsheets: what each kind of cell becomes, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from clave.report.sheet import CHUNK, Head, Kind, Value, excel, separated

HEADS = [
    Head("Cliente"),
    Head("Compras", "money"),
    Head("Var.", "share"),
    Head("Días", "number"),
    Head("Última", "date"),
]


def one(kind: Kind, value: Value, language: str) -> str:
    """A cell of a CSV."""
    text = b"".join(separated([Head("x", kind)], [[value]], language)).decode("utf-8-sig")
    return text.splitlines()[1] if len(text.splitlines()) > 1 else ""


@pytest.mark.parametrize(
    ("kind", "value", "es", "en"),
    [
        ("money", 1284500.0, "1284500", "1284500"),
        ("money", 1284500.567, "1284500,57", "1284500.57"),
        ("money", -350000.0, "-350000", "-350000"),
        ("share", 0.125, "12,5", "12.5"),
        ("share", -0.3338, "-33,38", "-33.38"),
        ("number", 0.00001, "0", "0"),
        ("number", -0.00001, "0", "0"),
        ("whole", 12, "12", "12"),
        ("date", date(2026, 11, 3), "03/11/2026", "2026-11-03"),
        ("text", "=SUM(A1)", "'=SUM(A1)", "'=SUM(A1)"),
        ("text", "-10 %", "'-10 %", "'-10 %"),
        ("text", "a;b", '"a;b"', "a;b"),
        ("text", "a,b", "a,b", '"a,b"'),
        ("number", None, '""', '""'),
    ],
)
def test_cells_of_a_csv(kind: Kind, value: Value, es: str, en: str) -> None:
    assert (one(kind, value, "es"), one(kind, value, "en")) == (es, en)


def test_an_excel_sheet_reads_back_as_it_was_written() -> None:
    rows: list[list[Value]] = [
        ["=1+1", 1284500.5, 0.125, 3.0, date(2026, 11, 3)],
        ["\u0007campana\nEnter", None, None, None, None],
    ]
    with excel("Cuentas", HEADS, rows, [("Al", "31 oct 2026"), ("=2+2", "=3+3")], "es") as file:
        book = CalamineWorkbook.from_filelike(BytesIO(file.read()))
    head, first, second = book.get_sheet_by_name("Cuentas").to_python()
    assert head == ["Cliente", "Compras", "Var.", "Días", "Última"]
    assert first == rows[0]
    assert second[1:] == ["", "", "", ""]
    assert book.get_sheet_by_index(1).to_python()[1] == ["=2+2", "=3+3"]


def test_a_csv_begins_before_its_last_row_is_read() -> None:
    read = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal read
        for read in range(1, 3 * CHUNK):
            yield [float(read)]

    pieces = separated([Head("n", "number")], rows(), "es")
    assert next(pieces).startswith("\ufeffn\r\n1\r\n".encode())
    assert read == CHUNK
    assert sum(piece.count(b"\n") for piece in pieces) == 3 * CHUNK - 1 - CHUNK
