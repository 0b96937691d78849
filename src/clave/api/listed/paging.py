"""One page of a list: the rows after a row, stable whatever is added meanwhile. Unknown values come last, whichever way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import NullIf

from clave.api.listed.shape import Listing, Question, Rows, along

CHUNK = 500


def page_of(listing: Listing, rows: Rows, question: Question) -> tuple[list[Any], tuple[Any, Any] | None]:
    """The rows of a page, and after which row the next one goes on; None where it is the last."""
    if isinstance(rows, QuerySet):
        found = list(_queried(listing, rows, question)[: question.limit + 1])
    else:
        found = list(_among(listing, rows, question)[: question.limit + 1])
    shown = found[: question.limit]
    return shown, place(listing, question, shown[-1]) if len(found) > question.limit else None


def place(listing: Listing, question: Question, row: Any) -> tuple[Any, Any]:
    """Where a row stands in its list: its value of the order, and its key."""
    value = along(row, question.order.way) if question.order else None
    return (None if value == "" else value), along(row, listing.key)


def counted(rows: Rows) -> int:
    """How many there are in all."""
    return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)


def every(listing: Listing, rows: Rows, question: Question) -> Iterator[list[Any]]:
    """All of them in order, some at a time."""
    ordered = _queried(listing, rows, question) if isinstance(rows, QuerySet) else _among(listing, rows, question)
    part: list[Any] = []
    for row in ordered.iterator(chunk_size=CHUNK) if isinstance(ordered, QuerySet) else ordered:
        part.append(row)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def _queried(listing: Listing, rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    key = listing.key.replace(".", "__")
    order = question.order.way.replace(".", "__") if question.order else ""
    if question.order and question.order.ordered_as is str:  # an empty text says as little as none
        rows, order = rows.alias(placed_by=NullIf(F(order), Value(""), output_field=TextField())), "placed_by"
    if question.after is not None:
        rows = rows.filter(_beyond(order, key, question))
    if not order:
        return rows.order_by(key)
    first = F(order).desc(nulls_last=True) if question.falling else F(order).asc(nulls_last=True)
    return rows.order_by(first, key)


def _beyond(order: str, key: str, question: Question) -> Q:
    """After a row: a further value, the same and a further key, or unknown where values come first."""
    value, last = question.after or (None, None)
    further = Q(**{f"{key}__gt": last})
    if not order:
        return further
    unknown = Q(**{f"{order}__isnull": True})
    if value is None:
        return unknown & further
    step = "lt" if question.falling else "gt"
    return Q(**{f"{order}__{step}": value}) | (Q(**{order: value}) & further) | unknown


def _among(listing: Listing, rows: Sequence[Any], question: Question) -> Sequence[Any]:
    placed = [(place(listing, question, row), at) for at, row in enumerate(rows)]
    if question.after is not None:
        after = question.after
        placed = [one for one in placed if _further(one[0], after, question)]
    placed.sort(key=lambda one: _Place(*one[0], falling=question.falling))
    return [rows[at] for _place, at in placed]


class _Place:
    """Compares by value, what is not known last, then by key."""

    __slots__ = ("falling", "key", "value")

    def __init__(self, value: Any, key: Any, *, falling: bool) -> None:
        self.value, self.key, self.falling = value, key, falling

    def __lt__(self, other: _Place) -> bool:
        if self.value == other.value:
            return bool(self.key < other.key)
        if self.value is None or other.value is None:
            return other.value is None
        return bool(self.value > other.value) if self.falling else bool(self.value < other.value)


def _further(here: tuple[Any, Any], after: tuple[Any, Any], question: Question) -> bool:
    return _Place(*after, falling=question.falling) < _Place(*here, falling=question.falling)
