"""Other systems are told what happens: signed, at least once, again when it fails, and never into a network. (ADR 0039)"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import transaction
from django.utils import timezone
from jsonschema import Draft202012Validator
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook as Verifier

from clave.actions.audit import record
from clave.actions.hooks_out import tell_receivers
from clave.actions.house import clear_old
from clave.actions.webhooks import (
    Entered,
    Outcome,
    change_webhook,
    clear_webhooks,
    make_webhook,
    note_delivery,
    remove_webhook,
    rotate_secret,
    send_missed,
    send_webhook_again,
    switch_webhook,
    take_delivery,
    try_webhook,
)
from clave.api.access import READS
from clave.api.door import schema
from clave.api.lists.registry import LISTS
from clave.base.errors import ClaveError
from clave.base.reach import place_of
from clave.base.words import _, recalled
from clave.jobs.posting import send, wait
from clave.jobs.ticking import tick
from clave.jobs.webhooks import LEASE, again_at, due, hand_over, start_webhooks
from clave.jobs.worker import work_off
from clave.policy import declared
from clave.store.deeds import DEEDS
from clave.store.models import AuditEvent, Job, Mail, Person, Webhook, WebhookAttempt, WebhookDelivery, WebhookMessage
from clave.store.models.webhooks import DELIVERED, FAILED, HELD, SENDING, WAITING
from clave.store.policy import policy_in_force
from clave.store.webhook_kinds import BROKEN, KINDS, MOST, RAISED, schema_of
from tests.jobs.receiver import Receiver, dripping, hanging_up, noise, receiving

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EVERY = tuple(KINDS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=NOW
    )


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.CLAVE_WEBHOOK_HOSTS = ("127.0.0.1", "localhost")
    settings.CLAVE_ADDRESS = "https://clave.example"
    with receiving() as one:
        yield one


@pytest.fixture
def made(ana: Person, receiver: Receiver) -> tuple[Webhook, str]:
    return make_webhook(by=ana, now=NOW, entered=Entered("ERP", receiver.url, EVERY))


@pytest.fixture
def hook(made: tuple[Webhook, str]) -> Webhook:
    return made[0]


def happened(what: str = "status.changed", about: str = "customer:C-0001", now: datetime = NOW) -> None:
    with transaction.atomic():
        record(by=None, now=now, what=what, about=about, fields=("state",))


@transaction.atomic
def half_done() -> None:
    record(by=None, now=NOW, what="status.changed", about="customer:C-0001")
    raise ClaveError(_("no"))


def the_only() -> WebhookDelivery:
    return WebhookDelivery.objects.select_related("of", "message").get()


def sent(now: datetime = NOW) -> int:
    start_webhooks(now=now)
    return work_off(now=now)


def why(row: WebhookDelivery) -> str:
    text: str = recalled(row.error).say("en") if row.error else ""
    return text


def test_what_happens_arrives_signed_and_verifies_elsewhere(made: tuple[Webhook, str], receiver: Receiver) -> None:
    now = timezone.now()  # whoever verifies looks at the real clock
    happened(now=now)
    tick(now)
    work_off(now=now)
    ((headers, body),) = receiver.came
    said = Verifier(made[1]).verify(body, headers)
    assert said == {
        "type": "status.changed",
        "timestamp": now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "data": {
            "about": "customer", "id": "C-0001", "account": "C-0001", "fields": ["state"],
            "url": "https://clave.example/api/v1/status-changes?customer=C-0001",
        },
    }  # fmt: skip
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    row = the_only()
    assert (row.state, row.status, row.attempts, row.delivered_at) == (DELIVERED, 204, 1, now)
    tick(now)
    assert work_off(now=now) == 0, "it is told once"


def test_a_message_stands_or_falls_with_what_happened(hook: Webhook) -> None:
    with pytest.raises(ClaveError):
        half_done()
    assert not WebhookMessage.objects.exists()


def test_only_what_was_chosen_is_told(ana: Person, hook: Webhook) -> None:
    change_webhook(by=ana, now=NOW, number=hook.pk, entered=Entered("ERP", hook.url, ("grant.given",)))
    happened()
    happened("person.role_changed", f"person:{ana.pk}")
    assert not WebhookMessage.objects.exists()
    happened("grant.given")
    assert the_only().message.kind == "grant.given"


def test_every_kind_has_its_schema_and_its_place_on_the_api(hook: Webhook) -> None:
    for kind in KINDS.values():
        Draft202012Validator.check_schema(schema_of(kind))
        ids = [f"m{n}" for n in range(MOST + 7)] if kind.listed else []
        assert tell_receivers(what=kind.key, about="customer:C Ñ/1", now=NOW, fields=("b", "a"), ids=ids) == 1
        message = WebhookMessage.objects.latest("pk")
        said = json.loads(message.body)
        Draft202012Validator(schema_of(kind)).validate(said)
        if kind.listed:
            assert (len(said["data"]["ids"]), said["data"]["count"]) == (MOST, MOST + 7)
        else:
            assert kind.key in DEEDS, "a kind is an act of the log, or names several things"
        if kind.api:
            name, _mark, query = kind.api.partition("?")
            name, _slash, which = name.partition("/")
            assert name in READS
            assert not which or LISTS[name].single
            assert not query or query.partition("=")[0] in {one.name for one in LISTS[name].filters}
            assert "C%20%C3%91%2F1" in said["data"]["url"] or "{id}" not in kind.api
    assert set(schema()["webhooks"]) == set(KINDS)
    assert {BROKEN, RAISED} <= set(KINDS)


def test_nothing_new_is_told_of_nothing(hook: Webhook) -> None:
    assert tell_receivers(what=BROKEN, about="ledger:1", now=NOW, ids=[]) == 0


def test_a_failure_is_tried_again_by_the_schedule_with_a_little_chance(hook: Webhook, receiver: Receiver) -> None:
    receiver.plans = [500]
    happened()
    now, waits = NOW, []
    for _try in range(10):
        sent(now)
        row = the_only()
        waits.append((row.due_at - now).total_seconds())
        now = row.due_at
    planned = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert all(plan <= found <= plan * 1.1 for plan, found in zip(planned, waits, strict=False))
    assert (row.state, row.status, row.attempts) == (FAILED, 500, 10)
    assert why(row) == "it answered 500."
    assert len(set(receiver.ids)) == 1, "it is the same message each time"
    assert len({headers["webhook-timestamp"] for headers, _body in receiver.came}) == 10, "each try has its own moment"
    assert WebhookAttempt.objects.exclude(ended_at=None).count() == 10
    assert sent(now + timedelta(days=3)) == 0


def test_the_waits_are_policy() -> None:
    limits = policy_in_force().at(NOW.date()).reform({declared.webhook_retries: ("1h",), declared.webhook_jitter: 0.5})
    assert again_at(1, limits, NOW, lambda: 0.5) == NOW + timedelta(minutes=75)
    assert again_at(1, limits, NOW, lambda: 0, asked=7200) == NOW + timedelta(hours=2)
    assert again_at(2, limits, NOW, lambda: 0) is None


def test_who_asks_for_time_gets_it(hook: Webhook, receiver: Receiver) -> None:
    receiver.plans = [(429, {"Retry-After": "900"}, b"later")]
    happened()
    happened("grant.given")
    sent()
    assert len(receiver.came) == 1, "the rest waits for the next pass"
    assert WebhookDelivery.objects.get(attempts=1).due_at == NOW + timedelta(seconds=900)
    assert wait("Wed, 21 Oct 2026 07:28:00 GMT", datetime(2026, 10, 21, 7, 0, tzinfo=UTC).timestamp()) == 1680
    assert [wait(text, 0) for text in ("", "soon", "-5", "99999999999999")] == [0, 0, 0, 0]
    assert wait("999999", 0) == 86_400


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (301, "it answered 301, a redirection, and clave follows none"),
        (404, "it answered 404."),
        (noise, "no HTTP"),
        (hanging_up, "could not be reached"),
    ],
)
def test_every_way_to_fail_is_a_sentence(hook: Webhook, receiver: Receiver, plan: Any, says: str) -> None:
    elsewhere = f"http://127.0.0.1:{receiver.port}/elsewhere"
    receiver.plans = [(plan, {"Location": elsewhere}, b"") if isinstance(plan, int) else plan]
    happened()
    sent()
    assert says in why(the_only())
    assert len(receiver.came) == 1


def test_a_receiver_that_drips_is_cut_off(receiver: Receiver) -> None:
    receiver.plans = [dripping(20)]
    answer = send(place_of(receiver.url, ("127.0.0.1",)), {}, "{}", seconds=1)
    assert answer.error is not None
    assert "did not answer within 1 s" in answer.error.say("en")
    assert 900 <= answer.milliseconds <= 3000


def test_a_long_answer_is_not_read_to_its_end(hook: Webhook, receiver: Receiver) -> None:
    receiver.plans = [(500, {}, b"\x1b[31m<b>" + b"x" * 3_000_000)]
    happened()
    sent()
    kept = WebhookAttempt.objects.get().answer
    assert len(kept) == 1023
    assert kept.startswith("[31m<b>xxx")


def test_a_machine_that_is_not_there(ana: Person, settings: Settings) -> None:
    settings.CLAVE_WEBHOOK_HOSTS = ("127.0.0.1", "nobody.invalid")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        make_webhook(by=ana, now=NOW, entered=Entered("ERP", f"http://127.0.0.1:{port}/", EVERY))
        make_webhook(by=ana, now=NOW, entered=Entered("Otro", "http://nobody.invalid/", EVERY))
        happened()
        sent()
    said = {row.of.name: why(row) for row in WebhookDelivery.objects.select_related("of")}
    assert "could not be reached" in said["ERP"]
    assert said["Otro"] == "nobody.invalid: no machine of this name is known."


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8"])
def test_a_name_that_leads_inside_is_never_connected_to(receiver: Receiver, address: str) -> None:
    """Also where only one of its addresses does, and where it says another thing the second time."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", ("8.8.8.8", port)), (0, 0, 0, "", (address, port))]

    answer = send(place_of("https://erp.example/"), {}, "{}", seconds=2, resolve=resolve)
    assert answer.error is not None
    assert "inside a network" in answer.error.say("en")
    assert asked == ["erp.example"], "it is looked up once"
    assert not receiver.came


def test_what_was_looked_up_is_what_is_connected_to(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is never looked up again on the way: whoever answers otherwise the second time wins nothing."""
    connected: list[Any] = []

    def connect(address: Any, *_more: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    answers = iter([[(0, 0, 0, "", ("93.184.215.14", 443))], [(0, 0, 0, "", ("127.0.0.1", 443))]])
    answer = send(place_of("https://erp.example/"), {}, "{}", seconds=2, resolve=lambda *_a, **_k: next(answers))
    assert connected == [("93.184.215.14", 443)]
    assert answer.error is not None


def test_no_proxy_of_the_environment_is_asked(
    hook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    happened()
    sent()
    assert the_only().state == DELIVERED


def test_410_switches_it_off_and_what_happens_is_kept(ana: Person, hook: Webhook, receiver: Receiver) -> None:
    receiver.plans = [410]
    happened()
    happened("grant.given")
    sent()
    hook.refresh_from_db()
    assert not hook.active
    assert "410" in recalled(hook.why_off).say("en")
    happened("grant.ended")
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == sorted([FAILED, HELD, HELD])
    mail = Mail.objects.get()
    assert mail.to == ana.email
    assert "ERP" in mail.subject
    assert AuditEvent.objects.filter(what="webhook.gave_up").count() == 1
    assert sent() == 0
    with pytest.raises(ClaveError):
        send_missed(by=ana, now=NOW, number=hook.pk, since=NOW)
    receiver.plans = [200]
    switch_webhook(by=ana, now=NOW, number=hook.pk, active=True)
    assert send_missed(by=ana, now=NOW, number=hook.pk, since=NOW - timedelta(hours=1)) == 3
    sent()
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {DELIVERED}
    hook.refresh_from_db()
    assert (hook.why_off, hook.failing_since, hook.arrived_at) == (None, None, NOW)


def test_days_of_nothing_but_failures_switch_it_off(hook: Webhook, receiver: Receiver) -> None:
    receiver.plans = [500]
    for day in range(6):
        now = NOW + timedelta(days=day)
        happened(now=now)
        sent(now)
    hook.refresh_from_db()
    assert not hook.active
    assert "since" in recalled(hook.why_off).say("en")
    assert Mail.objects.count() == 1
    assert not due(NOW + timedelta(days=30)).exists(), "what waited is kept"


def test_what_arrives_once_begins_the_count_anew(hook: Webhook, receiver: Receiver) -> None:
    for day, plan in ((0, 500), (4, 200), (6, 500)):
        receiver.plans = [plan]
        now = NOW + timedelta(days=day)
        WebhookDelivery.objects.filter(state=WAITING).update(state=HELD)
        happened(now=now)
        sent(now)
    hook.refresh_from_db()
    assert hook.active
    assert hook.failing_since == NOW + timedelta(days=6)


def test_one_receiver_that_is_down_holds_no_other_up(
    ana: Person, hook: Webhook, receiver: Receiver, settings: Settings
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        make_webhook(by=ana, now=NOW, entered=Entered("Caído", url, EVERY))
        for _time in range(5):
            happened()
        sent()
    tried = WebhookDelivery.objects.filter(of__name="Caído", attempts=1).count()
    assert (tried, len(receiver.came)) == (1, 5)


def test_a_secret_is_replaced_without_losing_anything(
    ana: Person, made: tuple[Webhook, str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, old = made
    now = timezone.now()
    _hook, never_installed = rotate_secret(by=ana, now=now, number=hook.pk)
    _hook, new = rotate_secret(by=ana, now=now, number=hook.pk)
    happened(now=now)
    sent(now)
    ((headers, body),) = receiver.came
    for one in (old, new):
        Verifier(one).verify(body, headers)
    assert len(headers["webhook-signature"].split()) == 2
    assert never_installed not in (old, new)
    later = now + timedelta(hours=25)
    happened(now=later)
    sent(later)
    headers, _body = receiver.came[-1]
    assert len(headers["webhook-signature"].split()) == 1
    clear_old(limits=policy_in_force().at(now.date()), now=now + timedelta(days=60))
    hook.refresh_from_db()
    assert hook.sealed_before == b""


def test_the_secret_key_is_changed_and_every_receiver_still_knows_who_signs(
    ana: Person, made: tuple[Webhook, str], receiver: Receiver, settings: Settings
) -> None:
    """As the guide says: both keys, a night of cleaning, and the former one is forgotten, also while a secret is replaced."""
    hook, old = made
    now = timezone.now()
    _hook, new = rotate_secret(by=ana, now=now, number=hook.pk)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "s" * 60, [settings.SECRET_KEY]
    assert clear_old(limits=policy_in_force().at(now.date()), now=now).sealed == 1
    settings.SECRET_KEY_FALLBACKS = []
    happened(now=now)
    sent(now)
    ((headers, body),) = receiver.came
    for one in (old, new):
        Verifier(one).verify(body, headers)


def test_a_secret_that_nobody_opens_any_more_is_replaced_and_does_not_stop_the_new_one(
    ana: Person, made: tuple[Webhook, str], receiver: Receiver, settings: Settings
) -> None:
    now = timezone.now()
    settings.SECRET_KEY = "s" * 60
    happened(now=now)
    sent(now)
    row = the_only()
    assert (row.state, receiver.came) == (WAITING, [])
    assert "give this webhook a new secret" in why(row)
    _hook, new = rotate_secret(by=ana, now=now, number=made[0].pk)
    sent(row.due_at)
    ((headers, body),) = receiver.came
    Verifier(new).verify(body, headers)
    assert len(headers["webhook-signature"].split()) == 1


def test_what_was_taken_can_be_sent_again_under_its_name(ana: Person, hook: Webhook, receiver: Receiver) -> None:
    happened()
    sent()
    send_webhook_again(by=ana, now=NOW, number=hook.pk, delivery=the_only().pk)
    with pytest.raises(ClaveError):
        send_webhook_again(by=ana, now=NOW, number=hook.pk, delivery=the_only().pk)
    sent()
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1, "whoever keeps the names takes it once"


def test_a_trial_goes_also_where_it_is_off(ana: Person, hook: Webhook, receiver: Receiver) -> None:
    switch_webhook(by=ana, now=NOW, number=hook.pk, active=False)
    try_webhook(by=ana, now=NOW, number=hook.pk)
    happened()
    sent()
    ((_headers, body),) = receiver.came
    assert json.loads(body)["type"] == "webhook.test"
    assert WebhookDelivery.objects.get(message__kind="status.changed").state == HELD


def test_a_removed_one_is_told_nothing_and_has_no_secret(ana: Person, hook: Webhook, receiver: Receiver) -> None:
    happened()
    remove_webhook(by=ana, now=NOW, number=hook.pk)
    happened()
    sent()
    hook.refresh_from_db()
    assert (receiver.came, bytes(hook.sealed), the_only().state) == ([], b"", HELD)
    with pytest.raises(ClaveError):
        try_webhook(by=ana, now=NOW, number=hook.pk)


def test_switched_off_between_looking_and_taking_it_is_kept(ana: Person, hook: Webhook, receiver: Receiver) -> None:
    happened()
    row = the_only()
    taken = take_delivery(now=NOW, number=row.pk, holder="a", lease=LEASE)
    assert taken is not None
    switch_webhook(by=ana, now=NOW, number=hook.pk, active=False)  # and the worker is gone
    assert hand_over(row.pk, "b", clock=lambda: NOW + LEASE + timedelta(seconds=1)) is None
    assert (the_only().state, receiver.came) == (HELD, [])


def test_whoever_lost_the_lease_says_nothing_more(hook: Webhook, receiver: Receiver) -> None:
    happened()
    number, later = the_only().pk, NOW + LEASE + timedelta(seconds=1)
    first = take_delivery(now=NOW, number=number, holder="a", lease=LEASE)
    assert take_delivery(now=NOW, number=number, holder="b", lease=LEASE) is None
    assert hand_over(number, "b", clock=lambda: later) is not None
    assert first is not None
    assert not note_delivery(now=later, delivery=first, holder="a", came=Outcome(500, "", 1, _("late"), later))
    row = the_only()
    assert (row.state, row.attempts, row.tries.count()) == (DELIVERED, 2, 2)


def test_another_secret_key_is_a_sentence_and_nothing_goes_unsigned(
    hook: Webhook, receiver: Receiver, settings: Settings
) -> None:
    happened()
    settings.SECRET_KEY = "x" * 60
    sent()
    assert "secret key" in why(the_only())
    assert not receiver.came


def test_what_will_not_do_is_refused(ana: Person, settings: Settings) -> None:
    for entered, where in (
        (Entered("", "https://a.example/", EVERY), "name"),
        (Entered("ERP", "https://10.0.0.1/", EVERY), "url"),
        (Entered("ERP", "https://a.example/", ()), "kinds"),
        (Entered("ERP", "https://a.example/", ("no.such",)), "kinds"),
    ):
        with pytest.raises(ClaveError) as refused:
            make_webhook(by=ana, now=NOW, entered=entered)
        assert refused.value.where == where
    assert not Webhook.objects.exists()


def test_sent_twice_it_is_one(ana: Person) -> None:
    entered = Entered("ERP", "https://a.example/", EVERY)
    (one, first), (other, second) = (make_webhook(by=ana, now=NOW, entered=entered) for _time in range(2))
    assert one.pk == other.pk
    assert first != second


def test_the_secret_is_nowhere(
    made: tuple[Webhook, str], ana: Person, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    hook, secret = made
    _hook, other = rotate_secret(by=ana, now=NOW, number=hook.pk)
    receiver.plans = [500]
    with caplog.at_level(logging.DEBUG):
        happened()
        sent()
    kept = serializers.serialize(
        "json",
        [row for model in (Webhook, WebhookMessage, WebhookDelivery, WebhookAttempt, AuditEvent, Job, Mail)
         for row in model._default_manager.all()],
    )  # fmt: skip
    for word in (secret, other):
        assert word not in kept + caplog.text
        assert word.removeprefix("whsec_") not in kept + caplog.text
    assert receiver.url not in serializers.serialize("json", AuditEvent.objects.all()), "nor the address in the log"


def test_old_messages_go_and_what_waits_stays(hook: Webhook, receiver: Receiver) -> None:
    happened()
    sent()
    happened(now=NOW + timedelta(seconds=1))
    clear_old(limits=policy_in_force().at(NOW.date()), now=NOW + timedelta(days=31))
    assert the_only().state == WAITING
    assert WebhookMessage.objects.count() == 1


def test_what_nobody_takes_does_not_grow_for_ever(ana: Person, hook: Webhook) -> None:
    """Of each receiver the newest so many wait; another one that takes its messages loses nothing."""
    make_webhook(by=ana, now=NOW, entered=Entered("Otro", "https://erp.example/", EVERY))
    for turn in range(4):
        happened(now=NOW + timedelta(seconds=turn))
    WebhookDelivery.objects.filter(of__name="Otro").update(state="delivered")
    assert clear_webhooks(NOW - timedelta(days=1), 2) == 0, "the other one has them still"
    left = [one.message.at for one in hook.deliveries.select_related("message").order_by("pk")]
    assert left == [NOW + timedelta(seconds=turn) for turn in (2, 3)]
    assert WebhookDelivery.objects.filter(of__name="Otro").count() == 4


def test_a_worker_of_the_outbox_is_seen_among_the_jobs(hook: Webhook, receiver: Receiver) -> None:
    happened()
    job = start_webhooks(now=NOW)
    assert job is not None
    work_off(now=NOW)
    job.refresh_from_db()
    assert job.result == {"sent": 1, "failed": 0}
    assert not WebhookDelivery.objects.filter(state=SENDING).exists()
