"""One stored table: a Delta Lake table whose data files are named by the SHA-256 of what they hold.

A commit says which files make up the table from now on, whatever the log's last version was; so an import that was
killed between its commit and its manifest leaves a version that nobody reads and the next commit takes away again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.store.manifest import settle

PERIOD = "period"
ATTEMPTS = 3
CONFIGURATION = {
    "delta.enableDeletionVectors": "false",
    "delta.enableExpiredLogCleanup": "false",  # old versions stay readable: our own clearing decides
    "delta.logRetentionDuration": "interval 36500 days",
}
LOG = "_delta_log"
READ_AS_OTHERS = re.compile(r"%[0-9A-Fa-f]{2}|\\")
"""What deltalake does not read in the name of a folder as it wrote it: %20 as a space, a backslash as a slash."""


@dataclass(frozen=True)
class DataFile:
    """A data file of a table version: path inside the table's folder, its month, size in bytes and rows."""

    path: str
    period: str
    size: int
    rows: int


@dataclass(frozen=True)
class Token:
    """What a commit is for: the digest of the import, its source, its time and who did it."""

    digest: str
    source: str
    now: datetime
    by: str

    @property
    def milliseconds(self) -> int:
        """The time as Delta writes it."""
        return int(self.now.timestamp() * 1000)


class Stored:
    """A table in its folder; `partitioned` says whether it is kept by month."""

    def __init__(self, root: Path, partitioned: bool) -> None:
        self.root, self.partitioned = root, partitioned

    def files(self, version: int) -> tuple[DataFile, ...]:
        """The data files of a version, from the log; each is there with its full size, or ClaveError says which not."""
        log = self.root / LOG / f"{version:020d}.json"
        found = _logged(self.root, version, log.stat().st_mtime_ns if log.exists() else 0)
        for file in found:
            self._present(file)
        return found

    def uri(self, file: DataFile) -> str:
        """Where a data file is."""
        return str(self.root / file.path)

    def damaged(self, version: int) -> tuple[str, ...]:
        """Files of a version whose content is not what was written; reads all of them."""
        return tuple(
            self.uri(file) for file in self.files(version) if digest(self.root / file.path) != Path(file.path).stem
        )

    def adopt(self, written: Path, period: str, rows: int) -> DataFile:
        """Take a new file in: flushed to disk, under the name of its digest, not yet part of any version."""
        folder = f"{PERIOD}={period}/" if self.partitioned else ""
        path = self.root / f"{folder}{digest(written)}.parquet"
        new = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        settle(written)
        written.replace(path)
        settle(path.parent)
        if new:
            settle(path.parent.parent)
        return DataFile(str(path.relative_to(self.root)), period, path.stat().st_size, rows)

    def commit(self, files: tuple[DataFile, ...], schema: pa.Schema, token: Token) -> int:
        """Make `files` the table, in one commit; returns its Delta version."""
        for attempt in range(ATTEMPTS):
            try:
                return self._committed(files, schema, token)
            except CommitFailedError:  # a writer from outside was faster: look again
                if attempt + 1 == ATTEMPTS:
                    raise
        raise AssertionError

    def _committed(self, files: tuple[DataFile, ...], schema: pa.Schema, token: Token) -> int:
        (self.root / LOG).mkdir(parents=True, exist_ok=True)
        with _readable(self.root) as root:
            table = self._latest(root, schema)
            there = {row["path"]: row["size_bytes"] for row in table.get_add_actions().to_struct_array().to_pylist()}
            wanted = {file.path for file in files}
            adds = [self._add(file, token) for file in files if file.path not in there]
            gone = [
                RemoveAction(path, True, token.milliseconds, size, self._values(_period_of(path)))
                for path, size in there.items()
                if path not in wanted
            ]
            if not (adds or gone):  # an import killed after this commit, done again
                return table.version()
            table.create_write_transaction(
                [*adds, *gone],
                "append",
                table.schema(),
                self._partitions(),
                commit_properties=CommitProperties(
                    custom_metadata={"clave_import": token.digest, "clave_source": token.source, "clave_by": token.by},
                    app_transactions=[Transaction(f"clave-import-{token.digest}", token.milliseconds)],
                ),
            )
            table.update_incremental()
        settle(self.root / LOG / f"{table.version():020d}.json")
        settle(self.root / LOG)
        return table.version()

    def _latest(self, root: Path, schema: pa.Schema) -> DeltaTable:
        whole = schema.append(pa.field(PERIOD, pa.string())) if self.partitioned else schema
        try:
            table = DeltaTable(root)
        except TableNotFoundError:
            return DeltaTable.create(
                root, whole, mode="error", partition_by=self._partitions(), configuration=dict(CONFIGURATION)
            )
        known = {field.name for field in table.schema().fields}
        new = [field for field in DeltaSchema.from_arrow(whole).fields if field.name not in known]
        if new:
            table.alter.add_columns(new)
        return table

    def _present(self, file: DataFile) -> None:
        path = self.root / file.path
        size = path.stat().st_size if path.exists() else None
        if size == file.size:
            return
        what = _("a data file of the book is missing.") if size is None else _("a data file of the book is damaged.")
        raise ClaveError(
            what,
            where=str(path),
            remedy=_(
                "Bring it back from a backup, reopen an earlier version, or load its month again into a new folder."
            ),
        )

    def _partitions(self) -> list[str] | None:
        return [PERIOD] if self.partitioned else None

    def _values(self, period: str) -> dict[str, str | None]:
        return {PERIOD: period} if self.partitioned else {}

    def _add(self, file: DataFile, token: Token) -> AddAction:
        stats = json.dumps({"numRecords": file.rows})
        return AddAction(file.path, file.size, self._values(file.period), token.milliseconds, True, stats)


@lru_cache(maxsize=4096)
def _logged(root: Path, version: int, written: int) -> tuple[DataFile, ...]:
    """The data files that a version's log names; a version never changes while its log is the one `written` then."""
    with _readable(root) as where:
        rows = _opened(root, where, version).get_add_actions(flatten=True).to_struct_array().to_pylist()
    found = (
        DataFile(row["path"], row.get("partition.period") or "", row["size_bytes"], row["num_records"]) for row in rows
    )
    return tuple(sorted(found, key=lambda file: file.path))


@contextmanager
def _readable(root: Path) -> Iterator[Path]:
    """The table's folder under a name that deltalake reads as it is written.

    Where the folder's own name is none of those, a folder that has nothing but the log, by a link: the data files deltalake
    names and never opens."""
    log = root.resolve() / LOG
    if not READ_AS_OTHERS.search(str(log)):
        yield root
        return
    with TemporaryDirectory(prefix="clave-log-") as place:
        (Path(place) / LOG).symlink_to(log)
        yield Path(place)


def _opened(root: Path, where: Path, version: int) -> DeltaTable:
    try:
        table = DeltaTable(where, version=version)
    except DeltaError as error:
        raise ClaveError(
            _("the stored table cannot be opened at version {version}: {reason}.").fill(
                version=version, reason=str(error).splitlines()[0]
            ),
            where=str(root),
            remedy=_("Bring the folder back from a backup, or load the files again into a new folder."),
        ) from error
    protocol, configuration = table.protocol(), table.metadata().configuration
    if protocol.reader_features or protocol.min_reader_version > 1 or _maps_columns(configuration):
        raise ClaveError(
            _("the stored table was changed by a tool that uses deletion vectors or column mapping."),
            where=str(root),
            remedy=_("Rewrite it without those features, or load the files again into a new folder."),
        )
    return table


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _period_of(path: str) -> str:
    return path.split("/")[0].removeprefix(f"{PERIOD}=") if "/" in path else ""


def _maps_columns(configuration: Mapping[str, str | None]) -> bool:
    return (configuration.get("delta.columnMapping.mode") or "none") != "none"
