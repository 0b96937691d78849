"""The catalogues: `messages.py extract | fill FILE.po… | compile | check`. No gettext binaries needed.

extract   update every catalogue from the code and the templates; what is gone is dropped; English fills itself
fill      take translations from PO files into the Spanish catalogue (only for sentences that are in use)
compile   write the .mo files
check     fail on an empty or fuzzy entry, a missing sentence, a placeholder that differs, or a stale .mo
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "clave"
LOCALE = SOURCE / "locale"
POLICY = SOURCE / "policy" / "default.toml"
LANGUAGES = ("es", "en")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "noted": None,
    "counted": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),  # type: ignore[dict-item]
    "gettext_noop": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}|%%")
Found = tuple[int, object, list[str], str | None]


def found_in_python(path: Path) -> Iterator[Found]:
    """Sentences marked in a Python file."""
    with path.open("rb") as file:
        yield from extract("python", file, KEYWORDS, (), {"encoding": "utf-8"})


def found_in_template(path: Path) -> Iterator[Found]:
    """Sentences marked in a template, which Django turns into something like Python for us."""
    python = templatize(path.read_text("utf-8"), origin=str(path))
    yield from extract("python", io.BytesIO(python.encode()), KEYWORDS, (), {"encoding": "utf-8"})


def found_in_policy(path: Path) -> Iterator[str]:
    """The reasons and sources of the policy clave ships: people read them in their language."""
    for entries in _dated(tomllib.loads(path.read_text("utf-8"))):
        yield from (entry[name] for entry in entries for name in ("reason", "source"))


def _dated(content: dict[str, Any]) -> Iterator[list[dict[str, str]]]:
    for inner in content.values():
        yield from [inner] if isinstance(inner, list) else _dated(inner)


def extracted() -> Catalog:
    """All sentences in use, with where they stand."""
    catalogue = Catalog(project="clave", charset="utf-8")
    paths = sorted(path for kind in ("*.py", "*.html", "*.txt") for path in SOURCE.rglob(kind))
    for path in paths:
        read = found_in_python if path.suffix == ".py" else found_in_template
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for _line, sentence, _comments, context in read(path):
            if sentence:
                where = (str(path.relative_to(SOURCE.parent)), 0)
                catalogue.add(sentence, locations=[where], context=context)  # type: ignore[arg-type]
    for sentence in found_in_policy(POLICY):
        catalogue.add(sentence)
    return catalogue


def path_of(language: str, kind: str) -> Path:
    """Where a catalogue lies: `po` or `mo`."""
    return LOCALE / language / "LC_MESSAGES" / f"django.{kind}"


def kept(language: str) -> Catalog:
    """The catalogue as it is on disk; empty before the first time."""
    path = path_of(language, "po")
    if not path.exists():
        return Catalog(locale=language, project="clave", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    """One sentence after another in their own order, without line numbers, so that a diff shows words only."""
    text = io.BytesIO()
    write_po(text, catalogue, width=120, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True)
    path = path_of(language, "po")
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = text.getvalue().decode().splitlines(keepends=True)
    moving = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid-Bugs-To', '"Last-Translator',
              '"Language-Team', "# FIRST AUTHOR", "# Copyright", "# This file", "# Translations template")  # fmt: skip
    path.write_text("".join(line for line in lines if not line.startswith(moving)), "utf-8")


def update() -> None:
    """Take the sentences in use into every catalogue."""
    template = extracted()
    for language in LANGUAGES:
        old, new = kept(language), Catalog(locale=language, project="clave", charset="utf-8")
        new.fuzzy = False
        for message in sentences(template):
            before = old.get(message.id, message.context)
            if before and before.pluralizable != message.pluralizable:
                before = None  # the sentence was counted before, or is only now
            words = before.string if before and filled(before) else english(message) if language == "en" else ""
            new.add(message.id, words, context=message.context)
        write(language, new)


def english(message: Message) -> str | tuple[str, ...]:
    """The English catalogue says what the code says."""
    return message.id if isinstance(message.id, str) else tuple(message.id)


def sentences(catalogue: Catalog) -> list[Message]:
    """Every entry but the header."""
    return [message for message in catalogue if message.id]


def filled(message: Message) -> bool:
    """Whether every form has words."""
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return bool(forms) and all(forms) and not message.fuzzy


def fill(paths: list[Path]) -> int:
    """Take translations from other PO files; returns how many sentences they filled. A later file wins."""
    spanish, count = kept("es"), 0
    for path in paths:
        with path.open("rb") as file:
            given = read_po(file, locale="es")
        for message in sentences(given):
            mine = spanish.get(message.id, message.context)
            if mine is not None and filled(message) and mine.string != message.string:
                mine.string, count = message.string, count + 1
    write("es", spanish)
    return count


def compiled(language: str) -> bytes:
    """The .mo file as it should be."""
    text = io.BytesIO()
    write_mo(text, kept(language))
    return text.getvalue()


def placeholders(text: str) -> set[str]:
    """Names in braces or in %(…)s."""
    return {first or second for first, second in PLACEHOLDER.findall(text) if first or second}


def faults(language: str, template: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, one sentence each."""
    catalogue = kept(language)
    used = {(str(message.id), message.context) for message in sentences(template)}
    there = {(str(message.id), message.context) for message in sentences(catalogue)}
    for sentence, _context in sorted(used - there, key=str):
        yield f"{language}: missing {sentence!r}; run `extract`."
    for sentence, _context in sorted(there - used, key=str):
        yield f"{language}: no longer used {sentence!r}; run `extract`."
    for message in sentences(catalogue):
        if not filled(message):
            yield f"{language}: empty or fuzzy {message.id!r}."
        else:
            yield from strange(language, message)
    path = path_of(language, "mo")
    if not path.exists() or path.read_bytes() != compiled(language):
        yield f"{language}: the .mo file is stale; run `compile`."


def strange(language: str, message: Message) -> Iterator[str]:
    """Placeholders that the translation invents or loses (a plural form may leave the number out)."""
    originals = (message.id,) if isinstance(message.id, str) else message.id
    translated = (message.string,) if isinstance(message.string, str) else message.string
    allowed = set().union(*map(placeholders, originals))
    needed = placeholders(originals[-1])
    for form in translated:
        if placeholders(form) - allowed or (form == translated[-1] and needed - placeholders(form)):
            yield f"{language}: placeholders differ in {message.id!r}."


def main(arguments: list[str]) -> int:
    """Run one command; 0 = good."""
    settings.configure(USE_I18N=True)
    match arguments:
        case ["extract"]:
            update()
        case ["fill", *paths] if paths:
            sys.stdout.write(f"{fill([Path(path) for path in paths])} sentences filled.\n")
        case ["compile"]:
            for language in LANGUAGES:
                path_of(language, "mo").write_bytes(compiled(language))
        case ["check"]:
            template = extracted()
            wrong = [fault for language in LANGUAGES for fault in faults(language, template)]
            complete = f"{len(sentences(template))} sentences complete in {' and '.join(LANGUAGES)}."
            sys.stdout.write(("\n".join(wrong) or complete) + "\n")
            return 1 if wrong else 0
        case _:
            sys.stdout.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
