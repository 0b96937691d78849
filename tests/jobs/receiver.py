"""A system that receives webhooks, for real: it keeps what came, and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Plan = int | tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """What came in, and what is answered: the plans one after the other, then always the last one."""

    port: int = 0
    plans: list[Plan] = field(default_factory=lambda: [204])
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/clave?a=1"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.came]

    def plan(self) -> Plan:
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]


def dripping(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends a byte of a header now and then, for ever: each of them in time."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        end = time.monotonic() + seconds
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while time.monotonic() < end:
            try:
                handler.wfile.write(b"a")
                handler.wfile.flush()
            except OSError:
                return
            threading.Event().wait(0.1)

    return drip


def noise(handler: BaseHTTPRequestHandler) -> None:
    """What is no HTTP at all."""
    handler.wfile.write(b"\x00\x01\x02 nothing of the kind\r\n\r\n")


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    """Nothing at all."""
    handler.connection.close()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on this machine."""
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            here.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            plan = here.plan()
            if callable(plan):
                plan(self)
                self.close_connection = True
                return
            status, headers, answer = (plan, {}, b"") if isinstance(plan, int) else plan
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
