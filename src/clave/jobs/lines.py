"""What the log says of each request and each job: one line with figures, routes and numbers, and nothing of anybody."""

from __future__ import annotations

import logging
from contextvars import ContextVar

LOGGER = "clave.lines"
FIELDS = "clave_fields"
"""Under this name a record carries what its line says besides when and how grave it is."""
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the request that is being answered; every line that is written meanwhile carries it."""
_log = logging.getLogger(LOGGER)


def line(event: str, **said: str | int | float | None) -> None:
    """Write one line, where lines are wanted (CLAVE_LOGS=json). Give no name, address or text of anybody: numbers, routes
    and tasks only."""
    if _log.isEnabledFor(logging.INFO):
        kept = {name: value for name, value in said.items() if value not in (None, "")}
        _log.info(event, extra={FIELDS: {"event": event, **kept}})
