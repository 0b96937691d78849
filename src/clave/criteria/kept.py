"""What is reckoned once for everybody and asked again for each customer that is explained.

It lasts as long as the measures it was reckoned from, and no longer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from clave.measures.shape import Measured

T = TypeVar("T")
_KEPT: WeakKeyDictionary[Measured, dict[Hashable, Any]] = WeakKeyDictionary()


def kept(measured: Measured, key: Hashable, reckon: Callable[[], T]) -> T:
    """What `reckon` gives, the first time; what it gave, from then on. `key` holds all that it depends on."""
    known = _KEPT.setdefault(measured, {})
    if key not in known:
        known[key] = reckon()
    return cast(T, known[key])
