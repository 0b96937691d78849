"""What many series of months are likely to be next: four simple reckonings and the middle of them. (G10)

Series are rows, months columns, oldest first; NaN = not known. Each reckoning is done for all series at once:

- *same months*: what the same month was a year before (seasonal naive), the floor that any other has to beat;
- *level*: exponential smoothing, as fast as would have missed least in the series itself;
- *season*: the same after each month was divided by its usual share of a year, and multiplied again;
- *trend*: with the same seasons, half of the straight line through the series and the level of what bends away from it
  (theta: Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16, 2000).

The middle of the four is the mean of the second and third by size, month by month: no single reckoning that errs decides it
(docs/explanation/pronostico.md has what each of them missed by, docs/adr/0028 why no library does this)."""

from __future__ import annotations

import numpy as np

from clave.measures.shape import Floats

YEAR = 12
SPEEDS = np.array([0.05, 0.1, 0.15, 0.2, 0.3])
"""How fast a level may follow: from a memory of years to one of a quarter."""
LEAST = 0.1
"""Of a usual month: no month is divided by less, or a single purchase in it would be blown up."""


def same_months(months: Floats, horizon: int) -> Floats:
    """The last known value of the same month of a year, for each month ahead; NaN where it was never known."""
    found: Floats = np.full((len(months), horizon), np.nan)
    last = months.shape[1]
    for ahead in range(horizon):
        for at in range(last - YEAR + ahead % YEAR, -1, -YEAR):
            found[:, ahead] = np.where(np.isnan(found[:, ahead]), months[:, at], found[:, ahead])
    return found


def level(months: Floats) -> Floats:
    """Where each series stands at its end: smoothed at the speed that missed least one month ahead."""
    known = ~np.isnan(months)
    first = months[np.arange(len(months)), known.argmax(axis=1)]
    stands = np.tile(first, (len(SPEEDS), 1))
    missed = np.zeros_like(stands)
    for value in months.T:
        error = np.where(np.isnan(value), 0.0, value - stands)
        missed += error**2
        stands = stands + SPEEDS[:, None] * error
    found: Floats = np.take_along_axis(stands, missed.argmin(axis=0)[None], axis=0)[0]
    return found


def seasons(months: Floats, held: float) -> Floats:
    """What each of the twelve months usually is of its year, (series, 12); the first is that of the first month ahead.

    Ratios to the centred mean of twelve months, held against `held` years in which every month were like any other: one year that
    was high in May does not make a season."""
    count, last = months.shape
    ratios: Floats = np.full((count, last), np.nan)
    if last > YEAR:
        window = np.lib.stride_tricks.sliding_window_view(months, YEAR + 1, axis=1)
        centred = (window[:, :, 1:-1].sum(axis=2) + (window[:, :, 0] + window[:, :, -1]) / 2) / YEAR
        inner = months[:, YEAR // 2 : last - YEAR // 2]
        good = centred > 0
        ratios[:, YEAR // 2 : last - YEAR // 2] = np.where(good, inner / np.where(good, centred, 1.0), np.nan)
    usual: Floats = np.ones((count, YEAR))
    place = (np.arange(last) - last) % YEAR
    for month in range(YEAR):
        seen = ratios[:, place == month]
        years = (~np.isnan(seen)).sum(axis=1)
        above = np.nansum(seen, axis=1) + held
        usual[:, month] = np.where(years + held > 0, above / np.maximum(years + held, 1e-9), 1.0)
    mean = usual.mean(axis=1, keepdims=True)
    usual = np.where(mean > 0, usual / np.where(mean > 0, mean, 1.0), 1.0)
    return np.maximum(usual, LEAST)


def trend(months: Floats, horizon: int) -> Floats:
    """Half of the straight line through each series, and the level of twice the series less that line (theta)."""
    last = months.shape[1]
    known = ~np.isnan(months)
    many = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, months, 0.0)
    time = np.arange(last + horizon, dtype=np.float64)
    middle = np.where(known, time[:last], 0.0).sum(axis=1) / many
    mean = filled.sum(axis=1) / many
    away = np.where(known, time[:last] - middle[:, None], 0.0)
    spread = (away**2).sum(axis=1)
    slope = (away * (filled - mean[:, None])).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    line = mean[:, None] + slope[:, None] * (time - middle[:, None])
    bent = level(2 * months - line[:, :last])
    found: Floats = (line[:, last:] + bent[:, None]) / 2
    return found


def reckonings(months: Floats, horizon: int, held: float) -> Floats:
    """The four of them, (4, series, horizon) in the order of the module's list, none below zero: returns are not budgeted.

    Of a month that was never known a year before, the first says the level."""
    usual = seasons(months, held)
    place = (np.arange(months.shape[1]) - months.shape[1]) % YEAR
    ahead = usual[:, np.arange(horizon) % YEAR]
    plain = months / usual[:, place]
    flat = np.repeat(level(months)[:, None], horizon, axis=1)
    before = same_months(months, horizon)
    four = (
        np.where(np.isnan(before), flat, before),
        flat,
        level(plain)[:, None] * ahead,
        trend(plain, horizon) * ahead,
    )
    found: Floats = np.maximum(np.stack(four), 0.0)
    return found


def middle(four: Floats) -> Floats:
    """Between the second and the third by size."""
    ordered = np.sort(four, axis=0)
    found: Floats = (ordered[1] + ordered[2]) / 2
    return found
