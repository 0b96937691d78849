"""The worker's look at the clock: what the schedule owes, and mails and webhooks that are due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from django.db import connection

from clave.jobs.mail import start_sending
from clave.jobs.pace import Pace
from clave.jobs.schedule import start_due
from clave.jobs.webhooks import start_webhooks

log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """Start what is due at this moment; two workers who look at once start it once."""
    start_due(now=now)
    start_sending(now=now)
    start_webhooks(now=now)


class Ticker:
    """A thread that ticks until it is told to stop. What hinders it is logged once, not at every look."""

    def __init__(self, stop: Event, *, clock: Callable[[], datetime], pace: Pace) -> None:
        self.stop, self.clock, self.pace = stop, clock, pace
        self.trouble = ""
        self.thread = Thread(target=self._work, name="ticker", daemon=True)

    def _work(self) -> None:
        while not self.stop.is_set():
            if not self.look():
                connection.close()
            self.stop.wait(self.pace.tick)
        connection.close()

    def look(self) -> bool:
        """Tick once; an error leaves what is due for the next look, and gives False."""
        try:
            tick(self.clock())
        except Exception as trouble:
            if self.trouble != repr(trouble):
                log.exception("The schedule could not be looked at; it is again in %s seconds.", self.pace.tick)
            self.trouble = repr(trouble)
            return False
        self.trouble = ""
        return True
