"""Intake: files as ERPs export them, to facts that can be believed, with every rejected line accounted for."""

from __future__ import annotations

from clave.facts.intake.guess import Mapped, Mapping
from clave.facts.intake.read import Intake, read
from clave.facts.intake.report import Balance, FileReport, Reject
from clave.facts.intake.source import Source

__all__ = ["Balance", "FileReport", "Intake", "Mapped", "Mapping", "Reject", "Source", "read"]
