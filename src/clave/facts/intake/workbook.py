"""Workbooks: every cell keeps its own type; bombs, monsters and calculations are refused before they are opened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import python_calamine as calamine

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.intake.encoding import binary
from clave.facts.intake.headers import header_record, recognised
from clave.facts.intake.staging import COMMANDS, NATIVE, Grid, Staging, described
from clave.policy import declared
from clave.policy.limits import Limits

BATCH = 50_000
BLOCK = 1 << 22
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<f[ >/]")
_UNWORKED = re.compile(rb"<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")


def read_workbook(path: Path, staging: Staging, limits: Limits, *, every: bool = False) -> list[Grid]:
    """The sheets of an .xlsx that hold a table of facts, or `every` sheet with cells; raises ClaveError where the file is
    refused."""
    _inspect(path, limits)
    try:
        book = calamine.load_workbook(str(path))
        sheets = [sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        grids = [grid for name in sheets if (grid := _sheet(path, book, name, len(sheets) > 1, staging))]
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    if not grids:
        raise ClaveError(_("the workbook holds no cells."), where=path.name, remedy=_("Export it again."))
    known = grids if every else [grid for grid in grids if _is_table(grid)]
    return known or grids[:1]


def _is_table(grid: Grid) -> bool:
    place = header_record(grid.first)
    return place >= 0 and recognised(grid.first[place]) >= 2


def _inspect(path: Path, limits: Limits) -> None:
    """Refuse what would not fit, before anything is unpacked in full."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
                raise binary(path, "ZIP")
            if "xl/workbook.bin" in names:
                raise binary(path, "XLSB")
            grown = sum(entry.file_size for entry in entries)
            packed_size = sum(entry.compress_size for entry in entries) or 1
            ratio = limits[declared.intake_ratio]
            if grown > limits[declared.intake_megabytes] * 1_000_000 or (
                grown > 50_000_000 and grown / packed_size > ratio
            ):
                raise _refused(path, _("the workbook grows to {size} MB when it is opened."), size=grown // 1_000_000)
            cells = sum(
                _weigh(path, packed, entry, limits)
                for entry in entries
                if re.match(r"xl/worksheets/[^/]+\.xml$", entry.filename)
            )
            if cells > limits[declared.intake_cells]:
                raise _refused(path, _("the workbook has room for {size} cells."), size=cells)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise _damaged(path) from error


def _weigh(path: Path, packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> int:
    """Cells of the rectangle that a sheet spans; refuses calculations and formulas without a result."""
    letters: set[bytes] = set()
    last = cells = formulas = 0
    with packed.open(entry) as stream:
        kept = b""
        while block := stream.read(BLOCK):
            block = kept + block
            cut = block.rfind(b"</c>") + 4 if b"</c>" in block else 0
            part, kept = block[:cut], block[cut:][-BLOCK:]
            found = _CELL.findall(part)
            letters.update(letter for letter, _row in found)
            last = max(last, max((int(row) for _letter, row in found), default=0))
            cells += len(found)
            formulas += len(_FORMULA.findall(part))
            if formulas and _UNWORKED.search(part):
                raise ClaveError(
                    _("the workbook holds formulas that were never worked out."),
                    where=path.name,
                    remedy=_("Open it in Excel, save it, and import it again; or paste the figures as values."),
                )
    if cells and formulas / cells > limits[declared.intake_formulas]:
        raise ClaveError(
            _("the workbook is a calculation: {share} of its cells are formulas.").fill(
                share=f"{100 * formulas // cells} %"
            ),
            where=path.name,
            remedy=_("Import what the ERP exports, or paste the figures as values in a new sheet."),
        )
    return last * max((_column(letter) for letter in letters), default=0)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _refused(path: Path, what: Text, size: int) -> ClaveError:
    return ClaveError(
        what.fill(size=size), where=path.name, remedy=_("Export it as CSV, or by month, and import the parts.")
    )


def _damaged(path: Path) -> ClaveError:
    return ClaveError(
        _("the workbook is damaged or is no workbook."),
        where=path.name,
        remedy=_("Open it in Excel and save it again as .xlsx, or export it as CSV."),
    )


def _sheet(path: Path, book: calamine.CalamineWorkbook, name: str, several: bool, staging: Staging) -> Grid | None:
    sheet = book.get_sheet_by_name(name)
    if not sheet.width or not sheet.height:
        return None
    relation = staging.fresh("raw")
    created = False
    for batch in _batches(sheet):
        staging.register("batch", batch)
        columns = ", ".join(batch.column_names)
        staging.run(f"INSERT INTO {relation} SELECT {columns} FROM batch" if created
                    else f"CREATE TABLE {relation} AS SELECT {columns} FROM batch")  # fmt: skip
        created = True
    shown = f"{path.name} [{name}]" if several else path.name
    return described(staging, relation, shown, marked=True, blanks=True) if created else None


def _batches(sheet: calamine.CalamineSheet) -> Iterator[pa.Table]:
    start = sheet.start or (0, 0)
    above = [[""] * (sheet.width) for _row in range(start[0])]
    rows: list[list[str | None]] = [[None] * sheet.width for _row in above]
    for cells in sheet.iter_rows():
        rows.append([_cell(value) for value in cells[-sheet.width :]])
        if len(rows) >= BATCH:
            yield _table(rows, sheet.width)
            rows = []
    if rows:
        yield _table(rows, sheet.width)


def _table(rows: list[list[str | None]], width: int) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * width
    return pa.table([pa.array(column, pa.string()) for column in columns],
                    names=[f"c{place}" for place in range(len(columns))])  # fmt: skip


def _cell(value: object) -> str | None:
    """A cell as text that forgets nothing: days in ISO form, figures marked as figures."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        whole = float(value).is_integer() and abs(value) < 1e15
        return NATIVE + (str(int(value)) if whole else repr(float(value)))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).translate(COMMANDS)
