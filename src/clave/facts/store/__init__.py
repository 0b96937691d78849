"""The store of facts: versions of the book on disk, replaced by document, never seen half way."""

from __future__ import annotations

from clave.facts.store.kept import FactStore
from clave.facts.store.shape import FileLoaded, Loaded, MonthChange, Preview, TableChange, Touch, Vanishing, Version

__all__ = [
    "FactStore",
    "FileLoaded",
    "Loaded",
    "MonthChange",
    "Preview",
    "TableChange",
    "Touch",
    "Vanishing",
    "Version",
]
