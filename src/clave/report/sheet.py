"""Tables for spreadsheets: Excel and CSV. Text that looks like a formula stays text, numbers are numbers, dates are dates,
and what is not known is an empty cell: a nought would be added up."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any, Literal

import xlsxwriter

from clave.base.words import _
from clave.facts.intake.report import inert

Kind = Literal["text", "money", "share", "number", "whole", "date"]
Value = str | float | int | date | None
FORMATS = {
    "es": {"money": "#,##0", "share": "0.0 %", "number": "0.0", "whole": "#,##0", "date": "dd/mm/yyyy"},
    "en": {"money": "#,##0", "share": "0.0%", "number": "0.0", "whole": "#,##0", "date": "yyyy-mm-dd"},
}
DATES = {"es": "%d/%m/%Y", "en": "%Y-%m-%d"}
SEPARATORS = {"es": ";", "en": ","}
MARK = "\ufeff"  # by which Excel knows that a CSV is UTF-8
DECIMALS = {"share": 3, "number": 4}
CHUNK = 500


@dataclass(frozen=True)
class Head:
    """A column: what stands above it, what its cells are, and its width in characters."""

    label: str
    kind: Kind = "text"
    width: int = 12


def opened(target: Any, **options: Any) -> xlsxwriter.Workbook:
    """A workbook in which no text becomes a formula or a link; `target` is a path or a binary file."""
    return xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, **options})


def styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    """How heads and long texts are drawn in every workbook of ours."""
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def excel(
    title: str, heads: Sequence[Head], rows: Iterable[Sequence[Value]], about: Iterable[tuple[str, str]], language: str
) -> IO[bytes]:
    """A workbook, open for reading: the table on a sheet called `title`, and where it comes from on a second one.

    Row by row through the disk: its memory does not grow with the table."""
    file = TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    with opened(file, constant_memory=True) as book:
        drawn = styles(book)
        drawn |= {kind: book.add_format({"num_format": code}) for kind, code in FORMATS[language].items()}
        sheet = book.add_worksheet(title[:31])
        last = table(sheet, heads, rows, drawn)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, last), len(heads) - 1)
        origins = book.add_worksheet(_("Where it comes from").say(language))
        origins.set_column(0, 0, 34)
        origins.set_column(1, 1, 90)
        for place, (label, value) in enumerate(about):
            origins.write_string(place, 0, label, drawn["head"])
            origins.write_string(place, 1, value, drawn["wrap"])
    file.seek(0)
    return file


def table(sheet: Any, heads: Sequence[Head], rows: Iterable[Sequence[Value]], drawn: dict[str, Any]) -> int:
    """Writes heads and rows; the number of the last row."""
    for column, head in enumerate(heads):
        sheet.set_column(column, column, head.width)
        sheet.write_string(0, column, head.label, drawn["head"])
    place = 0
    for place, row in enumerate(rows, 1):
        for column, (head, value) in enumerate(zip(heads, row, strict=True)):
            _write(sheet, place, column, value, drawn.get(head.kind))
    return place


def _write(sheet: Any, place: int, column: int, value: Value, form: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(place, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(place, column, value, form)
    elif value is not None:
        sheet.write_number(place, column, value, form)


def separated(heads: Sequence[Head], rows: Iterable[Sequence[Value]], language: str) -> Iterator[bytes]:
    """A CSV file in pieces as it is written: `;` and decimal comma in Spanish, shares in per cent, dates as people
    write them."""
    text = StringIO(MARK)
    text.seek(0, 2)
    writer = csv.writer(text, delimiter=SEPARATORS[language], lineterminator="\r\n")
    writer.writerow([inert(f"{head.label} (%)" if head.kind == "share" else head.label) for head in heads])
    for place, row in enumerate(rows, 1):
        writer.writerow([_said(head.kind, value, language) for head, value in zip(heads, row, strict=True)])
        if place % CHUNK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _said(kind: Kind, value: Value, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, date):
        return value.strftime(DATES[language])
    number = round(value * 100 if kind == "share" else value, DECIMALS.get(kind, 2))
    plain = f"{number:.4f}".rstrip("0").rstrip(".")
    return ("0" if plain == "-0" else plain).replace(".", "," if language == "es" else ".")
