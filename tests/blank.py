"""A data folder with the tables of this version, without the half minute of processor that making them takes: they are copied
from the database of the tests. That a first start makes them is tried where nothing is copied (tests/web/test_environment.py)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

MADE = Path(os.environ["CLAVE_DATA"]) / "tests.sqlite3"
BLANK = MADE.with_name("tests.sqlite3.blank")


def keep_blank() -> None:
    """Right after the tables were made, before a test has written anything."""
    with closing(sqlite3.connect(MADE)) as made, closing(sqlite3.connect(BLANK)) as kept:
        made.backup(kept)


def blank(folder: Path) -> Path:
    """The same folder, with an empty database; without one where this process has none, and then a first start makes it."""
    if BLANK.exists():
        shutil.copyfile(BLANK, folder / "clave.sqlite3")
    return folder
