"""What became of a file: every line accounted for, every rejected one with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from clave.base.figures import number
from clave.base.words import Text, _, said
from clave.facts.intake.guess import Mapping
from clave.facts.intake.source import Source
from clave.facts.tables import TABLES

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True, slots=True)
class Reject:
    """A cell for which its row was not loaded: physical line (from 1), header, what it holds, and why not."""

    file: str
    line: int
    column: str
    value: str
    reason: Text

    def say(self, language: str = "es") -> str:
        """The whole reject as one sentence."""
        return _("line {line}, «{column}» = «{value}»: {reason}").fill(
            line=self.line, column=self.column, value=self.value, reason=self.reason
        ).say(language)  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """Lines and money that came in, were loaded and were rejected; money exact, in the file's own currency (None where
    the table has none). `unreadable` rejected lines hold no readable amount. `stated` is the file's own total line."""

    lines: int
    loaded: int
    rejected: int
    money: Decimal | None = None
    money_loaded: Decimal | None = None
    money_rejected: Decimal | None = None
    unreadable: int = 0
    stated: Decimal | None = None

    @property
    def holds(self) -> bool:
        """Whether loaded and rejected add up to what came in."""
        lines = self.lines == self.loaded + self.rejected
        if self.money is None or self.money_loaded is None or self.money_rejected is None:
            return lines
        return lines and self.money == self.money_loaded + self.money_rejected

    @property
    def difference(self) -> Decimal | None:
        """What came in less what the file's total line says, rounded to its decimals; None without such a line."""
        if self.stated is None or self.money is None:
            return None
        exponent = int(self.stated.as_tuple().exponent)
        return self.money.quantize(Decimal(1).scaleb(min(0, exponent))) - self.stated


@dataclass(frozen=True)
class Look:
    """A file (or sheet) as it lies before anything is believed: its name, the file it is in, its headers, its first
    rows as people see them, and how its text is written (empty where it is no text)."""

    file: str
    path: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class FileReport:
    """One file (or sheet): what it was taken for, how it was read, what was loaded and what was not.

    `other` counts the lines that are no data by kind: 'title', 'header', 'total', 'blank', 'note', and 'bare': figures
    without anything that says whose they are, which are taken for totals."""

    file: str
    table: str
    mapping: Mapping
    source: Source
    balance: Balance
    other: dict[str, int] = field(default_factory=dict)
    decisions: tuple[Text, ...] = ()
    rejects: tuple[Reject, ...] = ()
    unattributed: int = 0
    unattributed_money: Decimal | None = None
    replaced: int = 0
    look: Look | None = None

    def rejects_csv(self, path: Path, language: str = "es") -> None:
        """Write the rejects as CSV for a spreadsheet: no cell of it can run as a formula."""
        write_rejects(path, self.rejects, language)

    def say(self, language: str = "es") -> str:
        """The report in a few lines."""
        balance = self.balance
        lines = [
            _("{file}: {table}").fill(file=self.file, table=TABLES[self.table].title),
            _("{lines} lines = {loaded} loaded + {rejected} rejected").fill(
                lines=Count(balance.lines), loaded=Count(balance.loaded), rejected=Count(balance.rejected)
            ),
        ]
        if balance.money is not None:
            lines.append(
                _("{money} = {loaded} loaded + {rejected} rejected").fill(
                    money=Money(balance.money),
                    loaded=Money(balance.money_loaded or Decimal(0)),
                    rejected=Money(balance.money_rejected or Decimal(0)),
                )
            )
        if balance.difference is not None and balance.stated is not None:
            lines.append(
                _("The file's own total says {stated}; the difference is {difference}").fill(
                    stated=Money(balance.stated), difference=Money(balance.difference)
                )
            )
        return "\n".join(said(line, language) for line in (*lines, *self.decisions))

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True)
class Count:
    """A whole number as a reader expects it."""

    value: int

    def say(self, language: str) -> str:
        """Digits grouped."""
        return number(self.value, 0, language)

    def stored(self) -> int:
        """As JSON keeps it."""
        return self.value


@dataclass(frozen=True)
class Money:
    """Money of a file, every cent shown."""

    value: Decimal

    def say(self, language: str) -> str:
        """Digits grouped, two decimals."""
        return number(self.value, 2, language)

    def stored(self) -> str:
        """As JSON keeps it."""
        return str(self.value)


def write_rejects(path: Path, rejects: Iterable[Reject], language: str = "es") -> None:
    """Write rejects, of one file or of several, as CSV for a spreadsheet: no cell of it can run as a formula."""
    heads = (_("File"), _("Line"), _("Column"), _("Value"), _("Reason"))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";" if language == "es" else ",")
        writer.writerow([said(head, language) for head in heads])
        for reject in rejects:
            cells = (reject.file, reject.line, reject.column, reject.value, said(reject.reason, language))
            writer.writerow([inert(str(cell)) for cell in cells])


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(DANGEROUS) else cell
