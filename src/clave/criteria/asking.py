"""Whose rating is asked for, where some are missing: a pure decision, so that it can be said why. (A2, E9)"""

from __future__ import annotations

from collections.abc import Collection, Sequence


def to_ask(
    wanted: int,
    candidates: Sequence[int],
    *,
    rated: Collection[int],
    asked: Collection[int],
    declined: Collection[int],
) -> tuple[int, ...]:
    """The numbers of the people to ask, in the order of the candidates.

    `wanted` more ratings are needed; everybody who was `asked` and has not answered is counted on. Who has `rated` or
    `declined` is not asked again."""
    still = max(0, wanted - len(asked))
    free = [number for number in candidates if number not in rated and number not in asked and number not in declined]
    return tuple(free[:still])
