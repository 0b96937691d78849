"""From an order of importance to weights, and all the weights that respect it (method.md §3, steps 1 and 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.measures.shape import Floats
from clave.policy import declared
from clave.policy.limits import Limits


def rank_order_centroid(n: int) -> Floats:
    """w_i = (1/n) Σ_{j≥i} 1/j, most important first; shape (n,). The mean of all weights that respect the order.

    Source: Barron & Barrett 1996."""
    return np.asarray(np.cumsum(1.0 / np.arange(n, 0, -1))[::-1] / n, dtype=np.float64)


def rank_sum(n: int) -> Floats:
    """w_i = 2 (n + 1 − i) / (n (n + 1)): the milder preset, in equal steps; shape (n,).

    Source: Roberts & Goodwin 2002."""
    return np.arange(n, 0, -1, dtype=np.float64) * (2.0 / (n * (n + 1)))


def typed(order: Sequence[str], given: Mapping[str, float]) -> Floats:
    """Typed weights of the criteria in `order`, the heaviest to the first, adding up to 1; shape (n,).

    A criterion without one weighs nothing. Raises ClaveError where none of them has a weight."""
    raw = np.sort([given.get(key, 0.0) for key in order])[::-1]
    if not raw.sum() > 0:
        raise ClaveError(
            _("none of the criteria in force has a typed weight."),
            where="policy",
            remedy=_("Type a weight for at least one of: {criteria}.").fill(criteria=", ".join(order)),
        )
    return np.asarray(raw / raw.sum(), dtype=np.float64)


def by_typed_weight(order: Sequence[str], given: Mapping[str, float]) -> tuple[str, ...]:
    """The order that typed weights say: heaviest first, ties as in `order`."""
    return tuple(sorted(order, key=lambda key: -given.get(key, 0.0)))


def typed_by(limits: Limits) -> Mapping[str, float]:
    """The weights that policy has typed; none where nobody typed any."""
    given: Mapping[str, float] | None = limits[declared.typed_weights]
    return given or {}


def of_order(order: Sequence[str], limits: Limits) -> Floats:
    """The weights that policy gives to these criteria, in their order; shape (len(order),), adding up to 1."""
    way = limits[declared.weighting]
    if way == "typed":
        return typed(order, typed_by(limits))
    return rank_sum(len(order)) if way == "rank_sum" else rank_order_centroid(len(order))


def drawn(n: int, draws: int, seed: int) -> Floats:
    """Weights uniform over all that respect the order: Dirichlet(1,…,1) sorted downwards; shape (draws, n).

    Their mean is the rank-order centroid."""
    parts = np.random.default_rng(seed).standard_exponential((draws, n))
    parts.sort(axis=1)
    return np.ascontiguousarray(parts[:, ::-1] / parts.sum(axis=1, keepdims=True))
