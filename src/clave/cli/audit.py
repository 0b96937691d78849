"""`clave audit`: the log of who did what. A process of its own, because the terminal knows nothing of the database."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.cli import inputs
from clave.cli.words import language, noted

app = typer.Typer(no_args_is_help=True, help=noted("The log of who did what: whether anybody touched it."))
Kept = Annotated[str, typer.Option("--head", help=noted("An end of the chain that you kept elsewhere."))]


@app.command(
    help=noted("Read every event again: how many, and whether the chain is whole; exit code 1 if it is broken.")
)
def verify(head: Kept = "", json: inputs.Json = False, data: inputs.Data = None) -> None:
    """Hand over to the project's own entry point."""
    _hand_over(data, "verify", *(["--head", head] if head else []), *(["--json"] if json else []))


@app.command(help=noted("Print where the chain ends, to keep it where nobody can change it."))
def head(data: inputs.Data = None) -> None:
    """Hand over to the project's own entry point."""
    _hand_over(data, "head")


def _hand_over(data: inputs.Data, *arguments: str) -> None:
    folder = inputs.data_folder(data)
    if not folder.is_dir():
        raise ClaveError(
            _("there is no installation here."),
            where=str(folder),
            remedy=_("Name its data folder with --data or CLAVE_DATA."),
        )
    command = [sys.executable, "-m", "clave.project", "audit", *arguments]
    environment = {**os.environ, "CLAVE_DATA": str(folder), "CLAVE_LANGUAGE": language()}
    os.execve(sys.executable, command, environment)
