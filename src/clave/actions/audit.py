"""Writing down what was done, in the same transaction as doing it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.transaction import TransactionManagementError

from clave.actions.hooks_out import tell_receivers
from clave.store.audit import START, digest
from clave.store.deeds import DEEDS, KINDS
from clave.store.log import written
from clave.store.models import THE_ONE, AuditEvent, AuditHead, Person

CLAVE = "clave"
"""Who acts where nobody is signed in: the installation itself."""
_FIELD = re.compile(r"[a-z][a-z0-9_.]*")


def record(*, by: Person | str | None, now: datetime, what: str, about: str, fields: Iterable[str] = ()) -> AuditEvent:
    """Add one event to the chain; the last thing an action does, because whoever records next waits for its end. Whoever wants
    to be told of it gets a message, that stands or falls with the action too (ADR 0039).

    `by` is a person (with the department they act for, where only a delegation lets them), the name of a machine, or
    None for clave itself; `what` one of `DEEDS`; `about` is `<kind>:<id>`
    with a kind of `KINDS`; `fields` are names of what changed, never values. Raises ValueError where one of them is
    not, and TransactionManagementError outside a transaction."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("What is recorded stands or falls with its action: record inside @action.")
    named = _checked(what, about, fields)
    place, _made = AuditHead.objects.select_for_update().get_or_create(pk=THE_ONE, defaults={"count": 0, "hash": START})
    event = AuditEvent(
        number=place.count + 1,
        at=now,
        by=written(by) if isinstance(by, Person) else by or CLAVE,
        what=what,
        about=about,
        fields=named,
        previous=place.hash,
    )
    event.hash = digest(event)
    event.save()
    tell_receivers(what=what, about=about, now=now, fields=named)
    AuditHead.objects.filter(pk=THE_ONE).update(count=event.number, hash=event.hash)
    return event


def _checked(what: str, about: str, fields: Iterable[str]) -> list[str]:
    kind, _colon, key = about.partition(":")
    if what not in DEEDS or kind not in KINDS or not key:
        raise ValueError(f"Declare {what} and {kind} in clave/store/deeds.py; {about} must be <kind>:<id>.")
    named = sorted(set(fields))
    if wrong := [name for name in named if not _FIELD.fullmatch(name)]:
        raise ValueError(f"Only names of fields may be recorded, no values: {len(wrong)} of them is no name.")
    return named
