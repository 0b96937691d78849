"""What came of trying a source, as its forms show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clave.actions.trying import FolderTried
from clave.base.figures import Figure, number
from clave.base.words import Text, _, counted
from clave.facts.sources.port import Probe
from clave.facts.sources.trying import Tried
from clave.facts.tables import TABLES
from clave.web.shown.imports import label
from clave.web.words import reader, told

WIDEST = 60
NAMED = 5


@dataclass(frozen=True)
class HeadTried:
    """A column of ours, the header that fills it, and what decided that."""

    label: str
    header: str
    by: str


@dataclass(frozen=True)
class RowTried:
    """A row in words, with why it would be rejected."""

    line: int
    cells: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class TriedShown:
    """A try of a table."""

    sentence: str
    error: str
    heads: tuple[HeadTried, ...]
    rows: tuple[RowTried, ...]
    notes: tuple[str, ...]


def tried_shown(found: Tried) -> TriedShown:
    """The rows, and the sentence that says how many of them clave would load."""
    notes = [told(one) for one in found.decisions]
    if found.unused:
        notes.append(told(_("Columns that nothing uses: {headers}.").fill(headers=", ".join(found.unused))))
    return TriedShown(
        told(_sentence(found)), told(found.error.sentence()) if found.error else "",
        tuple(HeadTried(label(head.column), head.header, told(head.by)) for head in found.heads),
        tuple(
            RowTried(row.line, tuple(_cell(cell) for cell in row.cells),
                     tuple(f"«{header}»: {told(reason)}" for header, reason in row.reasons))
            for row in found.rows
        ),
        tuple(notes),
    )  # fmt: skip


def _sentence(found: Tried) -> Text:
    if found.error is None and not found.rows:
        return _("It answers and brings no row: the SELECT finds nothing.")
    if found.error is not None:
        return _("It answers, and clave cannot read it as «{table}».").fill(table=TABLES[found.table].title)
    if not found.rejected:
        return counted(
            "The first row would be loaded. Nothing was kept.",
            "The first {n} rows would all be loaded. Nothing was kept.",
            len(found.rows),
        )
    return counted(
        "{bad} of the first row would be rejected. Nothing was kept.",
        "{bad} of the first {n} rows would be rejected. Nothing was kept.",
        len(found.rows),
    ).fill(bad=Figure(found.rejected, "count"))


def answered(probe: Probe) -> str:
    """That a source answers, by its own name and clock."""
    return told(_("It answers: {version}. Its clock says {clock}.").fill(version=probe.version, clock=probe.clock))


def listed(found: FolderTried) -> str:
    """What lies in a folder."""
    if not found.files:
        return told(_("The folder can be read and written; no file for clave lies in it now."))
    names = ", ".join(found.files[:NAMED]) + ("…" if len(found.files) > NAMED else "")
    said = counted(
        "The folder can be read and written; {n} file lies in it: {names}.",
        "The folder can be read and written; {n} files lie in it: {names}.",
        len(found.files),
    )
    return told(said.fill(names=names))


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return told(_("yes") if value else _("no"))
    if isinstance(value, date):
        return told(Figure(value, "date"))
    if isinstance(value, int | float | Decimal):
        exact = Decimal(str(value))
        places = -int(exact.normalize().as_tuple().exponent) if exact.is_finite() else 0
        return number(exact, max(0, min(places, 4)), reader())
    text = str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
