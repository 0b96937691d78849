"""`clave db`: where the state is kept. A process of its own, because the terminal knows nothing of the database."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.cli import inputs
from clave.cli.project import hand_over
from clave.cli.words import noted

TO = "CLAVE_MOVE_TO"
"""Where to, by the environment: an address on a command line is seen by everybody on the machine."""
app = typer.Typer(no_args_is_help=True, help=noted("The database of an installation: moving it to another one."))
Target = Annotated[
    str,
    typer.Argument(
        help=noted(
            "Address of the new, empty database: postgres://user@host:5432/clave or sqlite:////folder/clave.sqlite3. "
            "CLAVE_MOVE_TO where it holds a password."
        )
    ),
]
Check = Annotated[bool, typer.Option("--check", help=noted("Do all of it and take it back: nothing stays there."))]


@app.callback()
def database() -> None:
    """The database of an installation."""


@app.command(
    help=noted(
        "Move everything from SQLite to PostgreSQL or back, count and hash every table again, and say what to set. Stop "
        "clave first; the old database stays as it is."
    )
)
def move(target: Target = "", check: Check = False, json: inputs.Json = False, data: inputs.Data = None) -> None:
    """Hand over to the project's own entry point."""
    address = target or os.environ.get(TO, "")
    if not address:
        raise ClaveError(
            _("say where to."),
            where=TO,
            remedy=_("Write `clave db move postgres://user@host:5432/clave`, or put the address into CLAVE_MOVE_TO."),
        )
    os.environ[TO] = address
    hand_over(data, "move_database", *(["--check"] if check else []), *(["--json"] if json else []))
