"""From accounts and their comparable customers to one difference an account, and from those to a mean with its interval.

Group-time differences in differences with controls that are not treated (Callaway & Sant'Anna 2021), one group an account: its
own change minus the mean change of its comparable customers over the same months. As no customer serves two accounts, the
accounts are the clusters, and the interval is that of the mean of their differences (Abadie & Spiess 2022)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from clave.measures.frame import Ints
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect.entries import Stay
from clave.outcome.effect.match import Near

Changes = Callable[[Stay, Ints], Floats]
"""The change of each of some customers (by row) over the months of one entry; NaN where it is not known."""
LEAST = 2  # differences from which they have a spread
SAME = 1e-9  # a spread that is only rounding


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval; `low` and `high` None where there is no spread to speak of."""

    value: float
    low: float | None
    high: float | None
    count: int

    def times(self, factor: float) -> Estimate:
        """The same of a total, or in another unit."""
        if self.low is None or self.high is None:
            return Estimate(self.value * factor, None, None, self.count)
        return Estimate(self.value * factor, self.low * factor, self.high * factor, self.count)

    @property
    def holds_zero(self) -> bool:
        """Whether zero lies in the interval; so it does where there is none."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


@dataclass(frozen=True)
class Differences:
    """By account: its own change and that of its comparable customers."""

    own: Floats
    expected: Floats

    @property
    def values(self) -> Floats:
        """Own change minus the expected one; NaN where either is not known."""
        return self.own - self.expected


def mean(values: Floats, level: float) -> Estimate | None:
    """The mean of the known values with its interval, by Student's t; None where none is known."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    middle = float(known.mean())
    if len(known) < LEAST or float(known.std()) <= SAME:
        return Estimate(middle, None, None, len(known))
    error = float(known.std(ddof=1) / np.sqrt(len(known)))
    reach = float(stdtrit(len(known) - 1, 0.5 + level / 2.0)) * error
    return Estimate(middle, middle - reach, middle + reach, len(known))


def differences(stays: Sequence[Stay], nears: Sequence[Near], changes: Changes) -> Differences:
    """The difference of every account."""
    own = [float(changes(one, np.array([one.row]))[0]) for one in stays]
    expected = [_mean(changes(one, near.rows)) for one, near in zip(stays, nears, strict=True)]
    return Differences(np.array(own), np.array(expected))


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def sales(panel: Panel, months: Callable[[Stay], tuple[slice, slice]]) -> Changes:
    """Mean month of the second months over that of the first, for any two stretches that each entry has."""

    def changes(stay: Stay, rows: Ints) -> Floats:
        first, second = months(stay)
        return ratio(_means(panel.money[rows, second]), _means(panel.money[rows, first]))

    return changes


def _means(values: Floats) -> Floats:
    """Of each row over the months that are known; NaN where none is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below where below is positive, NaN elsewhere."""
    good = below > 0
    return np.asarray(np.where(good, above / np.where(good, below, 1.0), np.nan))


def before_after(stay: Stay) -> tuple[slice, slice]:
    """The months before entry, and those after it."""
    return slice(stay.before, stay.at), slice(stay.after, stay.end)


def margin_rate(panel: Panel, cover: float) -> Changes:
    """Margin rate after minus that before; NaN where the cost of too little is known."""

    def rate(rows: Ints, months: slice) -> Floats:
        money, covered = panel.money[rows, months], np.nan_to_num(panel.covered[rows, months])
        enough = covered.sum(axis=1) >= cover * np.nansum(money, axis=1)
        found = ratio(np.nan_to_num(panel.margin[rows, months]).sum(axis=1), covered.sum(axis=1))
        return np.where(enough, found, np.nan)

    def changes(stay: Stay, rows: Ints) -> Floats:
        first, second = before_after(stay)
        return rate(rows, second) - rate(rows, first)

    return changes


def margin_money(panel: Panel, cover: float) -> Changes:
    """Margin of the mean month after minus that before, over the purchases of the mean month before."""
    rates = margin_rate(panel, cover)

    def changes(stay: Stay, rows: Ints) -> Floats:
        first, second = before_after(stay)
        known = ~np.isnan(rates(stay, rows))
        before = _means(panel.money[rows, first])
        # where nothing is bought any more there is no margin left, whatever the rate was
        gone = _means(panel.money[rows, second]) == 0
        margin_before = _margin(panel, rows, first, cover)
        margin_after = np.where(gone, 0.0, _margin(panel, rows, second, cover))
        return np.where(known | gone, ratio(margin_after - margin_before, before), np.nan)

    return changes


def _margin(panel: Panel, rows: Ints, months: slice, cover: float) -> Floats:
    """Margin of the mean month, what has no cost counted at the rate of what has one."""
    money, covered = panel.money[rows, months], np.nan_to_num(panel.covered[rows, months]).sum(axis=1)
    rate = ratio(np.nan_to_num(panel.margin[rows, months]).sum(axis=1), covered)
    enough = covered >= cover * np.nansum(money, axis=1)
    return np.where(enough, rate * _means(money), np.nan)


def still_buys(panel: Panel, months: int) -> Changes:
    """1 for who bought in the last `months` months after entry, 0 for who did not; NaN where fewer have passed."""

    def changes(stay: Stay, rows: Ints) -> Floats:
        if stay.months_after < months:
            return np.full(len(rows), np.nan)
        return np.asarray(panel.bought[rows, stay.end - months : stay.end].any(axis=1), dtype=np.float64)

    return changes


def with_back(changes: Changes, panel: Panel, back: Floats) -> Changes:
    """The same changes, with what each customer lost to priority by month (`back`, money) given back after entry."""

    def raised(stay: Stay, rows: Ints) -> Floats:
        before = _means(panel.money[rows, stay.before : stay.at])
        return changes(stay, rows) + np.nan_to_num(ratio(back[rows], before))

    return raised
