"""A policy value: declared once with its type and bounds, dated in TOML with a reason and a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from clave.base.words import Text

T = TypeVar("T")


@dataclass(frozen=True)
class Value(Generic[T]):
    """A threshold, order or cap by its key. `check` turns what TOML holds into T, or returns None where it may not."""

    key: str
    meaning: Text
    expects: Text
    check: Callable[[Any], T | None]
    optional: bool = False


@dataclass(frozen=True)
class Dated:
    """One version of a value: in force from a day until the next one; never edited, superseded."""

    since: date
    value: Any
    reason: str
    source: str
