"""The kinds of policy values: how each is checked, and what it expects in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from clave.base.words import Text, _
from clave.policy.shape import Value

DECLARED: dict[str, Value[Any]] = {}


def _declare(key: str, meaning: Text, expects: Text, check: Callable[[Any], Any], optional: bool = False) -> Value[Any]:
    DECLARED[key] = value = Value(key, meaning, expects, check, optional)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def share(key: str, meaning: Text) -> Value[float]:
    """A share between 0 and 1."""
    return _declare(
        key,
        meaning,
        _("a share between 0 and 1, such as 0.10"),
        lambda v: float(v) if _is_number(v) and 0 <= v <= 1 else None,
    )


def number(key: str, meaning: Text, minimum: float | None = None) -> Value[float]:
    """A finite number, not below `minimum` where there is one."""
    return _declare(
        key,
        meaning,
        _("a number") if minimum is None else _("a number not below {minimum}").fill(minimum=minimum),
        lambda v: float(v) if _is_number(v) and math.isfinite(v) and (minimum is None or v >= minimum) else None,
    )


def whole(key: str, meaning: Text, minimum: int = 0) -> Value[int]:
    """A whole number, not below `minimum`."""
    return _declare(
        key,
        meaning,
        _("a whole number not below {minimum}").fill(minimum=minimum),
        lambda v: v if isinstance(v, int) and not isinstance(v, bool) and v >= minimum else None,
    )


def limit(key: str, meaning: Text) -> Value[float | None]:
    """A limit that nobody need enter: where it has no entry it is *not set*, never assumed."""
    return _declare(
        key,
        meaning,
        _("a number not below 0, or no entry at all"),
        lambda v: float(v) if _is_number(v) and v >= 0 else None,
        optional=True,
    )


def choice(key: str, meaning: Text, *options: str) -> Value[str]:
    """One of some words."""
    return _declare(
        key, meaning, _("one of: {options}").fill(options=", ".join(options)), lambda v: v if v in options else None
    )


def words(key: str, meaning: Text) -> Value[tuple[str, ...]]:
    """A list of words."""
    return _declare(
        key,
        meaning,
        _("a list of words"),
        lambda v: tuple(v) if isinstance(v, list) and all(isinstance(x, str) for x in v) else None,
    )


def ordering(key: str, meaning: Text, known: tuple[str, ...]) -> Value[tuple[str, ...]]:
    """Some of `known`, each at most once, in order of importance."""

    def check(value: Any) -> tuple[str, ...] | None:
        right = isinstance(value, list) and value and set(value) <= set(known) and len(set(value)) == len(value)
        return tuple(value) if right else None

    return _declare(key, meaning, _("each at most once, out of: {known}").fill(known=", ".join(known)), check)


def counts(key: str, meaning: Text, known: tuple[str, ...]) -> Value[Mapping[str, int]]:
    """Whole numbers by criterion."""

    def check(value: Any) -> Mapping[str, int] | None:
        right = (
            isinstance(value, dict)
            and set(value) <= set(known)
            and all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in value.values())
        )
        return dict(value) if right else None

    return _declare(key, meaning, _("whole numbers by criterion, such as knowledge = 1"), check)


def weights(key: str, meaning: Text, known: tuple[str, ...]) -> Value[Mapping[str, float] | None]:
    """Positive weights by criterion, where somebody types them."""

    def check(value: Any) -> Mapping[str, float] | None:
        right = (
            isinstance(value, dict)
            and value
            and set(value) <= set(known)
            and all(_is_number(v) and v >= 0 for v in value.values())
            and sum(value.values()) > 0
        )
        return {k: float(v) for k, v in value.items()} if right else None

    return _declare(key, meaning, _("weights by criterion, such as volume = 30"), check, optional=True)
