"""Two workers take one message, two people replace one secret: each with the twin that holds nothing. (ADR 0039)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from clave.actions.hooks_out import tell_receivers
from clave.actions.webhooks import Entered, make_webhook, rotate_secret
from clave.jobs.webhooks import hand_over, secrets_of
from clave.store.models import Person, Webhook, WebhookAttempt, WebhookDelivery
from clave.store.models.webhooks import DELIVERED, WAITING
from tests.jobs.receiver import Receiver, receiving
from tests.store.races import at_once, meeting

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SOME = 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.CLAVE_WEBHOOK_HOSTS = ("127.0.0.1",)
    with receiving() as one:
        yield one


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def hook(ana: Person, receiver: Receiver) -> Webhook:
    return make_webhook(by=ana, now=NOW, entered=Entered("ERP", receiver.url, ("status.changed",)))[0]


def a_message() -> WebhookDelivery:
    with transaction.atomic():
        tell_receivers(what="status.changed", about="customer:C-0001", now=NOW)
    return WebhookDelivery.objects.latest("pk")


def test_two_workers_send_one_message_once(hook: Webhook, receiver: Receiver) -> None:
    for _round in range(SOME):
        number = a_message().pk
        came = at_once(*[partial(hand_over, number, holder, clock=lambda: NOW) for holder in ("a", "b")])
        assert sum(one is not None for one in came) == 1
    assert len(receiver.came) == SOME == len(set(receiver.ids)) == WebhookAttempt.objects.count()
    assert WebhookDelivery.objects.filter(state=DELIVERED).count() == SOME


def test_their_twin_that_looks_first_and_notes_later_sends_it_twice(hook: Webhook, receiver: Receiver) -> None:
    from clave.base.reach import place_of
    from clave.jobs.posting import send

    for _round in range(SOME // 4):
        row, both_looked = a_message(), meeting(2)

        def look_and_send(row: WebhookDelivery = row, both_looked: Callable[[], object] = both_looked) -> None:
            assert WebhookDelivery.objects.filter(pk=row.pk, state=WAITING).exists()
            both_looked()
            headers = {"webhook-id": row.message.key}
            send(place_of(receiver.url, ("127.0.0.1",)), headers, row.message.body, seconds=5)
            WebhookDelivery.objects.filter(pk=row.pk).update(state=DELIVERED)

        at_once(look_and_send, look_and_send)
    assert len(receiver.came) == 2 * (SOME // 4)


def test_two_who_replace_a_secret_at_once_leave_the_one_that_the_receiver_knows(ana: Person, hook: Webhook) -> None:
    for _round in range(SOME):
        Webhook.objects.filter(pk=hook.pk).update(sealed_before=b"", before_until=None)
        known = secrets_of(Webhook.objects.get(pk=hook.pk), NOW)[0]
        made = at_once(*[partial(rotate_secret, by=ana, now=NOW, number=hook.pk)] * 2)
        signing = secrets_of(Webhook.objects.get(pk=hook.pk), NOW)
        assert signing[1] == known
        assert signing[0] in {secret for _hook, secret in made}
