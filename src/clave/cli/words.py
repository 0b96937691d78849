"""In which language the terminal speaks, and how help texts are marked for the catalogues."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from clave.base.words import LANGUAGES, Text


def language(environment: Mapping[str, str] = os.environ) -> str:
    """CLAVE_LANG where it is 'es' or 'en', else Spanish."""
    asked = environment.get("CLAVE_LANG", "")[:2].lower()
    return asked if asked in LANGUAGES else "es"


def noted(msgid: str) -> str:
    """Mark a help text for the catalogues; `translate` says it when the command line is built."""
    return msgid


def translate(command: Any, spoken: str) -> None:
    """Put the help of a typer command, its options and its subcommands into `spoken`."""
    if command.help:
        command.help = Text(command.help).say(spoken)
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = Text(text).say(spoken)
    for inner in getattr(command, "commands", {}).values():
        translate(inner, spoken)
