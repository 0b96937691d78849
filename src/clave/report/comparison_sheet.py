"""Two policies compared, as CSV or as an Excel workbook: what they decide differently and what it does to the list."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from clave.base.words import Text, _, joined, said
from clave.facts.intake.report import inert
from clave.policy.kinds import DECLARED
from clave.policy.rows import Difference
from clave.report.policy_words import spoken
from clave.selection.compare import Comparison, Shift

Cell = str | float | None
VALUES = (_("Value"), _("Key"), _("Before"), _("After"), _("Reason"))
LIST = (
    _("What happens"), _("Customer"), _("Name"), _("Place before"), _("Place after"), _("Score before"),
    _("Score after"), _("How sure before"), _("How sure after"), _("Purchases, 12 months"), _("Why"),
)  # fmt: skip
HAPPENS = (_("enters"), _("leaves"), _("moves"))
WIDTHS = {0: 44, 2: 34, 4: 60, 10: 90}


def comparison_csv(differences: Sequence[Difference], found: Comparison | None, language: str, currency: str) -> bytes:
    """Both tables one below the other, with an empty line between; no cell is a formula to anybody. UTF-8 with BOM."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";" if language == "es" else ",", lineterminator="\r\n")
    for row in (*_values(differences, language, currency), (), *_list(found, language)):
        writer.writerow([_plain(cell, language) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def comparison_xlsx(differences: Sequence[Difference], found: Comparison | None, language: str, currency: str) -> bytes:
    """Two sheets; figures are figures, and text that looks like a formula stays text."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    _sheet(book.add_worksheet(_("Values").say(language)), _values(differences, language, currency), head, wrap)
    _sheet(book.add_worksheet(_("List").say(language)), _list(found, language), head, wrap)
    book.close()
    return buffer.getvalue()


def _values(differences: Iterable[Difference], language: str, currency: str) -> Iterable[Sequence[Cell]]:
    yield [text.say(language) for text in VALUES]
    for one in differences:
        value = DECLARED[one.key]
        sides = [spoken(value, content, language, currency) for content in (one.before, one.after)]
        yield [one.meaning.say(language), one.key, *sides, Text(one.reason).say(language)]


def _list(found: Comparison | None, language: str) -> Iterable[Sequence[Cell]]:
    yield [text.say(language) for text in LIST]
    if found is not None:
        for happens, shifts in zip(HAPPENS, (found.entered, found.left, found.moved), strict=True):
            for shift in shifts:
                yield _row(happens.say(language), shift, language)


def _row(happens: str, shift: Shift, language: str) -> Sequence[Cell]:
    before, after = shift.before, shift.after
    return [
        happens,
        shift.line.customer,
        shift.line.name,
        *(float(side.rank) if side else None for side in (before, after)),
        *(round(side.score, 2) if side else None for side in (before, after)),
        *(round(side.sure, 4) if side else None for side in (before, after)),
        round(shift.line.money, 2),
        said(joined(shift.because, " "), language),
    ]


def _plain(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:.10g}"
        return text.replace(".", ",") if language == "es" else text
    return inert(cell)


def _sheet(sheet: Any, rows: Iterable[Sequence[Cell]], head: Any, wrap: Any) -> None:
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(at, column, cell)
            elif cell is not None:
                sheet.write_string(at, column, cell, wrap if at else head)
    sheet.freeze_panes(1, 0)
