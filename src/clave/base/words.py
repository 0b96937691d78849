"""Texts that are written once in English and said later in the reader's language.

The chain knows no request and no language: it returns a `Text` (message id and named values), and whoever shows it
says it. A reason that was stored years ago is therefore still readable in either language.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

LANGUAGES = ("es", "en")
DOMAIN = "django"  # one catalogue for the chain and for the templates


class Shown(Protocol):
    """A value that knows how it is written in a language, such as a `Figure` or another `Text`."""

    def say(self, language: str) -> str:
        """The value as a reader of `language` expects it."""


@dataclass(frozen=True)
class Text:
    """A sentence: an English message id, its plural where it counts something, and its named values."""

    msgid: str
    values: tuple[tuple[str, object], ...] = ()
    plural: str = ""

    def fill(self, **values: object) -> Text:
        """The same sentence with these named values; later ones win."""
        return Text(self.msgid, tuple({**dict(self.values), **values}.items()), self.plural)

    def say(self, language: str = "es") -> str:
        """The sentence in `language` ('es' or 'en')."""
        values = dict(self.values)
        if self.plural:
            count = values.get("n", 0)
            pattern = catalogue(language).ngettext(self.msgid, self.plural, int(str(count)))
        else:
            pattern = catalogue(language).gettext(self.msgid) if self.msgid else ""
        return pattern.format(**{name: said(value, language) for name, value in values.items()}) if values else pattern

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True)
class Joined:
    """Several texts said one after another, with `separator` between them."""

    parts: tuple[Shown | str, ...]
    separator: str = ", "

    def say(self, language: str = "es") -> str:
        """All the parts in `language`."""
        return self.separator.join(said(part, language) for part in self.parts)


def _(msgid: str) -> Text:
    """Mark a sentence for the catalogues."""
    return Text(msgid)


def counted(singular: str, plural: str, n: int) -> Text:
    """A sentence that counts: the catalogue decides between `singular` and `plural` by `n`."""
    return Text(singular, (("n", n),), plural)


def joined(parts: Iterable[Shown | str], separator: str = ", ") -> Joined:
    """Several texts as one."""
    return Joined(tuple(parts), separator)


def said(value: object, language: str) -> str:
    """Any value in `language`: texts and figures say themselves, the rest is plain."""
    say: Callable[[str], str] | None = getattr(value, "say", None)
    return say(language) if say else str(value)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; English ids where there is none."""
    folder = files("clave").joinpath("locale")
    return gettext.translation(DOMAIN, str(folder), languages=[language], fallback=True)


def stored(value: object) -> Any:
    """A text, figure or plain value as JSON can keep it."""
    if isinstance(value, Text):
        kept: dict[str, Any] = {"text": value.msgid}
        if value.values:
            kept["values"] = {name: stored(inner) for name, inner in value.values}
        if value.plural:
            kept["plural"] = value.plural
        return kept
    if isinstance(value, Joined):
        return {"joined": [stored(part) for part in value.parts], "separator": value.separator}
    keep: Callable[[], Any] | None = getattr(value, "stored", None)
    return keep() if keep else value if isinstance(value, str | int | float | bool | None) else str(value)


Reader = Callable[[Mapping[str, Any]], object]
_READERS: dict[str, Reader] = {}


def reads(mark: str, reader: Reader) -> None:
    """Tell `recalled` how to read back values stored under `mark`."""
    _READERS[mark] = reader


def recalled(kept: Any) -> Any:
    """The opposite of `stored`."""
    if not isinstance(kept, Mapping):
        return kept
    if "text" in kept:
        values = tuple((name, recalled(inner)) for name, inner in kept.get("values", {}).items())
        return Text(kept["text"], values, kept.get("plural", ""))
    if "joined" in kept:
        return Joined(tuple(recalled(part) for part in kept["joined"]), kept["separator"])
    for mark, reader in _READERS.items():
        if mark in kept:
            return reader(kept)
    return json.dumps(kept, sort_keys=True)
