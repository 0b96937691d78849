"""Results as JSON keeps them, and read back by what their dataclasses declare: a job reckons once, pages read often."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from clave.base.words import Joined, Text
from clave.base.words import recalled as text_recalled
from clave.base.words import stored as text_stored

Result = TypeVar("Result")
Read = Callable[[Any], Any]
PLAIN: tuple[type, ...] = (str, int, bool, type(None))


def stored(result: object) -> Any:
    """A result as JSON can keep it: of frozen dataclasses, tuples, mappings from text, texts, days and plain values.

    Raises TypeError for anything else, so that nothing is kept that cannot be read back."""
    if isinstance(result, PLAIN):
        return result
    if isinstance(result, float):
        return result if math.isfinite(result) else str(result)
    if isinstance(result, date):
        return result.isoformat()
    if is_dataclass(result) and not hasattr(result, "say"):
        return {one.name: stored(getattr(result, one.name)) for one in fields(result)}
    if isinstance(result, tuple):
        return [stored(one) for one in result]
    if isinstance(result, Mapping) and all(isinstance(name, str) for name in result):
        return {name: stored(one) for name, one in result.items()}
    if hasattr(result, "say"):
        return text_stored(result)
    raise TypeError(f"{type(result).__name__} cannot be kept: only plain values, tuples, mappings and dataclasses can.")


def recalled(kind: type[Result], kept: Any) -> Result:
    """The opposite of `stored`: the dataclass `kind` out of what was kept. Raises ValueError where that is of another shape,
    such as one that an earlier version kept."""
    known: Any = kind
    try:
        found: Result = _reader(known)(kept)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"What was kept is no {kind.__name__}: {error}") from error
    return found


@cache
def _reader(kind: Any) -> Read:
    """How a value of this annotation is read back."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(tuple(get_args(kind)))
    if origin is tuple:
        return _tuple(get_args(kind))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _reader(get_args(kind)[1])
        return lambda kept: {name: inner(one) for name, one in kept.items()}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return _tuple((get_args(kind)[0], ...))
    if origin is Literal:
        return lambda kept: kept
    return _single(kind)


def _single(kind: Any) -> Read:
    if is_dataclass(kind) and not hasattr(kind, "say"):
        return _dataclass(kind)
    if kind is float:
        return float
    if kind is date:
        return date.fromisoformat
    return _plain(kind) if kind in PLAIN else text_recalled


def _plain(kind: type) -> Read:
    def read(kept: Any) -> Any:
        if type(kept) is not kind:
            raise ValueError(f"{kind.__name__} expected, not {json.dumps(kept)[:40]}")
        return kept

    return read


def _dataclass(kind: Any) -> Read:
    hints = get_type_hints(kind)
    names = {one.name for one in fields(kind)}

    def read(kept: Any) -> Any:
        if set(kept) != names:
            raise ValueError(f"{kind.__name__} has {sorted(names)}, not {sorted(kept)}")
        return kind(**{name: _reader(hints[name])(one) for name, one in kept.items()})

    return read


def _tuple(inside: tuple[Any, ...]) -> Read:
    if len(inside) == 2 and inside[1] is Ellipsis:
        each = _reader(inside[0])
        return lambda kept: tuple(each(one) for one in kept)
    readers = tuple(_reader(one) for one in inside)
    return lambda kept: tuple(read(one) for read, one in zip(readers, kept, strict=True))


def _one_of(kinds: tuple[Any, ...]) -> Read:
    """The first that fits; None before all, texts and days before plain words, whole numbers before fractions."""
    ordered = sorted(kinds, key=_narrowness)

    def read(kept: Any) -> Any:
        if kept is None and type(None) in kinds:
            return None
        for kind in ordered:
            if _fits(kind, kept):
                try:
                    return _reader(kind)(kept)
                except (KeyError, TypeError, AttributeError, ValueError):
                    continue
        raise ValueError(f"none of {kinds} fits {json.dumps(kept)[:40]}")

    return read


def _narrowness(kind: Any) -> int:
    return 0 if is_dataclass(kind) and not hasattr(kind, "say") else {int: 2, float: 3, date: 1, str: 4}.get(kind, 2)


def _fits(kind: Any, kept: Any) -> bool:
    """Whether what was kept has the form of this kind, before it is read."""
    base = get_origin(kind) or kind
    if base is float:
        return type(kept) in (float, int) or kept in ("nan", "inf", "-inf")
    if base is date:
        return isinstance(kept, str)
    if base in PLAIN:
        return type(kept) is base
    if base in (Text, Joined):
        return isinstance(kept, Mapping) and ("text" if base is Text else "joined") in kept
    if isinstance(base, type) and issubclass(base, tuple):
        return isinstance(kept, list | tuple)
    return isinstance(kept, Mapping)
