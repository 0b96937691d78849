"""`clave audit`: the log of who did what. A process of its own, because the terminal knows nothing of the database."""

from __future__ import annotations

from typing import Annotated

import typer

from clave.cli import inputs
from clave.cli.project import hand_over
from clave.cli.words import noted

app = typer.Typer(no_args_is_help=True, help=noted("The log of who did what: whether anybody touched it."))
Kept = Annotated[str, typer.Option("--head", help=noted("An end of the chain that you kept elsewhere."))]


@app.command(
    help=noted("Read every event again: how many, and whether the chain is whole; exit code 1 if it is broken.")
)
def verify(head: Kept = "", json: inputs.Json = False, data: inputs.Data = None) -> None:
    """Hand over to the project's own entry point."""
    hand_over(data, "audit", "verify", *(["--head", head] if head else []), *(["--json"] if json else []))


@app.command(help=noted("Print where the chain ends, to keep it where nobody can change it."))
def head(data: inputs.Data = None) -> None:
    """Hand over to the project's own entry point."""
    hand_over(data, "audit", "head")
