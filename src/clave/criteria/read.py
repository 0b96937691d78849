"""From measures to readings: every criterion with its gate, its bounds and its unknowns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from clave.base.words import Text, _, joined
from clave.criteria import gate
from clave.criteria.registry import CRITERIA
from clave.criteria.shape import Criterion, GateState, Reading
from clave.criteria.value import active
from clave.facts.tables import TABLES
from clave.measures.shape import Floats, Measured
from clave.policy import declared
from clave.policy.limits import Limits


def read(measured: Measured, limits: Limits, keys: Iterable[str]) -> dict[str, Reading]:
    """A reading for each of `keys`, in their order; one that nobody has data for says so by `in_force`."""
    gated = gate.states(measured, limits), gate.nobody(measured)
    return {key: _reading(CRITERIA[key], measured, limits, *gated) for key in keys}


def out_of_force(measured: Measured, readings: Mapping[str, Reading]) -> dict[str, Text]:
    """The criteria nobody has data for, each with what is missing and the file that would bring it."""
    return {key: _unlock(CRITERIA[key], measured) for key, reading in readings.items() if not reading.in_force}


def _reading(
    criterion: Criterion, measured: Measured, limits: Limits, states: npt.NDArray[np.int8], open_to_all: bool
) -> Reading:
    before, ungated = criterion.applies(measured, limits), criterion.score(measured, limits)
    low, high = _bounds(criterion, measured, limits, ungated)
    known = ungated[~np.isnan(ungated) & active(measured)]
    typical = float(np.median(known)) if len(known) else None
    if not criterion.gated:
        return Reading(before, ungated, ungated, low, high, typical=typical)
    fails = states == GateState.FAILS
    # Whose payment habit is unknown among known ones may fail: its score counts, and may still turn out to be nothing.
    doubtful = fails | ((states == GateState.UNKNOWN) & (not open_to_all))
    return Reading(
        verdict=gate.verdict_after(before, states, open_to_all),
        score=np.where(fails, 0.0, ungated),
        ungated=ungated,
        low=np.where(doubtful, 0.0, low),
        high=np.where(fails, 0.0, high),
        before_gate=before,
        typical=typical,
    )


def _bounds(criterion: Criterion, measured: Measured, limits: Limits, scores: Floats) -> tuple[Floats, Floats]:
    """What each score may be: itself; the spread of its ratings; or the range of the known ones, where most are known.

    Where most active customers lack the data, lacking it is no exception: it counts nothing, between 0 and 0."""
    known = ~np.isnan(scores)
    if criterion.spread is not None and known.all():
        return criterion.spread(measured, limits)
    compared = active(measured)
    lowest = highest = 0.0
    if 2 * (known & compared).sum() > compared.sum():
        quantiles = [limits[declared.unknown_low], limits[declared.unknown_high]]
        lowest, highest = np.quantile(scores[known & compared], quantiles)
    return np.where(known, scores, lowest), np.where(known, scores, highest)


def _unlock(criterion: Criterion, measured: Measured) -> Text:
    lacking = [measure for measure in criterion.needs if not measured.available(measure)] or list(criterion.needs)
    tables = dict.fromkeys(name for measure in lacking for name in measure.needs if name in TABLES)
    named = [name for name in tables if name != "invoice_line"] or list(tables)
    return _("Nobody has a value for: {measures}. It would come from: {tables}.").fill(
        measures=joined([measure.label for measure in lacking]),
        tables=joined([TABLES[name].title for name in named]),
    )
