"""The end of reading: rows derived, checked, counted and put together over files; rejects with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clave.base.words import Text, _, counted
from clave.facts.intake.balance import MONEY, balance_of, other_lines, rejects_of
from clave.facts.intake.report import FileReport, Look
from clave.facts.intake.sales import Finished, finish_sales
from clave.facts.intake.source import Source
from clave.facts.intake.staging import Staging
from clave.facts.intake.typed import REPEATED, Typed
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
) -> tuple[list[FileReport], dict[str, pa.Table]]:
    """The reports in the order of the files, and the good rows by table; rates are finished before what needs them."""
    reports: dict[int, FileReport] = {}
    parts: dict[str, list[tuple[int, pa.Table]]] = {}
    rates: str | None = None
    first_rates = sorted(range(len(taken)), key=lambda place: taken[place].typed.mapping.table != "exchange_rate")
    for place in first_rates:
        reports[place], rows = _finished(taken[place], limits, staging, currency, rates)
        table = taken[place].typed.mapping.table
        parts.setdefault(table, []).append((place, rows))
        if table == "exchange_rate":
            rates = "rates"
            staging.register(rates, pa.concat_tables([part for _place, part in parts["exchange_rate"]]))
    tables = {name: _joined(TABLES[name], found, reports) for name, found in parts.items()}
    return [reports[place] for place in sorted(reports)], tables


def _finished(
    taken: Taken, limits: Limits, staging: Staging, currency: str, rates: str | None
) -> tuple[FileReport, pa.Table]:
    """Derive, check and count one file; staging keeps nothing of it but the Arrow rows that are returned."""
    typed, source = taken.typed, taken.source
    table = TABLES[typed.mapping.table]
    told = [*typed.style.decisions, *typed.decisions, *_repaired(typed), *_doubt(typed)]
    if table.name == "invoice_line":
        codes = source.charge_codes if source.charge_codes is not None else limits[declared.charge_codes]
        done = finish_sales(typed, staging, currency, codes, rates)
    else:
        done = _plain(typed, table, staging)
    told += done.decisions
    numbered = _number(typed, table, done.relation, staging, told)
    balance = balance_of(typed, done.relation, staging)
    rejects = rejects_of(typed, done.relation, staging) if balance.rejected else ()
    other = other_lines(typed, staging)
    alone = _unattributed(table, done, staging)
    staging.drop(typed.grid.relation)
    staging.drop(typed.relation)
    rows = _rows(table, done, staging)
    staging.drop(done.relation)
    report = FileReport(
        typed.grid.name, table.name, typed.mapping, source, balance, other, tuple(told), rejects, *alone,
        look=taken.look,
    )  # fmt: skip
    return report, _ordinals(rows, table) if numbered else rows


def _rows(table: Table, done: Finished, staging: Staging) -> pa.Table:
    """The good rows in the order of the file with every declared column, those the file lacks empty."""
    columns = ", ".join(f'"{name}"' for name in done.columns)
    found = staging.arrow(f"SELECT r, {columns} FROM {done.relation} WHERE class = 0 AND bad = 0")
    records = found.column("r")
    if len(records) and not pc.all(pc.less(records[:-1], records[1:])).as_py():  # a join of the engine mixed them
        found = found.sort_by("r")
    arrays = [
        found.column(field.name).cast(field.type)
        if field.name in done.columns
        else pa.nulls(found.num_rows, field.type)
        for field in table.schema
    ]
    return pa.table(arrays, schema=table.schema)


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
    return Finished(done, tuple(typed.mapping.places))


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


def _ordinals(rows: pa.Table, table: Table) -> pa.Table:
    """Each row's place in its document, from 1, in the order of the file."""
    if rows.num_rows == 0:
        return rows
    indices = rows.column(table.identity[0]).combine_chunks().dictionary_encode().indices
    codes = np.frombuffer(indices.buffers()[1], np.int32, len(indices), indices.offset * 4)  # to_numpy loads pandas
    order = np.argsort(codes, kind="stable")
    grouped = codes[order]
    starts = np.flatnonzero(np.r_[True, grouped[1:] != grouped[:-1]])
    lengths = np.diff(np.r_[starts, len(grouped)])
    places = np.empty(len(codes), dtype=np.int64)
    places[order] = np.arange(len(codes)) - np.repeat(starts, lengths) + 1
    numbers = pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places)])
    index = rows.schema.get_field_index("line")
    return rows.set_column(index, rows.schema.field("line"), pc.cast(numbers, pa.string()))


def _unattributed(table: Table, done: Finished, staging: Staging) -> tuple[int, Decimal | None]:
    if table.name != "invoice_line":
        return 0, None
    without = "customer IS NULL" if "customer" in done.columns else "TRUE"
    lines, money = staging.row(
        f"SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM {done.relation} WHERE class = 0 AND bad = 0 AND {without}"
    )
    return lines, money


def _joined(table: Table, parts: list[tuple[int, pa.Table]], reports: dict[int, FileReport]) -> pa.Table:
    """The rows of all the files of one table; a document in a later file replaces the same one of an earlier file."""
    kept: list[pa.Table] = []
    names = (table.document,) if table.document else table.identity
    for place, (number, rows) in enumerate(parts):
        later = [part for _number_, part in parts[place + 1 :]]
        remaining = _without(rows, later, names) if later else rows
        if remaining.num_rows < rows.num_rows:
            reports[number] = replace(reports[number], replaced=rows.num_rows - remaining.num_rows)
        kept.append(remaining)
    return pa.concat_tables(kept)


def _without(rows: pa.Table, later: list[pa.Table], names: Sequence[str]) -> pa.Table:
    newer = pa.concat_tables([part.select(list(names)) for part in later]).group_by(list(names)).aggregate([])
    return rows.join(newer, keys=list(names), join_type="left anti")
