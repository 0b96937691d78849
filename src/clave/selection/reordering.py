"""Changing an order of importance by hand: one place up or down, to a typed place, in and out of force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Keys = tuple[str, ...]


def moved(order: Sequence[str], key: str, by: int) -> Keys:
    """`key` that many places down (negative: up), as far as the list goes; what is not in the order stays out."""
    if key not in order:
        return tuple(order)
    rest = [other for other in order if other != key]
    place = min(max(order.index(key) + by, 0), len(rest))
    return (*rest[:place], key, *rest[place:])


def placed(order: Sequence[str], places: Mapping[str, int]) -> Keys:
    """Each key whose typed place (from 1) differs from where it stands goes there, the first typed place first."""
    result = tuple(order)
    wanted = {key: place for key, place in places.items() if key in order and place != order.index(key) + 1}
    for key, place in sorted(wanted.items(), key=lambda item: item[1]):
        result = moved(result, key, place - 1 - result.index(key))
    return result


def without(order: Sequence[str], key: str) -> Keys:
    """Out of force; the last one stays, since somebody must be chosen for something."""
    return tuple(order) if len(order) == 1 else tuple(other for other in order if other != key)


def dealt(order: Sequence[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Typed weights dealt out again along an order, the heaviest to the first; a criterion without one weighs nothing."""
    return dict(zip(order, sorted((weights.get(key, 0.0) for key in order), reverse=True), strict=True))
