"""Who took out what the programme costs, the whale curve or the concentration."""

from __future__ import annotations

from datetime import datetime

from clave.actions.audit import record
from clave.actions.shape import action
from clave.store.models import Person


@action
def note_costs_export(*, by: Person, now: datetime) -> None:
    """Somebody took figures of what the programme costs out as a file."""
    record(by=by, now=now, what="outcome.costs_exported", about="outcome:costs")
