"""What a list of the API is declared by: its columns, its filters, and the query of the pages behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet
from pydantic import BaseModel, Field

from clave.api.asking import Asker
from clave.base.words import recalled, said

Rows = QuerySet[Any] | Sequence[Any]
SCALARS: tuple[Any, ...] = (str, int, float, bool, Decimal, date, datetime)
"""Kinds that a list can be ordered by."""
Nature = Literal["counted", "estimated", "written"]
"""What the figures of a list are: counted from documents and records, estimated, or what people of ours wrote down or judged."""


class Word(BaseModel):
    """A word with its key."""

    key: str = Field(description="Stable, for programs")
    label: str = Field(description="For people, in the language asked for (Accept-Language)")


class Who(BaseModel):
    """Somebody of ours."""

    id: int
    name: str


@dataclass(frozen=True)
class Look:
    """What columns read with: who asks, what was asked, and what was found around the rows of a page."""

    asker: Asker
    asked: Mapping[str, Any]
    found: Any = None

    def say(self, text: object) -> str:
        """A text in the language asked for."""
        return said(text, self.asker.spoken) if text else ""

    def kept(self, stored: Any) -> str:
        """A text as the database keeps it, in the language asked for."""
        return self.say(recalled(stored)) if stored else ""

    def word(self, key: str, words: Mapping[str, Any]) -> Word | None:
        """A key of a list of words; None where it is empty."""
        if not key:
            return None
        text = words.get(key)
        return Word(key=key, label=self.say(getattr(text, "label", None) or getattr(text, "name", None) or text or key))


Read = Callable[[Any, Look], Any]


@dataclass(frozen=True)
class Column:
    """One field of a thing. `read` is the way to it from the row (`by.name`; empty = its key) or a function; `by` the way by
    which it is ordered where `read` is a function. `field` = the reserved figure that it tells (`store/fields.py`); `only` = in
    which rows it tells it, where not in all; `personal` = it names people or holds what somebody wrote in their own words
    (`store/personal.py`), `names` = in which rows it does, where not in all."""

    key: str
    kind: Any
    means: str = ""
    read: str | Read = ""
    field: str = ""
    by: str = ""
    personal: bool = False
    only: Callable[[Any], bool] | None = None
    names: Callable[[Any], bool] | None = None

    @property
    def way(self) -> str:
        """The way by which it is ordered; empty = it is not."""
        if self.by or callable(self.read):
            return self.by
        return (self.read or self.key) if self.kind in SCALARS else ""

    @property
    def ordered_as(self) -> Any:
        """The kind of what it is ordered by: of a word its key."""
        return self.kind if self.kind in SCALARS else str

    def of(self, row: Any, look: Look) -> Any:
        """Its value in a row."""
        return self.read(row, look) if callable(self.read) else along(row, self.read or self.key)


@dataclass(frozen=True)
class Filter:
    """One way of narrowing a list: text, a whole number, a day, yes or no, or one of `options`. `personal` = it finds people."""

    name: str
    kind: Any
    means: str = ""
    options: tuple[str, ...] = ()
    personal: bool = False


def _account(row: Any) -> tuple[str, ...]:
    """The account that a row is about, of itself or of what it wraps."""
    found = along(row, "customer") or along(row, "row.customer")
    return (str(found),) if found else ()


@dataclass(frozen=True)
class Listing:
    """One list: `rows` as the page asks for them, not yet ordered; `key` the way to what tells a row from the others.

    `accounts` are those that a row is about: who sees a reserved figure of all of them sees it here. `around` reads for a page
    of rows at once what its columns need besides; `basis` says from what the list was made; `settle` fills in what was left
    open, so that the next pages are of the same. `more` are columns of one thing alone, with their own `around`. Without
    `single` there is no address of one thing. `nature`: what its figures are."""

    name: str
    title: str
    means: str
    rows: Callable[[Asker, Mapping[str, Any]], Rows]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    key: str = "pk"
    key_kind: Any = int
    accounts: Callable[[Any], tuple[str, ...]] = _account
    around: Callable[[Asker, Sequence[Any]], Any] | None = None
    basis: Callable[[Asker, Mapping[str, Any]], Mapping[str, Any]] | None = None
    settle: Callable[[Asker, Mapping[str, Any]], Mapping[str, Any]] | None = None
    more: tuple[Column, ...] = ()
    single: bool = True
    nature: Nature = "counted"

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((one for one in self.columns if one.key == key), None)

    @property
    def orders(self) -> tuple[str, ...]:
        """The columns by which it can be ordered."""
        return tuple(one.key for one in self.columns if one.way)

    def whole(self) -> Listing:
        """The same with the columns of one thing."""
        return replace(self, columns=(*self.columns, *self.more))


@dataclass(frozen=True)
class Question:
    """What was asked of a list, understood: filters, order (a column, falling or not), fields, size, and after which row."""

    asked: Mapping[str, Any]
    order: Column | None = None
    falling: bool = False
    fields: frozenset[str] = frozenset()
    limit: int = 100
    after: tuple[Any, Any] | None = None
    count: bool = False
    plain: Mapping[str, Any] = field(default_factory=dict)


def along(row: Any, way: str) -> Any:
    """What is at the end of a way of attributes and keys; None where it breaks off."""
    found = row
    for step in way.split("."):
        found = found.get(step) if isinstance(found, Mapping) else getattr(found, step, None)
        if found is None:
            return None
    return found


def who(person: Any) -> Who | None:
    """Somebody of ours as the API names them."""
    return Who(id=person.pk, name=person.name) if person else None


def words_in(rows: Iterable[Any], asked: str, *ways: str) -> list[Any]:
    """The rows that have every word asked for in one of these places."""
    words = asked.casefold().split()
    if not words:
        return list(rows)
    return [
        row for row in rows
        for text in (" ".join(str(along(row, way) or "") for way in ways).casefold(),)
        if all(word in text for word in words)
    ]  # fmt: skip
