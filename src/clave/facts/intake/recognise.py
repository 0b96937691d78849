"""What a file (or sheet) is: its headers, its first rows, its table, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.intake.guess import BY_SOURCE, Mapped, Mapping, guess, missing
from clave.facts.intake.source import Source
from clave.facts.intake.staging import SAMPLE, Grid, Staging
from clave.facts.tables import TABLES, Table


def headers_of(grid: Grid, header: int) -> tuple[str, ...]:
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


def fitting(
    sources: Sequence[Source], headers: tuple[str, ...], samples: list[list[str]], alone: bool, only: bool = False
) -> Source | None:
    """The source of a file: the one whose headers it has, else the one of its table (whose missing header is told);
    with `only`, none that does not fit."""
    fits = next((source for source in sources if source.fits(headers)), None)
    if fits or only or not sources:
        return fits
    if alone:
        return sources[0]
    guessed = guess(headers, samples)
    return next((source for source in sources if guessed and source.table == guessed.table), None)


def mapping_of(
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


def samples_of(grid: Grid, header: int, width: int, staging: Staging) -> list[list[str]]:
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
