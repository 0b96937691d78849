"""A folder that is watched: which of its files are whole and may be taken in, and where they go afterwards."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import LANGUAGES, Text, _, said
from clave.facts.sources.port import UNREACHABLE, WRONG, SourceError

READ = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".parquet"}
HALF = re.compile(r"^[.~]|^~\$|\.(part|partial|tmp|temp|crdownload|filepart|half|swp|lock)$", re.IGNORECASE)
"""Names that programs give to what they have not finished writing."""
PLACES = {"es": ("cargados", "rechazados"), "en": ("loaded", "refused")}
ASIDE = frozenset(name for pair in PLACES.values() for name in pair)
_OWN = re.compile(r"^\d{8}-\d{6}-(\d+-)?")
Seen = tuple[int, int, str]
"""Bytes, moment of the last change in nanoseconds, and when we first saw it so (ISO 8601, our clock)."""


@dataclass(frozen=True)
class Looked:
    """What lies in a folder: files that lay unchanged long enough, those that wait, and how each was seen."""

    ready: tuple[Path, ...]
    waiting: tuple[Path, ...]
    seen: Mapping[str, Seen]


@dataclass(frozen=True)
class Held:
    """A file of a folder, and what it was when its last byte was read."""

    path: Path
    read: os.stat_result

    @property
    def lies(self) -> bool:
        """Whether the very file that was read lies there still."""
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            return False
        return all(getattr(found, name) == getattr(self.read, name) for name in ("st_ino", "st_size", "st_mtime_ns"))


def copied(path: Path, copy: Path) -> Held:
    """Copy a file, never what a link points to. Raises OSError."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as source, copy.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        return Held(path, os.fstat(source.fileno()))


def checked_folder(entered: str) -> Path:
    """The folder. Raises SourceError where it is none, or nothing can be put aside in it."""
    path = Path(entered.strip())
    if not entered.strip() or not path.is_absolute():
        raise SourceError(
            WRONG, _("a folder is named from the root of the disk on."), where="folder",
            remedy=_("Write it whole, such as /srv/erp/exports, as the machine sees it on which clave runs."),
        )  # fmt: skip
    return path


def look(folder: Path, before: Mapping[str, Sequence[object]], now: datetime, settled: timedelta) -> Looked:
    """Look into a folder. A file is ready once two looks, `settled` apart, found it with the same bytes and the same
    moment: whatever still writes it would have changed one of them. `before` is what the last look saw.

    Raises SourceError where the folder cannot be read."""
    ready: list[Path] = []
    waiting: list[Path] = []
    seen: dict[str, Seen] = {}
    for path in _files(folder):
        try:
            found = path.stat()
        except OSError:  # gone between two moments
            continue
        known = before.get(path.name)
        same = known is not None and as_seen(known, found)
        first = str(known[2]) if known is not None and same else now.isoformat()
        seen[path.name] = (found.st_size, found.st_mtime_ns, first)
        calm = now - datetime.fromisoformat(first) >= settled
        (ready if same and calm and found.st_size else waiting).append(path)
    return Looked(tuple(ready), tuple(waiting), seen)


def as_seen(known: Sequence[object], found: os.stat_result) -> bool:
    """Whether a file is what an earlier look saw: as many bytes, written at the same moment."""
    return [*known[:2]] == [found.st_size, found.st_mtime_ns]


def put_aside(held: Held, *, loaded: bool, language: str, stamp: datetime, report: Sequence[Text]) -> Path:
    """Where a file that was taken in is kept, with a report beside it that says what became of it; its name gets the
    moment, so that none is ever written over. One that was written or replaced since it was read stays where it is, to be
    taken in by itself. Raises SourceError where the disk refuses."""
    name, place = held.path.name, place_of(held.path.parent, loaded, language)
    target = place / f"{stamp:%Y%m%d-%H%M%S}-{name}"
    try:
        place.mkdir(exist_ok=True)
        turn = 1
        while target.exists():
            turn += 1
            target = place / f"{stamp:%Y%m%d-%H%M%S}-{turn}-{name}"
        words = "\n".join(said(line, language) for line in report)
        target.with_name(target.name + ".informe.txt" if language == "es" else target.name + ".report.txt").write_text(
            words + "\n", "utf-8"
        )
        if held.lies:
            shutil.move(held.path, target)
    except OSError as error:
        raise _unreadable(place, error) from error
    return target


def still_growing(folder: Path, before: Mapping[str, Sequence[object]]) -> tuple[str, ...]:
    """Files that were put aside as whole and were written to afterwards: whoever copied them had only paused. They lie in
    the folder again, under their own name, to be taken in once they are whole; the names."""
    back: list[str] = []
    for name, known in before.items():
        aside = folder / name
        if "/" not in name or not aside.is_file():
            continue
        found = aside.stat()
        own = folder / _OWN.sub("", aside.name)
        if not as_seen(known, found) and not own.exists():
            shutil.move(aside, own)
            back.append(own.name)
    return tuple(back)


def as_aside(held: Held, aside: Path, now: datetime) -> tuple[str, Seen]:
    """A file that was put aside, as `still_growing` looks at it later: as it was read, not as it is by now."""
    return f"{aside.parent.name}/{aside.name}", (held.read.st_size, held.read.st_mtime_ns, now.isoformat())


def place_of(folder: Path, loaded: bool, language: str) -> Path:
    """The folder of those that were loaded, or of those that were refused."""
    return folder / PLACES[language if language in LANGUAGES else "es"][0 if loaded else 1]


def _files(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            raise FileNotFoundError(2, "No such file or directory")
        found = sorted(folder.iterdir())
        return [path for path in found if path.is_file() and not path.is_symlink() and _wanted(path)]
    except OSError as error:
        raise _unreadable(folder, error) from error


def _wanted(path: Path) -> bool:
    return path.suffix.lower() in READ and not HALF.search(path.name)


def _unreadable(folder: Path, error: OSError) -> ClaveError:
    return SourceError(
        UNREACHABLE,
        _("the folder cannot be read or written: {reason}.").fill(reason=error.strerror or str(error)),
        where=str(folder),
        remedy=_("Check that it is mounted and that clave may read and write in it; no file of it was lost."),
    )
