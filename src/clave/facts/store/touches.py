"""Which customers each import touched: one small file a version, beside the versions, sorted by customer.

It is written before the version becomes visible; what a killed import left behind under a number is written over, or
forgotten, by whoever makes that number a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from clave.facts.store.manifest import settle

NOBODY = pa.schema(
    [("customer", pa.string()), ("table", pa.string()), *((name, pa.int64()) for name in ("added", "replaced", "gone"))]
).empty_table()
AT_ONCE = 50  # files opened together: most questions end with the first of them


class Touches:
    """The files of one store. Rows: customer, table, and how many documents were added, replaced or went away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "touched"

    def write(self, version: int, rows: Sequence[pa.Table]) -> None:
        """Keep what a version is about to touch, flushed to disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside, path = self.folder / f".{version:06d}.parquet", self._path(version)
        every = pa.concat_tables([NOBODY, *rows]).sort_by("customer")
        pq.write_table(every, aside, compression="zstd")
        settle(aside)
        aside.replace(path)
        settle(self.folder)

    def forget(self, version: int) -> None:
        """A version that touches nobody: an undo, in the place of an import that was killed."""
        self._path(version).unlink(missing_ok=True)

    def of(self, customer: str, versions: Sequence[int]) -> Iterator[tuple[int, str, int, int, int]]:
        """Version, table, added, replaced and gone, newest version first; versions without a file tell nothing."""
        there = [version for version in reversed(versions) if self._path(version).exists()]
        with duckdb.connect(":memory:") as connection:
            for start in range(0, len(there), AT_ONCE):
                files = [str(self._path(version)) for version in there[start : start + AT_ONCE]]
                yield from connection.execute(
                    'SELECT CAST(parse_filename(filename, true) AS BIGINT) AS version, "table", added, replaced, gone '
                    'FROM read_parquet(?, filename=true) WHERE customer = ? ORDER BY version DESC, "table"',
                    [files, customer],
                ).fetchall()

    def _path(self, version: int) -> Path:
        return self.folder / f"{version:06d}.parquet"
