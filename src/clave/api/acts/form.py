"""An act that is one action: what it is sent follows from the action's own arguments, so that none is written twice. (ADR 0038)

Arguments that a person types are fields of the body; a dataclass of what somebody says is spread over it. A person, or another
thing that is kept, is sent by its number. Who asks, the moment, the policy and the name of the customer are known without."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from django.db.models import Model
from pydantic import Field, create_model

from clave.api.acts.shape import Body
from clave.api.acts.typed import Amount, Day, Line, Long, Moment, Number, Whole, YesNo
from clave.api.acts.words import MEANS, WORDS
from clave.api.badge import Code
from clave.base.words import Text
from clave.facts.book import Book
from clave.policy.limits import Limits
from clave.store.models import Person

KNOWN = frozenset({"by", "now", "today", "limits", "book"})
"""Arguments that are known without being sent."""
PLAIN: dict[Any, Any] = {
    int: Whole, float: Number, Decimal: Amount, date: Day, datetime: Moment, bool: YesNo, str: Long,
}  # fmt: skip
MOST = 500
"""Things in a list that is sent, at most."""
SEVERAL = (tuple, list, frozenset, Sequence, Collection)


@dataclass(frozen=True)
class Part:
    """An argument of an action: its name and annotation, under which name it is `sent` (a thing by its number); empty = its
    fields stand in the body."""

    name: str
    hint: Any
    sent: str


@dataclass(frozen=True)
class Form:
    """What an action is sent: the body as pydantic checks it, and the arguments it becomes."""

    body: type[Body]
    parts: tuple[Part, ...]
    asked: frozenset[str]


def form_of(action: Callable[..., Any]) -> Form:
    """The form of an action. Raises TypeError for one that takes what nobody can send."""
    hints, parts = get_type_hints(action), []
    named: dict[str, Any] = {}
    given = inspect.signature(action).parameters
    for name, parameter in given.items():
        hint = hints[name]
        if name in KNOWN or (name == "name" and "customer" in given) or _unsent(hint):
            continue
        sent = "" if is_dataclass(hint) else "number" if _is_thing(hint) else name
        parts.append(Part(name, hint, sent))
        found = (
            {sent: _field(action.__name__, sent, hint, parameter.default)} if sent else _spread(hint, action.__name__)
        )
        if twice := (set(found) & set(named)) - {"customer"}:
            raise TypeError(f"{action.__name__} would be sent twice: {', '.join(sorted(twice))}.")
        named |= found
    body = create_model(_class(action.__name__), __base__=Body, __doc__=means_of(action), **named)
    return Form(body, tuple(parts), frozenset(given))


def means_of(action: Callable[..., Any]) -> str:
    """What an action does, in the words of whoever wrote it, without what it refuses."""
    text = " ".join((inspect.getdoc(action) or "").replace("`", "").split())
    return text.partition(" Raises ")[0]


def _is_thing(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Model) and hint is not Person


def _unsent(hint: Any) -> bool:
    """What no system sends: a file, or something that only another action hands over."""
    inner = [one for one in get_args(hint) if one is not type(None)] or [hint]
    return any(one is object or one in (Book, Limits) or getattr(one, "__name__", "") == "File" for one in inner)


def _spread(kind: Any, action: str) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {
        one.name: _field(kind.__name__, one.name, hints[one.name], _default(one), action)
        for one in fields(kind)
        if one.name not in LEFT.get(kind.__name__, ())
    }


LEFT: Mapping[str, tuple[str, ...]] = {
    "Condition": ("number", "approver"),
    "Minimum": ("number",),
    "Route": ("chosen", "by", "automatic"),
}
"""Fields of what somebody says that clave fills in by itself."""


def _default(one: Any) -> Any:
    if one.default is not MISSING:
        return one.default
    return inspect.Parameter.empty if one.default_factory is MISSING else one.default_factory()


def _field(owner: str, name: str, hint: Any, default: Any, action: str = "") -> Any:
    """A field of a body: its kind, what it says, and what holds where it is left out."""
    words = WORDS.get(f"{action or owner}.{name}") or WORDS.get(f"{owner}.{name}")
    if words and isinstance(default, str) and default not in words:
        words = (default, *words)
    kind, means = _kind(hint, words, owner), MEANS.get(f"{owner}.{name}") or MEANS.get(name)
    if name in ("customer", "account"):
        kind = Code
    if is_dataclass(hint) and default is not inspect.Parameter.empty:
        return (kind, Field(default_factory=kind, description=means))
    if default is inspect.Parameter.empty:
        default = ...
        if name == "seen" and _optional(
            hint
        ):  # a page may have lost it, a system reads it: without it nothing is changed
            kind = next(one for one in get_args(kind) if one is not type(None))
    if isinstance(default, tuple | frozenset):
        default = list(default)
    return (kind, Field(default=default, description=means))


def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and type(None) in get_args(hint)


def _kind(hint: Any, words: Collection[str] | None, owner: str) -> Any:
    origin, inner = get_origin(hint), [one for one in get_args(hint) if one is not type(None)]
    if origin in (Union, UnionType):
        found = _kind(str if Text in inner else inner[0], words, owner)
        return found | None if _optional(hint) else found
    if origin is Literal:
        return hint
    if hint is str:
        return Literal[tuple(words)] if words else Line if owner in CODES else Long
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Literal[tuple(str(one.value) for one in hint)]
    if isinstance(hint, type) and issubclass(hint, Model):
        return Whole
    if isinstance(hint, type) and is_dataclass(hint):
        return create_model(_class(hint.__name__), __base__=Body, __doc__=inspect.getdoc(hint), **_spread(hint, ""))
    if origin is not None and issubclass(origin, Mapping):
        return dict[Line, _kind(inner[1], None, owner)]  # type: ignore[misc]
    if origin is not None and issubclass(origin, SEVERAL):
        return Annotated[list[_kind(inner[0], words, owner)], Field(max_length=MOST)]  # type: ignore[misc]
    raise TypeError(f"{owner}: nobody can send {hint}.")


CODES: frozenset[str] = frozenset({"Choice"})
"""What somebody says that has nothing but codes in it."""


def _class(name: str) -> str:
    """The name of an action as classes are written."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Sent"
