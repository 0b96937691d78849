"""Two workers empty one outbox, two schedules start one due instant, one key is written twice: each with its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.mail import get_connection
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.mail import write
from clave.jobs.mail import hand_over, message
from clave.jobs.schedule import SCHEDULES, start_at
from clave.store.models import AuditEvent, Job, Mail, ScheduledRun
from clave.store.models.mail import SENT, WAITING
from tests.jobs.conftest import postbox as postbox  # a real server
from tests.jobs.conftest import to_smtp as to_smtp
from tests.jobs.post import Postbox
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def written(key: str) -> Mail:
    """A mail in the outbox."""
    return write(by=None, now=NOW, to="rosa@empaques.example", template="trial", data={}, language="es", key=key)


def handing(mail: Mail) -> bool:
    """A worker with a line of its own hands the mail over."""
    server = get_connection()
    server.open()
    try:
        return hand_over(mail, server, NOW)
    finally:
        server.close()


def test_two_workers_send_one_mail_once(postbox: Postbox) -> None:
    for round_ in range(ROUNDS):
        mail = written(f"trial:{round_}")
        assert sorted(at_once(partial(handing, mail), partial(handing, mail))) == [False, True]
    assert len(postbox.taken) == ROUNDS == Mail.objects.filter(state=SENT).count()
    assert len(set(postbox.keys)) == ROUNDS


def test_their_twin_that_looks_first_and_notes_later_sends_it_twice(postbox: Postbox) -> None:
    for round_ in range(ROUNDS // 5):
        mail, both_looked = written(f"trial:{round_}"), meeting(2)

        def look_and_send(mail: Mail = mail, both_looked: Callable[[], object] = both_looked) -> None:
            assert Mail.objects.filter(pk=mail.pk, state=WAITING).exists()
            both_looked()
            get_connection().send_messages([message(mail)])
            Mail.objects.filter(pk=mail.pk).update(state=SENT)

        at_once(look_and_send, look_and_send)
    assert len(postbox.taken) == 2 * (ROUNDS // 5)


def test_one_key_written_by_two_is_one_mail(settings: Settings) -> None:
    for round_ in range(ROUNDS):
        one, other = at_once(*[partial(written, f"trial:{round_}")] * 2)
        assert one.pk == other.pk
    assert Mail.objects.count() == ROUNDS == AuditEvent.objects.filter(what="mail.written").count()


def test_its_twin_without_the_constraint_is_two(without_constraints: Without, transactional_db: None) -> None:
    """A key that is looked for and then written, by two who both looked before either wrote."""
    for round_ in range(ROUNDS):
        both_looked = meeting(2)

        def look_and_write(round_: int = round_, both_looked: Callable[[], object] = both_looked) -> None:
            assert not Mail.objects.filter(key__startswith=f"trial:{round_}/").exists()
            number = both_looked()
            written(f"trial:{round_}/{number}")  # without one name for both, the row cannot refuse the second

        at_once(look_and_write, look_and_write)
    assert Mail.objects.count() == 2 * ROUNDS


def starting(due: datetime) -> Callable[[], Job | None]:
    """A worker that found the instant due."""
    return partial(start_at, SCHEDULES["house"], due=due, now=NOW)


def test_two_workers_start_a_due_instant_once() -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    for round_ in range(ROUNDS):
        due = NOW - timedelta(days=round_)
        assert sum(job is not None for job in at_once(starting(due), starting(due))) == 1
        Job.objects.update(state="done", finished_at=NOW)
    assert ScheduledRun.objects.count() == ROUNDS == Job.objects.count()


def test_their_twin_without_the_constraint_starts_it_twice(without_constraints: Without) -> None:
    with without_constraints(ScheduledRun):
        for round_ in range(ROUNDS):
            both_looked = meeting(2)
            due = NOW - timedelta(days=round_)

            def look_and_start(due: datetime = due, both_looked: Callable[[], object] = both_looked) -> None:
                assert not ScheduledRun.objects.filter(due_at=due).exists()
                both_looked()
                start_at(SCHEDULES["house"], due=due, now=NOW)

            at_once(look_and_start, look_and_start)
            assert ScheduledRun.objects.filter(due_at=due).count() == 2
