"""English in the code, Spanish complete: every sentence has its translation, with the same named values."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.tree import SOURCE, kept_files, modules, parsed, place

SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"counted", "ngettext", "ngettext_lazy"}
SPANISH = SOURCE / "locale" / "es" / "LC_MESSAGES" / "django.po"
NAMED = re.compile(r"(?<!\{)\{(\w+)[^{}]*\}(?!\})|%\((\w+)\)[sd]")
UNNAMED = re.compile(r"(?<!\{)\{(?:\d*)(?:[:!][^{}]*)?\}(?!\})|(?<!%)%[sd]\b")


def marks(node: ast.AST) -> int:
    """How many message ids a call carries: one, two where it counts, none where it is no mark."""
    if not isinstance(node, ast.Call):
        return 0
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    return 1 if name in SINGLE else 2 if name in PLURAL else 0


def literals(node: ast.AST) -> list[str]:
    """The message ids written in a call; a computed one cannot be translated and is not among them."""
    arguments = node.args[: marks(node)] if isinstance(node, ast.Call) else []
    return [argument.value for argument in arguments if isinstance(argument, ast.Constant) and argument.value]


def in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        yield from literals(node)


def in_template(text: str) -> Iterator[str]:
    marked = io.BytesIO(templatize(text).encode())
    for _line, found, _comments, _context in extract(
        "python", marked, {"gettext": None, "_": None, "ngettext": (1, 2)}
    ):
        yield from (found,) if isinstance(found, str) else found


def said_in_the_code() -> dict[str, str]:
    """Message ids with the first file that says each."""
    found: dict[str, str] = {}
    for path in modules():
        for msgid in in_python(path.read_text(encoding="utf-8")):
            found.setdefault(msgid, place(path))
    for path in kept_files():
        if path.is_relative_to(SOURCE) and path.suffix in {".html", ".txt"}:
            for msgid in in_template(path.read_text(encoding="utf-8")):
                found.setdefault(msgid, place(path))
    return found


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def names(text: str) -> set[str]:
    return {first or second for first, second in NAMED.findall(text)}


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def catalogues() -> list[Path]:
    return [path for path in kept_files() if path.suffix == ".po"]


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with SPANISH.open("rb") as file:
        return read_po(file, locale="es")


def test_every_sentence_of_the_code_is_in_spanish(spanish: Catalog) -> None:
    known = {form for message in entries(spanish) for form in forms(message.id)}
    missing = {msgid: where for msgid, where in said_in_the_code().items() if msgid not in known}
    assert missing == {}


@pytest.mark.parametrize("path", catalogues(), ids=place)
def test_no_entry_is_empty_fuzzy_or_with_other_values(path: Path) -> None:
    with path.open("rb") as file:
        messages = entries(read_po(file))
    assert messages
    for message in messages:
        assert not message.fuzzy, message.id
        assert all(forms(message.string)), message.id
        allowed = set().union(*map(names, forms(message.id)))
        for form in forms(message.string):
            assert names(form) <= allowed, message.id
        if isinstance(message.id, str):
            assert names(message.string) == allowed, message.id


def test_sentences_are_written_out_with_named_values() -> None:
    unnamed = {msgid: where for msgid, where in said_in_the_code().items() if UNNAMED.search(msgid)}
    computed = {
        place(path, node)
        for path in modules()
        for node in ast.walk(parsed(path))
        if marks(node) and getattr(getattr(node, "func", None), "id", "") == "_" and not literals(node)
    }
    assert unnamed == {}, "a translator must be able to change the order: name the values"
    assert computed == set(), "only a written-out sentence can be translated"


TEMPLATE = """{% load i18n %}{% translate 'Hello' %}
{% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}"""


def test_the_search_finds_sentences() -> None:
    python = '_("One " "line"); counted("a line", "{n} lines", 3); _(name); gettext_lazy("Two")'
    assert list(in_python(python)) == ["One line", "a line", "{n} lines", "Two"]
    assert list(in_template(TEMPLATE)) == ["Hello", "one", "%(n)s many"]
    assert names("{money} of %(name)s, {share:.1f}") == {"money", "name", "share"}
    assert all(UNNAMED.search(text) for text in ("{} lines", "%s lines", "{0:.2f}"))
    assert not any(UNNAMED.search(text) for text in ("{n} lines", "5 % de", "{{}}"))
