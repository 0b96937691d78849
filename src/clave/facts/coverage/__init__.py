"""Coverage: what a book holds, how far it reaches, and what in it looks wrong."""

from __future__ import annotations

from clave.facts.coverage.reach import Coverage, TableCover, coverage, stale
from clave.facts.coverage.shape import Finding, Severity

__all__ = ["Coverage", "Finding", "Severity", "TableCover", "coverage", "stale"]
