"""Keys and stamps of a database as texts that a run keeps, and back as the database compares them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from clave.base.folding import folded
from clave.base.words import _
from clave.facts.sources.port import WRONG, SourceError

_TYPES: dict[str, Any] = {
    "i": int, "s": str, "n": Decimal, "f": float, "t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID,
}  # fmt: skip


def key_text(value: Any) -> str:
    """A key with its type: `i:12`, `s:FV-12`; '' for none."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{'t' if isinstance(value, datetime) else 'd'}:{value.isoformat()}"
    marks = {int: "i", Decimal: "n", float: "f", UUID: "u"}
    mark = next((mark for kind, mark in marks.items() if isinstance(value, kind)), "s")
    return f"{mark}:{value}"


def key_value(text: str) -> Any:
    """The opposite of `key_text`."""
    mark, _colon, rest = text.partition(":")
    return _TYPES[mark](rest) if text else None


def same_key(one: Any, other: Any) -> bool:
    """Whether two keys may be one to the database: it may not tell case, accents and blanks at the end apart."""
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other)
    return bool(one == other)


def stamp_text(value: Any, where: str) -> str:
    """A stamp as `port.Mark` has it. Raises SourceError where it is neither a moment, a day nor a whole number."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value()):
        return str(int(value))
    text = str(value)
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise SourceError(
            WRONG,
            _(
                "the column that says when a row was written holds «{value}», which is no moment and no whole number."
            ).fill(value=text[:60]),
            where=where,
            remedy=_("Name another column, or leave it empty: then every pull is a full one."),
        ) from error
    return text


def stamp_value(text: str, like: Any) -> Any:
    """A stamp as the database compares it, in the type that its column has (`like` is one of its values)."""
    if isinstance(like, datetime):
        found = datetime.fromisoformat(text)
        return found if found.tzinfo or not like.tzinfo else found.replace(tzinfo=like.tzinfo)
    if isinstance(like, date):
        return datetime.fromisoformat(text).date()
    return text if isinstance(like, str) else int(text)
