"""The figures of a report for a spreadsheet: Excel with a sheet for each table, and CSV of the months by family. (G10)

Text stays text, so that no name is a formula; what is not known is an empty cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from clave.base.words import Text, _, said
from clave.report.consumption.content import Content
from clave.report.consumption.paper import heading, made
from clave.report.consumption.period import Period, Span
from clave.report.consumption.said import intro, name_of
from clave.report.sheet import FORMATS, Head, Value, opened, separated, styles, table

Table = tuple[Text, tuple[tuple[Text | Span | str, str, int], ...], list[list[Value]]]


def report_excel(content: Content, language: str) -> IO[bytes]:
    """A workbook, open for reading."""
    file = TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    with opened(file) as book:
        drawn = styles(book)
        drawn |= {kind: book.add_format({"num_format": code}) for kind, code in FORMATS[language].items()}
        for title, heads, rows in tables(content):
            sheet = book.add_worksheet(title.say(language)[:31])
            shown = [Head(said(label, language), kind, width) for label, kind, width in heads]  # type: ignore[arg-type]
            table(sheet, shown, [[_word(cell, language) for cell in row] for row in rows], drawn)
            sheet.freeze_panes(1, 1)
        _origin(book, content, drawn, language)
    file.seek(0)
    return file


def _word(cell: Any, language: str) -> Value:
    return said(cell, language) if hasattr(cell, "say") else cell


def _origin(book: Any, content: Content, drawn: dict[str, Any], language: str) -> None:
    """Of whom it is and where it comes from."""
    sheet = book.add_worksheet(_("About this report").say(language))
    sheet.set_column(0, 0, 90)
    for place, words in enumerate(
        (said(heading(content), language), content.customer, intro(content).say(language), made(content).say(language))
    ):
        sheet.write_string(place, 0, words, drawn["wrap"])


def report_csv(content: Content, language: str) -> Iterator[bytes]:
    """The months by family, in pieces as they are written."""
    _title, heads, rows = _months(content)
    shown = [Head(said(label, language), kind, width) for label, kind, width in heads]  # type: ignore[arg-type]
    return separated(shown, [[_word(cell, language) for cell in row] for row in rows], language)


def tables(content: Content) -> list[Table]:
    """Every table of the report with its whole figures."""
    return [_months(content), _periods(content), _families(content), _ahead(content), _orders(content)]


def _months(content: Content) -> Table:
    start, rows = content.figures.start, list[list[Value]]()
    for one in content.monthly:
        for at, (amount, weight) in enumerate(zip(one.money, one.kilos, strict=True)):
            if amount or weight:
                rows.append([_back(start, at), one.name or _("Without a family"), amount, weight])  # type: ignore[list-item]
    rows.sort(key=lambda row: str(row[0]))
    heads = (
        (_("Month"), "date", 12),
        (_("Family"), "text", 34),
        (_("Purchases"), "money", 16),
        (_("Kilos"), "number", 14),
    )
    return _("Months"), heads, rows


def _back(start: date, at: int) -> date:
    index = start.year * 12 + start.month - 1 + at
    return date(index // 12, index % 12 + 1, 1)


def _called(period: Period) -> Value:
    """Its name as a cell."""
    return period.called if isinstance(period.called, str) else period.label


def _periods(content: Content) -> Table:
    rows: list[list[Value]] = [
        [
            _called(one.period),
            one.period.first,
            one.period.last,
            one.money,
            one.money_change,
            one.kilos,
            one.kilos_change,
        ]
        for one in content.figures.sides
    ]
    heads = (
        (_("Period"), "text", 12), (_("From"), "date", 12), (_("Until"), "date", 12), (_("Purchases"), "money", 16),
        (_("Variation of purchases"), "share", 14), (_("Kilos"), "number", 14), (_("Variation of kilos"), "share", 14),
    )  # fmt: skip
    return _("The same months"), heads, rows


def _families(content: Content) -> Table:
    period = content.period
    rows: list[list[Value]] = [
        [name_of(one), one.earlier, one.before, one.now, one.change, one.share, one.kilos, one.kilos_before]  # type: ignore[list-item]
        for one in content.figures.families
    ]
    heads = (
        (_("Family"), "text", 34), (period.years_back(2).called, "money", 16), (period.years_back(1).called, "money", 16),
        (period.called, "money", 16), (_("Variation"), "share", 12), (_("Share"), "share", 12), (_("Kilos"), "number", 14),
        (_("Kilos a year before"), "number", 14),
    )  # fmt: skip
    return _("Families"), heads, rows


def _ahead(content: Content) -> Table:
    found = content.proposal
    every = [*found.rows, *([found.total] if found.total else [])]
    rows: list[list[Value]] = [
        [name_of(one) if one is not found.total else _("Total"), one.low, one.point, one.high, one.before]  # type: ignore[list-item]
        for one in every
    ]
    heads = (
        (_("Family"), "text", 34), (_("Low"), "money", 16), (_("Expected"), "money", 16), (_("High"), "money", 16),
        (_("A year before"), "money", 16),
    )  # fmt: skip
    return _("Next period"), heads, rows


def _orders(content: Content) -> Table:
    rows: list[list[Value]] = [
        [one.order, one.ordered_on, one.lines, one.wanted_on, one.promised_on, one.money, one.currency]
        for one in content.orders
    ]
    heads = (
        (_("Order number"), "text", 16), (_("Of the day"), "date", 12), (_("Lines"), "whole", 8), (_("Asked for"), "date", 12),
        (_("Promised for"), "date", 12), (_("Still to leave"), "money", 16), (_("Currency"), "text", 10),
    )  # fmt: skip
    return _("Open orders"), heads, rows
