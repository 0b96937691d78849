"""The kinds of policy values: how each is checked, and what it expects in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cronsim import CronSim, CronSimError

from clave.base.timetable import length
from clave.base.words import Text, _
from clave.policy.shape import Kind, Unit, Value

DECLARED: dict[str, Value[Any]] = {}
LARGEST = 1e12  # of a number: what a DECIMAL(18,4) of the facts can be compared with
LIMIT = 1e15  # of a budget in a small currency
CRON_FIELDS = 5
DELAYS = 30  # tries after the first one
SEATS = 1_000  # of one criterion, and of one part of a score


def _declare(
    key: str,
    meaning: Text,
    expects: Text,
    check: Callable[[Any], Any],
    kind: Kind,
    *,
    unit: Unit = "",
    known: tuple[str, ...] = (),
    optional: bool = False,
) -> Value[Any]:
    DECLARED[key] = value = Value(key, meaning, expects, check, optional, kind, unit, known)
    return value


def _is_number(value: Any, largest: float = LARGEST) -> bool:
    """Whether TOML holds a number that can be reckoned with: finite, and no whole number too large for a float."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -largest <= value <= largest


def share(key: str, meaning: Text) -> Value[float]:
    """A share between 0 and 1."""
    return _declare(
        key,
        meaning,
        _("a share between 0 and 1, such as 0.10"),
        lambda v: float(v) if _is_number(v) and 0 <= v <= 1 else None,
        "share",
        unit="share",
    )


def level(key: str, meaning: Text) -> Value[float]:
    """The level of an interval: a share, neither 0 nor 1."""
    return _declare(
        key,
        meaning,
        _("a share above 0 and below 1, such as 0.90"),
        lambda v: float(v) if _is_number(v) and 0 < v < 1 else None,
        "level",
        unit="share",
    )


def number(key: str, meaning: Text, minimum: float | None = None, *, unit: Unit = "") -> Value[float]:
    """A finite number, not below `minimum` where there is one."""
    return _declare(
        key,
        meaning,
        _("a number") if minimum is None else _("a number not below {minimum}").fill(minimum=minimum),
        lambda v: float(v) if _is_number(v) and (minimum is None or v >= minimum) else None,
        "number",
        unit=unit,
    )


def price(key: str, meaning: Text) -> Value[float]:
    """What one unit of something costs: above zero, because what is served is never free."""
    return _declare(
        key, meaning, _("an amount above 0"), lambda v: float(v) if _is_number(v) and v > 0 else None, "number", unit="money"
    )  # fmt: skip


def unknown_price(key: str, meaning: Text) -> Value[float | None]:
    """What one unit of something costs, which nobody need know: without an entry, or with an empty one, it is *not known* and
    named so. Never zero: that would be a cost nobody has."""
    return _declare(
        key,
        meaning,
        _("an amount above 0, or nothing at all where nobody knows it"),
        lambda v: float(v) if _is_number(v) and v > 0 else None,
        "limit",
        unit="money",
        optional=True,
    )


def rate(key: str, meaning: Text) -> Value[float]:
    """What money costs a year, as a share of it: above zero."""
    return _declare(
        key, meaning, _("a number above 0"), lambda v: float(v) if _is_number(v) and v > 0 else None, "number", unit="share"
    )  # fmt: skip


def whole(key: str, meaning: Text, minimum: int = 0, maximum: int = 1_000_000, *, unit: Unit = "count") -> Value[int]:
    """A whole number from `minimum` to `maximum`, beyond which it would only be a slip of the keyboard."""
    return _declare(
        key,
        meaning,
        _("a whole number from {minimum} to {maximum}").fill(minimum=minimum, maximum=maximum),
        lambda v: v if isinstance(v, int) and not isinstance(v, bool) and minimum <= v <= maximum else None,
        "whole",
        unit=unit,
    )


def days(key: str, meaning: Text, minimum: int = 1) -> Value[int]:
    """A number of days, a hundred years at most, so that any date can go back by it."""
    return whole(key, meaning, minimum, 36_500, unit="days")


def limit(key: str, meaning: Text, *, unit: Unit = "count") -> Value[float | None]:
    """A limit that nobody need enter: where it has no entry it is *not set*, never assumed."""
    return _declare(
        key,
        meaning,
        _("a number not below 0, or no entry at all"),
        lambda v: float(v) if _is_number(v, LIMIT) and v >= 0 else None,
        "limit",
        unit=unit,
        optional=True,
    )


def choice(key: str, meaning: Text, *options: str) -> Value[str]:
    """One of some words."""
    return _declare(
        key,
        meaning,
        _("one of: {options}").fill(options=", ".join(options)),
        lambda v: v if v in options else None,
        "choice",
        known=options,
    )


def cron(key: str, meaning: Text) -> Value[str]:
    """When something is due, in the five fields of cron: minute, hour, day, month, day of the week."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str) or len(value.split()) != CRON_FIELDS:
            return None
        try:
            next(CronSim(value, datetime(2026, 1, 1, tzinfo=UTC)))
        except (CronSimError, StopIteration):
            return None
        return value

    expects = _("minute, hour, day, month and day of the week as cron writes them, such as 0 7 * * 1 (Mondays at 7:00)")
    return _declare(key, meaning, expects, check, "cron")


def words(key: str, meaning: Text, known: tuple[str, ...] = ()) -> Value[tuple[str, ...]]:
    """A list of words: any, or some of `known`, each at most once."""

    def check(value: Any) -> tuple[str, ...] | None:
        named = isinstance(value, list) and all(isinstance(word, str) for word in value)
        right = named and (not known or (set(value) <= set(known) and len(set(value)) == len(value)))
        return tuple(value) if right else None

    expects = _("each at most once, out of: {known}").fill(known=", ".join(known)) if known else _("a list of words")
    return _declare(key, meaning, expects, check, "words", known=known)


def delays(key: str, meaning: Text) -> Value[tuple[str, ...]]:
    """Lengths of time one after the other, such as 5s, 30m and 2h, as `base.timetable.length` reads them."""

    def check(value: Any) -> tuple[str, ...] | None:
        named = isinstance(value, list) and 0 < len(value) <= DELAYS
        right = named and all(isinstance(one, str) and length(one) for one in value)
        return tuple(value) if right else None

    expects = _("lengths of time such as 5s, 30m, 2h or 1d, one after the other, none longer than 7d")
    return _declare(key, meaning, expects, check, "words")


def ordering(key: str, meaning: Text, known: tuple[str, ...]) -> Value[tuple[str, ...]]:
    """Some of `known`, each at most once, in order of importance."""

    def check(value: Any) -> tuple[str, ...] | None:
        named = isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
        right = named and set(value) <= set(known) and len(set(value)) == len(value)
        return tuple(value) if right else None

    expects = _("each at most once, out of: {known}").fill(known=", ".join(known))
    return _declare(key, meaning, expects, check, "ordering", known=known)


def counts(key: str, meaning: Text, known: tuple[str, ...]) -> Value[Mapping[str, int]]:
    """Whole numbers by criterion."""

    def check(value: Any) -> Mapping[str, int] | None:
        right = (
            isinstance(value, dict)
            and set(value) <= set(known)
            and all(isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= SEATS for v in value.values())
        )
        return dict(value) if right else None

    expects = _("whole numbers by criterion, such as knowledge = 1")
    return _declare(key, meaning, expects, check, "counts", known=known)


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

    expects = _("weights by criterion, such as volume = 30")
    return _declare(key, meaning, expects, check, "weights", known=known, optional=True)
