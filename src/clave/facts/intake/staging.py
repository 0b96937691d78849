"""Where a file is laid out as records before anything is believed: one engine, bounded memory, gone when closed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

NATIVE = "\x1d"  # before a number that a sheet holds as a number: it needs no decimal sign
QUOTE = "\x1e"  # stands for a quote that encloses nothing, such as the inch of a pipe
BREAK = "\x1f"  # stands for a line break inside quotes, and alone for a blank line
COMMANDS = {0x1B: None, 0x9B: None}  # begin what a terminal obeys: no name needs them
SAMPLE = 2_000


def quoted(name: str) -> str:
    """An identifier as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def shown(cell: str) -> str:
    """A cell as a person saw it, shortened."""
    seen = cell.lstrip(NATIVE).replace(QUOTE, '"').replace(BREAK, "\n")
    return seen if len(seen) <= 200 else seen[:199] + "…"


@dataclass(frozen=True)
class Grid:
    """A file (or sheet) as records in staging: table `relation` with columns c0, c1, … in the order of the file.

    `first` are its first records as text, `native` the engine's type of the columns that are not text, `breaks` how
    many line breaks the quoted fields of a record hold (physical lines), `names` the headers where the format has
    them apart from the records, `marked` whether figures carry a mark, `repaired` the records with a stray quote,
    `blanks` whether there are blanks of other kinds than the space."""

    name: str
    relation: str
    width: int
    records: int
    first: tuple[tuple[str, ...], ...]
    native: dict[int, str] = field(default_factory=dict)
    breaks: tuple[tuple[int, int], ...] = ()
    names: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    marked: bool = False
    repaired: tuple[int, ...] = ()
    blanks: bool = False

    def line_of(self, record: int) -> int:
        """Physical line of a record (both from 1 and 0): earlier breaks inside quotes count."""
        return record + 1 + sum(extra for before, extra in self.breaks if before < record)


class Staging:
    """An engine in memory with a folder to spill into; close it, or use it in a `with`."""

    def __init__(self, megabytes: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="clave-intake-")
        self.folder = Path(self._folder.name)
        self._connection = duckdb.connect(
            ":memory:", config={"memory_limit": f"{megabytes}MB", "temp_directory": str(self.folder / "spill")}
        )
        self._names = 0

    def fresh(self, what: str) -> str:
        """A name that no other relation has."""
        self._names += 1
        return f"{what}_{self._names}"

    def run(self, sql: str) -> None:
        """Run a statement."""
        self._connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(sql)[0]

    def arrow(self, sql: str) -> pa.Table:
        """The result of a query as an Arrow table."""
        return self._connection.sql(sql).to_arrow_table()

    def keep(self, what: str, type_: str, pairs: Sequence[tuple[str, Any]]) -> str:
        """A small table of ours to join with (text, value of an SQL type); returns its name.

        It goes in as parameters: an Arrow array of Python values would load pandas wherever pandas is installed."""
        name = self.fresh(what)
        self._connection.execute(
            f"CREATE TABLE {name} AS "
            f"SELECT UNNEST(CAST(? AS VARCHAR[])) AS text, UNNEST(CAST(? AS {type_}[])) AS value",
            [[text for text, _value in pairs], [value for _text, value in pairs]],
        )
        return name

    def drop(self, relation: str) -> None:
        """Forget a table of staging, and give its memory back."""
        self.run(f"DROP TABLE {relation}")

    def register(self, name: str, table: pa.Table) -> None:
        """An Arrow table readable under `name`."""
        self._connection.register(name, table)

    def close(self) -> None:
        """Close the engine and remove what it spilled."""
        self._connection.close()
        self._folder.cleanup()

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def described(staging: Staging, relation: str, name: str, **more: Any) -> Grid:
    """The grid of a staged table: its width, length and first records."""
    columns = staging.rows(f"DESCRIBE {relation}")
    names = [row[0] for row in columns]
    native = {place: row[1] for place, row in enumerate(columns) if row[1] != "VARCHAR"}
    texts = ", ".join(f"CAST({column} AS VARCHAR)" for column in names)
    first = staging.rows(f"SELECT {texts} FROM {relation} WHERE rowid < 60 ORDER BY rowid")
    records = staging.row(f"SELECT COUNT(*) FROM {relation}")[0]
    shown = tuple(tuple("" if cell is None else cell for cell in row) for row in first)
    return Grid(name, relation, len(names), records, shown, native, **more)
