"""The store: what a folder holds, version by version; what is imported becomes visible all at once or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from clave.base.errors import ClaveError, reason_of
from clave.base.words import _
from clave.facts.book import CURRENCY, Book
from clave.facts.store.delta import DataFile, Stored, Token
from clave.facts.store.lock import writing
from clave.facts.store.manifest import Held, Manifest, Manifests
from clave.facts.store.merging import Merge
from clave.facts.store.shape import FileLoaded, Loaded, MonthChange, Preview, TableChange, Touch, Vanishing, Version
from clave.facts.store.shaping import Incoming, declared, shaped, stored_schema
from clave.facts.store.touches import NOBODY, Touches
from clave.facts.tables import Table
from clave.facts.warehouse import ParquetFiles

REFUSALS = (OSError, DeltaError, duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InvalidInputException)
Progress = Callable[[str, int, int], None]


class FactStore:
    """The facts of one company in `folder`: every import makes a version; any version opens as it was."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._manifests = Manifests(self.folder)
        self._touches = Touches(self.folder)

    def open(self, version: int | None = None) -> Book:
        """The book at a version, the current one by default; empty before the first import.

        Raises ClaveError where that version does not exist, was cleaned away, or a data file is missing or damaged."""
        manifest = self._manifests.newest() if version is None else self._manifests.at(version)
        sources = {name: ParquetFiles(self._paths(name, held)) for name, held in manifest.tables.items() if held.rows}
        return Book(
            sources,
            currency=manifest.currency or CURRENCY,
            rejected=sum(manifest.rejected.values()),
            version=str(manifest.version) if manifest.version else "",
            company=manifest.company,
        )

    def load(
        self,
        tables: Mapping[str, Incoming],
        *,
        source: str,
        digest: str,
        now: datetime,
        by: str,
        files: Sequence[FileLoaded] = (),
        currency: str = "",
        company: str = "",
        whole_months: str = "",
        progress: Progress | None = None,
        gone: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> Loaded:
        """Put an import in: each document (customer, product, day of stock) it contains replaces the one stored.

        `tables` holds rows of the declared schemas, in memory or as Parquet files, with `source` and `row` columns where
        they are known. `whole_months` is the `agreement` of a `preview`: then whole months of the source are replaced,
        and exactly what it showed vanishes. `gone` names documents of the source, by table, that were taken back: they
        vanish. Nothing changes, and no version is made, where the book already says the same.
        Raises ClaveError where rows do not fit, somebody else writes, or the disk refuses."""
        with self._writing(by, now):
            base = self._manifests.newest()
            _same_currency(base, currency)
            if whole_months:
                self._agreed(tables, source, whole_months)
            token = Token(digest, source, now, by)
            held, changes, touched = dict(base.tables), [], []
            for name, rows in {**_nothing_of(gone, held), **tables}.items():
                change, after, whose = self._put(
                    declared(name), rows, held.get(name), token, _Way(bool(whole_months), gone.get(name, ()), progress)
                )
                changes.append(change)
                touched.append(whose)
                held |= {name: after} if after else {}
            if not any(change.changed for change in changes):
                return Loaded(base.version, False, tuple(changes))
            self._touches.write(self._manifests.next(), touched)
            manifest = self._manifests.publish(
                Manifest(
                    at=_instant(now),
                    by=by,
                    before=base.version,
                    currency=currency or base.currency or CURRENCY,
                    company=company or base.company,
                    source=source,
                    tables=held,
                    files=tuple(files),
                    rejected=_rejected(base, files),
                )
            )
            return Loaded(manifest.version, True, tuple(changes))

    def preview(self, tables: Mapping[str, Incoming], *, source: str) -> Preview:
        """What replacing whole months by these rows would take away: documents, lines and money by month."""
        base = self._manifests.newest()
        vanishing: list[Vanishing] = []
        with self._told(), self._scratch("preview-") as spill:
            for name, rows in tables.items():
                table = declared(name)
                stored = self._by_month(table, base.tables.get(name))
                with Merge(table, shaped(table, rows), source, stored, spill, whole=True) as merge:
                    vanishing += merge.vanishing()
        said = json.dumps([base.version, source, [asdict(row) for row in vanishing]], default=str)
        return Preview(base.version, tuple(vanishing), hashlib.sha256(said.encode()).hexdigest()[:16])

    def content(self, version: int | None = None) -> int:
        """Which version's facts a version holds, the current one by default: two with the same content say the same."""
        return (self._manifests.newest() if version is None else self._manifests.at(version)).content

    def versions(self, most: int | None = None, skip: int = 0) -> tuple[Version, ...]:
        """The versions, newest first: `most` of them after the first `skip`; all where nothing is asked."""
        last = None if most is None else skip + most
        read = list(islice(self._manifests.all(), last))
        return tuple(self._version(manifest, manifest is read[0]) for manifest in read[skip:])

    def version(self, number: int | None = None) -> Version | None:
        """One version, the current one by default; None where there is none."""
        newest = self._manifests.newest()
        manifest = newest if number is None else self._manifests.peek(number)
        return self._version(manifest, manifest.version == newest.version) if manifest.version else None

    def before(self, number: int) -> Version | None:
        """What an undo of a version goes to; None where that is the empty book."""
        return self.version(self._manifests.peek(number).before)

    def standing(self, since: int = 0) -> frozenset[int]:
        """The loads from version `since` on whose facts are in the current book."""
        return self._manifests.standing(since)

    def touched_by(self, customer: str, most: int = 20) -> tuple[Touch, ...]:
        """The imports that changed something of a customer, newest first, `most` of them.

        Versions made before clave kept count of it tell nothing; an undo is no import of its own, it takes one back."""
        found = [
            (version, [row[1:] for row in rows])
            for version, rows in islice(
                groupby(self._touches.of(customer, self._manifests.numbers()), itemgetter(0)), most
            )
        ]
        standing = self._manifests.standing(min((version for version, _rows in found), default=0))
        return tuple(self._touch(version, rows, version in standing) for version, rows in found)

    def damaged_versions(self) -> tuple[int, ...]:
        """Versions whose list of files is damaged, ascending; the book skips them."""
        return self._manifests.unreadable()

    def newest_reads(self) -> bool:
        """Whether the last version that was written is the book; otherwise its list is damaged and the book is older."""
        return self._manifests.newest_reads()

    def undo(self, *, now: datetime, by: str, seen: int | None = None) -> int:
        """Go back to what the book said before; returns the new version. Undo again goes further back.

        Raises ClaveError where the book is no longer at the version that was `seen`."""
        with self._writing(by, now):
            current = self._still(seen)
            if not current.content:
                raise ClaveError(
                    _("there is nothing to undo: this book is empty."),
                    where=str(self.folder),
                    remedy=_("Reopen one of its versions, or load files."),
                )
            target = self._manifests.at(current.before)
            return self._reopened(target, "undo", target.before, now, by)

    def reopen(self, version: int, *, now: datetime, by: str, seen: int | None = None) -> int:
        """Make a previous version the current book again; returns the new version. An undo takes that back.

        Raises ClaveError where the book is no longer at the version that was `seen`."""
        with self._writing(by, now):
            current, target = self._still(seen), self._manifests.at(version)
            return self._reopened(target, "reopen", current.version, now, by)

    def pin(self, version: int) -> None:
        """Keep a version for good: something published was made from it."""
        self._manifests.at(version)
        self._manifests.mark(version, "pinned")

    def unpin(self, version: int) -> None:
        """Let a version go when its time comes."""
        self._manifests.unmark(version, "pinned")

    def vacuum(self, *, days: int, now: datetime, by: str) -> tuple[int, ...]:
        """Clear the data files that only versions older than `days` use; returns those versions.

        Pinned versions and the current one stay. Files that a killed import left behind go too."""
        with self._writing(by, now):
            everything = [m for m in self._manifests.all() if not self._manifests.marked(m.version, "cleared")]
            limit = now.astimezone(UTC) - timedelta(days=days)
            old = [m for m in everything[1:] if m.when < limit and not self._manifests.marked(m.version, "pinned")]
            for manifest in old:  # marked first: a version half cleared must not open
                self._manifests.mark(manifest.version, "cleared")
            kept = [manifest for manifest in everything if manifest not in old]
            for root in (self.folder / "tables").glob("*"):
                self._clear(root.name, {m.tables[root.name].delta for m in kept if root.name in m.tables})
            return tuple(sorted(manifest.version for manifest in old))

    def verify(self, version: int | None = None) -> None:
        """Read every data file of a version and compare it with its digest; ClaveError names those that differ."""
        manifest = self._manifests.newest() if version is None else self._manifests.at(version)
        damaged = [
            path for name, held in manifest.tables.items() for path in self._stored(declared(name)).damaged(held.delta)
        ]
        if damaged:
            raise ClaveError(
                _("data files of the book are damaged: {files}.").fill(files=", ".join(damaged)),
                where=str(self.folder),
                remedy=_("Bring them back from a backup, or load their months again into a new folder."),
            )

    def _put(
        self, table: Table, rows: Incoming, held: Held | None, token: Token, way: _Way
    ) -> tuple[TableChange, Held | None, pa.Table]:
        stored = self._stored(table)
        files = stored.files(held.delta) if held else ()
        incoming = shaped(table, rows)
        with (
            self._scratch("import-") as spill,
            Merge(table, incoming, token.source, _uris(stored, files), spill, way.whole, way.gone) as merge,
        ):
            months = merge.months()
            if not months:
                return TableChange(table.name, repeated=merge.repeated), held, NOBODY
            added, replaced = merge.units(months)
            touched = merge.touched(months)
            vanished = (sum(row.documents for row in merge.vanishing()) if way.whole else 0) + merge.taken_back()
            written = []
            for done, month in enumerate(months):
                if count := merge.write(month, spill / "month.parquet"):
                    written.append(stored.adopt(spill / "month.parquet", month, count))
                if way.progress:
                    way.progress(table.name, done + 1, len(months))
        after = (*(file for file in files if file.period not in months), *written)
        delta = stored.commit(after, stored_schema(table), token)
        changes = tuple(MonthChange(month, _rows(files, month), _rows(tuple(written), month)) for month in months)
        change = TableChange(table.name, added, replaced, vanished, merge.repeated, changes)
        return change, Held(delta, sum(file.rows for file in after)), touched

    def _agreed(self, tables: Mapping[str, Incoming], source: str, agreement: str) -> None:
        if self.preview(tables, source=source).agreement != agreement:
            raise ClaveError(
                _("what would vanish is no longer what was shown."),
                where=str(self.folder),
                remedy=_("Look at the preview again and agree to what it shows now."),
            )

    def _still(self, seen: int | None) -> Manifest:
        current = self._manifests.newest()
        if seen is not None and seen != current.version:
            raise ClaveError(
                _("the book has changed since you looked: it is at version {version} now.").fill(
                    version=current.version
                ),
                remedy=_("Look at what it says now, and decide again."),
            )
        return current

    def _reopened(self, target: Manifest, action: str, before: int, now: datetime, by: str) -> int:
        for name, held in target.tables.items():
            self._paths(name, held)
        self._touches.forget(self._manifests.next())
        return self._manifests.publish(
            replace(target, at=_instant(now), by=by, action=action, before=before, files=())
        ).version

    def _version(self, manifest: Manifest, current: bool) -> Version:
        return Version(
            version=manifest.version,
            at=manifest.when,
            by=manifest.by,
            action=manifest.action,
            content=manifest.content,
            source=manifest.source,
            files=manifest.files,
            rows=tuple((name, held.rows) for name, held in manifest.tables.items()),
            current=current,
            pinned=self._manifests.marked(manifest.version, "pinned"),
            kept=not self._manifests.marked(manifest.version, "cleared"),
        )

    def _touch(self, version: int, rows: list[tuple[str, int, int, int]], standing: bool) -> Touch:
        manifest = self._manifests.peek(version)
        return Touch(
            version=version,
            at=manifest.when,
            by=manifest.by,
            files=manifest.files,
            tables=tuple(name for name, *_counts in rows),
            added=sum(row[1] for row in rows),
            replaced=sum(row[2] for row in rows),
            gone=sum(row[3] for row in rows),
            standing=standing,
        )

    def _stored(self, table: Table) -> Stored:
        return Stored(self.folder / "tables" / table.name, bool(table.period))

    def _paths(self, name: str, held: Held) -> tuple[str, ...]:
        stored = self._stored(declared(name))
        return tuple(stored.uri(file) for file in stored.files(held.delta))

    def _by_month(self, table: Table, held: Held | None) -> dict[str, tuple[str, ...]]:
        stored = self._stored(table)
        return _uris(stored, stored.files(held.delta) if held else ())

    def _clear(self, name: str, versions: set[int]) -> None:
        stored = self._stored(declared(name))
        used = {stored.uri(file) for version in versions for file in stored.files(version)}
        for path in stored.root.rglob("*.parquet"):
            if "_delta_log" not in path.parts and str(path) not in used:
                path.unlink()

    @contextmanager
    def _scratch(self, prefix: str) -> Iterator[Path]:
        """A folder for what is being written or does not fit in memory, on the same disk."""
        place = self.folder / "scratch"
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True) as spill:
            yield Path(spill)

    @contextmanager
    def _writing(self, by: str, now: datetime) -> Iterator[None]:
        with self._told(), writing(self.folder, by, now):
            for left in (self.folder / "scratch").glob("import-*"):  # by an import that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the disk or the engine refuses, as a sentence."""
        try:
            yield
        except REFUSALS as error:
            raise ClaveError(
                _("the facts could not be read or written: {reason}.").fill(reason=reason_of(error)),
                where=str(self.folder),
                remedy=_(
                    "The book stays as it was. Make room on the disk, check the folder's permissions, and try again."
                ),
            ) from error


@dataclass(frozen=True)
class _Way:
    """How a table is put in: whole months, what was taken back, and who hears of each month."""

    whole: bool
    gone: Collection[str]
    progress: Progress | None


def _nothing_of(gone: Mapping[str, Collection[str]], held: Mapping[str, Held]) -> dict[str, Incoming]:
    """No rows of each stored table of which something was taken back."""
    return {name: stored_schema(declared(name)).empty_table() for name, those in gone.items() if those and name in held}


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat()


def _uris(stored: Stored, files: Sequence[DataFile]) -> dict[str, tuple[str, ...]]:
    months: dict[str, tuple[str, ...]] = {}
    for file in files:
        months[file.period] = (*months.get(file.period, ()), stored.uri(file))
    return months


def _rows(files: tuple[DataFile, ...], month: str) -> int:
    return sum(file.rows for file in files if file.period == month)


def _rejected(base: Manifest, files: Sequence[FileLoaded]) -> dict[str, int]:
    """Rejected rows by file name: a corrected file, loaded again, takes its old rejections away."""
    every = {**base.rejected, **{file.name: file.rejected for file in files}}
    return {name: rows for name, rows in every.items() if rows}


def _same_currency(base: Manifest, currency: str) -> None:
    if base.tables and currency and base.currency != currency:
        raise ClaveError(
            _("this book is kept in {kept} and the files came in {came}.").fill(kept=base.currency, came=currency),
            remedy=_("Say which currency the lines have in their «currency» column, or use another folder."),
        )
