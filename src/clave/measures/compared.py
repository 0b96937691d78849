"""What comparable customers buy, family by family, against what each customer buys itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clave.measures.frame import Bools, Ints
from clave.measures.peers import NOBODY, Peers
from clave.measures.shape import Floats

CELLS = 20_000_000  # customers × peers × families held in memory at a time


@dataclass(frozen=True)
class Against:
    """Some customers against their peers; arrays have shape (customers,) or (customers, families).

    `peers` counts them; `share` is the part of them that buys each family; `amounts` what they buy of it at each of the
    quantiles asked for, those that buy none included."""

    rows: Ints
    peers: Ints
    share: Floats
    amounts: tuple[Floats, ...]


def against(money: Floats, peers: Peers, quantile: float, spread: float) -> Iterator[Against]:
    """Every customer that has peers, in batches: amounts at `quantile` and at the two ends of its interval.

    `spread` is the normal deviate of the interval level: the quantile of n peers lies between the order statistics at
    q ± spread·√(q(1 − q)/n)."""
    for index, members in enumerate(peers.groups):
        rows = np.flatnonzero(peers.group == index)
        yield _group(money, rows, members, quantile, spread)
    rows = np.flatnonzero((peers.nearest != NOBODY).any(axis=1))
    step = max(1, CELLS // max(1, peers.nearest.shape[1] * money.shape[1]))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        yield _near(money, some, peers.nearest[some], quantile, spread)


def _group(money: Floats, rows: Ints, members: Ints, quantile: float, spread: float) -> Against:
    """Customers of one group against the others in it: each one's own place is left out of the sorted amounts."""
    amounts = money[members]
    ordered = np.sort(amounts, axis=0)
    inside = np.isin(rows, members)
    own = np.full((len(rows), money.shape[1]), len(members), dtype=np.int64)
    for family in range(money.shape[1]):
        own[inside, family] = np.searchsorted(ordered[:, family], money[rows[inside], family])
    count = len(members) - inside.astype(np.int64)
    buyers = (amounts > 0).sum(axis=0) - inside[:, None] * (money[rows] > 0)

    def at(place: Floats) -> Floats:
        return _between(ordered, own, place, count)

    places = _places(quantile, spread, count)
    return Against(rows, count, buyers / count[:, None], (at(places[0]), at(places[1]), at(places[2])))


def _between(ordered: Floats, own: Ints, place: Floats, count: Ints) -> Floats:
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, count - 1)
    families = np.arange(ordered.shape[1])
    below = ordered[low[:, None] + (low[:, None] >= own), families]
    above = ordered[high[:, None] + (high[:, None] >= own), families]
    amounts: Floats = below + (above - below) * (place - low)[:, None]
    return amounts


def _near(money: Floats, rows: Ints, nearest: Ints, quantile: float, spread: float) -> Against:
    """Customers against their nearest ones, of which all have the same number."""
    amounts = np.sort(money[nearest], axis=1)
    count = np.full(len(rows), nearest.shape[1], dtype=np.int64)

    def at(place: Floats) -> Floats:
        low = int(place[0])
        high = min(low + 1, nearest.shape[1] - 1)
        between: Floats = amounts[:, low] + (amounts[:, high] - amounts[:, low]) * (place[0] - low)
        return between

    places = _places(quantile, spread, count)
    share = (amounts > 0).sum(axis=1) / count[:, None]
    return Against(rows, count, share, (at(places[0]), at(places[1]), at(places[2])))


def _places(quantile: float, spread: float, count: Ints) -> tuple[Floats, Floats, Floats]:
    """Places in the sorted amounts: of the quantile, and of the ends of its interval."""
    reach: Floats = spread * np.sqrt(quantile * (1.0 - quantile) / count)
    low, high = np.clip(quantile - reach, 0.0, 1.0), np.clip(quantile + reach, 0.0, 1.0)
    last = (count - 1).astype(np.float64)
    return last * quantile, last * low, last * high


def expected(result: Against, share: float) -> Bools:
    """Families that enough peers buy for the customer to be able to buy them too."""
    return result.share >= share
