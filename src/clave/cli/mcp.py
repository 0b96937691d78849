"""`clave mcp`: clave for an assistant. A process of its own, because the terminal knows nothing of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clave.cli import inputs
from clave.cli.project import hand_over
from clave.cli.words import noted

HELP = noted(
    "Answer an assistant on this machine (Model Context Protocol over stdin and stdout): it reads what the person of a key may "
    "read, and changes nothing."
)


def mcp(
    key_file: Annotated[
        Path | None,
        typer.Option("--key-file", help=noted("A file that holds the key alone; without it CLAVE_MCP_KEY is read.")),
    ] = None,
    data: inputs.Data = None,
) -> None:
    """Hand over to the project's own entry point."""
    hand_over(data, "mcp", *(["--key-file", str(key_file.absolute())] if key_file else []))
