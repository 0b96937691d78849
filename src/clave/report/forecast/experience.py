"""How far forecasts missed in the past, from which the range of the next one is made. (G10)

The same reckoning is done at the end of earlier periods, with only what was known then, and held against what was bought. What it
missed by is divided by how much the months of that series vary (their standard deviation), so that large and small accounts, and
accounts in different currencies, teach each other. Of all these the range leaves the same share out below and above.

Nothing is assumed of the shape of what is missed: purchases come in lumps, and more is bought than expected by more than less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clave.measures.frame import Ints
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.forecast.methods import middle, reckonings
from clave.report.forecast.series import FINE, Series, begun, readable, sized, stacked

LEAST_SPREAD = 0.1
"""Of the mean month: who bought the same every month is not sure to go on."""


@dataclass(frozen=True)
class Missed:
    """By how many standard deviations of its months a forecast was missed, at both ends of the range: by a month, and by all the
    months ahead together; `cases` stand behind it."""

    month_low: float
    month_high: float
    sum_low: float
    sum_high: float
    cases: int


@dataclass(frozen=True)
class Experience:
    """Of families, and of whole customers; None where there are too few cases."""

    families: Missed | None = None
    totals: Missed | None = None


def learned(customers: Iterable[Series], limits: Limits, horizon: int | None = None) -> Experience:
    """What the company's own past teaches: the `horizon` months ahead (None = as policy says) of the last periods, of all these
    customers. Best with three years before the first of those periods."""
    rows, owners = stacked(customers)
    ahead = horizon or limits[declared.forecast_horizon]
    origins = [rows.shape[1] - ahead * back for back in range(1, limits[declared.forecast_periods] + 1)]
    families, totals = rolled(rows, owners, origins, ahead, limits)
    return Experience(enough(families, limits), enough(totals, limits))


def own(rows: Floats, limits: Limits, horizon: int) -> Experience:
    """The same from the families of one customer alone, who teaches less: every month of the past counts as the end of a period,
    and families and the whole teach each other."""
    origins = range(limits[declared.forecast_least], rows.shape[1] - horizon + 1)
    families, totals = rolled(rows, np.zeros(len(rows), dtype=np.int64), origins, horizon, limits)
    found = enough(np.vstack([families, totals]), limits)
    return Experience(found, found)


def rolled(months: Floats, owners: Ints, origins: Iterable[int], horizon: int, limits: Limits) -> tuple[Floats, Floats]:
    """What was missed at these origins (cases, horizon), of families and of all of an owner's together: bought less expected, in
    standard deviations of the months known then."""
    families, totals = [np.zeros((0, horizon))], [np.zeros((0, horizon))]
    for origin in origins:
        if origin < limits[declared.forecast_least]:
            continue
        fine = np.flatnonzero(readable(months[:, :origin], limits) == FINE)
        _owners, owner = np.unique(owners[fine], return_inverse=True)
        rows = months[fine, : origin + horizon]
        expected = expected_of(rows[:, :origin], horizon, limits)
        families.append(missed(rows, expected, limits))
        totals.append(missed(added(rows, owner), added(expected, owner), limits))
    return np.vstack(families), np.vstack(totals)


def expected_of(months: Floats, horizon: int, limits: Limits) -> Floats:
    """What is expected of each row (rows, horizon); infinite where that is past what a number holds."""
    if not len(months):
        return np.zeros((0, horizon))
    size, power = sized(begun(months[:, -limits[declared.forecast_history] :]))
    with np.errstate(over="ignore"):
        found: Floats = np.ldexp(middle(reckonings(size, horizon, limits[declared.forecast_held])), power[:, None])
    return found


def varied(months: Floats, limits: Limits) -> Floats:
    """How much the months of each row vary: their standard deviation, at least a share of their mean."""
    size, power = sized(begun(months[:, -limits[declared.forecast_history] :]))
    known = ~np.isnan(size)
    many = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, size, 0.0).sum(axis=1) / many
    spread = np.sqrt((np.where(known, size - mean[:, None], 0.0) ** 2).sum(axis=1) / many)
    found: Floats = np.ldexp(np.maximum(spread, LEAST_SPREAD * np.abs(mean)), power)
    return found


def missed(months: Floats, expected: Floats, limits: Limits) -> Floats:
    """Bought less expected over how much the months before vary; rows of which that is not known are left out."""
    origin = months.shape[1] - expected.shape[1]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        errors: Floats = (months[:, origin:] - expected) / varied(months[:, :origin], limits)[:, None]
    return errors[np.isfinite(errors).all(axis=1)]


def added(rows: Floats, owner: Ints) -> Floats:
    """The rows of every owner together."""
    total: Floats = np.zeros((int(owner.max(initial=-1)) + 1, rows.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        np.add.at(total, owner, rows)
    return total


def enough(errors: Floats, limits: Limits) -> Missed | None:
    """The ends of the range from what was missed, if that is enough to speak of."""
    if len(errors) < limits[declared.forecast_cases]:
        return None
    out = (1 - limits[declared.forecast_range]) / 2
    shares = [out, 1 - out]
    month = np.quantile(errors, shares, method="weibull")
    whole = np.quantile(errors.sum(axis=1), shares, method="weibull")
    return Missed(float(month[0]), float(month[1]), float(whole[0]), float(whole[1]), len(errors))
