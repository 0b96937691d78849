"""The cells of a small file as text, for lists that are no table of facts: read as every file is, whatever its encoding,
separator or workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.intake.opening import opened
from clave.facts.intake.staging import Staging
from clave.policy.limits import Limits

MEGABYTES = 256
FIRST = 50  # records among which the headers are looked for


@dataclass(frozen=True)
class Cells:
    """Headers, and the rows below them with their lines in the file (or their rows on the sheet); every row as wide as the
    headers, cells without blanks around them, wholly empty rows left out."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def cells_of(path: Path, limits: Limits, known: Callable[[Sequence[str]], int], most: int) -> Cells:
    """The table in a file: the sheet and record whose cells are headers for `known` (it counts them), and what follows.

    Raises ClaveError where the file cannot be read, no record has headers, or there are more than `most` rows."""
    with Staging(MEGABYTES) as staging:
        found = []
        for grid in opened(path, staging, limits, None, every=True):
            first = (grid.names,) if grid.names else grid.first[:FIRST]
            counts = [known(cells) for cells in first]
            found.append((max(counts, default=0), grid, counts))
        score, grid, counts = max(found, key=lambda one: one[0])
        if not score:
            raise ClaveError(
                _("no row of the file says what its columns are."), where="file",
                remedy=_("Put headers above them, such as Nombre; Cargo; Correo; Teléfono."),
            )  # fmt: skip
        header = -1 if grid.names else counts.index(score)
        if grid.records - header - 1 > most:
            raise ClaveError(
                _("the file has {n} rows, {most} fit.").fill(n=grid.records - header - 1, most=most), where="file",
                remedy=_("Split it, and bring one part after another."),
            )  # fmt: skip
        names = [f"COALESCE(CAST(c{at} AS VARCHAR), '')" for at in range(grid.width)]
        read = staging.rows(f"SELECT rowid, {', '.join(names)} FROM {grid.relation} ORDER BY rowid")
        headers = grid.names or tuple(str(cell).strip() for cell in read[header][1:])
        kept = [
            (grid.line_of(record), tuple(" ".join(cell.split()) for cell in cells))
            for record, *cells in read
            if record > header and any(cell.strip() for cell in cells)
        ]
    return Cells(headers, tuple(cells for _line, cells in kept), tuple(line for line, _cells in kept))
