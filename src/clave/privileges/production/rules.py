"""The rules of the trade that a plan begins with, and must never be worse than: EDD and ATCS (G5).

ATCS (Lee, Bhaskaran & Pinedo 1997): whenever a machine is free, it takes the order of the highest
`weight/minutes * exp(-slack/(k1*mean minutes)) * exp(-setup/(k2*mean setup))`. We compare logarithms: the order is the same and
nothing underflows. `k1` and `k2` are tried on a grid and the best outcome counts.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from clave.privileges.production.shop import Jobs, Shop

LOOK_AHEAD = (0.3, 0.6, 1.0, 1.5, 2.5, 4.0, 8.0)  # k1: how early an order with slack is looked at
SETUP_CARE = (0.1, 0.3, 0.5, 0.8, 2.0)  # k2: how much a setup is shunned
_WEIGHTLESS = 1e-6  # an order of weight 0 comes after all others, and its logarithm exists
Floats = npt.NDArray[np.float64]


def edd(shop: Shop) -> list[Jobs]:
    """Earliest due date first, each on the machine that ends it first."""
    lines: list[Jobs] = [[] for _track in shop.tracks]
    stands = [track.begin for track in shop.tracks]
    for job in _by_due(shop):
        ends = []
        for at, track in enumerate(shop.tracks):
            if track.minutes[job]:
                now, family = stands[at]
                setup = track.setup[family][shop.family[job]]
                end = max(now + setup, track.release[job]) + track.minutes[job]
                ends.append((_clock(shop, at, end), at, end))
        _when, best, end = min(ends)
        lines[best].append(job)
        stands[best] = (end, shop.family[job])
    return [shop.laid(at, jobs) for at, jobs in enumerate(lines)]


def atcs(shop: Shop) -> list[Jobs]:
    """The best of the grid; EDD where the grid finds nothing better, so that the rule is never worse than that."""
    if not shop.free:
        return edd(shop)
    cares = SETUP_CARE if any(map(any, (row for track in shop.tracks for row in track.setup))) else SETUP_CARE[-1:]
    table = _Table(shop)
    tried = [edd(shop), *(table.sequence(ahead, care) for ahead, care in product(LOOK_AHEAD, cares))]
    return min(tried, key=shop.cost)


def _by_due(shop: Shop) -> Jobs:
    return sorted(shop.free, key=lambda job: (shop.due[job], -shop.weight[job], shop.names[job]))


def _clock(shop: Shop, machine: int, worked: int) -> int:
    return shop.plant.machines[machine].calendar.done(worked)


class _Table:
    """Jobs by machine as arrays in order of due date, so that ties go to the earliest: one for all runs of the grid."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.jobs = shop, np.asarray(_by_due(shop), dtype=np.int64)
        self.families = np.asarray(shop.family, dtype=np.int64)[self.jobs]
        weight = np.maximum(self._of(shop.weight), _WEIGHTLESS)
        self.minutes = [self._of(track.minutes) for track in shop.tracks]
        with np.errstate(divide="ignore"):
            self.worth = [np.where(each > 0, np.log(weight) - np.log(each), -np.inf) for each in self.minutes]
        self.latest = [self._of(track.due) - each for track, each in zip(shop.tracks, self.minutes, strict=True)]
        self.release = [self._of(track.release) for track in shop.tracks]
        self.setup = [np.asarray(track.setup, dtype=np.float64) for track in shop.tracks]
        self.mean = _mean(np.concatenate(self.minutes))
        self.mean_setup = _mean(np.concatenate([each.ravel() for each in self.setup]))

    def _of(self, values: Jobs) -> Floats:
        return np.asarray(values, dtype=np.float64)[self.jobs]

    def sequence(self, ahead: float, care: float) -> list[Jobs]:
        """One run of the rule."""
        shop = self.shop
        lines: list[Jobs] = [[] for _track in shop.tracks]
        stands = [track.begin for track in shop.tracks]
        worth = [each.copy() for each in self.worth]
        free_at = {at: _clock(shop, at, begin[0]) for at, begin in enumerate(stands)}
        while free_at:
            at = min(free_at, key=lambda machine: (free_at[machine], machine))
            now, family = stands[at]
            taken, now = self._next(at, now, family, worth[at], (ahead * self.mean, care * self.mean_setup))
            if taken is None:
                del free_at[at]
                continue
            for each in worth:
                each[taken] = -np.inf
            setup = int(self.setup[at][family, self.families[taken]])
            end = max(now + setup, int(self.release[at][taken])) + int(self.minutes[at][taken])
            lines[at].append(int(self.jobs[taken]))
            stands[at] = (end, int(self.families[taken]))
            free_at[at] = _clock(shop, at, end)
        return [shop.laid(at, jobs) for at, jobs in enumerate(lines)]

    def _next(
        self, at: int, now: int, family: int, worth: Floats, scale: tuple[float, float]
    ) -> tuple[int | None, int]:
        """The job that a machine takes, and when it looked: at the next release where nothing has been released yet."""
        index: Any = worth - np.maximum(self.latest[at] - now, 0) / scale[0]
        index -= self.setup[at][family, self.families] / scale[1]
        waiting = self.release[at] > now
        if waiting.any():
            index[waiting] = -np.inf
        best = int(np.argmax(index)) if len(index) else 0
        if len(index) and index[best] > -np.inf:
            return best, now
        later = self.release[at][worth > -np.inf]
        return self._next(at, int(later.min()), family, worth, scale) if len(later) else (None, now)


def _mean(values: Floats) -> float:
    """The mean of what is above zero; 1 where nothing is."""
    positive = values[values > 0]
    return float(positive.mean()) if len(positive) else 1.0
