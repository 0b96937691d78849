"""What an account would have bought without a promotion, from its own months before, and how sure that is. (G9)

Months are counted from the first day of the promotion. Of the months before:

- *level*: the mean of the last twelve;
- *season*: what the same months of each year before were of their own year, from two years on. How much of it counts (nothing,
  half, all) is what would have missed least in the account's own past, and nothing unless it is clearly better;
- *pull*: what comparable accounts that were in no promotion bought in these months, of what they would have bought by the same
  reckoning; the share of it that policy counts.

How sure: the same reckoning is done at every month before, with only what was known then, as if the promotion had begun there.
What it missed by is how far this one may miss: a prediction interval with the t distribution, with as many degrees of freedom
as there are windows that do not overlap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from clave.measures.frame import Ints
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits

YEAR = 12
SHARES = (0.0, 0.5, 1.0)
"""How much of its own season may count."""


@dataclass(frozen=True)
class Baseline:
    """What would have been bought (`expected`), from `low` to `high`; `windows` of the past that do not overlap stand behind it.

    `level` a month, `season` as a factor of it (1 = none) of which `share` counts, `pull` of comparable accounts as a factor
    (None = there were too few), `half` is half the width of the interval: what a lift must be above to be seen at all."""

    expected: float
    low: float
    high: float
    half: float
    windows: int
    level: float
    season: float
    share: float
    pull: float | None


def baseline(
    before: Floats, peers: Floats | None, weights: Floats, limits: Limits, share: float | None = None
) -> Baseline | None:
    """The baseline of the months that begin right after `before` (oldest first, NaN = not to be looked at), each counted
    `weights` (0 = not part of it, 0.5 = half of the month); `peers` are the purchases of the comparable accounts together in
    the same months and in those of `weights`; `share` of the season counts (None = as much as missed least). None where too few
    windows of the past say how far it may miss."""
    start, span = len(before), len(weights)
    origins = np.arange(YEAR, start - span + 1)
    shares = (share,) if share is not None else SHARES if start >= 2 * YEAR else SHARES[:1]
    missed = {one: _missed(before, peers, origins, weights, one, limits) for one in shares}
    best = _best(missed, origins, limits) if share is None else share
    errors = missed[best][~np.isnan(missed[best])]
    windows = int(len(errors) // np.count_nonzero(weights))
    expected = _expected(before, peers, start, weights, best, limits)
    if windows < limits[declared.promotion_windows] or np.isnan(expected.amount):
        return None
    spread = float(np.sqrt(np.mean(errors**2) * (1 + 1 / windows)))
    half = float(t.ppf((1 + limits[declared.interval_level]) / 2, windows)) * spread
    amount = max(expected.amount, 0.0)
    return Baseline(
        amount, max(amount - half, 0.0), amount + half, half, windows, expected.level, expected.season, best,
        expected.pull,
    )  # fmt: skip


@dataclass(frozen=True)
class _Expected:
    amount: float
    level: float
    season: float
    pull: float | None


def _missed(
    months: Floats, peers: Floats | None, origins: Ints, weights: Floats, share: float, limits: Limits
) -> Floats:
    """By how much the reckoning would have missed at each of these months; NaN where one of them is not to be looked at."""
    found = np.full(len(origins), np.nan)
    for at, origin in enumerate(origins.tolist()):
        expected = _expected(months[:origin], peers, origin, weights, share, limits)
        found[at] = _sum(months, origin, weights) - max(expected.amount, 0.0)
    return found


def _best(missed: dict[float, Floats], origins: Ints, limits: Limits) -> float:
    """How much of the season counts: the share that missed least where a season was known, if it is clearly better."""
    seasonal = origins >= 2 * YEAR
    squares = {share: _mean(errors[seasonal] ** 2) for share, errors in missed.items()}
    best = 0.0
    for share, square in squares.items():
        if square < squares[best] * (1 - limits[declared.promotion_season]):
            best = share
    return best


def _expected(
    months: Floats, peers: Floats | None, origin: int, weights: Floats, share: float, limits: Limits
) -> _Expected:
    """What would be bought from `origin` on, knowing the months before it; `peers` reach over the window."""
    level, season = _own(months, origin, weights, share)
    amount = level * float(weights.sum()) * season
    pull = None
    if peers is not None:
        theirs, theirs_season = _own(peers, origin, weights, share)
        would = theirs * float(weights.sum()) * theirs_season
        if would > 0:
            pull = max(_sum(peers, origin, weights), 0.0) / would
            amount *= 1 + limits[declared.promotion_pull] * (pull - 1)
    return _Expected(amount, level, season, pull)


def _own(months: Floats, origin: int, weights: Floats, share: float) -> tuple[float, float]:
    """Level a month and factor of season at `origin`."""
    level = _mean(months[max(0, origin - YEAR) : origin])
    if not share or origin < 2 * YEAR:
        return level, 1.0
    ratios = []
    for back in range(YEAR, origin + 1, YEAR):
        year = _mean(months[origin - back : origin - back + YEAR])
        window = _sum(months, origin - back, weights) / float(weights.sum())
        if year > 0 and not np.isnan(window):
            ratios.append(window / year)
    return level, 1 + share * (float(np.mean(ratios)) - 1) if ratios else 1.0


def _sum(months: Floats, origin: int, weights: Floats) -> float:
    """What was bought in a window; NaN where a month of it is not to be looked at."""
    part = months[origin : origin + len(weights)]
    counted = weights > 0
    return float(part[counted] @ weights[counted])


def _mean(values: Floats) -> float:
    seen = values[~np.isnan(values)]
    return float(seen.mean()) if len(seen) else float("nan")


def comparable(own: Floats, others: Floats, limits: Limits) -> Ints:
    """The accounts (rows of `others`) whose level before (twelve months up to the last column) is nearest to the own one, within
    the times of policy; [] where there are too few, or nothing was bought."""
    level = _mean(own[-YEAR:])
    if not level > 0 or not len(others):
        return np.zeros(0, dtype=np.int64)
    levels = others[:, -YEAR:].mean(axis=1)
    times = limits[declared.promotion_times]
    near = np.flatnonzero((levels >= level / times) & (levels <= level * times))
    if len(near) < limits[declared.promotion_peers]:
        return np.zeros(0, dtype=np.int64)
    far = np.abs(np.log(levels[near] / level))
    kept = near[np.argsort(far, kind="stable")[: limits[declared.promotion_most_peers]]]
    return np.sort(kept).astype(np.int64)
