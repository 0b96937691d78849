"""The files of an installation, held still by hard links while a backup reads them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.facts.store import FactStore

PASSING = {"scratch", "writer.lock"}
"""What lies in the folder of facts only while somebody writes."""
TRIES = 5


def held(source: Path, target: Path) -> None:
    """Every file of a folder under another name: a link costs nothing, and stays when the file is cleaned away."""
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if path.is_dir() or path.is_symlink() or relative.parts[0] in PASSING or path.name.startswith("."):
            continue
        place = target / relative
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # cleaned away a moment ago
            _link(path, place)


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except FileExistsError:
        return  # held already
    except FileNotFoundError:
        raise
    except OSError:  # a disk without links
        shutil.copyfile(path, place)


def held_facts(source: Path, target: Path) -> int:
    """The book of facts with all versions in use, held still; the newest version.

    The list of versions first: whatever it names lay on the disk before it was written. Raises ClaveError where a
    version stays incomplete."""
    for attempt in range(TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        if (source / "versions").is_dir():
            held(source / "versions", target / "versions")
        before = set((target / "versions").glob("*"))
        if source.is_dir():
            held(source, target)
        for late in set((target / "versions").glob("*")) - before:
            late.unlink()
        store = FactStore(target)
        try:
            for version in store.versions():
                if version.kept:
                    store.open(version.version)
        except ClaveError:
            if attempt + 1 == TRIES:
                raise
        else:
            newest = store.version()
            return newest.version if newest else 0
    raise AssertionError


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file with its name inside the backup, in one fixed order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def damaged_fact(name: str, sha256: str) -> ClaveError | None:
    """A data file is named by what it holds: one that holds something else would only be found at the restore."""
    path = Path(name)
    if path.suffix != ".parquet" or "_delta_log" in path.parts or len(path.stem) != len(sha256) or path.stem == sha256:
        return None
    return ClaveError(
        _("a file of the book of facts is damaged, so no backup was made of it."),
        where=name,
        remedy=_("Bring the book back from an earlier backup, or load its months again; then make the backup."),
    )
