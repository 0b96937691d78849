"""Comparable customers of each account over the months before its entry: same channel and sector where known, nearest on log
money by half years, family mix and continuity. A customer serves one account only, so that no luck counts twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from clave.measures.frame import Bools, Ints
from clave.measures.monthly import Panel
from clave.measures.shape import Floats, Objects
from clave.outcome.effect.entries import Stay
from clave.policy import effect as rules
from clave.policy.limits import Limits

HALF, QUARTER = 6, 3  # months
FLOOR = 0.01  # of the median level: below it all amounts are as good as nothing
FAR = 1e6  # the distance of who is not comparable, for the assignment


@dataclass(frozen=True)
class Past:
    """How everybody bought over the months before one entry: log money of each stretch (`_levels`), the
    direction of its family mix, and the share of months with purchases; `known` = bought something, and it is known how much."""

    level: Floats
    mix: Floats
    continuity: Floats
    known: Bools


@dataclass(frozen=True)
class Near:
    """What one account is compared with: the rows of its comparable customers, the nearest first, with their distances; and how
    many were near enough before they were given out."""

    rows: Ints
    distances: Floats
    within: int


def past(panel: Panel, before: int, at: int) -> Past:
    """The past of everybody in the columns `before` … `at` − 1."""
    money = panel.money[:, before:at]
    level = _levels(np.nan_to_num(money))
    families = np.maximum(panel.families.mix(len(panel.codes), before, at), 0.0)
    length = np.linalg.norm(families, axis=1, keepdims=True)
    mix = families / np.where(length > 0, length, 1.0)
    known = ~np.isnan(money).any(axis=1) & (money.sum(axis=1) > 0)
    return Past(level, mix, panel.bought[:, before:at].mean(axis=1), known)


def _levels(money: Floats) -> Floats:
    """Log money by month of each stretch, the oldest first: half years (the first one longer where months are left over), and the
    last half year by quarters, in which accounts are chosen; shape (customers, stretches)."""
    months = money.shape[1]
    cuts = [0, *range(months % HALF + HALF, months - HALF + 1, HALF), months - QUARTER, months]
    means = np.stack([money[:, start:end].mean(axis=1) for start, end in pairwise(cuts)], axis=1)
    bought = money.mean(axis=1)
    typical = float(np.median(bought[bought > 0])) if (bought > 0).any() else 1.0
    levels: Floats = np.log(np.maximum(means, 0.0) + FLOOR * typical)
    return levels


def distances(before: Past, row: int, limits: Limits) -> Floats:
    """How far everybody is from one account; infinite from itself and from who is not known."""
    apart = before.level - before.level[row]
    size = apart.mean(axis=1)
    weights = np.ones(apart.shape[1])
    weights[-1] = limits[rules.recent_weight]
    path = ((apart - size[:, None]) ** 2 * weights).sum(axis=1) / weights.sum()
    level, way = limits[rules.level_weight], limits[rules.path_weight]
    mix = limits[rules.mix_weight] * (1.0 - before.mix @ before.mix[row])
    steady = limits[rules.continuity_weight] * (before.continuity - before.continuity[row])
    far: Floats = np.sqrt((level * size) ** 2 + way**2 * path + mix**2 + steady**2)
    far[~before.known] = np.inf
    far[row] = np.inf
    return far


def alike(words: Mapping[str, Objects], row: int) -> Bools:
    """Who has the same channel and sector as one account, where both are known."""
    fits = np.ones(len(next(iter(words.values()), np.empty(0))), dtype=bool)
    for column in words.values():
        mine = column[row]
        if mine is not None:
            fits &= np.array([other is None or other == mine for other in column], dtype=bool)
    return fits


def pasts_of(panel: Panel, stays: Sequence[Stay]) -> dict[tuple[int, int], Past]:
    """The past of everybody, once for each month of entry."""
    return {key: past(panel, *key) for key in sorted({(one.before, one.at) for one in stays})}


def matched(
    panel: Panel, stays: Sequence[Stay], pool: Bools, capped: Bools, spare: Bools, limits: Limits
) -> list[Near]:
    """Comparable customers of every account. `pool`: who may be one of each account, shape (accounts, customers); `capped`, of
    that shape: candidates that only the cap had kept out, who are preferred; `spare`: who may be one only where nobody else is
    left."""
    pasts = pasts_of(panel, stays)
    fits = {one.row: alike(panel.words, one.row) for one in stays}
    far = np.stack([distances(pasts[one.before, one.at], one.row, limits) for one in stays])
    for place, one in enumerate(stays):
        far[place, ~(fits[one.row] & pool[place])] = np.inf
    reach = np.where(far <= limits[rules.caliper], far * np.where(capped, limits[rules.capped_share], 1.0), FAR)
    within = (reach < FAR).sum(axis=1)
    given = _given_out(reach, spare, limits)
    return [
        Near(rows, far[place, rows], int(within[place]))
        for place, rows in enumerate(_sorted(mine, far[place]) for place, mine in enumerate(given))
    ]


def _given_out(reach: Floats, spare: Bools, limits: Limits) -> list[list[int]]:
    """Customers of every account that has enough within reach. While some account gets too few of its own, the one with the
    fewest within reach gives them back, so that they complete another. Nothing here looks at what came after entry."""
    fewest, within = limits[rules.fewest_controls], (reach < FAR).sum(axis=1)
    accounts = np.flatnonzero(within >= fewest).tolist()
    while True:
        given = _rounds(reach, spare, accounts, limits)
        short = [place for place in accounts if 0 < len(given[place]) < fewest]
        if not short:
            return given
        hardest = [(int(within[place]), -float(np.mean(reach[place, given[place]])), place) for place in short]
        accounts.remove(min(hardest)[2])


def _rounds(reach: Floats, spare: Bools, accounts: list[int], limits: Limits) -> list[list[int]]:
    """Rounds in which every account gets one more customer, by the least total distance; then, who still has too few, those who
    gave way to priority."""
    given: list[list[int]] = [[] for _account in reach]
    free = ~spare
    for _round in range(limits[rules.controls]):
        _one_more(reach, free, given, accounts)
    free |= spare
    for _round in range(limits[rules.fewest_controls]):
        _one_more(reach, free, given, [one for one in accounts if len(given[one]) < limits[rules.fewest_controls]])
    return given


def _one_more(reach: Floats, free: Bools, given: list[list[int]], accounts: list[int]) -> None:
    columns = np.flatnonzero(free & (reach < FAR).any(axis=0))
    if not len(columns) or not accounts:
        return
    mine, others = linear_sum_assignment(reach[np.ix_(np.array(accounts), columns)])
    for place, column in zip(mine.tolist(), columns[others].tolist(), strict=True):
        account = accounts[place]
        if reach[account, column] < FAR:
            given[account].append(column)
            free[column] = False


def _sorted(rows: list[int], far: Floats) -> Ints:
    found = np.array(sorted(rows), dtype=np.int64)
    return np.asarray(found[np.argsort(far[found], kind="stable")], dtype=np.int64)
