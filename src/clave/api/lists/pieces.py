"""How columns are declared in a line: plain fields of a model or of a dataclass, words of a list, people, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from django.db import models

from clave.api.listed.shape import Column, Filter, Look, Who, Word, along, who
from clave.base.words import Joined, Text
from clave.store.personal import PERSONAL

KINDS: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, datetime), (models.DateField, date), (models.BooleanField, bool), (models.FloatField, float),
    (models.DecimalField, Decimal), (models.IntegerField, int), (models.JSONField, list[str]), (models.CharField, str),
    (models.TextField, str),
)  # fmt: skip
TEXT = Filter("q", str, "Every word of it, as the search of the page")
WORDS = replace(TEXT, personal=True)
"""The same, where it searches addresses of people or what they wrote."""
CUSTOMER = Filter("customer", str, "The code as the ERP has it")
MINE = Filter("mine", bool, "Only of accounts for which whom the key acts for answers")
SINCE = Filter("since", date, "From this day on")
UNTIL = Filter("until", date, "Up to this day, inside")


def plain(
    model: type[models.Model], names: str, under: str = "", hidden: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Fields of a model as they are, by name; `under` = the way from the row to it; `hidden` = reserved figures by field."""
    about_people = PERSONAL[model._meta.label]
    found = []
    for name in names.split():
        kind = int if name == "pk" else _kind_of(model._meta.get_field(name))
        key = "id" if name == "pk" else name
        reserved = (hidden or {}).get(name, "")
        found.append(Column(key, kind, "", f"{under}{name}", reserved, personal=name in about_people))
    return tuple(found)


def _kind_of(field: Any) -> Any:
    return next(kind for declared, kind in KINDS if isinstance(field, declared))


def word(key: str, words: Mapping[str, Any], way: str = "", means: str = "") -> Column:
    """A key of a list of words, with its label; ordered by the key."""
    at = way or key
    return Column(key, Word, means, lambda row, look: look.word(str(along(row, at) or ""), words), by=at)


def person(key: str, way: str = "", means: str = "") -> Column:
    """Somebody of ours, by number and name."""
    at = way or key
    return Column(key, Who, means, lambda row, _look: who(along(row, at)))


def text(key: str, way: str = "", means: str = "", field: str = "", *, personal: bool = False) -> Column:
    """A text that the database keeps, in the language asked for."""
    at = way or key
    return Column(key, str, means, lambda row, look: look.kept(along(row, at)), field, personal=personal)


def spoken(
    key: str, read: Callable[[Any], object], means: str = "", field: str = "", *, personal: bool = False
) -> Column:
    """A text of the chain, in the language asked for."""
    return Column(key, str, means, lambda row, look: look.say(read(row)), field, personal=personal)


def of_theirs(key: str = "contact", way: str = "contact.name", means: str = "") -> Column:
    """Somebody of the customer, by name."""
    return Column(key, str, means, way, personal=True)


def told(result: Any, look: Look) -> Any:
    """A result of the chain as plain values: its texts said, its dataclasses as objects, numbers that are none left out."""
    if result is None or isinstance(result, bool | int | str | date | Decimal):
        return result
    if isinstance(result, float):
        return result if result - result == 0 else None
    if hasattr(result, "say"):
        return look.say(result)
    if is_dataclass(result):
        return {one.name: told(getattr(result, one.name), look) for one in fields(result)}
    if isinstance(result, Mapping):
        return {str(name): told(one, look) for name, one in result.items()}
    return [told(one, look) for one in result] if isinstance(result, Iterable) else str(result)


def of_result(
    kind: type[Any],
    under: str = "",
    hidden: Mapping[str, str] | None = None,
    but: str = "",
    means: Mapping[str, str] | None = None,
) -> tuple[Column, ...]:
    """Every field of a dataclass of the chain, `but` some; texts are said, days and numbers are typed; `means` = what a field
    says, where its name does not."""
    hints, says = get_type_hints(kind), means or {}
    return tuple(
        replace(
            _of_field(one.name, hints[one.name], f"{under}{one.name}", (hidden or {}).get(one.name, "")),
            means=says.get(one.name, ""),
        )
        for one in fields(kind)
        if one.name not in but.split()
    )


def _of_field(name: str, hint: Any, way: str, field: str) -> Column:
    kind = _plain_kind(hint)
    if kind in (str, int, bool, date):
        return Column(name, kind, "", way, field)
    return Column(name, kind, "", lambda row, look: told(along(row, way), look), field, by=way if kind is float else "")


def _plain_kind(hint: Any) -> Any:
    """How a value of this annotation is written: text for sentences, number, day, list or object."""
    origin, inner = get_origin(hint), [one for one in get_args(hint) if one is not type(None)]
    if origin in (Union, UnionType):
        return _plain_kind(inner[0])
    if origin is Literal or hint in (Text, Joined) or hasattr(hint, "say"):
        return str if origin is Literal else _SAID
    if hint in (str, int, bool, date, float, Decimal, datetime):
        return hint
    return list[Any] if origin is tuple else dict[str, Any]


_SAID: Any = str | None
"""A sentence: written as text, ordered by nothing."""


def given(asked: Mapping[str, Any], *names: str, **ways: str) -> dict[str, Any]:
    """Filters that are columns of the same name, and those that are columns at the end of a way."""
    return {way: asked[name] for name, way in {**{name: name for name in names}, **ways}.items() if name in asked}
