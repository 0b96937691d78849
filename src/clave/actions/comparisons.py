"""Keeping what a selection compared its customers with, beside the selection."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clave.measures.comparison import Comparison as Compared
from clave.measures.comparison import comparisons, standings
from clave.measures.shape import Measured
from clave.measures.wallet import GridRow
from clave.store.models import Comparison, GroupLine, SelectionRun

BATCH = 500


def keep_comparisons(run: SelectionRun, measured: Measured) -> None:
    """Peers by customer and groups as one; within the transaction of who keeps the selection."""
    Comparison.objects.bulk_create((_comparison(run, found) for found in comparisons(measured)), batch_size=BATCH)
    GroupLine.objects.bulk_create((GroupLine(run=run, **asdict(one)) for one in standings(measured)), batch_size=BATCH)


def _comparison(run: SelectionRun, found: Compared) -> Comparison:
    return Comparison(
        run=run,
        customer=found.customer,
        basis=list(found.basis),
        peers=found.peers,
        largest=list(found.largest),
        declared=found.declared,
        rows=[_row(row) for row in found.rows],
    )


def _row(row: GridRow) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(row).items()}
