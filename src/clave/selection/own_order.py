"""Somebody's own order of importance on a few customers: the scores of a kept list, weighed as they would (D5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clave.selection.weights import rank_order_centroid


@dataclass(frozen=True)
class OwnValue:
    """What a customer is worth in one's own order, 0–100; None where no criterion is known of it.

    `unknown` are the criteria without a score: the others' weights are dealt out over the known ones, so that nothing
    unknown counts as nothing. `first` is the criterion that gives it most points."""

    value: float | None
    unknown: tuple[str, ...]
    first: str


def own_value(order: Sequence[str], scores: Mapping[str, float | None]) -> OwnValue:
    """Weigh the scores of one customer by an order of criteria in force, most important first (rank-order centroid)."""
    weights = dict(zip(order, rank_order_centroid(len(order)).tolist(), strict=True))
    known = {key: score for key in order if (score := scores.get(key)) is not None}
    total = sum(weights[key] for key in known)
    if not total:
        return OwnValue(None, tuple(order), "")
    points = {key: weights[key] * score for key, score in known.items()}
    first = max(points, key=lambda key: points[key])
    return OwnValue(
        value=sum(points.values()) / total,
        unknown=tuple(key for key in order if key not in known),
        first=first if points[first] > 0 else "",
    )
