"""Which criteria each fact table would bring to life, and which it would make better: what coverage shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clave.criteria import gate
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import Criterion
from clave.facts.tables import TABLES
from clave.measures.shape import Measure


@dataclass(frozen=True)
class Unlock:
    """What one fact table does for the criteria, by their keys in order of importance."""

    table: str
    unlocks: tuple[str, ...]
    improves: tuple[str, ...]


def unlocks() -> dict[str, Unlock]:
    """Every declared fact table with the criteria that cannot be told without it and those it only makes better."""
    return {table: unlock(table) for table in TABLES}


def unlock(table: str) -> Unlock:
    """What one fact table does."""
    needed = [key for key, criterion in CRITERIA.items() if table in _tables(criterion.needs)]
    helped = [key for key, criterion in CRITERIA.items() if table in _tables(_helpers(criterion)) and key not in needed]
    return Unlock(table, tuple(needed), tuple(helped))


def _helpers(criterion: Criterion) -> tuple[Measure, ...]:
    return criterion.helped_by + (gate.NEEDS if criterion.gated else ())


def _tables(measures: Iterable[Measure]) -> frozenset[str]:
    return frozenset(name for measure in measures for name in measure.needs)
