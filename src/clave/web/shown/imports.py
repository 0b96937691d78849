"""An import as its page shows it: each file with its columns, its balance, what was decided and what was rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure, exact_money
from clave.base.words import Text, _, counted
from clave.facts.intake.guess import missing
from clave.facts.tables import TABLES, Column
from clave.store.models import Import
from clave.web.shown.selection import Badge
from clave.web.words import reader, told

ROWS = 6
OTHER = {
    "title": lambda n: counted("{n} title", "{n} titles", n),
    "header": lambda n: counted("{n} repeated header", "{n} repeated headers", n),
    "total": lambda n: counted("{n} total", "{n} totals", n),
    "bare": lambda n: counted("{n} of figures alone", "{n} of figures alone", n),
    "blank": lambda n: counted("{n} blank line", "{n} blank lines", n),
    "note": lambda n: counted("{n} note", "{n} notes", n),
}
READ_WELL, LOOK, NOT_READ, LEFT_OUT = (
    Badge("ok", "check", _("Read")),
    Badge("warn", "alert-triangle", _("With rejected rows")),
    Badge("bad", "x", _("Not read")),
    Badge("", "minus", _("Left out")),
)


@dataclass(frozen=True)
class Head:
    """A column of the file: its header, the column of ours it fills (empty: none), and what decided that."""

    place: int
    header: str
    column: str
    decided: str


@dataclass(frozen=True)
class RejectShown:
    """A cell for which its row was not loaded."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class BalanceShown:
    """Lines and money: what came, what is loaded, what is rejected; money None where the table has none."""

    lines: int
    loaded: int
    rejected: int
    money: str = ""
    money_loaded: str = ""
    money_rejected: str = ""
    stated: str = ""
    difference: str = ""
    agrees: bool = True


@dataclass(frozen=True)
class FileShown:
    """One file (or sheet) of an import. `lacking` are required columns that nothing fills."""

    number: int
    name: str
    badge: Badge
    error: str = ""
    table: str = ""
    heads: tuple[Head, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lacking: tuple[str, ...] = ()
    style: Mapping[str, str] | None = None
    balance: BalanceShown | None = None
    told: tuple[str, ...] = ()
    rejects: tuple[RejectShown, ...] = ()
    saved_source: str = ""

    @property
    def left_out(self) -> bool:
        """Somebody said that it is not to be read."""
        return self.badge is LEFT_OUT

    @property
    def title(self) -> str:
        """What it was taken for."""
        return TABLES[self.table].title.say(reader()) if self.table in TABLES else ""

    @property
    def hidden_rejects(self) -> int:
        """Rejected rows beyond those shown; a row may have several rejected cells."""
        shown = len({reject.line for reject in self.rejects})
        return max(0, self.balance.rejected - shown) if self.balance else 0


@dataclass(frozen=True)
class ImportShown:
    """The files of an import and what they add up to."""

    files: tuple[FileShown, ...]
    lines: int
    loaded: int
    rejected: int

    @property
    def ready(self) -> bool:
        """Whether it can be loaded: something was read, and nothing waits for a correction."""
        return any(file.balance for file in self.files) and not any(file.error for file in self.files)

    @property
    def first(self) -> FileShown | None:
        """The file to look at first: one that was not read, else one with rejected rows, else the invoice lines."""
        order, tables = (NOT_READ, LOOK, READ_WELL, LEFT_OUT), (*TABLES, "")
        return min(self.files, key=lambda file: (order.index(file.badge), tables.index(file.table)), default=None)


def shown(one: Import) -> ImportShown:
    """What was read of an import."""
    files = tuple(_file(number, report, one.currency) for number, report in enumerate(one.reports))
    balances = [file.balance for file in files if file.balance]
    return ImportShown(
        files,
        sum(balance.lines for balance in balances),
        sum(balance.loaded for balance in balances),
        sum(balance.rejected for balance in balances),
    )


def _file(number: int, report: Mapping[str, Any], currency: str) -> FileShown:
    if report.get("left_out"):
        return FileShown(number, report["file"], LEFT_OUT)
    balance = _balance(report, currency)
    badge = NOT_READ if balance is None else LOOK if balance.rejected else READ_WELL
    return FileShown(
        number=number,
        name=report["file"],
        badge=badge,
        error=told(report.get("error")),
        table=report["table"],
        heads=_heads(report),
        rows=tuple(tuple(row) for row in report["rows"][:ROWS]),
        lacking=lacking(report["table"], report["columns"]),
        style={key: report[key] for key in ("decimal", "dates", "encoding", "delimiter")},
        balance=balance,
        told=tuple(_told(report, currency)),
        rejects=tuple(_reject(reject) for reject in report.get("rejects", ())),
        saved_source=report.get("saved_source", ""),
    )


def lacking(table: str, columns: Mapping[str, str]) -> tuple[str, ...]:
    """The required columns of a table that nothing fills, in words."""
    return tuple(label(column) for column in missing(TABLES[table], set(columns))) if table in TABLES else ()


def label(column: Column) -> str:
    """What a column means, short enough for a list to choose from."""
    meaning = column.meaning.say(reader()).split(";")[0].split(": ")[0]
    heading = column.headers[0] if column.headers and reader() == "es" else column.name.replace("_", " ")
    text = f"{heading}: {meaning}" if meaning.startswith("'") else meaning
    return text if len(text) <= 60 else text[:59] + "…"


def _heads(report: Mapping[str, Any]) -> tuple[Head, ...]:
    """The headers; where a name stands for the code of the customer, it is shown as the name."""
    filled: dict[str, str] = {}
    for column, header in report["columns"].items():
        if header not in filled or column == "customer_name":
            filled[header] = column
    decided = report.get("decided", {})
    return tuple(
        Head(place, header, filled.get(header, ""), told(decided.get(filled.get(header, ""))))
        for place, header in enumerate(report["headers"])
    )


def _balance(report: Mapping[str, Any], currency: str) -> BalanceShown | None:
    kept = report.get("balance")
    if kept is None:
        return None
    money = {
        key: _money(kept[key], currency) for key in ("money", "money_loaded", "money_rejected", "stated", "difference")
    }
    agrees = kept["difference"] is None or not Decimal(kept["difference"])
    return BalanceShown(kept["lines"], kept["loaded"], kept["rejected"], **money, agrees=agrees)


def _money(value: str | None, currency: str) -> str:
    return "" if value is None else exact_money(Decimal(value), currency, reader(), 2)


def _told(report: Mapping[str, Any], currency: str) -> list[str]:
    """What was decided while reading, in sentences."""
    sentences: list[Text | str] = [told(decision) for decision in report.get("decisions", ())]
    others = [OTHER[kind](count).say(reader()) for kind, count in report.get("other", {}).items() if kind in OTHER]
    if others:
        sentences.append(_("These lines are no data and do not count: {lines}.").fill(lines=", ".join(others)))
    if report.get("unattributed"):
        nobody = counted(
            "{count} line has no customer: it counts for the company ({money}) and for nobody on the list.",
            "{count} lines have no customer: they count for the company ({money}) and for nobody on the list.",
            report["unattributed"],
        )
        money = _money(report["unattributed_money"] or "0", currency)
        sentences.append(nobody.fill(count=Figure(report["unattributed"], "count"), money=money))
    if report.get("replaced"):
        again = counted(
            "{count} line is left out because a later file of this import has the same document.",
            "{count} lines are left out because a later file of this import has the same documents.",
            report["replaced"],
        )
        sentences.append(again.fill(count=Figure(report["replaced"], "count")))
    unused = unused_headers(report)
    if unused:
        sentences.append(_("Columns that nothing uses: {headers}.").fill(headers=", ".join(unused)))
    return [told(sentence) if isinstance(sentence, Text) else sentence for sentence in sentences]


def unused_headers(report: Mapping[str, Any]) -> Sequence[str]:
    """Headers that fill no column."""
    used = set(report["columns"].values())
    return [header for header in report["headers"] if header and header not in used]


def _reject(kept: Mapping[str, Any]) -> RejectShown:
    return RejectShown(kept["line"], kept["column"], kept["value"], told(kept["reason"]))
