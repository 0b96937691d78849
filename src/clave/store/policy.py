"""The policy this company has in force."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from clave.policy.reading import Policy, default, read

RECENT = 4
"""Versions of the file kept in memory: it is asked for with every page and every question of the API."""


def policy_in_force() -> Policy:
    """The company's own entries over the default ones. Raises ClaveError where its file cannot be read."""
    path: Path = settings.CLAVE_POLICY
    if not path.exists():
        return default()
    there = path.stat()
    return _read(path, there.st_mtime_ns, there.st_size, there.st_ino)


@lru_cache(maxsize=RECENT)
def _read(path: Path, changed: int, size: int, file: int) -> Policy:
    """The file as it is since it changed; an error is not kept."""
    return read(path)
