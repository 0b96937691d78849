"""Serving by granian."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from clave.base.errors import ClaveError
from clave.base.words import _

THREADS = 8


def gather_assets() -> None:
    """Put the assets under their hashed names, where whitenoise finds them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def claim(host: str, port: int) -> None:
    """Say it in a sentence where the port is taken: the server itself would share it, and half the pages would be
    another's."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise ClaveError(
                _("port {port} of {host} is taken: perhaps clave is running already.").fill(port=port, host=host)
                if taken
                else _("{host}:{port} cannot be served: {reason}.").fill(
                    host=host, port=port, reason=error.strerror or str(error)
                ),
                remedy=_("Stop what is there, or choose another with --port."),
            ) from error


def serve(host: str, port: int, tell: Callable[[str], object]) -> None:
    """One process, eight threads; tells the address once it answers, and returns when it is told to stop."""
    claim(host, port)
    gather_assets()
    server = Server(
        "clave.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.error,
    )
    address = _("clave is at {address} (Ctrl+C stops it)").fill(address=f"http://{host}:{port}")
    server.on_startup(lambda: tell(address.say(settings.LANGUAGE_CODE)))
    server.serve()
