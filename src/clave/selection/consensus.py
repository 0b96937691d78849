"""One order for a group: by places (Borda) and by pairs (Kemeny), exact (F1).

Borda adds up the places that each order gives a criterion. Kemeny looks for the order with the fewest disagreements:
pairs of criteria that somebody has the other way round, counted over everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from clave.selection.agreement import Keys, places

Counts = npt.NDArray[np.int64]
MOST = 12  # criteria: 2¹² sets of them are looked at


@dataclass(frozen=True)
class Borda:
    """The order by the sum of places, the smallest first. `ties` are groups of criteria with the same sum: among them
    the order is that of `before`, which the sum does not say."""

    order: Keys
    sums: dict[str, int]
    ties: tuple[Keys, ...]


@dataclass(frozen=True)
class Kemeny:
    """The order with the fewest disagreements, `disagreements` of `pairs` in all. Where several have as few, `optimal`
    says how many, and `order` is the one nearest to Borda's."""

    order: Keys
    disagreements: int
    pairs: int
    optimal: int


def borda(orders: Sequence[Sequence[str]], before: Sequence[str]) -> Borda:
    """The Borda order of complete orders of the criteria in `before`, which breaks ties; at least one order."""
    sums = dict(zip(before, places(orders, before).sum(axis=0).tolist(), strict=True))
    order = tuple(sorted(before, key=lambda key: sums[key]))
    groups = (tuple(group) for _sum, group in groupby(order, key=lambda key: sums[key]))
    return Borda(order, sums, tuple(group for group in groups if len(group) > 1))


def kemeny(orders: Sequence[Sequence[str]], near: Sequence[str]) -> Kemeny:
    """The Kemeny order of complete orders of the criteria in `near`, the nearest to `near` of all that are optimal.

    Exact, by dynamic programming over the sets of criteria that may stand first; raises ValueError beyond `MOST`."""
    if len(near) > MOST:
        raise ValueError(f"Kemeny is reckoned exactly for up to {MOST} criteria, not {len(near)}.")
    against = _against(places(orders, near))
    n = len(near)
    best = _Best(against)
    return Kemeny(
        order=tuple(near[place] for place in best.order()),
        disagreements=int(best.cost[-1]),
        pairs=len(orders) * n * (n - 1) // 2,
        optimal=best.ways[-1],
    )


def disagreements(one: Sequence[str], other: Sequence[str]) -> int:
    """Pairs of criteria that two orders have the other way round (Kendall's tau distance)."""
    at = [other.index(key) for key in one]
    return sum(at[first] > at[later] for first in range(len(at)) for later in range(first + 1, len(at)))


def _against(ranks: Counts) -> Counts:
    """[i, j]: how many orders have j before i, which all disagree with an order that puts i before j."""
    return np.asarray((ranks[:, None, :] < ranks[:, :, None]).sum(axis=0), dtype=np.int64)


class _Best:
    """For every set of criteria that could stand first: the fewest disagreements, how far from the order 0…n−1 the
    nearest such order is, in how many ways, and who stands last in it.

    Sets are numbers whose bits say who is in. Whoever is put last in a set disagrees only with those that are not in it:
    cost(set) = min over last of cost(set − last) + Σ against[last, j] over all j outside the set."""

    def __init__(self, against: Counts) -> None:
        n = len(against)
        size = 1 << n
        self._bits = [1 << place for place in range(n)]
        outside = 1 - (np.arange(size)[:, None] >> np.arange(n) & 1)
        self._added = (outside @ against.T).tolist()
        self._apart = (outside @ np.triu(np.ones((n, n), dtype=np.int64), 1)).tolist()
        self.cost, self.far = [0] * size, [0] * size
        self.ways, self.last = [1] * size, [-1] * size
        for chosen in range(1, size):
            self._settle(chosen)

    def _settle(self, chosen: int) -> None:
        """The best of those that may stand last in a set; of equally near ones, who comes last in 0…n−1."""
        tried = [
            (self.cost[chosen ^ bit] + added, self.far[chosen ^ bit] + apart, -place)
            for place, (bit, added, apart) in enumerate(
                zip(self._bits, self._added[chosen], self._apart[chosen], strict=True)
            )
            if chosen & bit
        ]
        cost, far, last = min(tried)
        self.cost[chosen], self.far[chosen], self.last[chosen] = cost, far, -last
        self.ways[chosen] = sum(self.ways[chosen ^ self._bits[-place]] for other, _far, place in tried if other == cost)

    def order(self) -> list[int]:
        """The nearest of the best orders, from the first to the last."""
        found, chosen = [], len(self.cost) - 1
        while chosen:
            found.append(self.last[chosen])
            chosen ^= 1 << self.last[chosen]
        return found[::-1]
