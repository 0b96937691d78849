"""A line to a server that can be cut in the middle of a word, or go silent without hanging up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 4096


@dataclass
class Line:
    """Where it listens; `after` bytes of the server's answers it does `what`: 'cut', 'silence', or nothing."""

    port: int
    after: int = 0
    what: str = ""
    came: int = 0
    open: list[socket.socket] = field(default_factory=list)

    def breaks(self) -> bool:
        """Whether so much came that it breaks now."""
        return bool(self.what) and self.came >= self.after


@contextmanager
def line_to(host: str, port: int) -> Iterator[Line]:
    """A proxy in front of a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(listener.getsockname()[1])
        threading.Thread(target=_answer, args=(listener, line, (host, port)), daemon=True).start()
        try:
            yield line
        finally:
            for one in line.open:
                with suppress(OSError):
                    one.close()


def _answer(listener: socket.socket, line: Line, server: tuple[str, int]) -> None:
    while True:
        try:
            ours, _where = listener.accept()
        except OSError:
            return
        theirs = socket.create_connection(server)
        line.open += [ours, theirs]
        threading.Thread(target=_carry, args=(ours, theirs, line, False), daemon=True).start()
        threading.Thread(target=_carry, args=(theirs, ours, line, True), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket, line: Line, counted: bool) -> None:
    with suppress(OSError):
        while said := one.recv(PIECE):
            line.came += len(said) if counted else 0
            if counted and line.breaks():
                if line.what == "silence":
                    return  # nobody hangs up, and nothing comes any more
                break
            other.sendall(said)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
