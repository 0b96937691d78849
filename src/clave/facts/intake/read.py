"""Reading exports: each file recognised, laid out, mapped, typed, checked and balanced; no bad row is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.book import CURRENCY, Book
from clave.facts.intake.finish import Taken, loaded
from clave.facts.intake.guess import Mapping, guess
from clave.facts.intake.headers import header_record, plain
from clave.facts.intake.loading import read_back, write_rows
from clave.facts.intake.opening import opened
from clave.facts.intake.recognise import fitting, headers_of, mapping_of, samples_of
from clave.facts.intake.report import FileReport, Look
from clave.facts.intake.source import Source
from clave.facts.intake.staging import Grid, Staging, shown
from clave.facts.intake.styles import style_of
from clave.facts.intake.typed import Typed, type_rows
from clave.facts.tables import TABLES
from clave.policy import declared
from clave.policy.limits import Limits

Progress = Callable[[float, Text], None]
PATH = str | Path
LOOKED_AT = 8  # first rows shown to whoever checks the mapping
UNDATED = date(9900, 1, 1)  # later than any day, and far enough from the calendar's end to add to


@dataclass(frozen=True)
class Refusal:
    """A file (or sheet) that was not read: how it lies, as far as it could be opened, why, and the nearest mapping."""

    look: Look
    error: ClaveError
    mapping: Mapping | None = None


@dataclass(frozen=True)
class Intake:
    """What was read: the book of good rows, and a report of each file with the rest.

    `currency_assumed`: nobody said the currency and no file has it. `refused`: files that were not read, where the
    reading was told to go on."""

    book: Book
    files: tuple[FileReport, ...]
    currency_assumed: bool = False
    refused: tuple[Refusal, ...] = ()

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables by table name: the declared columns, and `row`, the physical line. A large import is on disk
        (`book.sources`) and is read whole here."""
        return {name: read_back(TABLES[name], rows) for name, rows in self.book.sources.items()}

    def write(self, folder: Path) -> None:
        """Keep the good rows in `folder`, a Parquet file a table, as large as they may be."""
        for name, rows in self.book.sources.items():
            write_rows(rows, folder / f"{name}.parquet")

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was learned of each file, to be saved under a name."""
        return tuple(report.source for report in self.files)


@dataclass(frozen=True)
class Said:
    """What people say of the files: sources to look among, the own one of a file or sheet by its name (None leaves it
    out), the currency; `alone` where there is one file; `only_fitting` where a
    source that does not fit is passed over, not told."""

    sources: Sequence[Source]
    own: Dict[str, Source | None]
    currency: str
    alone: bool
    only_fitting: bool

    def of(self, name: str) -> Source | None:
        """The source of a file that is opened: its own, else the only one of the only file."""
        only = self.sources[0] if self.alone and self.sources and not self.only_fitting else None
        return self.own.get(name) or only


def read(
    paths: PATH | Sequence[PATH],
    limits: Limits,
    *,
    source: Source | Sequence[Source] | None = None,
    own: Dict[str, Source | None] | None = None,
    currency: str | None = None,
    table: str | Sequence[str] | None = None,
    go_on: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Read CSV, xlsx and Parquet files into a book.

    Each file is recognised as its table (`table`, one for all or one a file, or a fitting `source` decide instead);
    `own` says it of single files or sheets by name, and leaves those out that it gives None. The book's currency is
    `currency`, else the source's, else the most common of the invoice lines, else COP. Raises ClaveError where a file
    is refused or cannot be understood, or with `go_on` tells it in `refused`, reads the others, and passes over a
    `source` that does not fit; bad rows never raise, they are in `files[…].rejects`."""
    files = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    sources = [source] if isinstance(source, Source) else list(source or ())
    _checked(currency)
    named = [table or ""] * len(files) if table is None or isinstance(table, str) else list(table)
    said = Said(sources, own or {}, currency or "", len(files) == 1, go_on)
    tell = progress or (lambda fraction, text: None)
    with Staging(limits[declared.intake_memory], _much(files, limits)) as staging:
        taken: list[Taken] = []
        refused: list[Refusal] = []
        for place, (path, name) in enumerate(zip(files, named, strict=True)):
            stages = _stages(path, place, len(files), tell)
            next(stages)
            for found in _taken(path, name, limits, staging, said, stages):
                if isinstance(found, Taken):
                    taken.append(found)
                elif go_on:
                    refused.append(found)
                else:
                    raise found.error
        tell(0.8, _("Checking and adding up"))
        known = currency or _currency(taken, staging)
        own_currency = (known or CURRENCY).upper()
        reports, tables = loaded(taken, limits, staging, own_currency)
        tell(1.0, _("Done"))
    rejected = sum(report.balance.rejected for report in reports)
    return Intake(Book(tables, own_currency, rejected), tuple(reports), not known, tuple(refused))


def _much(files: Sequence[Path], limits: Limits) -> bool:
    """Whether the files are so large that laying them out in memory would only mean writing it to disk later."""
    size = sum(os.path.getsize(path) for path in files if os.path.isfile(path))  # these say no to the oddest names
    return size > limits[declared.intake_memory] * 1_000_000 / 3


def _checked(currency: str | None) -> None:
    if currency and not re.fullmatch("[A-Za-z]{3}", currency):
        raise ClaveError(
            _("«{currency}» is not the code of a currency.").fill(currency=currency),
            where="currency",
            remedy=_("Give its three letters (ISO 4217), such as COP, USD or EUR."),
        )


def _taken(
    path: Path, table: str, limits: Limits, staging: Staging, said: Said, stages: Iterator[None]
) -> Iterator[Taken | Refusal]:
    """Each grid of a file, typed or refused."""
    try:
        grids = opened(path, staging, limits, said.of(path.name))
    except ClaveError as error:
        yield Refusal(Look(path.name, path.name), error)
        return
    for grid in grids:
        next(stages, None)
        if said.own.get(grid.name, grid) is not None:
            yield _grid(grid, path, table, limits, staging, said)
        next(stages, None)


def _grid(grid: Grid, path: Path, table: str, limits: Limits, staging: Staging, said: Said) -> Taken | Refusal:
    header = -1 if grid.names else header_record(grid.first)
    look = _look(grid, path, header)
    try:
        headers = headers_of(grid, header)
    except ClaveError as error:
        return Refusal(look, error)
    look = replace(look, headers=headers)
    samples = samples_of(grid, header, len(headers), staging)
    chosen = said.own.get(grid.name) or fitting(said.sources, headers, samples, said.alone, said.only_fitting)
    try:
        mapping = mapping_of(grid, headers, samples, chosen, table)
        style = style_of(grid, headers, header, mapping, chosen, limits, _file_date(path, limits), staging)
        typed = type_rows(grid, header, headers, mapping, style, staging)
    except ClaveError as error:
        wanted = chosen.table if chosen else table
        return Refusal(look, error, guess(headers, samples, wanted if wanted in TABLES else ""))
    return Taken(typed, _learned(typed, chosen, path, said.currency), look)


def _look(grid: Grid, path: Path, header: int) -> Look:
    rows = tuple(tuple(shown(cell) for cell in cells) for cells in grid.first[header + 1 : header + 1 + LOOKED_AT])
    return Look(grid.name, path.name, (), rows, grid.encoding, grid.delimiter)


def _stages(path: Path, place: int, files: int, tell: Progress) -> Iterator[None]:
    """Tell how far a file is as each of its stages begins: read, recognised, checked cell by cell."""
    texts = (_("Reading {file}"), _("Recognising {file}"), _("Checking {file}"))
    for stage, text in enumerate(texts):
        tell(0.8 * (place + stage / len(texts)) / files, text.fill(file=path.name))
        yield


def _file_date(path: Path, limits: Limits) -> date:
    """When a file was written; unpacked archives often say 1970 or 1980, which is nobody's export: then any day may be."""
    written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date() if path.exists() else date.min
    return written if written.year >= limits[declared.earliest_year] else UNDATED


def _learned(typed: Typed, source: Source | None, path: Path, currency: str) -> Source:
    """The source that this file teaches: what was given, and what was guessed where nothing was."""
    grid = typed.grid
    orders = {calendar.order for calendar in typed.style.calendars.values() if calendar.parts}
    base = source or Source(plain(path.stem).replace(" ", "-") or "source", typed.mapping.table)
    return replace(
        base,
        columns=dict(typed.mapping.headers),
        decimal=base.decimal or ("" if grid.names else typed.style.decimal),
        dates=base.dates or (orders.pop() if len(orders) == 1 else ""),
        encoding=base.encoding or grid.encoding,
        delimiter=base.delimiter or grid.delimiter,
        currency=base.currency or (currency if typed.mapping.table == "invoice_line" else ""),
    )


def _currency(taken: Sequence[Taken], staging: Staging) -> str:
    named = next((found.source.currency for found in taken if found.source.currency), "")
    if named:
        return named
    counts: dict[str, int] = {}
    for found in (each.typed for each in taken):
        if found.mapping.table == "invoice_line" and "currency" in found.mapping.places:
            known = f"FROM {found.relation} WHERE class = 0 AND currency IS NOT NULL"
            for name, count in staging.rows(f"SELECT currency, COUNT(*) {known} GROUP BY currency"):
                counts[name] = counts.get(name, 0) + count
    return max(sorted(counts), key=lambda name: counts[name]) if counts else ""
