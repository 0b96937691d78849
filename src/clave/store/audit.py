"""The chain of the audit log: how an event is hashed, and whether all of them still fit together."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

from django.db import connection

from clave.base.words import Text, _
from clave.store.guards import Refuses
from clave.store.models import THE_ONE, AuditEvent, AuditHead

START = "0" * 64
"""What the first event has in the place of a previous hash."""
CHUNK = 2000


@dataclass(frozen=True)
class Anchor:
    """The end of the chain at some moment: kept outside, it proves later that nothing before it was touched."""

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"


@dataclass(frozen=True)
class Broken:
    """The first number at which the chain no longer holds, and why."""

    number: int
    why: Text


@dataclass(frozen=True)
class Verified:
    """What looking at every event found: the true end of what is there, and the first break if there is one."""

    head: Anchor
    broken: Broken | None


def digest(event: AuditEvent) -> str:
    """SHA-256 over the canonical JSON of everything the event says, the hash before it included."""
    said = {
        "about": event.about,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by,
        "fields": event.fields,
        "number": event.number,
        "previous": event.previous,
        "what": event.what,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def head() -> Anchor:
    """The end of the chain as the installation keeps it."""
    kept = AuditHead.objects.filter(pk=THE_ONE).first()
    return Anchor(kept.count, kept.hash) if kept else Anchor(0, START)


def verify(anchor: Anchor | None = None) -> Verified:
    """Read every event again; with an `anchor` kept outside, also that the chain still passes through it."""
    last, passed = Anchor(0, START), anchor is None or anchor.count == 0
    for event in AuditEvent.objects.order_by("number").iterator(CHUNK):
        if why := _wrong(event, last):
            return Verified(last, Broken(last.count + 1, why))
        last = Anchor(event.number, event.hash)
        if anchor and anchor.count == event.number:
            if anchor.hash != event.hash:
                return Verified(last, Broken(event.number, _("it is not the event that the kept anchor names")))
            passed = True
    return Verified(last, _cut(last) or _short(last, anchor, passed) or _unguarded(last))


def _wrong(event: AuditEvent, before: Anchor) -> Text | None:
    if event.number != before.count + 1:
        return _("the event is missing")
    if event.previous != before.hash:
        return _("it does not follow the event before it")
    return _("it was changed after it was written") if digest(event) != event.hash else None


def _cut(last: Anchor) -> Broken | None:
    """Events gone from the end, or added past it, against the head."""
    kept = head()
    if kept == last:
        return None
    if kept.count > last.count:
        return Broken(last.count + 1, _("the event is missing"))
    return Broken(min(kept.count + 1, last.count), _("it does not fit the end of the chain that clave kept"))


def _short(last: Anchor, anchor: Anchor | None, passed: bool) -> Broken | None:
    if anchor is None or passed:
        return None
    return Broken(last.count + 1, _("the kept anchor names a later event, which is missing"))


def _unguarded(last: Anchor) -> Broken | None:
    """Triggers that somebody took off: what is there fits, but the database would no longer refuse a change."""
    if missing := sorted(guards() - standing()):
        return Broken(last.count, _("the database lost its guard {names}").fill(names=", ".join(missing)))
    return None


def guards() -> set[str]:
    """The triggers that the audit log must have."""
    rules = (*AuditEvent._meta.constraints, *AuditHead._meta.constraints)
    return {rule.name for rule in rules if isinstance(rule, Refuses)}


def standing() -> set[str]:
    """The triggers that stand and are switched on."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}
