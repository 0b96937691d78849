"""Months as a forecast reads them: from the first purchase on, of a size no sum overflows, and whether they can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from clave.base.words import Text, _
from clave.measures.frame import Bools, Ints
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits

Series = Mapping[str, Sequence[float | None] | npt.NDArray[np.float64]]
"""By family a value a month, oldest first, all of the same months; NaN, None and infinity = not known, 0 = nothing was bought."""
YEAR = 12

FINE, UNKNOWN, NEVER, SHORT, STOPPED, RETURNED, TOO_LARGE, UNSURE = range(8)
WHY: tuple[Text, ...] = (
    _("The middle of four reckonings: the same months of last year, its level, its level by season, its trend"),
    _("Nothing is known of these months"),
    _("Nothing was bought in these months"),
    _("Too little history: {known} since the first purchase, and {least} are needed"),
    _("Nothing was bought in the last twelve months"),
    _("In the last twelve months no less was returned than bought"),
    _("The amounts are too large to be added up"),
    _("Too few months of the past to say how sure a forecast would be"),
)
"""Why there is a forecast, or none."""


def matrix(series: Series) -> Floats:
    """One row a family, in the order of `series`; they must have the same months."""
    rows = [np.asarray(values, dtype=np.float64) for values in series.values()]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"All families need the same months, and these have {sorted(lengths)}.")
    found = np.array(rows).reshape(len(rows), lengths.pop() if lengths else 0)
    return np.where(np.isfinite(found), found, np.nan)


def sized(months: Floats) -> tuple[Floats, Ints]:
    """Every row divided by the power of two next to its largest month, which loses no digit, and that power."""
    largest = np.nanmax(np.abs(np.where(np.isfinite(months), months, 0.0)), axis=1, initial=0.0)
    power = np.frexp(largest)[1].astype(np.int64)
    return np.ldexp(np.where(np.isfinite(months), months, np.nan), -power[:, None]), power


def begun(months: Floats) -> Floats:
    """The same with what lies before the first purchase of each row as not known: who had not begun did not buy zero."""
    bought = (np.nan_to_num(months) != 0).cumsum(axis=1) > 0
    found: Floats = np.where(bought, months, np.nan)
    return found


def readable(months: Floats, limits: Limits) -> Ints:
    """For every row as it was handed in whether it can be forecast (FINE), or why not."""
    size, _power = sized(months[:, -YEAR:])
    bought = (np.nan_to_num(months) != 0).any(axis=1)
    recent = (np.nan_to_num(size) != 0).any(axis=1)
    returned = np.nan_to_num(size).sum(axis=1) <= 0
    short: Bools = since(months) < limits[declared.forecast_least]
    conditions = [np.isnan(months).all(axis=1), ~bought, ~recent, short, returned]
    found: Ints = np.select(conditions, [UNKNOWN, NEVER, STOPPED, SHORT, RETURNED], FINE).astype(np.int64)
    return found


def since(months: Floats) -> Ints:
    """How many months of each row are known from its first purchase on."""
    found: Ints = (~np.isnan(begun(months))).sum(axis=1).astype(np.int64)
    return found


def together(rows: Floats) -> Floats:
    """All rows as one, not known where one of them is not."""
    with np.errstate(over="ignore", invalid="ignore"):
        total: Floats = rows.sum(axis=0)
    return total


def stacked(customers: Iterable[Series]) -> tuple[Floats, Ints]:
    """The families of all customers one below the other, and whose each is."""
    each = [matrix(one) for one in customers if one]
    if not each:
        return np.zeros((0, 0)), np.zeros(0, dtype=np.int64)
    return np.vstack(each), np.repeat(np.arange(len(each)), [len(rows) for rows in each])
