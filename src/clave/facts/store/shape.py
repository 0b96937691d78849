"""What the store tells about what it did, would do and holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from clave.base.figures import Figure
from clave.base.words import Text, _


@dataclass(frozen=True)
class FileLoaded:
    """A file of an import: its name, the table it gave, its SHA-256 and how many of its rows were rejected."""

    name: str
    table: str = ""
    digest: str = ""
    rejected: int = 0


@dataclass(frozen=True)
class MonthChange:
    """Lines of one month ('2021-01'; empty where the table has no months) before and after an import."""

    period: str
    before: int
    after: int


@dataclass(frozen=True)
class TableChange:
    """What an import did to one table, in documents (or customers, products, days: what the table is replaced by).

    `vanished` counts those that an agreed replacement of whole months took away; `repeated` the incoming rows dropped
    because a later row of the same import had the same number;
    `months` holds only the months that were written again, in order."""

    table: str
    added: int = 0
    replaced: int = 0
    vanished: int = 0
    repeated: int = 0
    months: tuple[MonthChange, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.months)


@dataclass(frozen=True)
class Loaded:
    """The outcome of an import: the version now current, and what changed by table; nothing, and no new version,
    where the book already said the same."""

    version: int
    changed: bool
    tables: tuple[TableChange, ...]

    @property
    def documents_replaced(self) -> int:
        """Documents that were there and now say something else, over all tables."""
        return sum(change.replaced for change in self.tables)

    def sentence(self) -> Text:
        """What happened, as people are told."""
        if not self.changed:
            return _("These files say what the book already says: nothing changed, version {version} stays.").fill(
                version=self.version
            )
        return _("Version {version}: {added} new documents or entries, {replaced} replaced, {vanished} vanished.").fill(
            version=self.version,
            added=Figure(sum(change.added for change in self.tables), "count"),
            replaced=Figure(self.documents_replaced, "count"),
            vanished=Figure(sum(change.vanished for change in self.tables), "count"),
        )


@dataclass(frozen=True)
class Vanishing:
    """What would vanish from one month of one table: documents that the new files do not contain.

    `money` is exact, None where the table has no money; `examples` names up to five of the documents."""

    table: str
    period: str
    documents: int
    lines: int
    money: Decimal | None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What replacing whole months would take away, and the word that agrees to exactly that."""

    base: int
    vanishing: tuple[Vanishing, ...]
    agreement: str

    @property
    def lines(self) -> int:
        """Lines that would vanish."""
        return sum(row.lines for row in self.vanishing)


@dataclass(frozen=True)
class Version:
    """One version of the book: when, by whom, from which files, how many rows by table.

    `action` is 'load', 'undo' or 'reopen'; `content` names the version whose facts it holds (its own for a load);
    `kept` is False once its files were cleaned away."""

    version: int
    at: datetime
    by: str
    action: str
    content: int
    source: str
    files: tuple[FileLoaded, ...]
    rows: tuple[tuple[str, int], ...]
    current: bool
    pinned: bool
    kept: bool


@dataclass(frozen=True)
class Touch:
    """An import that changed something of a customer: documents (or entries) of theirs that it added, replaced or took
    away, in which tables; `standing` is False once an undo took the import back."""

    version: int
    at: datetime
    by: str
    files: tuple[FileLoaded, ...]
    tables: tuple[str, ...]
    added: int
    replaced: int
    gone: int
    standing: bool
