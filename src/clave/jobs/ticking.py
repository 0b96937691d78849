"""The worker's look at the clock: what the schedule owes, and mails and webhooks that are due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import connection

from clave.jobs.mail import start_sending
from clave.jobs.pace import Pace
from clave.jobs.schedule import start_due
from clave.jobs.signs import Sign, forget, give, withdraw
from clave.jobs.webhooks import start_webhooks

log = logging.getLogger(__name__)
UNSIGNED = "unsigned"


def tick(now: datetime) -> None:
    """Start what is due at this moment; two workers who look at once start it once."""
    start_due(now=now)
    start_sending(now=now)
    start_webhooks(now=now)


class Ticker:
    """A thread that ticks until it is told to stop, and says that its worker lives. What hinders it is logged once, not at
    every look."""

    def __init__(self, stop: Event, *, worker: str, clock: Callable[[], datetime], pace: Pace) -> None:
        self.stop, self.worker, self.clock, self.pace = stop, worker, clock, pace
        self.trouble = self.kind = ""
        self.began_at: datetime | None = None
        self.signed: tuple[datetime, str] | None = None
        self.thread = Thread(target=self._work, name="ticker", daemon=True)

    def _work(self) -> None:
        while not self.stop.is_set():
            if not self.look():
                connection.close()
            self.sign()
            self.stop.wait(self.pace.tick)
        connection.close()
        withdraw(settings.CLAVE_DATA, self.worker)

    def look(self) -> bool:
        """Tick once; an error leaves what is due for the next look, and gives False."""
        try:
            tick(self.clock())
        except Exception as trouble:
            if self.trouble != repr(trouble):
                log.exception("The schedule could not be looked at; it is again in %s seconds.", self.pace.tick)
            self.trouble, self.kind = repr(trouble), type(trouble).__name__
            return False
        self.trouble = self.kind = ""
        return True

    def sign(self) -> None:
        """Say that the worker lives: every `pace.sign` seconds, and at once where something hinders it or no longer does."""
        now = self.clock()
        lately = self.signed and timedelta(0) <= now - self.signed[0] < timedelta(seconds=self.pace.sign)
        if lately and self.signed and self.signed[1] == self.kind:
            return
        first, self.began_at = self.began_at is None, self.began_at or now
        try:
            give(settings.CLAVE_DATA, Sign(self.worker, self.began_at, now, self.kind))
            if first:
                forget(settings.CLAVE_DATA, now)
        except OSError:
            if self.signed is None or self.signed[1] != UNSIGNED:
                log.exception("The worker could not say that it lives; it tries again.")
            self.signed = (now - timedelta(seconds=self.pace.sign), UNSIGNED)
        else:
            self.signed = (now, self.kind)
