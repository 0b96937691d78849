"""Where a file is laid out as records before anything is believed: one engine, bounded memory, gone when closed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.words import _

NATIVE = "\x1d"  # before a number that a sheet holds as a number: it needs no decimal sign
QUOTE = "\x1e"  # stands for a quote that encloses nothing, such as the inch of a pipe
BREAK = "\x1f"  # stands for a line break inside quotes, and alone for a blank line
COMMANDS = {0x1B: None, 0x9B: None}  # begin what a terminal obeys: no name needs them
SAMPLE = 2_000
# A list of words would become a join that every row goes through, needed or not; and turning our joins around, small
# tables of ours on the right, would mix the order of the file.
UNWANTED = "in_clause,build_side_probe_side"


def quoted(name: str) -> str:
    """An identifier as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def begins(cell: str, letters: str) -> str:
    """SQL for whether a text begins with one of these (ASCII) letters: by its number, as fast as an engine can."""
    return f"ASCII({cell}) IN ({', '.join(str(ord(letter)) for letter in letters)})"


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
    `blanks` whether there are blanks of other kinds than the space, `unreadable` whether some letter could not be read,
    `padded` the columns in which some cell has blanks around it or holds nothing but them."""

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
    unreadable: bool = True
    padded: frozenset[int] = frozenset()

    def line_of(self, record: int) -> int:
        """Physical line of a record (both from 1 and 0): earlier breaks inside quotes count."""
        return record + 1 + sum(extra for before, extra in self.breaks if before < record)

    def lines_of(self, records: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Physical lines of many records."""
        if not self.breaks:
            return records + 1
        before = np.array([record for record, _extra in self.breaks])
        extra = np.cumsum([0, *(extra for _record, extra in self.breaks)])
        return np.asarray(records + 1 + extra[np.searchsorted(before, records)])


class Staging:
    """An engine with a folder to spill into, in memory or, for much, on disk; close it, or use it in a `with`."""

    def __init__(self, megabytes: int, much: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="clave-intake-")
        self.folder = Path(self._folder.name)
        self._connection = duckdb.connect(
            str(self.folder / "staging.duckdb") if much else ":memory:",
            config={
                "memory_limit": f"{megabytes}MB",
                "temp_directory": str(self.folder / "spill"),
                "disabled_optimizers": UNWANTED,
            },
        )
        self.megabytes = megabytes
        self._names = 0

    def fresh(self, what: str) -> str:
        """A name that no other relation has."""
        self._names += 1
        return f"{what}_{self._names}"

    def run(self, sql: str) -> None:
        """Run a statement."""
        with self._within_memory():
            self._connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self._within_memory():
            return self._connection.execute(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(sql)[0]

    def arrow(self, sql: str) -> pa.Table:
        """The result of a query as an Arrow table."""
        with self._within_memory():
            return self._connection.sql(sql).to_arrow_table()

    def batches(self, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        """The result of a query as Arrow batches of up to so many rows, one at a time."""
        with self._within_memory(), self._connection.cursor() as cursor:
            yield from cursor.sql(sql).to_arrow_reader(rows)

    @contextmanager
    def _within_memory(self) -> Iterator[None]:
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise ClaveError(
                _("the files need more memory than an import may have, {megabytes} MB.").fill(megabytes=self.megabytes),
                remedy=_("Allow it more in the policy (intake.memory_megabytes), or import the files in parts."),
            ) from error

    def lookup(self, type_: str, pairs: Sequence[tuple[str, Any]]) -> Callable[[str], str]:
        """What our own reading made of some texts (text, value of an SQL type), as SQL of the value of a text.

        The texts become an enumeration and their values a list beside it: a join would mix the order of the file. They
        go in as parameters: an Arrow array of Python values would load pandas wherever pandas is installed."""
        if not pairs:
            return lambda text: f"CAST(NULL AS {type_})"
        words, values = self.fresh("words"), self.fresh("values")
        texts = f"CREATE TABLE {values} AS SELECT UNNEST(CAST(? AS VARCHAR[])) AS text, CAST(? AS {type_}[]) AS list"
        self._connection.execute(texts, [[text for text, _value in pairs], [value for _text, value in pairs]])
        self.run(f"CREATE TYPE {words} AS ENUM (SELECT text FROM {values})")
        listed = f"(SELECT list FROM {values} LIMIT 1)"
        return lambda text: f"{listed}[ENUM_CODE(TRY_CAST({text} AS {words})) + 1]"

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


def described(staging: Staging, relation: str, name: str, edges: bool = True, **more: Any) -> Grid:
    """The grid of a staged table: its width, length and first records; `edges` = some cell may have blanks around it."""
    columns = staging.rows(f"DESCRIBE {relation}")
    names = [row[0] for row in columns]
    native = {place: row[1] for place, row in enumerate(columns) if row[1] != "VARCHAR"}
    texts = ", ".join(f"CAST({column} AS VARCHAR)" for column in names)
    first = staging.rows(f"SELECT {texts} FROM {relation} WHERE rowid < 60 ORDER BY rowid")
    records = staging.row(f"SELECT COUNT(*) FROM {relation}")[0]
    heads = tuple(tuple("" if cell is None else cell for cell in row) for row in first)
    padded = _padded(staging, relation, names, native, more.get("blanks", False)) if edges else frozenset[int]()
    return Grid(name, relation, len(names), records, heads, native, padded=padded, **more)


def trimmed(cell: str, blanks: bool) -> str:
    """SQL for a text without the blanks around it."""
    return f"TRIM({cell}, ' \u00a0\u200b\ufeff\t')" if blanks else f"TRIM({cell})"


def _padded(
    staging: Staging, relation: str, names: Sequence[str], native: dict[int, str], blanks: bool
) -> frozenset[int]:
    """Found out once for all cells, because nearly every column of nearly every file needs no trimming."""
    texts = [place for place in range(len(names)) if place not in native]
    if not texts:
        return frozenset()
    tests = ", ".join(
        f"BOOL_OR({names[place]} = '' OR {names[place]} <> {trimmed(names[place], True)})"
        if blanks
        else f"BOOL_OR(ENDS_WITH({names[place]}, ' ') OR ({names[place]} < '!' AND {names[place]} <> '{BREAK}'))"
        for place in texts
    )
    found = staging.row(f"SELECT {tests} FROM {relation}")
    return frozenset(place for place, padded in zip(texts, found, strict=True) if padded)
