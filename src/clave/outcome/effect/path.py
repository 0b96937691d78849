"""Purchases of accounts and of their comparable customers by month counted from entry, as indexes of the mean month before it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clave.measures.frame import Ints
from clave.measures.monthly import Panel
from clave.measures.shape import Floats
from clave.outcome.effect.entries import Stay
from clave.outcome.effect.estimate import mean
from clave.outcome.effect.match import Near
from clave.outcome.effect.shape import Point
from clave.policy import declared
from clave.policy import effect as rules
from clave.policy.limits import Limits

INDEX = 100.0


def path(panel: Panel, stays: Sequence[Stay], nears: Sequence[Near], limits: Limits) -> tuple[Point, ...]:
    """From the first month of matching to the last one of any account, at most policy's; every account counts the same."""
    before, after = limits[rules.match_months], limits[rules.path_months]
    own = np.full((len(stays), before + after + 1), np.nan)
    others = own.copy()
    for place, (one, near) in enumerate(zip(stays, nears, strict=True)):
        until = min(one.end, one.at + after + 1)
        shown = slice(0, until - one.before)
        own[place, shown] = _index(panel, np.array([one.row]), one, until)
        others[place, shown] = _index(panel, near.rows, one, until)
    level = limits[declared.interval_level]
    points = [_point(month - before, own[:, month], others[:, month], level) for month in range(own.shape[1])]
    return tuple(one for one in points if one is not None)


def _index(panel: Panel, rows: Ints, stay: Stay, until: int) -> Floats:
    base = np.nanmean(panel.money[rows, stay.before : stay.at], axis=1)
    shares = panel.money[rows, stay.before : until] / base[:, None]
    known = ~np.isnan(shares)
    total = np.where(known, shares, 0.0).sum(axis=0)
    return np.asarray(np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan) * INDEX)


def _point(month: int, own: Floats, others: Floats, level: float) -> Point | None:
    known = ~np.isnan(own) & ~np.isnan(others)
    apart = mean((own - others)[known], level)
    if apart is None:
        return None
    key, comparable = float(own[known].mean()), float(others[known].mean())
    if apart.low is None or apart.high is None:
        return Point(month, key, comparable, None, None, apart.count)
    return Point(month, key, comparable, comparable + apart.low, comparable + apart.high, apart.count)
