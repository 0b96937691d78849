"""What a mail is made of: a subject and a few pieces, said in the reader's language as text and as simple HTML.

A letter is declared once as pieces; both forms are drawn from them, so that they never say different things. Styles
stand inline because mail programs drop style sheets; nothing is loaded from outside, so that nobody is traced."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from textwrap import fill
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from clave.base.words import Shown, _, said

Say = Shown | str
WIDTH = 78
_TWO_POINTS = re.compile(r"(?<!\.)\.\.(?!\.)")
HIDDEN = "\ue000"
"""Stands in a letter where a link goes that only its reader may see; a letter of no language writes this sign."""
LEAVE = _("Do not send me such mails any more")
ONLY_YOURS = _("(a link that only its reader sees)")


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    text: Say


@dataclass(frozen=True)
class Item:
    """One line of a list: its head, and what is said of it below."""

    head: Say
    more: tuple[Say, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list under a title."""

    title: Say
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Button:
    """Where to go, with the whole address."""

    label: Say
    address: str


Piece = Paragraph | Items | Button


@dataclass(frozen=True)
class Content:
    """A letter before it is said: `foot` says why somebody gets it."""

    subject: Say
    pieces: tuple[Piece, ...]
    foot: Say = ""


@dataclass(frozen=True)
class Letter:
    """A letter in one language, as it goes out."""

    subject: str
    text: str
    html: str


Template = Callable[[Mapping[str, Any]], Content]
LETTERS: dict[str, Template] = {}


def letter_of(name: str) -> Callable[[Template], Template]:
    """Declares a template under its name: a function from data to content."""

    def declare(template: Template) -> Template:
        LETTERS[name] = template
        return template

    return declare


def letter(name: str, data: Mapping[str, Any], language: str) -> Letter:
    """The letter `name` with `data`, said in `language` ('es' or 'en'); where `data` has `leave`, with that
    way out. Raises KeyError for a letter nobody declared."""
    content = LETTERS[name](data)
    if data.get("leave"):
        content = replace(content, pieces=(*content.pieces, Button(LEAVE, data["leave"])))
    subject = " ".join(_words(content.subject, language).split())  # a header has one line
    return Letter(subject, as_text(content, language), as_html(content, language))


def reveal(said: Letter, link: str) -> Letter:
    """The letter with its link in place, as only its reader gets it."""
    return Letter(said.subject, said.text.replace(HIDDEN, link), said.html.replace(HIDDEN, escape(link)))


def cover(said: Letter, language: str) -> Letter:
    """The letter as others may look at it: the link leads nowhere and says why."""
    words = ONLY_YOURS.say(language)
    return Letter(
        said.subject, said.text.replace(HIDDEN, words), said.html.replace(f'href="{HIDDEN}"', "").replace(HIDDEN, words)
    )


def _words(value: Say, language: str) -> str:
    """Said in a language; a name that ends in a point (S.A.) does not end a sentence in two."""
    return _TWO_POINTS.sub(".", said(value, language))


def as_text(content: Content, language: str) -> str:
    """The letter as plain text."""
    parts = [_text(piece, language) for piece in content.pieces]
    foot = ["-- \n" + fill(_words(content.foot, language), WIDTH)] if content.foot else []
    return "\n\n".join([*parts, *foot]) + "\n"


def _text(piece: Piece, language: str) -> str:
    if isinstance(piece, Paragraph):
        return "\n".join(fill(line, WIDTH) for line in _words(piece.text, language).splitlines())
    if isinstance(piece, Button):
        return f"{_words(piece.label, language)}:\n{piece.address}"
    return "\n".join(
        [_words(piece.title, language), *(line for item in piece.items for line in _lines(item, language))]
    )


def _lines(item: Item, language: str) -> Sequence[str]:
    head = fill(_words(item.head, language), WIDTH, initial_indent="  - ", subsequent_indent="    ")
    return [
        head,
        *(fill(_words(more, language), WIDTH, initial_indent="    ", subsequent_indent="    ") for more in item.more),
    ]


def as_html(content: Content, language: str) -> str:
    """The same letter for mail programs that draw."""
    template = _environment().get_template("letter.html")
    return template.render(content=content, language=language, said=lambda value: _words(value, language))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("clave.report"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda piece: type(piece).__name__
    return environment
