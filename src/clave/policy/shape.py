"""A policy value: declared once with its type and bounds, dated in TOML with a reason and a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from clave.base.words import Text

T = TypeVar("T")
Kind = Literal["share", "level", "number", "whole", "limit", "choice", "words", "ordering", "counts", "weights", "cron"]
Unit = Literal["", "share", "money", "days", "months", "years", "hours", "count", "rating", "times", "megabytes"]


@dataclass(frozen=True)
class Value(Generic[T]):
    """A threshold, order or cap by its key. `check` turns what TOML holds into T, or returns None where it may not.

    `kind` and `unit` say how people type and read it; `known` are the words it may be made of."""

    key: str
    meaning: Text
    expects: Text
    check: Callable[[Any], T | None]
    optional: bool = False
    kind: Kind = "number"
    unit: Unit = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dated:
    """One version of a value: in force from a day until the next one; never edited, superseded.

    `recorded` and `by` (the number of a person) are known of what was changed on a screen; a file may leave them out."""

    since: date
    value: Any
    reason: str
    source: str
    recorded: datetime | None = None
    by: int | None = None
