"""`clave demo`: the files of a plausible manufacturer, to try everything with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clave.base.words import _
from clave.cli.show import SCREEN
from clave.cli.words import language, noted
from clave.demo.company import build
from clave.demo.export import export

HELP = noted("Write the demo company's files, as an ERP would export them.")


def demo(
    folder: Annotated[Path, typer.Argument(help=noted("Folder to write into."))] = Path("demo"),
    parquet: Annotated[
        bool, typer.Option("--parquet", help=noted("Parquet files instead of an ERP's exports."))
    ] = False,
) -> None:
    """Build the demo company from its seed and write its files."""
    spoken = language()
    folder.mkdir(parents=True, exist_ok=True)
    written = export(build(), folder, style="parquet" if parquet else "erp")
    for path in written:
        SCREEN.print(str(path), highlight=False)
    SCREEN.print(
        _("Now try: clave rank {folder}/*.csv {folder}/*.xlsx").fill(folder=str(folder)).say(spoken), markup=False
    )
