"""Reading exports: each file recognised, laid out, mapped, typed, checked and balanced; no bad row is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.words import Text, _, counted
from clave.facts.book import CURRENCY, Book
from clave.facts.intake.balance import MONEY, rejects_of, totals
from clave.facts.intake.guess import BY_SOURCE, Mapped, Mapping, guess, missing
from clave.facts.intake.headers import header_record, plain
from clave.facts.intake.loading import Rows, in_memory, joined, numbering, on_disk, read_back, settle_order, too_many
from clave.facts.intake.opening import opened
from clave.facts.intake.report import FileReport
from clave.facts.intake.sales import Finished, finish_sales
from clave.facts.intake.source import Source
from clave.facts.intake.staging import SAMPLE, Grid, Staging
from clave.facts.intake.styles import style_of
from clave.facts.intake.typed import REPEATED, Typed, type_rows
from clave.facts.tables import TABLES, Table
from clave.policy import declared
from clave.policy.limits import Limits

Progress = Callable[[float, Text], None]
PATH = str | Path
SECOND_LINE = 0.01  # share of repeated identities above which a line column numbers no lines
DOUBTFUL = 0.55
UNDATED = date(9900, 1, 1)  # later than any day, and far enough from the calendar's end to add to


@dataclass(frozen=True)
class Intake:
    """What was read: the book of good rows, and a report of each file with the rest.

    `currency_assumed`: nobody said the currency and no file has it."""

    book: Book
    files: tuple[FileReport, ...]
    currency_assumed: bool = False

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables by table name: the declared columns, and `row`, the physical line. A large import is on disk
        (`book.sources`) and is read whole here."""
        return {name: read_back(TABLES[name], rows) for name, rows in self.book.sources.items()}

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was learned of each file, to be saved under a name."""
        return tuple(report.source for report in self.files)


def read(
    paths: PATH | Sequence[PATH],
    limits: Limits,
    *,
    source: Source | Sequence[Source] | None = None,
    currency: str | None = None,
    table: str | Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read CSV, xlsx and Parquet files into a book.

    Each file is recognised as its table (`table`, one for all or one a file, or a fitting `source` decide instead);
    the book's currency is `currency`, else the source's, else the most common of the invoice lines, else COP. Raises
    ClaveError where a file is refused or cannot be understood; bad rows never raise, they are in `files[…].rejects`."""
    files = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    sources = [source] if isinstance(source, Source) else list(source or ())
    _checked(currency)
    named = [table or ""] * len(files) if table is None or isinstance(table, str) else list(table)
    tell = progress or (lambda fraction, text: None)
    with Staging(limits[declared.intake_memory]) as staging:
        typed: list[tuple[Typed, Source]] = []
        for place, (path, name) in enumerate(zip(files, named, strict=True)):
            stages = _stages(path, place, len(files), tell)
            next(stages)
            typed += _typed(path, limits, staging, sources, name, currency or "", len(files) == 1, stages)
        tell(0.8, _("Checking and adding up"))
        known = currency or _currency(typed, staging)
        own = (known or CURRENCY).upper()
        reports, tables = _loaded(typed, limits, staging, own)
        tell(1.0, _("Done"))
    rejected = sum(report.balance.rejected for report in reports)
    return Intake(Book(tables, own, rejected), tuple(reports), not known)


def _checked(currency: str | None) -> None:
    if currency and not re.fullmatch("[A-Za-z]{3}", currency):
        raise ClaveError(
            _("«{currency}» is not the code of a currency.").fill(currency=currency),
            where="currency",
            remedy=_("Give its three letters (ISO 4217), such as COP, USD or EUR."),
        )


def _typed(
    path: Path,
    limits: Limits,
    staging: Staging,
    sources: Sequence[Source],
    table: str,
    currency: str,
    alone: bool,
    stages: Iterator[None],
) -> list[tuple[Typed, Source]]:
    only = sources[0] if alone and sources else None
    dated = _file_date(path, limits)
    found = []
    for grid in opened(path, staging, limits, only):
        next(stages, None)
        header = -1 if grid.names else header_record(grid.first)
        headers = _headers(grid, header)
        samples = _samples(grid, header, len(headers), staging)
        chosen = _fitting(sources, headers, samples, alone)
        mapping = _mapping(grid, headers, samples, chosen, table)
        style = style_of(grid, headers, header, mapping, chosen, limits, dated, staging)
        next(stages, None)
        typed = type_rows(grid, header, headers, mapping, style, staging)
        found.append((typed, _learned(typed, chosen, path, currency)))
    return found


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


def _headers(grid: Grid, header: int) -> tuple[str, ...]:
    """The headers, each told apart from its namesakes; raises ClaveError where the file has none."""
    if header < 0 and not grid.names:
        raise ClaveError(
            _("no line of the file looks like a line of headers."),
            where=grid.name,
            remedy=_("Export it with the names of its columns on the first line."),
        )
    cells = list(grid.names or grid.first[header])
    while cells and not cells[-1].strip():
        cells.pop()
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = " ".join(cell.lstrip("\ufeff").split())
        seen[name] = seen.get(name, 0) + 1
        cells[place] = f"{name} ({seen[name]})" if seen[name] > 1 and name else name
    return tuple(cells)


def _fitting(
    sources: Sequence[Source], headers: tuple[str, ...], samples: list[list[str]], alone: bool
) -> Source | None:
    """The source of a file: the one whose headers it has, else the one of its table (whose missing header is told)."""
    fits = next((source for source in sources if source.fits(headers)), None)
    if fits or not sources:
        return fits
    if alone:
        return sources[0]
    guessed = guess(headers, samples)
    return next((source for source in sources if guessed and source.table == guessed.table), None)


def _mapping(
    grid: Grid, headers: tuple[str, ...], samples: list[list[str]], source: Source | None, table: str
) -> Mapping:
    if source and source.columns:
        places = source.places(headers, grid.name)
        columns = tuple(Mapped(name, headers[place], place, 1.0, BY_SOURCE) for name, place in places.items())
        unused = tuple(head for place, head in enumerate(headers) if place not in places.values() and head)
        mapping: Mapping | None = Mapping(source.table, columns, unused)
    else:
        name = source.table if source else table
        if name and name not in TABLES:
            raise ClaveError(
                _("there is no table called «{table}».").fill(table=name),
                remedy=_("The tables are: {tables}.").fill(tables=", ".join(TABLES)),
            )
        mapping = guess(headers, samples, name)
    if mapping is None:
        raise _unknown(grid, headers)
    lacking = missing(TABLES[mapping.table], set(mapping.places))
    if lacking:
        raise _lacking(grid, headers, TABLES[mapping.table], lacking[0].meaning, lacking[0].headers[0])
    return mapping


def _samples(grid: Grid, header: int, width: int, staging: Staging) -> list[list[str]]:
    step = max(1, grid.records // SAMPLE)
    cells = ", ".join(f"CAST(c{place} AS VARCHAR)" for place in range(width))
    rows = staging.rows(f"SELECT {cells} FROM {grid.relation} WHERE rowid > {header} AND rowid % {step} = 0")
    return [[row[place] for row in rows if row[place]] for place in range(width)]


def _unknown(grid: Grid, headers: tuple[str, ...]) -> ClaveError:
    return ClaveError(
        _("the columns of this file fit no table that clave knows; its headers are: {headers}.").fill(
            headers=", ".join(header for header in headers if header)[:400] or "—"
        ),
        where=grid.name,
        remedy=_("Say which table it is and which column is which, in a source."),
    )


def _lacking(grid: Grid, headers: tuple[str, ...], table: Table, meaning: Text, example: str) -> ClaveError:
    return ClaveError(
        _("read as «{table}», the file lacks a column: {meaning}; its headers are: {headers}.").fill(
            table=table.title, meaning=meaning, headers=", ".join(header for header in headers if header)[:400] or "—"
        ),
        where=grid.name,
        remedy=_("Export that column too (as «{example}»), or say in a source which column it is.").fill(
            example=example
        ),
    )


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


def _currency(typed: Sequence[tuple[Typed, Source]], staging: Staging) -> str:
    named = next((source.currency for _found, source in typed if source.currency), "")
    if named:
        return named
    counts: dict[str, int] = {}
    for found, _source in typed:
        if found.mapping.table == "invoice_line" and "currency" in found.mapping.places:
            known = f"FROM {found.relation} WHERE class = 0 AND currency IS NOT NULL"
            for name, count in staging.rows(f"SELECT currency, COUNT(*) {known} GROUP BY currency"):
                counts[name] = counts.get(name, 0) + count
    return max(sorted(counts), key=lambda name: counts[name]) if counts else ""


def _loaded(
    typed: Sequence[tuple[Typed, Source]], limits: Limits, staging: Staging, currency: str
) -> tuple[list[FileReport], dict[str, Rows]]:
    reports: dict[int, FileReport] = {}
    parts: dict[str, list[tuple[int, Rows]]] = {}
    cells = sum(found.grid.records * len(TABLES[found.mapping.table].columns) for found, _source in typed)
    spill = too_many(cells, staging.megabytes)
    rates: str | None = None
    first_rates = sorted(range(len(typed)), key=lambda place: typed[place][0].mapping.table != "exchange_rate")
    for place in first_rates:
        found, source = typed[place]
        reports[place], rows = _finished(found, source, limits, staging, currency, rates, spill)
        parts.setdefault(found.mapping.table, []).append((place, rows))
        if found.mapping.table == "exchange_rate":
            rates = "rates"
            known = [read_back(TABLES["exchange_rate"], part) for _place, part in parts["exchange_rate"]]
            staging.register(rates, pa.concat_tables(known))
    tables: dict[str, Rows] = {}
    for name, found_parts in parts.items():
        tables[name], replaced = joined(TABLES[name], [rows for _place, rows in found_parts], staging)
        for (place, _rows), count in zip(found_parts, replaced, strict=True):
            reports[place] = replace(reports[place], replaced=count)
    return [reports[place] for place in sorted(reports)], tables


def _finished(
    typed: Typed, source: Source, limits: Limits, staging: Staging, currency: str, rates: str | None, spill: bool
) -> tuple[FileReport, Rows]:
    """Derive, check and count one file; staging keeps nothing of it. The rows go to disk where they `spill`."""
    table = TABLES[typed.mapping.table]
    told = [*typed.style.decisions, *typed.decisions, *_repaired(typed), *_doubt(typed)]
    if table.name == "invoice_line":
        codes = source.charge_codes if source.charge_codes is not None else limits[declared.charge_codes]
        done = finish_sales(typed, staging, currency, codes, rates)
    else:
        done = _plain(typed, table, staging)
    told += done.decisions
    settle_order(done, staging)
    numbered = _number(typed, table, done.table, staging, told)
    count = totals(typed, done.relation, done.columns, staging)
    rejects = rejects_of(typed, done.relation, staging) if count.balance.rejected else ()
    staging.drop(typed.grid.relation)
    lines = numbering(done, table.identity[0], staging) if numbered else None
    rows = (on_disk if spill else in_memory)(table, done, typed.grid, lines, staging)
    staging.drop(done.table)
    report = FileReport(
        typed.grid.name, table.name, typed.mapping, source, count.balance, count.other, tuple(told), rejects,
        count.unattributed, count.unattributed_money,
    )  # fmt: skip
    return report, rows


def _repaired(typed: Typed) -> list[Text]:
    """The lines on which a quote encloses nothing."""
    found = typed.grid.repaired
    if not found:
        return []
    told = counted(
        "On {n} line a quote opens and does not close; it was taken for a letter (line {line}).",
        "On {n} lines a quote opens and does not close; it was taken for a letter (first on line {line}).",
        len(found),
    )
    return [told.fill(line=typed.grid.line_of(found[0]))]


def _doubt(typed: Typed) -> list[Text]:
    if typed.mapping.sure >= DOUBTFUL:
        return []
    told = _("It was taken for «{table}» with some doubt: look at its columns before you go on.")
    return [told.fill(table=TABLES[typed.mapping.table].title)]


def _plain(typed: Typed, table: Table, staging: Staging) -> Finished:
    """Rows of a table that needs no derivation."""
    done = staging.fresh("done")
    columns = ", ".join(f'CAST("{name}" AS {table[name].kind.sql}) AS "{name}"' for name in typed.mapping.places)
    money = f'"{MONEY[table.name]}"' if table.name in MONEY else "0"
    staging.run(f"CREATE TABLE {done} AS SELECT r, class, bad, {money} AS amount, {columns} FROM {typed.relation}")
    return Finished(done, done, tuple(typed.mapping.places))


def _number(typed: Typed, table: Table, relation: str, staging: Staging, told: list[Text]) -> bool:
    """Whether lines get their ordinal; where the file tells rows apart itself, repeated identities are marked bad."""
    names = [name for name in table.identity if name in typed.mapping.places]
    if "line" in table.identity and "line" not in names:
        return True
    identity = ", ".join(f'"{name}"' for name in names)
    good = f"FROM {relation} WHERE class = 0 AND bad = 0"
    rows, apart = staging.row(f"SELECT COUNT(*), (SELECT COUNT(*) FROM (SELECT DISTINCT {identity} {good})) {good}")
    if rows == apart:
        return False
    if "line" in names and rows - apart > SECOND_LINE * rows:
        told.append(
            _("«{header}» does not tell lines apart: their order in the document was used instead.").fill(
                header=typed.mapping.headers["line"]
            )
        )
        return True
    staging.run(
        f"UPDATE {relation} SET bad = bad | {REPEATED} WHERE r IN (SELECT r FROM (SELECT r, ROW_NUMBER() OVER "
        f"(PARTITION BY {identity} ORDER BY r) AS turn {good}) WHERE turn > 1)"
    )
    return False
