"""What people recorded in the installation whose stored book is read: ratings and declared wallets.

The terminal knows nothing of the database, so a process of the project hands them over in a file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.cli.show import note
from clave.facts.book import Book
from clave.facts.recorded import unpacked

SAID: Mapping[str, Callable[[int], Text]] = {
    "rating": lambda n: counted("{shown} rating", "{shown} ratings", n),
    "declared_wallet": lambda n: counted("{shown} declared wallet", "{shown} declared wallets", n),
}


def with_recorded(book: Book, folder: Path, day: date | None, spoken: str) -> Book:
    """The stored book with what people recorded in the installation of that folder, which is said; itself where there is
    no installation or nobody recorded anything. `day` is the date asked for; None = the last one of the facts."""
    tables = _recorded(folder, spoken) if installed(folder) else {}
    if not tables:
        return book
    said = joined([_several(name, rows) for name, rows in tables.items()])
    note(_("What people recorded in clave counts too: {tables}.").fill(tables=said).say(spoken))
    newest = book.summary().last_day
    return book.with_recorded(tables, newest if day in (None, newest) else None)


def installed(folder: Path) -> bool:
    """Whether a database belongs to the folder: its own file, or another one of an installation that was started."""
    elsewhere = bool(os.environ.get("DATABASE_URL"))
    started = (folder / "secret-key").exists() or bool(os.environ.get("CLAVE_SECRET_KEY"))
    return (folder / "clave.sqlite3").exists() or (elsewhere and started)


def _recorded(folder: Path, spoken: str) -> dict[str, pa.Table]:
    with tempfile.TemporaryDirectory(prefix="clave-recorded-") as held:
        target = Path(held) / "recorded"
        ended = subprocess.run(
            [sys.executable, "-m", "clave.project", "recorded", str(target)],
            env={**os.environ, "CLAVE_DATA": str(folder), "CLAVE_LANGUAGE": spoken},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ended.returncode:
            lines = ended.stderr.strip().splitlines()
            raise ClaveError(
                _("what people recorded in this installation cannot be read: {reason}").fill(
                    reason=lines[-1] if lines else str(ended.returncode)
                ),
                where=str(folder),
                remedy=_(
                    "Start the installation once (`clave serve`), or name the files: a list of files counts only them."
                ),
            )
        return unpacked(target.read_bytes())


def _several(name: str, rows: pa.Table) -> Text:
    return SAID[name](rows.num_rows).fill(shown=Figure(rows.num_rows, "count"))
