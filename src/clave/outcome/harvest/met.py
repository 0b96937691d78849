"""How near a target came, in one word: met, near or far; unknown where nobody knows. Which shares are near is policy."""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _
from clave.outcome.harvest.shape import Word
from clave.policy import harvest
from clave.policy.limits import Limits

WORDS: Mapping[Word, Text] = {
    "met": _("On target"),
    "near": _("Near the target"),
    "far": _("Far from the target"),
    "unknown": _("Not known"),
}


def reached(actual: float | None, target: float) -> float | None:
    """The part of a target that was reached: below zero is nothing. A target of zero has no parts."""
    return None if actual is None or target <= 0 else max(0.0, actual / target)


def word(actual: float | None, target: float, limits: Limits) -> Word:
    """What is said of it. Of a target of zero: whether it did not fall below."""
    if actual is None:
        return "unknown"
    share = reached(actual, target)
    if share is None:
        return "met" if actual >= target else "far"
    return "met" if share >= 1 else "near" if share >= limits[harvest.near] else "far"
