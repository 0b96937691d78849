"""What is looked at before any figure: whether accounts and their comparable customers went alike before entry, what the same
comparison says of false entries, and what being chosen at one's best looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clave.base.figures import Figure as Shown
from clave.base.figures import Unit
from clave.base.words import Joined, Text, _
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect.entries import Stay
from clave.outcome.effect.estimate import Estimate, differences, mean, sales
from clave.outcome.effect.match import Near
from clave.outcome.effect.shape import CHOSEN, PLACEBO, TREND, UNSEEN, Check
from clave.policy import declared
from clave.policy import effect as rules
from clave.policy.limits import Limits

YEAR = 12
Matcher = Callable[[Sequence[Stay]], Sequence[Near]]
"""Comparable customers of accounts anew, for entries moved to another month; without any where nobody is near enough."""

_SAYS = {
    TREND: (
        _("Before entry both went alike: their distance changed by {value} a month ({low} to {high})."),
        _("Before entry they did not go alike: their distance changed by {value} a month ({low} to {high})."),
    ),
    PLACEBO: (
        _("As if they had entered {months} months earlier: {value} ({low} to {high}), no effect, as it should be."),
        _("As if they had entered {months} months earlier: {value} ({low} to {high}), an effect where there was none."),
    ),
    UNSEEN: (
        _("In the year that matching did not look at they stood alike: {value} ({low} to {high})."),
        _("In the year that matching did not look at they did not stand alike: {value} ({low} to {high})."),
    ),
    CHOSEN: (
        _("Against who was alike {months} months earlier: {value} ({low} to {high}); being chosen does not look like an effect."),
        _("Against who was alike {months} months earlier: {value} ({low} to {high}), and without status: chosen at their best."),
    ),
}  # fmt: skip


def checks(
    panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], again: Matcher, limits: Limits
) -> tuple[Check, ...]:
    """Those that the facts allow, in the order in which they are shown."""
    level = limits[declared.interval_level]
    found = [(TREND, 0, mean(_slopes(panel, stays, nears), level))]
    for months in (limits[rules.placebo_early], limits[rules.placebo_late]):
        found.append((PLACEBO, months, mean(_earlier(panel, stays, nears, months), level)))
    found.append((UNSEEN, YEAR, mean(_unseen(panel, stays, nears), level)))
    late = limits[rules.placebo_late]
    found.append((CHOSEN, late, mean(_chosen(panel, stays, again, late), level)))
    return tuple(_check(key, months, one) for key, months, one in found if one is not None)


def _check(key: str, months: int, one: Estimate) -> Check:
    holds = one.holds_zero
    said = _SAYS[key][0 if holds else 1] if one.low is not None else _ONE_ONLY
    return Check(key, months, one.count, one.value, one.low, one.high, holds, _filled(said, months, one))


_ONE_ONLY = _("{value}, from too few accounts to say how sure.")


def _filled(said: Text, months: int, one: Estimate) -> Text | Joined:
    unit: Unit = "points"
    values: dict[str, object] = {"value": Shown(one.value, unit)}
    if one.low is not None:
        values |= {"low": Shown(one.low, unit), "high": Shown(one.high, unit)}
    if "{months}" in said.msgid:
        values["months"] = months
    return said.fill(**values)


def _slopes(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near]) -> Floats:
    """Of each account, how its distance to its comparable customers drifts by month before entry, in shares of the mean month."""
    return np.array(
        [_slope(distance(panel, one, near, one.before, one.at)) for one, near in zip(stays, nears, strict=True)]
    )


def distance(panel: Panel, stay: Stay, near: Near, first: int, last: int) -> Floats:
    """Purchases of an account minus those of its comparable customers, each over its mean month before entry, by month."""
    rows = np.array([stay.row, *near.rows])
    base = np.nanmean(panel.money[rows, stay.before : stay.at], axis=1)
    shares = panel.money[rows, max(0, first) : last] / base[:, None]
    return np.asarray(shares[0] - np.nanmean(shares[1:], axis=0), dtype=np.float64)


def _slope(values: Floats) -> float:
    known = ~np.isnan(values)
    months = np.arange(len(values), dtype=np.float64)[known]
    months -= months.mean()
    spread = float(months @ months)
    return float(months @ values[known]) / spread if spread > 0 else float("nan")


def _earlier(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], months: int) -> Floats:
    """The differences with the same comparable customers, as if everybody had entered so many months earlier: the mean month
    since then minus that before it, over the mean month of both."""

    def steps(stay: Stay, near: Near) -> float:
        apart = distance(panel, stay, near, stay.before, stay.at)
        return float(np.nanmean(apart[-months:]) - np.nanmean(apart[:-months]))

    return np.array([steps(one, near) for one, near in zip(stays, nears, strict=True)])


def _unseen(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near]) -> Floats:
    """The differences in the year before the months of matching, of the accounts for which the facts reach back so far."""
    pairs = [(one, near) for one, near in zip(stays, nears, strict=True) if one.before >= YEAR]
    changes = sales(panel, lambda one: (slice(one.before, one.at), slice(one.before - YEAR, one.before)))
    return differences([one for one, _near in pairs], [near for _one, near in pairs], changes).values


def _chosen(panel: Panel, stays: Sequence[Stay], again: Matcher, months: int) -> Floats:
    """The differences that would have been seen from so many months before entry up to it, with who was comparable then."""
    moved = [
        Stay(one.entry, one.row, one.at - months, one.before - months, one.at - months, one.at)
        for one in stays
        if one.before >= months
    ]
    fresh = again(moved) if moved else []
    pairs = [(one, near) for one, near in zip(moved, fresh, strict=True) if len(near.rows)]
    changes = sales(panel, lambda one: (slice(one.before, one.at), slice(one.after, one.end)))
    return differences([one for one, _near in pairs], [near for _one, near in pairs], changes).values
