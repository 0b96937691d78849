"""The web and the worker under one small supervisor: what dies is started again, and what must end ends in order.

Each part is a fresh process in a group of its own: the engine of the facts does not survive a fork, and what a dead
part leaves behind (the server's own child) goes with its group."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from types import FrameType

from django.conf import settings

from clave.base.words import Text, _

STANDARD_INPUT = 0
LOOK = 0.2
"""Seconds between two looks at the parts."""


@dataclass(frozen=True)
class Patience:
    """Seconds. `first` and `longest` wait before a part that died is started again, twice as long each time; after
    `steady` seconds of life it counts as a new mishap. `grace`: what a part gets to end; a container is killed after
    ten."""

    first: float = 1
    longest: float = 30
    steady: float = 60
    grace: float = 9.5


@dataclass
class Part:
    """A process that is kept running: what it is called, and its command."""

    name: Text
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default=0, init=False)
    due: float = field(default=0, init=False)
    wait: float = field(default=0, init=False)

    def start(self, now: float) -> None:
        """A fresh process; it ends by itself when its standard input does, which is when the supervisor is gone."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, process_group=0)
        self.started = now

    def mourn(self, now: float, patience: Patience) -> int:
        """Note that it died, and when it is due again. The code it ended with."""
        code = self.bury()
        lived = now - self.started
        self.wait = patience.first if lived > patience.steady or not self.wait else min(self.wait * 2, patience.longest)
        self.due = now + self.wait
        return code

    def bury(self) -> int:
        """Kill what is left of its group, and let go of it. The code its first process ended with."""
        assert self.process is not None
        self.signal(signal.SIGKILL)
        code = self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None
        return code

    def signal(self, number: int) -> None:
        """To the whole group where it is to be killed, to its first process otherwise, which ends its own."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                (os.killpg if number == signal.SIGKILL else os.kill)(self.process.pid, number)

    @property
    def running(self) -> bool:
        """Whether its first process lives."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps the parts running until SIGTERM or Ctrl+C; asked twice, it waits for nobody."""

    def __init__(self, parts: Sequence[Part], tell: Callable[[str], object], patience: Patience | None = None) -> None:
        self.parts, self.tell, self.patience = parts, tell, patience or Patience()
        self.told, self.hurry = Event(), Event()

    def run(self) -> None:
        """Returns when all of them have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked)
        try:
            while not self.told.is_set():
                for part in self.parts:
                    self.look(part, monotonic())
                self.told.wait(LOOK)
        finally:
            self.end()

    def look(self, part: Part, now: float) -> None:
        """Start what is due, note what died."""
        if part.running:
            return
        if part.process is not None:
            code = part.mourn(now, self.patience)
            gone = _("{part} stopped by itself (code {code}); it starts again in {seconds} s.")
            self.tell(gone.fill(part=part.name, code=code, seconds=f"{part.wait:g}").say(settings.LANGUAGE_CODE))
        elif now >= part.due:
            part.start(now)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        (self.hurry if self.told.is_set() else self.told).set()

    def end(self) -> None:
        """Ask every part to end, wait as long as it takes but not longer than `grace`, and kill the rest."""
        for part in self.parts:
            part.signal(signal.SIGTERM)
        until = monotonic() + self.patience.grace
        while any(part.running for part in self.parts) and monotonic() < until and not self.hurry.is_set():
            self.hurry.wait(LOOK / 4)
        for part in self.parts:
            if part.process is not None:
                part.bury()


def end_with_parent() -> None:
    """Tell this process to end (SIGTERM) when its standard input closes, because whoever started it is gone."""

    def listen() -> None:
        while os.read(STANDARD_INPUT, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=listen, name="parent", daemon=True).start()
