"""What may be asked of a list, as the description says it, and what was asked, understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, Field, StringConstraints, create_model

from clave.api.asking import Asker
from clave.api.listed import cursor
from clave.api.listed.shape import Column, Filter, Listing, Question
from clave.api.problems import Refusal, language
from clave.base.words import Text, _
from clave.store.fields import FIELDS, seen_by

MOST, USUAL = 1_000, 100
FORMS = ("json", "csv", "xlsx", "parquet")
RESERVED_WORDS = ("cursor", "limit", "fields", "order", "count", "format")
NO_ORDER = _("There is no such order. These there are, with «-» before for the largest first: {known}.")
NO_FIELD = _("There is no such field. These there are: {known}.")
NO_FILTER = _("Nothing of this name is asked for here. These there are: {known}.")
HIDDEN: Text = _("The list is not ordered by «{column}»: it is seen by {who}.")
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""No number of anything here is larger, and a database refuses it."""
Written = Annotated[str, StringConstraints(max_length=cursor.LONGEST)]


def model_of(listing: Listing) -> type[BaseModel]:
    """The questions of a list as pydantic checks them."""
    named: dict[str, Any] = {
        one.name: (_kind(one), Field(default=None, description=one.means)) for one in listing.filters
    }
    orders = ", ".join(listing.orders)
    named |= {
        "order": (Line | None, Field(default=None, description=f"«-» before it = the largest first: {orders}")),
        "fields": (Written | None, Field(default=None, description="Only these fields of each, with commas between")),
        "limit": (int, Field(default=USUAL, ge=1, le=MOST, description="How many at a time")),
        "cursor": (Written | None, Field(default=None, description="«next» of the page before, as it was given")),
        "count": (bool, Field(default=False, description="Whether to say how many there are in all")),
        "format": (Literal[FORMS], Field(default="json", description="Other than json: everything, as a file")),
    }  # fmt: skip
    return create_model(f"{class_of(listing.name)}Question", **named)


def class_of(name: str) -> str:
    """The name of a list as classes are written."""
    return "".join(part.capitalize() for part in name.replace("-", " ").split())


def _kind(one: Filter) -> Any:
    if one.options:
        return Literal[one.options] | None
    return {str: Line, int: Whole}.get(one.kind, one.kind) | None


def understood(listing: Listing, request: HttpRequest, sent: BaseModel, asker: Asker) -> Question:
    """What was asked. Raises Refusal for what nobody declared, for a cursor of something else, and for an order by a figure that
    is reserved."""
    known = {*(one.name for one in listing.filters), *RESERVED_WORDS}
    for name in request.GET:
        if name not in known:
            raise _wrong(name[:60], NO_FILTER.fill(known=", ".join(sorted(known))))
    values = sent.model_dump()
    asked = {one.name: values[one.name] for one in listing.filters if values[one.name] is not None}
    plain: dict[str, Any] = dict(asked) | ({"order": values["order"]} if values["order"] else {})
    after: list[Any] | None = None
    if values["cursor"]:
        kept, after = cursor.read(listing, values["cursor"])
        if any(str(_plain(value)) != str(kept.get(name)) for name, value in plain.items()):
            raise _wrong("cursor", cursor.OTHER)
        asked, plain = _again(listing, kept), kept
    elif listing.settle:
        asked = dict(listing.settle(asker, asked))
        plain |= asked
    order, falling = ordered(listing, str(plain.get("order") or ""), asker)
    return Question(
        asked, order, falling, _fields(listing, values["fields"]), values["limit"], _after(listing, order, after),
        values["count"], plain,
    )  # fmt: skip


def _wrong(where: str, why: Text) -> Refusal:
    return Refusal(422, why, [{"where": where, "why": why.say(language())}])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _again(listing: Listing, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The filters of a cursor as they were."""
    kinds = {one.name: one.kind for one in listing.filters}
    return {name: cursor.as_kind(kinds[name], value) for name, value in kept.items() if name in kinds}


def _after(listing: Listing, order: Column | None, after: list[Any] | None) -> tuple[Any, Any] | None:
    if after is None:
        return None
    value, key = after
    return (cursor.as_kind(order.ordered_as, value) if order else None), cursor.as_kind(listing.key_kind, key)


def ordered(listing: Listing, text: str, asker: Asker) -> tuple[Column | None, bool]:
    """By which column a list is ordered, and whether falling. Raises Refusal for one that is none, or is reserved."""
    if not text:
        return None, False
    column = listing.column(text.removeprefix("-"))
    if column is None or not column.way:
        raise _wrong("order", NO_ORDER.fill(known=", ".join(listing.orders)))
    if column.field and not asker.sees_all(column.field):
        raise Refusal(403, HIDDEN.fill(column=column.key, who=seen_by(FIELDS[column.field])))
    return column, text.startswith("-")


def _fields(listing: Listing, text: str | None) -> frozenset[str]:
    every = frozenset(one.key for one in listing.columns)
    asked = frozenset(part.strip() for part in (text or "").split(",") if part.strip())
    if asked - every:
        raise _wrong("fields", NO_FIELD.fill(known=", ".join(sorted(every))))
    return asked or every
