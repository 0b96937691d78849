"""From what somebody typed into a form to a value of policy: numbers as people write them, shares as percentages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.errors import ClaveError
from clave.base.typed import number_of, quoted
from clave.base.words import Text, _
from clave.policy.shape import Value

PERCENT = 100
DIGITS = 12  # of a share: typing 7 % gives 0.07, not 0.07000000000000001


def typed(value: Value[Any], text: str, language: str = "es") -> Any:
    """What `text` says for a value of one field: a number, a word, or one word a line. None = not set.

    A share is typed as a percentage. Raises ClaveError with what it may be."""
    bare = text.strip()
    if value.kind == "words":
        return _checked(value, [line.strip() for line in bare.splitlines() if line.strip()], bare)
    if value.kind in ("choice", "cron"):
        return _checked(value, bare, bare)
    if not bare and value.optional:
        return None
    return _checked(value, _number(value, bare, language), bare)


def typed_parts(value: Value[Any], given: Mapping[str, str], language: str = "es") -> Any:
    """What was typed beside each of the known words: whole numbers or weights; an empty field is none."""
    numbers = {}
    for name, text in given.items():
        if name in value.known and text.strip():
            found = number_of(text, language)
            if found is None:
                raise ClaveError(_("«{text}» is not a number.").fill(text=text.strip()), where=name)
            numbers[name] = int(found) if value.kind == "counts" and found == int(found) else found
    if value.optional and not any(numbers.values()):
        return None
    return _checked(value, {name: number for name, number in numbers.items() if number}, str(dict(given)))


def expects(value: Value[Any]) -> Text:
    """What may be typed, in the units in which it is typed."""
    if value.kind in ("share", "level"):
        return _("a percentage from 0 to 100, such as 7.5")
    if value.unit == "share":
        return _("a percentage, such as 12") if value.check(0) is not None else _("a percentage above 0, such as 12")
    return value.expects


def _number(value: Value[Any], text: str, language: str) -> float | int:
    found = number_of(text, language)
    if found is None:
        raise _refused(value, text)
    if value.unit == "share":
        return round(found / PERCENT, DIGITS)
    return int(found) if value.kind == "whole" and found == int(found) else found


def _checked(value: Value[Any], found: Any, text: str) -> Any:
    right = value.check(found)
    if right is None:
        raise _refused(value, text)
    return right


def _refused(value: Value[Any], text: str) -> ClaveError:
    if not text:
        return ClaveError(_("It is empty, and it must be {expects}.").fill(expects=expects(value)), where=value.key)
    shown = quoted(text)
    return ClaveError(
        _("«{text}» is not possible: it must be {expects}.").fill(text=shown, expects=expects(value)), where=value.key
    )
