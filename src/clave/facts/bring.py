"""From files that were read to an import of the store: their digests, and what the version keeps of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from clave.facts.intake import FileReport
from clave.facts.store import FileLoaded


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def combined(digests: Iterable[str]) -> str:
    """One digest of several files, in their order."""
    return hashlib.sha256(b"".join(bytes.fromhex(digest) for digest in digests)).hexdigest()


def files_loaded(reports: Iterable[FileReport], digests: Mapping[str, str]) -> tuple[FileLoaded, ...]:
    """What a version keeps of each file or sheet; `digests` by the name of the file."""
    return tuple(
        FileLoaded(
            report.file, report.table, digests.get(report.look.path if report.look else "", ""), report.balance.rejected
        )
        for report in reports
    )
