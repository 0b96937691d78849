"""Whale curve and concentration are of the year, whatever the window: of several windows one keeps them for all."""

from __future__ import annotations

from dataclasses import replace

from clave.outcome.cost.shape import ProgrammeCosts


def without_shared(found: ProgrammeCosts, whole: ProgrammeCosts) -> ProgrammeCosts:
    """The costs of a window without what `whole`, those of another one, has in the same words."""
    return replace(
        found,
        whale=None if found.whale == whole.whale else found.whale,
        concentration=None if found.concentration == whole.concentration else found.concentration,
    )


def with_shared(found: ProgrammeCosts, whole: ProgrammeCosts) -> ProgrammeCosts:
    """The opposite of `without_shared`."""
    return replace(found, whale=found.whale or whole.whale, concentration=found.concentration or whole.concentration)
