"""A page or a thing as it is answered: typed, with what is reserved said as such, under an ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field, create_model

from clave.api.asking import Asker
from clave.api.listed import cursor
from clave.api.listed.question import class_of
from clave.api.listed.shape import Column, Listing, Look, Question
from clave.store.fields import FIELDS, reserved

RESERVED = (
    "Fields that whom the key acts for may not see of this account, each with who sees it: their value is null, no zero"
)
JSON = "application/json"


class Basis(BaseModel):
    """From what a list was made: what does not apply is null."""

    number: int | None = Field(default=None, description="Of the list, the plan, the ledger, the reckoning")
    as_of: date | None = None
    made_at: datetime | None = None
    currency: str | None = None
    facts: str | None = Field(default=None, description="Version of the facts")
    policy: str | None = Field(default=None, description="Version of the policy")
    remarks: list[str] = Field(default_factory=list, description="What to know before it is used")


def thing_of(listing: Listing, ending: str = "") -> type[BaseModel]:
    """One thing of a list, as pydantic writes it."""
    named: dict[str, Any] = {
        one.key: (one.kind | None, Field(default=None, description=one.means or None)) for one in listing.columns
    }
    hidden: Any = (dict[str, str], Field(default_factory=dict, description=RESERVED))
    model: type[BaseModel] = create_model(
        f"{class_of(listing.name)}{ending or 'Item'}", __doc__=listing.means, **named, reserved=hidden
    )
    return model


def page_of(listing: Listing, thing: type[BaseModel]) -> type[BaseModel]:
    """A page of a list, as pydantic writes it."""
    model: type[BaseModel] = create_model(
        f"{class_of(listing.name)}Page",
        items=(list[thing], Field()),  # type: ignore[valid-type]
        next=(str | None, Field(default=None, description="The cursor of what follows; null at the end")),
        count=(int | None, Field(default=None, description="How many there are in all, where it was asked")),
        basis=(Basis, Field()),
    )
    return model


def said(listing: Listing, thing: type[BaseModel], row: Any, look: Look, fields: frozenset[str]) -> BaseModel:
    """A row as it is answered: only these fields; what is reserved is null and named with who sees it."""
    given, hidden = values(listing, row, look, fields)
    return thing(**given, **({"reserved": hidden} if hidden else {}))


def values(listing: Listing, row: Any, look: Look, fields: frozenset[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a row by column, and what is reserved of it with who sees it."""
    hidden = {
        one.key: look.say(reserved(FIELDS[one.field]))
        for one in listing.columns
        if one.key in fields and _tells(one, row) and not _sees(look.asker, one.field, listing.accounts(row))
    }
    given = {one.key: None if one.key in hidden else one.of(row, look) for one in listing.columns if one.key in fields}
    return given, hidden


def _tells(one: Column, row: Any) -> bool:
    """Whether it tells a reserved figure in this row."""
    return bool(one.field) and (one.only is None or one.only(row))


def _sees(asker: Asker, field: str, accounts: tuple[str, ...]) -> bool:
    """Whether they see it of every account that the row is about; of a row about none, only who sees it of all."""
    return all(asker.sees(field, one) for one in accounts) if accounts else asker.sees_all(field)


def look_at(listing: Listing, asker: Asker, asked: Mapping[str, Any], rows: Sequence[Any]) -> Look:
    """What the columns of these rows read with."""
    return Look(asker, asked, listing.around(asker, rows) if listing.around else None)


def cursor_of(listing: Listing, question: Question, after: tuple[Any, Any] | None) -> str | None:
    """Where the list goes on; None at its end."""
    return None if after is None else cursor.given(listing, question.plain, after)


def answered(request: HttpRequest, body: BaseModel) -> HttpResponse:
    """As JSON under its ETag, or 304 where whoever asks has this very one."""
    text = body.model_dump_json(exclude_unset=True)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponse(status=304) if etag in asked else HttpResponse(text, content_type=JSON)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Authorization"
    return response
