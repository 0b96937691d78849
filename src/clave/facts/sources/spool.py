"""Pages of a pull on disk: each safe before anybody counts on it, and together one file that the intake reads."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from clave.base.errors import ClaveError, reason_of
from clave.base.words import _
from clave.facts.intake.staging import literal, quoted
from clave.facts.sources.headers import header_like

HEADERS = b"clave.headers"
"""All the headers of a page, in their order, with its schema: a column that is empty on it is not written."""
MEMORY = "500MB"
GROUP = 122_880


@dataclass(frozen=True)
class Spool:
    """The folder of one run; it need not exist yet."""

    folder: Path

    def keep(self, table: str, number: int, rows: pa.Table) -> None:
        """Put a page on disk, in the place of one of the same number that a killed run left. Raises ClaveError where the
        disk refuses."""
        place = self.folder / table
        with _room(self.folder):
            place.mkdir(parents=True, exist_ok=True)
            told = [name for name in rows.column_names if rows.column(name).null_count < len(rows)]
            told = told or rows.column_names[:1]  # a page without rows
            half = place / f"{number:06d}.half"
            page = rows.select(told).replace_schema_metadata({HEADERS: json.dumps(rows.column_names)})
            pq.write_table(page, half, compression="zstd", compression_level=1)
            with half.open("rb") as stream:
                os.fsync(stream.fileno())
            half.replace(place / f"{number:06d}.parquet")

    def forget(self, table: str) -> None:
        """Throw the pages of a table away: it is read anew."""
        shutil.rmtree(self.folder / table, ignore_errors=True)

    def holds(self, table: str, last: int) -> bool:
        """Whether the first `last` pages are there; a backup does not hold them, nor a disk that lost power."""
        return all(page.exists() for page in self._pages(table, last))

    def together(self, table: str, key: str, last: int) -> Path | None:
        """The first `last` pages as one file, None without any. A unit that came twice, because it was written between
        two tries of a pull, is there once: as it came last. Raises ClaveError where the disk refuses, or a page is gone."""
        if not last:
            return None
        pages = self._pages(table, last)
        target = self.folder / f"{table}.parquet"
        with _room(self.folder):
            headers: list[str] = json.loads(pq.read_schema(pages[0]).metadata[HEADERS])
        with _room(self.folder), duckdb.connect(":memory:", config=self._config()) as engine:
            scan = f"read_parquet([{', '.join(literal(str(path)) for path in pages)}], union_by_name=true, filename='clave_page')"
            there = {row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
            columns = [name if name in there else "" for name in headers]
            listed = ", ".join(
                f"p.{quoted(name)}" if name else f"CAST(NULL AS VARCHAR) AS {quoted(header)}"
                for name, header in zip(columns, headers, strict=True)
            )
            more = sorted(there - set(headers) - {"clave_page"})  # the SELECT was widened half way
            listed = ", ".join([listed, *(f"p.{quoted(name)}" for name in more)])
            own = header_like(key, there)
            newest = _newest(engine, scan, own) if own and len(pages) > 1 else ""
            engine.execute(
                f"COPY (SELECT {listed} FROM {scan} p {newest}) TO {literal(str(target))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
            )
        return target

    def clear(self) -> None:
        """Throw all of it away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pages(self, table: str, last: int) -> list[Path]:
        return [self.folder / table / f"{number:06d}.parquet" for number in range(last)]

    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        return {"memory_limit": MEMORY, "temp_directory": str(self.folder / "spill")}


def _newest(engine: duckdb.DuckDBPyConnection, scan: str, key: str) -> str:
    """What leaves out the older of two units of one key; nothing where each came once."""
    own = quoted(key)
    twice = (
        f"SELECT {own} AS k, MAX(clave_page) AS page FROM {scan} WHERE {own} IS NOT NULL GROUP BY 1 "
        f"HAVING COUNT(DISTINCT clave_page) > 1"
    )
    if engine.execute(f"SELECT 1 FROM ({twice}) LIMIT 1").fetchone() is None:
        return ""
    return f"WHERE NOT EXISTS (SELECT 1 FROM ({twice}) t WHERE t.k = p.{own} AND t.page <> p.clave_page)"


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException, duckdb.SerializationException) as error:
        raise ClaveError(
            _("what came from the source could not be kept: {reason}.").fill(reason=reason_of(error)),
            where=folder.name,
            remedy=_("Make room on the disk of the server; the next pull goes on where this one stopped."),
        ) from error
