"""A cursor: where a list goes on, with all that was asked of it. Signed, so that it is only what clave gave out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from pydantic import TypeAdapter

from clave.api.listed.shape import Listing
from clave.api.problems import Refusal
from clave.base.words import _

SALT = "clave.api.cursor"
LONGEST = 4_000
NO_CURSOR = _("This is no cursor of this list: take the one of «next» as it is, or begin without any.")
OTHER = _("This cursor goes on with another question: send it alone, or begin without it.")


def given(listing: Listing, plain: Mapping[str, Any], after: tuple[Any, Any]) -> str:
    """The cursor of what comes after a row."""
    kept = {
        "l": listing.name,
        "q": {name: _kept(one) for name, one in plain.items()},
        "a": [_kept(one) for one in after],
    }
    return signing.dumps(kept, salt=SALT, compress=True)


def read(listing: Listing, text: str) -> tuple[dict[str, Any], list[Any]]:
    """What was asked, and after which row it goes on. Raises Refusal for what clave did not give out for this list."""
    try:
        kept = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise Refusal(422, NO_CURSOR) from error
    if kept["l"] != listing.name:
        raise Refusal(422, NO_CURSOR)
    return kept["q"], kept["a"]


def as_kind(kind: Any, kept: Any) -> Any:
    """A value of a cursor as the column has it."""
    return None if kept is None else TypeAdapter(kind).validate_python(kept)


def _kept(value: Any) -> Any:
    return (
        str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date | datetime) else value
    )
