"""What a child process reads, so that its own memory can be told from everybody else's."""

from __future__ import annotations

from datetime import date

from clave.facts.intake import read
from clave.facts.warehouse import ParquetFiles
from clave.policy import declared
from clave.policy.reading import default


def with_little_memory(path: str) -> list[int]:
    """Rows loaded with the least memory that policy allows, and whether they stayed on disk."""
    intake = read(path, default().at(date(2026, 1, 1)).reform({declared.intake_memory: 64}))
    return [intake.files[0].balance.loaded, isinstance(intake.book.sources["invoice_line"], ParquetFiles)]
