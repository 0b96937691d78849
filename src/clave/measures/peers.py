"""Comparable customers: who is compared with whom. Same sector, size, channel and region where known, otherwise nearest
by family mix; never by total, so that a small customer is compared with what a customer like it could buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from clave.measures.frame import Bools, Ints
from clave.measures.shape import Floats, Objects

NOBODY = -1
SAME = 1_000_000_000  # similarity of two equal mixes; rounded to a whole number so that floats never decide a tie
CHUNK = 128  # customers compared with all the others at a time: their likenesses stay in the processor's cache
ROUGH = 1e-5  # more than single precision errs by
PLACES = 30  # bits for the place of a customer, beside its likeness in one number
SAMPLE = 1000  # customers whose likeness tells how alike the nearest ones must be


@dataclass(frozen=True)
class Peers:
    """Who is compared with whom, by position.

    `groups`: the members of every group of customers with the same attributes, and `group` which of them holds for each
    customer (NOBODY = none); `nearest`: otherwise its nearest customers, shape (customers, k), NOBODY where none."""

    groups: tuple[Ints, ...]
    attributes: tuple[tuple[str, ...], ...]
    group: Ints
    nearest: Ints

    def of(self, customer: int) -> Ints:
        """Positions of the peers of one customer, itself left out; empty where it has too few."""
        if self.group[customer] != NOBODY:
            members = self.groups[self.group[customer]]
            return np.asarray(members[members != customer])
        row = self.nearest[customer]
        return np.asarray(row[row != NOBODY])

    def basis(self, customer: int) -> tuple[str, ...]:
        """The attributes that its peers share with it; empty where they are nearest by family mix."""
        group = self.group[customer]
        return self.attributes[group] if group != NOBODY else ()


def find(money: Floats, comparable: Bools, words: Mapping[str, Objects], minimum: int, maximum: int) -> Peers:
    """Peers of every customer. `money`: customers × families; only `comparable` ones are anybody's peers.

    The more attributes two customers share the better; a group counts from `minimum` members other than the customer."""
    count = len(comparable)
    group = np.full(count, NOBODY, dtype=np.int64)
    groups: list[Ints] = []
    attributes: list[tuple[str, ...]] = []
    for names in _combinations(words):
        keys = _keys([words[name] for name in names])
        sizes = np.bincount(keys[(keys >= 0) & comparable], minlength=int(keys.max(initial=-1)) + 1)
        others = np.where(keys >= 0, sizes[np.maximum(keys, 0)] - comparable, 0) if len(sizes) else np.zeros(count)
        ready = (group == NOBODY) & (others >= minimum)
        for key in np.unique(keys[ready]).tolist():
            group[ready & (keys == key)] = len(groups)
            groups.append(np.flatnonzero((keys == key) & comparable))
            attributes.append(names)
    nearest = _nearest(money, comparable, (group == NOBODY) & comparable, minimum, maximum)
    return Peers(tuple(groups), tuple(attributes), group, nearest)


def _combinations(words: Mapping[str, Objects]) -> list[tuple[str, ...]]:
    """Attributes to share, the most first; size or region alone make nobody comparable."""
    names = [name for name in words if any(word is not None for word in words[name])]
    chosen = [some for size in range(len(names), 0, -1) for some in combinations(names, size)]
    return [some for some in chosen if {"sector", "channel"} & set(some)]


def _keys(columns: Sequence[Objects]) -> Ints:
    """One number per combination of words; negative where any of them is unknown."""
    seen: dict[tuple[object, ...], int] = {}
    rows = zip(*columns, strict=True)
    return np.array([NOBODY if None in row else seen.setdefault(row, len(seen)) for row in rows], dtype=np.int64)


def _nearest(money: Floats, comparable: Bools, wanted: Bools, minimum: int, maximum: int) -> Ints:
    """The nearest `maximum` customers by cosine of family shares; equally near ones by code."""
    pool = np.flatnonzero(comparable)
    near = min(maximum, len(pool) - 1)
    found = np.full((len(comparable), max(near, 0)), NOBODY, dtype=np.int64)
    if near < minimum:
        return found
    mix = money[pool] / np.linalg.norm(money[pool], axis=1, keepdims=True)
    alike = Alike(mix, mix.astype(np.float32), np.empty((min(CHUNK, len(pool)), len(pool)), dtype=np.float32))
    place = np.full(len(comparable), NOBODY, dtype=np.int64)
    place[pool] = np.arange(len(pool))
    rows = np.flatnonzero(wanted)
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        found[some] = np.sort(pool[_top(alike, place[some], near)], axis=1)
    return found


@dataclass(frozen=True)
class Alike:
    """Mixes of length one, exactly and roughly, and room for the likeness of some of them to all."""

    exact: Floats
    rough: npt.NDArray[np.float32]
    room: npt.NDArray[np.float32]


def _top(mixes: Alike, mine: Ints, near: int) -> Ints:
    """Places of the `near` most alike of some customers, shape (mine, near), in no order.

    A sample of rough likenesses tells who need not be looked at; only the others are compared exactly."""
    everybody = len(mixes.exact)
    alike = np.matmul(mixes.rough[mine], mixes.rough.T, out=mixes.room[: len(mine)])
    alike[np.arange(len(mine)), mine] = NOBODY
    step = max(1, everybody // SAMPLE)
    depth = min(-(-2 * near // step) + 4, -(-everybody // step))
    floor = np.partition(alike[:, ::step], -depth, axis=1)[:, -depth] - ROUGH
    enough = alike >= floor[:, None]
    misled = np.count_nonzero(enough, axis=1) < near  # by the sample: all are looked at
    if misled.any():
        enough[misled] = alike[misled] >= np.partition(alike[misled], -near, axis=1)[:, [-near]] - 2 * ROUGH
    owners, others = np.divmod(np.flatnonzero(enough), everybody)
    return _best(mixes.exact, mine, owners, others, near)


def _best(mix: Floats, mine: Ints, owners: Ints, others: Ints, near: int) -> Ints:
    """Of the candidates of each owner the most alike, equally alike ones by place: one number orders both."""
    likeness = np.rint(np.einsum("ij,ij->i", mix[mine[owners]], mix[others]) * SAME).astype(np.int64)
    likeness[others == mine[owners]] = -SAME
    keys = ((SAME - likeness) << PLACES) | others
    sizes = np.bincount(owners, minlength=len(mine))
    beside = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    ranked = np.full((len(mine), int(sizes.max())), np.iinfo(np.int64).max)
    ranked[owners, beside] = keys
    return np.asarray(np.partition(ranked, near - 1, axis=1)[:, :near] & ((1 << PLACES) - 1))
