"""Intake: files as ERPs export them, to facts that can be believed, with every rejected line accounted for."""

from __future__ import annotations

from clave.facts.intake.guess import Mapped, Mapping
from clave.facts.intake.read import Intake, Refusal, read
from clave.facts.intake.report import Balance, FileReport, Look, Reject, write_rejects
from clave.facts.intake.source import Source

__all__ = [
    "Balance", "FileReport", "Intake", "Look", "Mapped", "Mapping", "Refusal", "Reject", "Source", "read", "write_rejects",
]  # fmt: skip
