"""`clave mail`: whether mails arrive. A process of its own, because the terminal knows nothing of the database."""

from __future__ import annotations

from typing import Annotated

import typer

from clave.cli import inputs
from clave.cli.project import hand_over
from clave.cli.words import noted

app = typer.Typer(no_args_is_help=True, help=noted("The mail that clave sends."))


@app.callback()
def mail() -> None:
    """Keeps `test` a command of its own while it is the only one."""


@app.command(
    "test", help=noted("Send a trial mail through CLAVE_SMTP, and say how it went; exit code 1 if it did not go.")
)
def trial(
    address: Annotated[str, typer.Argument(help=noted("Where to send it."))],
    data: inputs.Data = None,
) -> None:
    """Hand over to the project's own entry point."""
    hand_over(data, "mail", "test", address)
