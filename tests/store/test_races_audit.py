"""Many record at once: one chain without a gap. The twin that reads the end without holding it loses an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from clave.actions.audit import record
from clave.actions.shape import action
from clave.store.audit import digest, head, verify
from clave.store.models import THE_ONE, AuditEvent, AuditHead
from tests.store.races import ROUNDS, at_once, meeting

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOGETHER = 4
pytestmark = pytest.mark.django_db(transaction=True)


@action
def act(*, number: int, now: datetime) -> AuditEvent:
    """Something that is recorded."""
    return record(by=f"machine{number}", now=now, what="selection.kept", about=f"selection:{number}")


def test_writers_at_once_keep_one_chain() -> None:
    for round_ in range(1, ROUNDS + 1):
        events = at_once(*(partial(act, number=number, now=NOW) for number in range(TOGETHER)))
        assert {event.number for event in events} == {(round_ - 1) * TOGETHER + n for n in range(1, TOGETHER + 1)}
        assert {event.by for event in events} == {f"machine{number}" for number in range(TOGETHER)}
    assert verify().broken is None
    assert verify().head == head()
    assert head().count == ROUNDS * TOGETHER


def test_its_twin_that_does_not_hold_the_end_loses_an_event() -> None:
    for round_ in range(1, ROUNDS + 1):
        both_looked = meeting(2)

        def look_and_write(both_looked: Callable[[], object] = both_looked) -> AuditEvent | IntegrityError:
            place = head()
            both_looked()
            event = AuditEvent(
                number=place.count + 1, at=NOW, by="x", what="a", about="b:1", fields=[], previous=place.hash
            )
            event.hash = digest(event)
            try:
                with transaction.atomic():
                    event.save()
            except IntegrityError as lost:
                return lost
            return event

        outcomes = at_once(look_and_write, look_and_write)
        assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1, "two did something, one is known"
        last = AuditEvent.objects.get(number=round_)
        AuditHead.objects.update_or_create(pk=THE_ONE, defaults={"count": last.number, "hash": last.hash})
