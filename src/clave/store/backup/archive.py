"""The file of a backup: a tar that ends in a seal over every byte before it, written aside and then renamed.

Any tar program opens it; nothing here knows Django, so that it can be verified where no clave runs. (ADR 0023)"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import itertools
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.store.manifest import settle
from clave.store.backup.sums import Rows, summed

ENDING = ".clave-backup"
MANIFEST, STATE = "manifest.json", "state"
FORMAT = 1
MARK = b"clave-backup sha256:"
SEAL = len(MARK) + 64 + 1
BLOCK = 1 << 20
LONGEST_LIST = 1 << 26
"""Bytes of the manifest: a list of a million files is shorter."""
LONGEST_ROW = 1 << 28
"""Bytes of one row unpacked: the largest that clave keeps is a mail with its attachments."""
ROOTS = {STATE, "facts", "imports", "sources"}
ALONE = {"policy.toml", "secret-key"}
UNREADABLE = (
    tarfile.TarError, KeyError, ValueError, TypeError, AttributeError, EOFError, RecursionError, gzip.BadGzipFile, zlib.error
)  # fmt: skip
"""What reading something else than a backup of ours raises."""
Progress = Callable[[float, Text], None]


@dataclass(frozen=True)
class Part:
    """One file inside: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup is: made when, by which version, of which database; the end of the audit log (`count:hash`) that
    it stands at; the migrations that shaped its tables; every table and every file with what they must come to."""

    made_at: str
    clave: str
    database: str
    audit: str
    facts_version: int
    secrets: bool
    migrations: Mapping[str, str]
    tables: Mapping[str, Rows]
    sequences: Mapping[str, int]
    settings: Mapping[str, Any]
    parts: tuple[Part, ...]
    format: int = FORMAT
    rows: int = field(default=0)


class Writer:
    """Writes a backup: nothing stands under its name until it is whole, sealed and on the disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.parts = path, []  # type: tuple[Path, list[Part]]
        self.seal = ""
        self._aside = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Writer:
        sweep(self.path.parent)
        self._file = os.fdopen(os.open(self._aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._whole = hashlib.sha256()
        self._tar = tarfile.open(fileobj=_Told(self._file, self._whole.update), mode="w|", format=tarfile.PAX_FORMAT)
        return self

    def add(self, name: str, file: IO[bytes], size: int) -> Part:
        """Take a file in; returns what went in. Raises ClaveError where it became shorter meanwhile."""
        kept = hashlib.sha256()
        try:
            self._tar.addfile(_entry(name, size), _Heard(file, kept.update))
        except OSError as error:
            if "unexpected end of data" not in str(error):
                raise
            raise ClaveError(
                _("a file changed while it was copied, so the backup was given up."),
                where=name,
                remedy=_("Try again; nothing was left behind."),
            ) from error
        self.parts.append(Part(name, size, kept.hexdigest()))
        return self.parts[-1]

    def finish(self, manifest: Manifest) -> None:
        """The manifest, the seal, and only then the name."""
        said = json.dumps(asdict(manifest), sort_keys=True, indent=1).encode()
        self._tar.addfile(_entry(MANIFEST, len(said)), io.BytesIO(said))
        self._tar.close()
        self.seal = self._whole.hexdigest()
        self._file.write(MARK + self.seal.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._aside.replace(self.path)
        settle(self.path.parent)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for open_one in (
            self._tar,
            self._file,
        ):  # what was given up is closed too, or its end is written when collected
            with suppress(OSError):
                open_one.close()
        self._aside.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what backups that were killed left behind; one that is still being written holds its lock."""
    for left in folder.glob(f".*{ENDING}.part"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


@contextmanager
def opened(path: Path, progress: Progress | None = None) -> Iterator[tuple[tarfile.TarFile, Manifest, str]]:
    """A backup whose every byte was read and fits its seal, with its manifest and its seal. Raises ClaveError
    otherwise."""
    with _file(path) as file:
        try:
            seal = _sealed(path, file, progress)
            with tarfile.open(fileobj=file, mode="r:") as tar:
                manifest = _manifest(json.loads(_list(path, tar)))
                _complete(path, tar, manifest)
                yield tar, manifest, seal
        except UNREADABLE as error:
            raise damaged(path, _("its list of contents cannot be read")) from error


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise ClaveError(
            _("there is no such file."), where=str(path), remedy=_("Name the file that `clave backup` wrote.")
        ) from error
    except IsADirectoryError as error:
        raise ClaveError(
            _("this is a folder, and a backup is a file."),
            where=str(path),
            remedy=_("Name the file that `clave backup` wrote."),
        ) from error
    with file:
        yield file


def checked(path: Path, progress: Progress | None = None) -> Manifest:
    """Read a backup to the last byte and its tables to the last row, writing nothing. Raises ClaveError where any of it
    is not what it was."""
    with opened(path, progress) as (tar, manifest, _seal):
        for label, kept in manifest.tables.items():
            if summed(rows_of(path, tar, label, kept.rows)) != kept:
                raise other_rows(path, label)
        return manifest


def rows_of(path: Path, tar: tarfile.TarFile, label: str, most: int) -> Iterator[bytes]:
    """The lines of a table, unpacked one by one. Raises ClaveError where there are more than `most`, or one is longer
    than any row of ours: what unpacks to far more than it says is no backup."""
    packed = tar.extractfile(f"{STATE}/{label}.jsonl.gz")
    assert packed is not None  # a plain file, looked at when it was opened
    with packed, gzip.GzipFile(fileobj=packed) as rows:
        for count in itertools.count(1):
            if not (line := rows.readline(LONGEST_ROW + 1)):
                return
            if count > most or len(line) > LONGEST_ROW:
                raise other_rows(path, label)
            yield line


def other_rows(path: Path, label: str) -> ClaveError:
    """The sentence of a table that came to something else."""
    return damaged(path, _("the rows of {table} are not those it was made with").fill(table=label))


def damaged(path: Path, why: Text) -> ClaveError:
    """The sentence of a backup that cannot be trusted."""
    return ClaveError(
        _("this backup is damaged: {why}.").fill(why=why),
        where=str(path),
        remedy=_("Use another copy or an earlier backup; nothing was restored from this one."),
    )


def _sealed(path: Path, file: IO[bytes], progress: Progress | None) -> str:
    size, whole = os.fstat(file.fileno()).st_size, hashlib.sha256()
    left = size - SEAL
    if left <= 0:
        raise damaged(path, _("it is too short, or no backup at all"))
    while left and (block := file.read(min(BLOCK, left))):
        whole.update(block)
        left -= len(block)
        if progress:
            progress(1 - left / size, _("Reading every byte"))
    seal = file.read()
    file.seek(0)
    if not seal.startswith(MARK):
        raise damaged(path, _("its seal is missing, so it is cut short or no backup at all"))
    if seal != MARK + whole.hexdigest().encode() + b"\n":
        raise damaged(path, _("what is in it does not fit its seal"))
    return whole.hexdigest()


def _list(path: Path, tar: tarfile.TarFile) -> bytes:
    """The manifest as it is written, where it is a plain file of a believable size."""
    entry = tar.getmember(MANIFEST)
    file = tar.extractfile(entry) if _plain(entry) and entry.size <= LONGEST_LIST else None
    if file is None:
        raise damaged(path, _("its list of contents cannot be read"))
    return file.read()


def _complete(path: Path, tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Exactly the files that the manifest names, each once, a plain file, and at a place that a backup has."""
    entries = [entry for entry in tar.getmembers() if entry.name != MANIFEST]
    named = sorted((part.name, part.size) for part in manifest.parts)
    known = all(_plain(entry) and _ours(entry.name) for entry in entries)
    if not known or sorted((entry.name, entry.size) for entry in entries) != named:
        raise damaged(path, _("its contents are not those of its list"))
    if len({name for name, _size in named}) != len(named) or ("secret-key" in dict(named)) != manifest.secrets:
        raise damaged(path, _("its contents are not those of its list"))


def _plain(entry: tarfile.TarInfo) -> bool:
    """A file as it stands: no link, and not one with holes that grows when it is unpacked."""
    return entry.isreg() and not entry.issparse()


def _ours(name: str) -> bool:
    """Whether it lies at the top or in one of our folders, by a name that leads nowhere else («a//b» and «a/../b» do)."""
    path = PurePosixPath(name)
    if name in ALONE:
        return True
    straight = path.as_posix() == name and ".." not in path.parts and name.isprintable() and "\\" not in name
    return straight and len(path.parts) > 1 and path.parts[0] in ROOTS


def _manifest(kept: dict[str, Any]) -> Manifest:
    if kept["format"] != FORMAT:
        raise ClaveError(
            _("this backup was made by a newer clave ({version}).").fill(version=kept.get("clave", "?")),
            where=MANIFEST,
            remedy=_("Install that version or a later one, and restore with it."),
        )
    tables = {name: Rows(**rows) for name, rows in kept.pop("tables").items()}
    parts = tuple(Part(**part) for part in kept.pop("parts"))
    return Manifest(**kept, tables=tables, parts=parts)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class _Told(io.RawIOBase):
    """What is written goes on, and is told."""

    def __init__(self, file: IO[bytes], tell: Callable[[bytes], object]) -> None:
        self._file, self._tell = file, tell

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        self._tell(bytes(block))
        return self._file.write(block)


class _Heard(io.RawIOBase):
    """What is read is told."""

    def __init__(self, file: IO[bytes], tell: Callable[[bytes], object]) -> None:
        self._file, self._tell = file, tell

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._tell(block)
        return block
