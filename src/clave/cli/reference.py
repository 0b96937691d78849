"""The reference of the commands, generated from the commands themselves: `python -m clave.cli.reference FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from clave.base.words import _
from clave.cli.app import app
from clave.cli.words import translate

PAGES = {"es": "comandos.md", "en": "commands.md"}
TITLE = _("Commands")
HOW = _("Written from the code by `make docs`. CLAVE_LANG=es or en chooses the language of the terminal.")
EXITS = _("Every command ends with 0 when done, 1 when something a person can mend stopped it, 2 when it was misused.")


def markdown(language: str) -> str:
    """The page: every command with its help, arguments and options."""
    command = typer.main.get_command(app)
    translate(command, language)
    lines = [f"# {TITLE.say(language)}", "", HOW.say(language), "", EXITS.say(language)]
    for name, inner in _commands(command, "clave"):
        lines += ["", f"## {name}", "", inner.help or "", *_options(inner, language)]
    return "\n".join(lines) + "\n"


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    if not children:
        yield name, command
    for child, inner in children.items():
        yield from _commands(inner, f"{name} {child}")


def _options(command: Any, language: str) -> list[str]:
    rows = [
        f"| `{' '.join(parameter.opts) if parameter.param_type_name == 'option' else parameter.name.upper()}` "
        f"| {(parameter.help or '').replace('|', chr(92) + '|')} |"
        for parameter in command.params
        if parameter.name != "help"
    ]
    heads = [text.say(language) for text in (_("Option"), _("Meaning"))]
    return ["", f"| {heads[0]} | {heads[1]} |", "|---|---|", *rows] if rows else []


if __name__ == "__main__":
    for spoken, page in PAGES.items():
        (Path(sys.argv[1]) / page).write_text(markdown(spoken), "utf-8")
