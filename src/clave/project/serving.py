"""Serving: the pages by granian, and the worker beside them."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from ipaddress import ip_address
from threading import Thread
from time import sleep

from django.conf import settings
from django.core.management import call_command
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from clave.base.errors import ClaveError
from clave.base.words import _
from clave.jobs.instance import the_only_one
from clave.project.supervising import Part, Patience, Supervisor

SPARE = 4
"""Threads besides those that work or wait: they say no to whoever comes then, and answer whoever watches."""
LAST_PORT = 65_535
MARGIN = 0.5
"""Seconds more than CLAVE_DRAIN before what has not ended is killed."""
PROBE = 0.1  # seconds between two questions whether the server listens already


def gather_assets() -> None:
    """Put the assets under their hashed names, where whitenoise finds them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def check_free(host: str, port: int) -> None:
    """Raise ClaveError where this address cannot be listened on.

    The server shares its port with whoever shares theirs, so a second one would silently take half the requests."""
    if not 1 <= port <= LAST_PORT:
        raise ClaveError(
            _("{port} is not a port.").fill(port=str(port)),
            where="--port",
            remedy=_("Choose a number from 1 to 65535, such as 8000."),
        )
    try:
        family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    except ValueError as error:
        raise ClaveError(
            _("«{host}» is not the number of an address of this machine.").fill(host=host),
            where="--host",
            remedy=_("Write 127.0.0.1 for this machine only, or 0.0.0.0 for the whole network."),
        ) from error
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has just ended does not count
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ClaveError(
                _("nothing can listen at {host}:{port}: {reason}.").fill(
                    host=host, port=str(port), reason=error.strerror or str(error)
                ),
                where="--port",
                remedy=_("End the program that uses it, or choose another one, such as --port {other}.").fill(
                    other=str(port + 1 if port < LAST_PORT else 8000)
                ),
            ) from error


def check_unserved() -> None:
    """Raise ClaveError where somebody serves this data already."""
    with the_only_one(settings.CLAVE_DATA, ""):
        pass


def serve(host: str, port: int, tell: Callable[[str], object]) -> None:
    """The web and the worker, until told to stop. Raises ClaveError where the address or the data is taken."""
    check_free(host, port)
    ours = (sys.executable, "-m", "clave.project")
    web = Part(_("The web"), (*ours, "web", "--with-parent", "--host", host, "--port", str(port)))
    worker = Part(_("The worker"), (*ours, "work", "--with-parent"))
    with the_only_one(settings.CLAVE_DATA, f"http://{_in_address(host)}:{port}"):
        Supervisor([web, worker], tell, Patience(grace=settings.CLAVE_DRAIN + MARGIN)).run()


def serve_pages(host: str, port: int, tell: Callable[[str], object]) -> None:
    """One process, with threads for CLAVE_AT_ONCE requests and for as many as may wait; tells the address once it answers,
    and returns when it was told to stop and has answered what was asked before. Raises ClaveError where the address is taken."""
    check_free(host, port)
    gather_assets()
    server = Server(
        "clave.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.CLAVE_AT_ONCE + settings.CLAVE_WAITING + SPARE,
        log_access=False,
        log_level=LogLevels.error,
    )
    address = _("clave is at {address} (Ctrl+C stops it)").fill(address=f"http://{_in_address(host)}:{port}")
    greeting = Thread(
        target=_once_it_answers, args=(host, port, lambda: tell(address.say(settings.LANGUAGE_CODE))), daemon=True
    )
    server.on_startup(greeting.start)
    server.serve()


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _once_it_answers(host: str, port: int, greet: Callable[[], object]) -> None:
    """The server listens only when its own child has loaded the pages, which takes seconds on a busy machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not _listens(here, port):
        sleep(PROBE)
    greet()


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
