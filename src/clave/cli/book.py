"""`clave book`: the versions of the stored book, and the way back."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.figures import number
from clave.base.words import _
from clave.cli import inputs
from clave.cli.show import SCREEN
from clave.cli.words import language, noted

app = typer.Typer(no_args_is_help=True, help=noted("The versions of the stored book: list them, undo, go back."))


@app.command("versions", help=noted("Every version: when, by whom, from which files."))
def versions(data: inputs.Data = None) -> None:
    """List the versions, newest first."""
    spoken = language()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Version"), _("When"), _("By"), _("What"), _("Files"), _("Invoice lines")):
        table.add_column(header.say(spoken))
    for version in inputs.fact_store(data).versions():
        rows = dict(version.rows).get("invoice_line", 0)
        mark = " ●" if version.current else ""
        files = ", ".join(file.name for file in version.files)
        table.add_row(
            f"{version.version}{mark}", f"{version.at:%Y-%m-%d %H:%M}", version.by, version.action, escape(files),
            number(rows, 0, spoken),
        )  # fmt: skip
    SCREEN.print(table)


@app.command("undo", help=noted("Take back the last import."))
def undo(data: inputs.Data = None) -> None:
    """Make the content before the last import current again; another undo goes further back."""
    version = inputs.fact_store(data).undo(now=datetime.now().astimezone(), by=getpass.getuser())
    _told(version)


@app.command("reopen", help=noted("Make an earlier version the current book."))
def reopen(
    version: Annotated[int, typer.Argument(min=0, help=noted("Number of the version."))], data: inputs.Data = None
) -> None:
    """Go to any earlier version; an undo takes that back."""
    _told(inputs.fact_store(data).reopen(version, now=datetime.now().astimezone(), by=getpass.getuser()))


def _told(version: int) -> None:
    SCREEN.print(_("The book is now at version {version}.").fill(version=version).say(language()), highlight=False)
