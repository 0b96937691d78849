"""`clave serve` and `clave ready`: the web and the worker, and whether they can work. A process of its own, because the
terminal knows nothing of the web's floors."""

from __future__ import annotations

import json as notation
import os
import sys
from collections.abc import Mapping
from http.client import HTTPException
from typing import Annotated, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import typer

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.cli import inputs
from clave.cli.words import language, noted
from clave.jobs.instance import who_serves

HELP = noted("Start the web and the worker; on the first start it prints a one-time set-up link.")
HELP_READY = noted("Ask the clave that runs with these data whether it can work; exit code 1 if it cannot.")
PATIENCE = 10.0  # seconds
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help=noted("Port on this machine."))] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help=noted("Build the demo company first, if there is none."))
    ] = False,
    host: Annotated[
        str, typer.Option(help=noted("Address to listen at: 127.0.0.1 for this machine only, 0.0.0.0 for the network."))
    ] = "127.0.0.1",
) -> None:
    """Hand over to the project's own entry point."""
    arguments = ["--host", host, "--port", str(port), *([] if demo else ["--no-demo"])]
    os.execv(sys.executable, [sys.executable, "-m", "clave.project", "start", *arguments])


def ready(data: inputs.Data = None, json: inputs.Json = False) -> None:
    """Ask /readyz where the data folder says that somebody serves."""
    folder = inputs.data_folder(data)
    who = who_serves(folder) if folder.is_dir() else ""
    if not who:
        raise ClaveError(
            _("nobody serves these data."), where=str(folder), remedy=_("Start it: `clave serve`."),
        )  # fmt: skip
    told = asked(_here(who.partition(",")[0]))
    if json:
        typer.echo(notation.dumps(told, ensure_ascii=False))
    else:
        words = told["words"] or [_("clave can work: {who}.").fill(who=who).say(language())]
        typer.echo("\n".join(words))
    if told["status"] != "ready":
        raise typer.Exit(1)


def _here(address: str) -> str:
    """Where this machine reaches what listens at an address, such as everywhere."""
    parts = urlsplit(address)
    host = EVERYWHERE.get(parts.hostname or "", parts.hostname or "")
    return f"http://{f'[{host}]' if ':' in host else host}:{parts.port}"


def asked(address: str) -> Mapping[str, Any]:
    """What /readyz says there. Raises ClaveError where nobody answers, or somebody else does."""
    try:
        with build_opener(ProxyHandler({})).open(address + "/readyz", timeout=PATIENCE) as answer:
            body = answer.read()
    except HTTPError as refused:
        with refused:
            body = refused.read()
    except (OSError, HTTPException) as error:
        raise ClaveError(
            _("clave does not answer."), where=address, remedy=_("Wait until it has started, or look at its log.")
        ) from error
    try:
        told = notation.loads(body)
        return {"status": told["status"], "parts": told["parts"], "words": list(told["words"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ClaveError(
            _("somebody else answers there."), where=address, remedy=_("See which program uses that port.")
        ) from error
