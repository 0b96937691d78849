"""The count of a file: loaded and rejected against what came in, and each reject with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.base.words import Text, _
from clave.facts.intake import numbers
from clave.facts.intake.report import Balance, Reject
from clave.facts.intake.staging import BREAK, Staging, shown
from clave.facts.intake.styles import text
from clave.facts.intake.typed import BARE, DATA, LONGER, NO_RATE, OTHER, REPEATED, TOTAL, Typed, reason
from clave.facts.tables import TABLES, Column

MONEY = {"invoice_line": "net", "receivable": "amount", "declared_wallet": "amount"}


@dataclass(frozen=True)
class Totals:
    """What a file holds: the balance of its data rows, its other lines by kind, and the good rows without a customer."""

    balance: Balance
    other: dict[str, int]
    unattributed: int
    unattributed_money: Decimal | None


def totals(typed: Typed, relation: str, columns: tuple[str, ...], staging: Staging) -> Totals:
    """Count the rows of `relation` (`columns`, and class, bad, amount) in one pass."""
    table = typed.mapping.table
    alone = "customer IS NULL" if "customer" in columns else "TRUE"
    good = "bad = 0"
    rows = staging.rows(
        f"SELECT class, COUNT(*), COUNT(*) FILTER (WHERE {good}), COALESCE(SUM(amount), 0), "
        f"COALESCE(SUM(amount) FILTER (WHERE {good}), 0), COALESCE(SUM(amount) FILTER (WHERE bad <> 0), 0), "
        f"COUNT(*) FILTER (WHERE bad <> 0 AND amount IS NULL), COUNT(*) FILTER (WHERE {good} AND {alone}), "
        f"COALESCE(SUM(amount) FILTER (WHERE {good} AND {alone}), 0) FROM {relation} GROUP BY class ORDER BY class"
    )
    nothing: tuple[Any, ...] = (DATA, 0, 0, *[Decimal(0)] * 3, 0, 0, Decimal(0))
    data = next((row for row in rows if row[0] == DATA), nothing)
    _class, lines, loaded, money, money_loaded, money_rejected, unreadable, without, without_money = data
    balance = Balance(lines, loaded, lines - loaded)
    if table in MONEY:
        stated = _stated(typed, relation, staging) if any(row[0] in (TOTAL, BARE) for row in rows) else None
        balance = Balance(
            lines, loaded, lines - loaded, money, money_loaded, money_rejected, unreadable, stated
        )  # fmt: skip
    other = _other(typed, {row[0]: row[1] for row in rows if row[0] != DATA})
    sales = table == "invoice_line"
    return Totals(balance, other, without if sales else 0, without_money if sales else None)


def _stated(typed: Typed, relation: str, staging: Staging) -> Decimal | None:
    """The money of the file's last total line; where there is no net column it stands under the price.

    Where there are several, only one that is larger than every other is of the whole file: the rest are subtotals."""
    places = typed.mapping.places
    name = MONEY[typed.mapping.table]
    place = places.get(name, places.get("unit_price"))
    if place is None:
        return None
    cell = text(place, typed.grid)
    found = staging.rows(
        f"SELECT {numbers.sql('cell', typed.style.decimal, typed.grid.marked)} FROM "
        f"(SELECT rowid AS r, CAST({cell} AS VARCHAR) AS cell FROM {typed.grid.relation} WHERE rowid IN "
        f"(SELECT r FROM {relation} WHERE class IN ({TOTAL}, {BARE}))) ORDER BY r DESC"
    )
    amounts: list[Decimal | None] = [row[0] for row in found]
    if not amounts or amounts[0] is None:
        return None
    subtotals = [abs(amount) for amount in amounts[1:] if amount is not None]
    return None if subtotals and abs(amounts[0]) <= max(subtotals) else _shorn(amounts[0])


def _shorn(value: Decimal) -> Decimal:
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value


def _other(typed: Typed, counts: dict[int, int]) -> dict[str, int]:
    """How many lines are no data, by kind; what stands above the header is a title."""
    other = {OTHER[kind]: count for kind, count in counts.items()}
    titles = max(0, typed.header) if not typed.grid.names else 0
    blank = sum(all(cell in ("", BREAK) for cell in cells) for cells in typed.grid.first[:titles])
    if titles - blank:
        other["title"] = titles - blank
    if blank:
        other["blank"] = other.get("blank", 0) + blank
    return other


def rejects_of(typed: Typed, relation: str, staging: Staging) -> tuple[Reject, ...]:
    """Every rejected cell of `relation`, with its physical line and reason, in the order of the file."""
    cells = ", ".join(f"CAST(w.c{place} AS VARCHAR)" for place in range(typed.grid.width))
    found = staging.rows(
        f"SELECT d.r, d.bad, {cells} FROM {typed.grid.relation} w JOIN "
        f"(SELECT r, bad FROM {relation} WHERE class = 0 AND bad <> 0) d ON w.rowid = d.r ORDER BY d.r"
    )
    known: dict[tuple[str, str], Text] = {}
    return tuple(reject for row in found for reject in _rejects(typed, row, known))


def _rejects(typed: Typed, row: tuple[Any, ...], known: dict[tuple[str, str], Text]) -> list[Reject]:
    record, bad, cells = row[0], row[1], row[2:]
    line = typed.grid.line_of(record)
    file = typed.grid.name
    found: list[Reject] = []
    for column in TABLES[typed.mapping.table].columns:
        if bad & typed.bit(column.name):
            place = typed.mapping.places.get(column.name)
            cell = (cells[place] or "") if place is not None else ""
            if (column.name, cell) not in known:
                known[column.name, cell] = _why(typed, column, cell)
            header = typed.mapping.headers.get(column.name, column.name)
            found.append(Reject(file, line, header, shown(cell), known[column.name, cell]))
    if bad & LONGER:
        spare = [cell for cell in cells[len(typed.headers) :] if cell]
        found.append(Reject(file, line, "", shown(" | ".join(spare)), _("the line has more cells than headers")))
    if bad & REPEATED:
        found.append(
            Reject(file, line, *_identity(typed, cells), _("an earlier line of the file has the same identity"))
        )
    if bad & NO_RATE:
        place = typed.mapping.places["currency"]
        told = _("there is no exchange rate for this currency on or before its date; load a table of rates")
        found.append(Reject(file, line, typed.headers[place], shown(cells[place] or ""), told))
    return found


def _why(typed: Typed, column: Column, cell: str) -> Text:
    if column.name == "net" and not cell.strip():
        return _("there is no net value, nor quantity and price to work it out")
    if column.name == "discount":
        return _("a discount must not be above 100 %")
    return reason(typed, column, cell)


def _identity(typed: Typed, cells: tuple[Any, ...]) -> tuple[str, str]:
    places = [
        typed.mapping.places[name] for name in TABLES[typed.mapping.table].identity if name in typed.mapping.places
    ]
    return ", ".join(typed.headers[place] for place in places), shown(", ".join(cells[place] or "" for place in places))
