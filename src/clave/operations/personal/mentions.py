"""Where a text mentions a person: by name, mail address or telephone, whatever the case, the accents and the spacing.

Sure: the whole name, the first name with any later one, the address, the number. Possible: a single word of the name, looked for
only where the person is known to be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clave.base.folding import folded

NEUTRAL = "persona borrada"
"""What stands where the name of an erased person stood."""
SHORTEST_WORD, SHORTEST_PHONE, AROUND = 4, 7, 60
_VARIANTS = {
    "a": "aáàâäãåā", "c": "cç", "e": "eéèêëē", "i": "iíìîïī", "n": "nñń", "o": "oóòôöõøō", "u": "uúùûüū", "y": "yýÿ",
}  # fmt: skip
_MARKS = "[\u0300-\u036f]*"


@dataclass(frozen=True)
class Span:
    """One mention: from where to where, and whether it is surely this person."""

    start: int
    end: int
    sure: bool


@dataclass(frozen=True)
class Sought:
    """Who is looked for. What is empty or too short to mean anybody is not looked for."""

    name: str
    email: str = ""
    phone: str = ""

    @cached_property
    def surely(self) -> re.Pattern[str] | None:
        """What nobody else is called."""
        words = folded(self.name).split()
        later = [word for word in words[1:] if len(word) >= SHORTEST_WORD]
        names = [words] if len(words) > 1 or len(self.name) >= SHORTEST_WORD else []
        if len(words) > 2:
            names += [[words[0], word] for word in later]
        parts = [_bounded(r"\s+".join(map(_letters, one))) for one in names]
        if self.email:
            parts.append(rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-])")
        if number := _number(self.phone):
            parts.append(number)
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    @cached_property
    def maybe(self) -> re.Pattern[str] | None:
        """Single words of the name."""
        words = [word for word in folded(self.name).split() if len(word) >= SHORTEST_WORD]
        parts = [_bounded(_letters(word)) for word in words]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def spans(self, text: str, *, near: bool = False) -> list[Span]:
        """Every mention in a text, in order; `near` = the text belongs to the person, so single words count as possible."""
        sure = [] if self.surely is None else [Span(*one.span(), True) for one in self.surely.finditer(text)]
        if not near or self.maybe is None:
            return sure
        loose = [Span(*one.span(), False) for one in self.maybe.finditer(text)]
        free = [one for one in loose if not any(one.start < held.end and held.start < one.end for held in sure)]
        return sorted(sure + free, key=lambda one: one.start)


def snippet(text: str, spans: list[Span]) -> str:
    """The words around the first mention."""
    first = spans[0]
    start, end = max(0, first.start - AROUND), min(len(text), first.end + AROUND)
    return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"


def without(text: str, spans: list[Span], neutral: str = NEUTRAL) -> str:
    """The text with every mention replaced."""
    for one in sorted(spans, key=lambda span: -span.start):
        text = text[: one.start] + neutral + text[one.end :]
    return text


def texts_of(value: Any) -> Iterator[str]:
    """Every text inside of what JSON holds, names of fields included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """What JSON holds, with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(str(key)): changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [changed(inner, change) for inner in value]
    return value


def _letters(word: str) -> str:
    return "".join(f"[{_VARIANTS[one]}]{_MARKS}" if one in _VARIANTS else re.escape(one) + _MARKS for one in word)


def _bounded(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _number(phone: str) -> str:
    """The last ten digits of a number (all, where it has fewer), however they are spaced."""
    digits = re.sub(r"\D", "", phone)[-10:]
    if len(digits) < SHORTEST_PHONE:
        return ""
    return r"(?<!\d)(?:\+?\d{1,3}[\s().-]*)?" + r"[\s().-]*".join(digits) + r"(?!\d)"
