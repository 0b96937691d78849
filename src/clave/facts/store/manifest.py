"""The list of versions: one small file each, which names the version of every table; the newest whole one is the book.

A manifest is written aside, flushed to disk and renamed, so readers see several tables change at once or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.store.shape import FileLoaded


@dataclass(frozen=True)
class Held:
    """A table in a version of the book: the Delta version that holds it, and its rows."""

    delta: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """One version of the book. `content` is the version whose facts these are, `before` the one an undo goes to."""

    version: int = 0
    at: str = ""
    by: str = ""
    action: str = "load"
    content: int = 0
    before: int = 0
    currency: str = ""
    company: str = ""
    source: str = ""
    tables: Mapping[str, Held] = field(default_factory=dict)
    files: tuple[FileLoaded, ...] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)

    @property
    def when(self) -> datetime:
        """When it was written, as its writer gave it."""
        return datetime.fromisoformat(self.at)


class Manifests:
    """The manifests of one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "versions"

    def numbers(self) -> list[int]:
        """Every number in use, ascending."""
        return sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdigit())

    def next(self) -> int:
        """The number that the next version will have."""
        return max(self.numbers(), default=0) + 1

    def standing(self, since: int = 0) -> frozenset[int]:
        """The loads from version `since` on whose facts are in the current book: its content and what that stands on."""
        found: set[int] = set()
        step = self.newest()
        while step.content >= max(since, 1) and step.content not in found:
            found.add(step.content)
            step = self.peek(self.peek(step.content).before)
        return frozenset(found)

    def peek(self, version: int) -> Manifest:
        """A version as it was written, cleaned away or not; the empty book where there is none."""
        return (self._read(version) if version else None) or Manifest()

    def unreadable(self) -> tuple[int, ...]:
        """The numbers whose manifest is damaged: what they brought is not in the book."""
        return tuple(number for number in self.numbers() if self._read(number) is None)

    def newest_reads(self) -> bool:
        """Whether the last one is whole; there is nothing to read before the first."""
        return all(self._read(number) is not None for number in self.numbers()[-1:])

    def all(self) -> Iterator[Manifest]:
        """Every whole manifest, newest first."""
        for number in reversed(self.numbers()):
            manifest = self._read(number)
            if manifest is not None:
                yield manifest

    def newest(self) -> Manifest:
        """The current book; version 0, without tables, where nothing was loaded yet."""
        return next(self.all(), Manifest())

    def at(self, version: int) -> Manifest:
        """One version; 0 is the empty book before the first import. Raises ClaveError where there is no such one."""
        manifest = self._read(version) if version else Manifest()
        if manifest is None:
            raise ClaveError(
                _("there is no version {version} of this book, or its list is damaged.").fill(version=version),
                where=str(self._path(version)),
                remedy=_("Choose one of the versions listed, or bring the file back from a backup."),
            )
        if self.marked(version, "cleared"):
            raise ClaveError(
                _("version {version} of this book was cleaned away.").fill(version=version),
                where=str(self._path(version)),
                remedy=_("Choose a later version, or bring the folder back from a backup."),
            )
        return manifest

    def publish(self, manifest: Manifest) -> Manifest:
        """Give it the next number and make it the current book, all at once."""
        numbered = replace(manifest, version=self.next())
        if numbered.action == "load":
            numbered = replace(numbered, content=numbered.version)
        self._write(self._path(numbered.version), _sealed(asdict(numbered)))
        return numbered

    def mark(self, version: int, mark: str) -> None:
        """Leave a lasting mark ('pinned', 'cleared') on a version."""
        self._write(self._path(version).with_suffix("." + mark), "")

    def unmark(self, version: int, mark: str) -> None:
        """Take a mark off."""
        self._path(version).with_suffix("." + mark).unlink(missing_ok=True)

    def marked(self, version: int, mark: str) -> bool:
        """Whether a version carries a mark."""
        return self._path(version).with_suffix("." + mark).exists()

    def _path(self, version: int) -> Path:
        return self.folder / f"{version:06d}.json"

    def _write(self, path: Path, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = path.with_name("." + path.name)
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        settle(self.folder)

    def _read(self, version: int) -> Manifest | None:
        try:
            kept = json.loads(self._path(version).read_text("utf-8"))
            seal = kept.pop("seal")
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None
        return _manifest(kept) if seal == _seal(kept) else None


def settle(path: Path) -> None:
    """Flush a file or a folder's list of names to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(kept: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _sealed(kept: dict[str, Any]) -> str:
    plain = json.loads(json.dumps(kept))
    return json.dumps({**plain, "seal": _seal(plain)}, indent=1, sort_keys=True)


def _manifest(kept: dict[str, Any]) -> Manifest:
    tables = {name: Held(**held) for name, held in kept.pop("tables").items()}
    files = tuple(FileLoaded(**file) for file in kept.pop("files"))
    return Manifest(**kept, tables=tables, files=files)
