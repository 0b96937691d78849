"""Serving by granian."""

from __future__ import annotations

from django.core.management import call_command
from granian.constants import Interfaces
from granian.server import Server

THREADS = 8


def gather_assets() -> None:
    """Put the assets under their hashed names, where whitenoise finds them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(host: str, port: int) -> None:
    """One process, eight threads; returns when it is told to stop."""
    gather_assets()
    Server(
        "clave.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
