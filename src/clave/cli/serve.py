"""`clave serve`: the web. A process of its own, because the terminal knows nothing of the web's floors."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from clave.cli.words import noted

HELP = noted("Start the web; on the first start it prints a one-time set-up link.")


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help=noted("Port on this machine."))] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help=noted("Build the demo company first, if there is none."))
    ] = False,
) -> None:
    """Hand over to the project's own entry point."""
    arguments = [sys.executable, "-m", "clave.project", "start", "--port", str(port), *([] if demo else ["--no-demo"])]
    os.execv(sys.executable, arguments)
