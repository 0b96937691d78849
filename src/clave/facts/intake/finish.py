"""The end of reading: rows derived, checked, counted and put together over files; rejects with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from clave.base.words import Text, _, counted
from clave.facts.intake.balance import MONEY, rejects_of, totals
from clave.facts.intake.loading import (
    OWN_CELLS,
    Rows,
    in_memory,
    joined,
    numbering,
    on_disk,
    read_back,
    settle_order,
    too_many,
)  # fmt: skip
from clave.facts.intake.report import FileReport, Look
from clave.facts.intake.sales import Finished, finish_sales
from clave.facts.intake.source import Source
from clave.facts.intake.staging import Staging
from clave.facts.intake.typed import BARE, OTHER, REPEATED, Typed
from clave.facts.tables import TABLES, Table
from clave.policy import declared
from clave.policy.limits import Limits

SECOND_LINE = 0.01  # share of repeated identities above which a line column numbers no lines
DOUBTFUL = 0.55


@dataclass(frozen=True)
class Taken:
    """A file (or sheet) whose records are typed: what it was taken for, the source it teaches, and how it lies."""

    typed: Typed
    source: Source
    look: Look


def loaded(
    taken: Sequence[Taken], limits: Limits, staging: Staging, currency: str
) -> tuple[list[FileReport], dict[str, Rows]]:
    """The reports in the order of the files, and the good rows by table; rates are finished before what needs them."""
    reports: dict[int, FileReport] = {}
    parts: dict[str, list[tuple[int, Rows]]] = {}
    cells = sum(each.typed.grid.records * (len(each.typed.mapping.columns) + OWN_CELLS) for each in taken)
    spill = too_many(cells, staging.megabytes)
    rates: str | None = None
    first_rates = sorted(range(len(taken)), key=lambda place: taken[place].typed.mapping.table != "exchange_rate")
    for place in first_rates:
        reports[place], rows = _finished(taken[place], limits, staging, currency, rates, spill)
        table = taken[place].typed.mapping.table
        parts.setdefault(table, []).append((place, rows))
        if table == "exchange_rate":
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
    taken: Taken, limits: Limits, staging: Staging, currency: str, rates: str | None, spill: bool
) -> tuple[FileReport, Rows]:
    """Derive, check and count one file; staging keeps nothing of it. The rows go to disk where they `spill`."""
    typed, source = taken.typed, taken.source
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
    told += _bare(typed, done.relation, count.other, staging)
    rejects = rejects_of(typed, done.relation, staging) if count.balance.rejected else ()
    staging.drop(typed.grid.relation)
    lines = numbering(done, table.identity[0], staging) if numbered else None
    rows = (on_disk if spill else in_memory)(table, done, typed.grid, lines, staging)
    staging.drop(done.table)
    report = FileReport(
        typed.grid.name, table.name, typed.mapping, source, count.balance, count.other, tuple(told), rejects,
        count.unattributed, count.unattributed_money, look=taken.look,
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


def _bare(typed: Typed, relation: str, other: Mapping[str, int], staging: Staging) -> list[Text]:
    """The lines of figures that say neither day nor document nor customer: set aside, never silently."""
    if not other.get(OTHER[BARE]):
        return []
    (first,) = staging.row(f"SELECT MIN(r) FROM {relation} WHERE class = {BARE}")
    told = counted(
        "{n} line holds figures alone and was set aside as a total (line {line}). If it is data, write in the file whose "
        "it is and bring it again.",
        "{n} lines hold figures alone and were set aside as totals (first on line {line}). If they are data, write in the "
        "file whose they are and bring it again.",
        other[OTHER[BARE]],
    )
    return [told.fill(line=typed.grid.line_of(first))]


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
